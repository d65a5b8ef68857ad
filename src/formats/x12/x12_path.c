/* SPDX-License-Identifier: Apache-2.0
 *
 * Elements by their names, as parsers and validators print them: NM109=XQH883104772,
 * "NM103":"LOPEZ", <ele id="DMG02">19570409</ele>, invalid N403 value '4620'. The qualifier that
 * says what the element holds is looked for in the bytes before. */
#include "boundary.h"
#include "x12.h"

enum { BEFORE_MAX = 320, FILLERS_MAX = 3, BARE_MAX = 80 };

#define NAMED(id, element) id element, id "-" element, id "." element,
const char *const ps_x12_path_anchors[] = {
    NAMED("NM1", "03") NAMED("NM1", "04") NAMED("NM1", "05") NAMED("NM1", "09") NAMED("N2", "01")
        NAMED("N3", "01") NAMED("N3", "02") NAMED("N4", "01") NAMED("N4", "03") NAMED("DMG", "02")
            NAMED("CLM", "01") NAMED("CLP", "01") NAMED("CLP", "07") NAMED("REF", "02")
                NAMED("DTP", "03") NAMED("SBR", "03") NAMED("INS", "12") NAMED("PAT", "06")
                    NAMED("PER", "02") NAMED("PER", "04") NAMED("PER", "06") NAMED("PER", "08")
                        NAMED("TRN", "02") NAMED("HCR", "02") NAMED("COB", "02") NULL};
#undef NAMED

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : '\0';
}

static size_t skip_blanks(ps_span text, size_t at) {
    while (byte_at(text, at) == ' ') at++;
    return at;
}

static bool is_filler(ps_span word) {
    static const char *const words[] = {"value",   "is",   "was",      "of",
                                        "element", "data", "contains", "has"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_is(word, words[i])) return true;
    return false;
}

/* Reads what stands between a name and a value in quotes: `value is 'X'`. */
static size_t skip_fillers(ps_span text, size_t at) {
    for (int n = 0; n < FILLERS_MAX; n++) {
        size_t begin = at = skip_blanks(text, at);
        while (at < text.len && ps_is_alpha(text.ptr[at])) at++;
        if (!is_filler(ps_span_cut(text, begin, at))) return begin;
    }
    return skip_blanks(text, at);
}

static char closer_of(char c) {
    return c == '"' || c == '\'' ? c : c == '(' ? ')' : c == '[' ? ']' : '\0';
}

/* NM103=Lopez NM104=Maria: a word with a sign behind it is the next field. */
static bool next_begins(ps_span text, size_t at) {
    size_t end = at;
    while (end < text.len && ps_is_word(text.ptr[end])) end++;
    return end > at && byte_at(text, end) == '=';
}

/* The value behind a name that ends at `at`. */
static bool value_behind(ps_span text, size_t at, bool one_word, ps_extent *out) {
    char c = byte_at(text, at);
    if (c == '"' || c == '\'' || c == ')' || c == ']') at++;
    size_t sign = skip_fillers(text, at), begin = sign;
    while (byte_at(text, begin) && ps_is_one_of(text.ptr[begin], "=:>") && begin - sign < 3)
        begin++;
    bool marked = begin > sign, element = marked && text.ptr[begin - 1] == '>' && begin - sign == 1;
    if (marked && !element) begin = skip_fillers(text, begin);
    size_t own = ps_own_output_at(text, begin, NULL);
    char closer = own ? '\0' : element ? '<' : closer_of(byte_at(text, begin));
    if (!marked && !closer) return false;
    if (closer && !element) begin++;
    size_t end = begin + own;
    while (!own && end < text.len && end - begin < BARE_MAX && text.ptr[end] != '\n' &&
           (closer ? text.ptr[end] != closer
                   : !ps_is_one_of(text.ptr[end], ",;|)]}\"'~*<") &&
                         !(text.ptr[end] == ' ' && (one_word || next_begins(text, end + 1)))))
        end++;
    if (closer && byte_at(text, end) != closer) return false;
    while (end > begin && ps_is_one_of(text.ptr[end - 1], " .")) end--;
    *out = (ps_extent){begin, end};
    return end > begin;
}

/* The value of another element of the same segment, in the bytes before. */
static ps_span sibling(ps_span text, size_t at, ps_span id, const char *element) {
    size_t least = at > BEFORE_MAX ? at - BEFORE_MAX : 0;
    for (size_t i = at; i-- > least;) {
        size_t n = i + id.len;
        if (n + 3 > at || text.ptr[i] != id.ptr[0] || memcmp(text.ptr + i, id.ptr, id.len) != 0)
            continue;
        n += text.ptr[n] == '-' || text.ptr[n] == '.';
        ps_extent value;
        if (n + 2 <= at && memcmp(text.ptr + n, element, 2) == 0 &&
            value_behind(text, n + 2, true, &value))
            return ps_span_cut(text, value.from, value.to);
    }
    return ps_span_cut(text, at, at);
}

/* Names such as N401 are also names of machines: the text must speak of X12. */
static bool is_x12_text(ps_span text, size_t at) {
    static const char *const signs[] = {"NM1", "ISA", "CLM", "REF", "X12", "837", "835", "834"};
    size_t least = at > BEFORE_MAX ? at - BEFORE_MAX : 0;
    for (size_t i = least; i + 3 <= at; i++)
        for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
            if (text.ptr[i] == signs[k][0] && !memcmp(text.ptr + i, signs[k], 3) &&
                ps_word_starts(text, i))
                return true;
    return ps_x12_told(text, at) == PS_X12_HEALTH;
}

typedef struct path {
    ps_span text, id;
    size_t at;
    unsigned element;
} path;

static bool is(const path *p, const char *id) {
    return ps_span_eq(p->id, ps_span_z(id));
}

static bool is_others(const path *p) {
    ps_span code = sibling(p->text, p->at, PS_LIT("NM1"), "01");
    const ps_x12_code *row = ps_x12_code_find(&ps_x12_entities, code);
    return row && row->means == PS_X12_OTHER;
}

/* KEEP: nothing of a person. */
static ps_slot_kind kind_of_contact(const path *p) {
    static const char *const codes[] = {"03", "05", "07"};
    if (p->element == 2) return PS_SLOT_NAME;
    ps_span code = sibling(p->text, p->at, p->id, codes[p->element / 2 - 2]);
    if (ps_span_eq(code, PS_LIT("EM"))) return PS_SLOT_EMAIL;
    return ps_span_eq(code, PS_LIT("FX")) ? PS_SLOT_FAX : PS_SLOT_PHONE;
}

static ps_slot_kind kind_of(const path *p, ps_span value) {
    bool others = is_others(p);
    if (is(p, "NM1") && p->element == 9) {
        ps_slot_kind kind = ps_x12_number_kind(sibling(p->text, p->at, p->id, "08"), value);
        return others && kind != PS_SLOT_NPI ? PS_SLOT_KEEP : kind;
    }
    if (is(p, "REF")) {
        ps_span code = sibling(p->text, p->at, p->id, "01");
        const ps_x12_code *row = ps_x12_code_find(&ps_x12_references, code);
        if (row && (row->whose == PS_X12_ALWAYS || !others)) return (ps_slot_kind)row->means;
        return others || !code.len ? PS_SLOT_KEEP : PS_SLOT_OTHER;
    }
    if (is(p, "NM1")) return others ? PS_SLOT_KEEP : PS_SLOT_NAME;
    if (is(p, "PER")) return others ? PS_SLOT_KEEP : kind_of_contact(p);
    if (is(p, "DTP")) return PS_SLOT_DATE;
    if (is(p, "TRN")) return PS_SLOT_OTHER;
    const ps_x12_place *place = ps_x12_place_find(p->id);
    for (const char *id = place ? place->id : ""; place && place < ps_x12_place_end(); place++)
        if (!strcmp(place->id, id) && place->element == p->element)
            return others && place->whose == PS_X12_PERSON ? PS_SLOT_KEEP
                                                           : (ps_slot_kind)place->slot;
    return PS_SLOT_KEEP;
}

size_t ps_x12_path_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t digits = end - 2, name_end = digits;
    if (text.ptr[name_end - 1] == '-' || text.ptr[name_end - 1] == '.') name_end--;
    path p = {.text = text,
              .id = ps_span_cut(text, at, name_end),
              .at = at,
              .element =
                  (unsigned)(text.ptr[digits] - '0') * 10 + (unsigned)(text.ptr[digits + 1] - '0')};
    ps_extent value;
    if (!ps_is_upper(text.ptr[at]) || !ps_word_starts(text, at) || ps_is_word(byte_at(text, end)))
        return at;
    bool words = is(&p, "N3") || is(&p, "N4") || is(&p, "N2") || is(&p, "NM1") || is(&p, "PER");
    if (!value_behind(text, end, !words, &value)) return at;
    if (p.id.len == 2 && !is_x12_text(text, at)) return at;
    ps_slot_kind kind = kind_of(&p, ps_span_cut(text, value.from, value.to));
    ps_put(reader, kind, value.from, value.to);
    return value.to;
}
