/* SPDX-License-Identifier: Apache-2.0 */
#include "fhir_search.h"

#include "fhir_paths.h"

enum { NAME_MAX_LEN = 96, BODY_MAX = 1 << 10 };

typedef struct search_row {
    const char *name;
    uint8_t leaf; /* ps_fhir_leaf */
} search_row;

/* What identifies a person, searched for directly or through a chain (subject:Patient.name). */
static const search_row of_person[] = {
    {"family", PS_LEAF_NAME},
    {"given", PS_LEAF_NAME},
    {"name", PS_LEAF_NAME},
    {"phonetic", PS_LEAF_NAME},
    {"mothersMaidenName", PS_LEAF_NAME},
    {"birthdate", PS_LEAF_BIRTH},
    {"birthDate", PS_LEAF_BIRTH},
    {"death-date", PS_LEAF_DATE},
    {"address", PS_LEAF_ADDRESS},
    {"address-city", PS_LEAF_CITY},
    {"address-postalcode", PS_LEAF_ZIP},
    {"phone", PS_LEAF_PHONE},
    {"telecom", PS_LEAF_PHONE},
    {"email", PS_LEAF_EMAIL},
    {"identifier", PS_LEAF_MRN},
    {"_id", PS_LEAF_PERSON_LINK},
    {"link", PS_LEAF_PERSON_LINK},
};

/* In every search. */
static const search_row of_any[] = {
    {"patient", PS_LEAF_PERSON_LINK},
    {"subject", PS_LEAF_PERSON_LINK},
    {"beneficiary", PS_LEAF_PERSON_LINK},
    {"subscriber", PS_LEAF_PERSON_LINK},
    {"individual", PS_LEAF_PERSON_LINK},
    {"policy-holder", PS_LEAF_PERSON_LINK},
    {"_content", PS_LEAF_TEXT},
    {"_text", PS_LEAF_TEXT},
    {"_lastUpdated", PS_LEAF_KEEP},
    {"_since", PS_LEAF_KEEP},
    {"_count", PS_LEAF_KEEP},
    {"_format", PS_LEAF_KEEP},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool find_row(const search_row *rows, size_t count, ps_span name, uint8_t *leaf) {
    for (size_t i = 0; i < count; i++) {
        if (!ps_span_eq(name, ps_span_z(rows[i].name))) continue;
        *leaf = rows[i].leaf;
        return true;
    }
    return false;
}

static bool begins(ps_span text, const char *word) {
    size_t n = strlen(word);
    return text.len >= n && !memcmp(text.ptr, word, n);
}

/* The parameter without its modifiers: name in subject:Patient.name:exact. *chained: it asks for
 * something of another resource; *person: of a person. */
static ps_span plain_name(ps_span name, bool *chained, bool *person) {
    size_t from = 0;
    *chained = *person = false;
    for (size_t at = 0; at < name.len; at++) {
        if (name.ptr[at] != '.') continue;
        ps_span before = ps_span_cut(name, from, at);
        *chained = true;
        *person = begins(before, "patient") || begins(before, "beneficiary") ||
                  begins(before, "subject") || begins(before, "link");
        const char *colon = memchr(before.ptr, ':', before.len);
        if (colon) {
            size_t type = (size_t)(colon - before.ptr) + 1;
            *person = ps_fhir_is_person(ps_span_cut(before, type, before.len));
        }
        from = at + 1;
    }
    size_t to = from;
    while (to < name.len && name.ptr[to] != ':' && name.ptr[to] != '%') to++;
    return ps_span_cut(name, from, to);
}

static uint8_t leaf_of(ps_span resource, ps_span param) {
    bool chained, person;
    ps_fhir_resource row = {PS_FHIR_STAY, PS_SLOT_KEEP};
    bool known = ps_fhir_find(resource, &row);
    ps_span name = plain_name(param, &chained, &person);
    uint8_t leaf;
    if (begins(param, "_has:")) return PS_LEAF_NOTHING;
    if (!chained) person = row.type == PS_FHIR_PERSON;
    if (person && find_row(of_person, COUNT(of_person), name, &leaf)) return leaf;
    if (find_row(of_any, COUNT(of_any), name, &leaf)) return leaf;
    if (chained) return PS_LEAF_NOTHING;
    if (ps_span_eq(name, PS_LIT("identifier"))) return row.ident;
    bool care = known && ps_fhir_has_dates((ps_fhir_type)row.type);
    return care ? PS_LEAF_NOTHING : PS_LEAF_KEEP;
}

/* http://hl7.org/fhir/sid/us-mbi|1EG4TE5MK73: the value begins behind the bar. */
static size_t behind_system(ps_span text, ps_extent value) {
    for (size_t at = value.to; at > value.from; at--) {
        if (text.ptr[at - 1] == '|') return at;
        ps_span three = at >= value.from + 3 ? ps_span_cut(text, at - 3, at) : (ps_span){0};
        if (ps_span_eq_nocase(three, PS_LIT("%7C"))) return at;
    }
    return value.from;
}

/* ge2020-01-01 */
static size_t behind_prefix(ps_span text, ps_extent value) {
    static const char *const prefixes[] = {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"};
    ps_span all = ps_span_cut(text, value.from, value.to);
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (all.len > 2 && begins(all, prefixes[i]) && ps_is_digit(all.ptr[2]))
            return value.from + 2;
    return value.from;
}

static void put_reference(ps_reader *reader, ps_extent value) {
    ps_span text = reader->text;
    bool slash = false;
    size_t from = value.from;
    for (size_t at = value.from; at < value.to; at++) {
        bool coded = value.to - at > 3 && (begins(ps_span_cut(text, at, at + 3), "%2F") ||
                                           begins(ps_span_cut(text, at, at + 3), "%2f"));
        if (text.ptr[at] != '/' && !coded) continue;
        slash = true;
        size_t next = at + (coded ? 3 : 1), word = at;
        while (word > from && ps_is_alpha(text.ptr[word - 1])) word--;
        if (ps_fhir_is_person(ps_span_cut(text, word, at))) {
            ps_put(reader, PS_SLOT_OTHER, next, value.to);
            return;
        }
    }
    from = behind_system(text, value); /* patient:identifier=system|value */
    if (!slash || from > value.from) ps_put(reader, PS_SLOT_OTHER, from, value.to);
}

static void put_value(ps_reader *reader, uint8_t leaf, bool identifier, ps_extent value) {
    ps_span text = reader->text;
    size_t from = value.from;
    if (leaf == PS_LEAF_PERSON_LINK) {
        put_reference(reader, value);
        return;
    }
    if (leaf == PS_LEAF_BIRTH || leaf == PS_LEAF_DATE || leaf == PS_LEAF_NOTHING) {
        from = behind_prefix(text, value);
        if (!ps_fhir_is_date(ps_span_cut(text, from, value.to))) return;
        if (leaf == PS_LEAF_NOTHING) leaf = PS_LEAF_DATE;
    } else if (identifier || leaf == PS_LEAF_PHONE) {
        from = behind_system(text, value);
        ps_span system = ps_span_cut(text, value.from, from);
        ps_span code = (ps_span){0};
        if (identifier) leaf = (uint8_t)ps_fhir_identifier(system, code, (ps_slot_kind)leaf);
        if (memchr(text.ptr + from, '@', value.to - from)) leaf = PS_LEAF_EMAIL;
    }
    if (leaf < PS_LEAF_NOTHING) ps_put(reader, (ps_slot_kind)leaf, from, value.to);
}

static void put_param(ps_reader *reader, ps_span resource, ps_extent param) {
    ps_span text = reader->text;
    const char *sign = memchr(text.ptr + param.from, '=', param.to - param.from);
    if (!sign) return;
    size_t at = (size_t)(sign - text.ptr);
    ps_span name = ps_span_cut(text, param.from, at);
    if (name.len > NAME_MAX_LEN) return;
    uint8_t leaf = leaf_of(resource, name);
    bool chained, person;
    bool identifier = ps_span_eq(plain_name(name, &chained, &person), PS_LIT("identifier"));
    if (leaf == PS_LEAF_TEXT || leaf == PS_LEAF_ADDRESS) {
        ps_put(reader, (ps_slot_kind)leaf, at + 1, param.to);
        return;
    }
    for (size_t from = at + 1; from < param.to;) {
        const char *comma = memchr(text.ptr + from, ',', param.to - from);
        size_t to = comma ? (size_t)(comma - text.ptr) : param.to;
        put_value(reader, leaf, identifier, (ps_extent){from, to});
        from = to + 1;
    }
}

void ps_fhir_put_search(ps_reader *reader, ps_span resource, ps_extent query) {
    ps_span text = reader->text;
    for (size_t from = query.from; from < query.to;) {
        size_t to = from;
        while (to < query.to && text.ptr[to] != '&') to++;
        put_param(reader, resource, (ps_extent){from, to});
        from = to + 1;
        ps_span rest = from < query.to ? ps_span_cut(text, from, query.to) : (ps_span){0};
        if (begins(rest, "amp;")) from += 4;
    }
}

/* ---- the form: searches and paths anywhere in a text ---- */

ps_form_fn ps_fhir_search_read;
extern const char *const ps_fhir_search_anchors[];
const char *const ps_fhir_search_anchors[] = {
#define PS_FHIR_RESOURCE(name, type, ident) name "?",
#include "fhir_resources.def"
#undef PS_FHIR_RESOURCE
    "/_search", "Patient/", "RelatedPerson/", "Person/", NULL};

static size_t query_end(ps_span text, size_t at) {
    while (at < text.len && !ps_is_one_of(text.ptr[at], " \t\r\n\"'<>()[]{}\\`;")) at++;
    return at;
}

/* name= at `at`: how a query begins. */
static bool begins_query(ps_span text, size_t at) {
    size_t from = at;
    while (at < text.len && at - from < NAME_MAX_LEN &&
           (ps_is_word(text.ptr[at]) || ps_is_one_of(text.ptr[at], ".:-%")))
        at++;
    return at > from && at < text.len && text.ptr[at] == '=';
}

static ps_span resource_before(ps_span text, size_t end) {
    size_t from = end;
    while (from > 0 && end - from < NAME_MAX_LEN && ps_is_alpha(text.ptr[from - 1])) from--;
    return ps_span_cut(text, from, end);
}

static size_t read_query(ps_reader *reader, ps_span resource, size_t at) {
    size_t end = query_end(reader->text, at);
    if (begins_query(reader->text, at)) ps_fhir_put_search(reader, resource, (ps_extent){at, end});
    return end;
}

/* POST Patient/_search with the parameters in the body: the next thing that looks like a query. */
static size_t read_body(ps_reader *reader, ps_span resource, size_t at) {
    ps_span text = reader->text;
    size_t end = text.len - at > BODY_MAX ? at + BODY_MAX : text.len;
    uint8_t leaf;
    for (size_t i = at; i < end; i++) {
        if (!ps_is_alpha(text.ptr[i]) && text.ptr[i] != '_') continue;
        size_t to = i;
        while (to < end && (ps_is_word(text.ptr[to]) || text.ptr[to] == '-')) to++;
        ps_span name = ps_span_cut(text, i, to);
        bool known = find_row(of_person, COUNT(of_person), name, &leaf) ||
                     find_row(of_any, COUNT(of_any), name, &leaf);
        if (known && to < end && ps_is_one_of(text.ptr[to], "=:.") && begins_query(text, i))
            return read_query(reader, resource, i);
        i = to;
    }
    return end;
}

static bool ends_word(char c) {
    return ps_is_one_of(c, " \t\r\n\"'<>()[]{}=,");
}

/* .../fhir/Patient/example: a word in the place of an id, when the path says that it is FHIR. */
static size_t read_path(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t from = at, to = end;
    bool fhir = false;
    while (from > 0 && at - from < NAME_MAX_LEN && !ends_word(text.ptr[from - 1])) {
        from--;
        bool begins_word = from == 0 || !ps_is_alnum(text.ptr[from - 1]);
        fhir |= begins_word && at - from >= 5 &&
                ps_span_eq_nocase(ps_span_cut(text, from, from + 4), PS_LIT("fhir"));
    }
    while (to < text.len &&
           (ps_is_word(text.ptr[to]) || text.ptr[to] == '-' || text.ptr[to] == '.'))
        to++;
    char next = to < text.len ? text.ptr[to] : ' ';
    if (fhir && (next == '/' || next == '?' || ends_word(next)) && next != '(')
        ps_fhir_put_link(reader, (ps_extent){at, to}, false);
    return to;
}

size_t ps_fhir_search_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    if (text.ptr[at] == '/') {
        ps_span resource = resource_before(text, at);
        ps_fhir_resource row;
        if (!ps_fhir_find(resource, &row)) return at;
        if (end < text.len && text.ptr[end] == '?') return read_query(reader, resource, end + 1);
        return read_body(reader, resource, end);
    }
    if (at > 0 && ps_is_word(text.ptr[at - 1])) return at;
    if (text.ptr[end - 1] == '/') return read_path(reader, at, end);
    ps_span resource = ps_span_cut(text, at, end - 1);
    ps_fhir_resource row;
    if (!ps_fhir_find(resource, &row) || !begins_query(text, end)) return at;
    return read_query(reader, resource, end);
}
