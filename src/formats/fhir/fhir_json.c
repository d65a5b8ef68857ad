/* SPDX-License-Identifier: Apache-2.0
 *
 * FHIR as JSON: resources, bundles of them, and pieces that a cut has left. The walk goes forwards
 * through the nested values with a stack of types (fhir_paths.h); what decides about a value but
 * stands behind it (resourceType, system, url) is looked for ahead in its object. */
#include "fhir_paths.h"
#include "fhir_search.h"
#include "json_named.h"

enum {
    FRAMES_MAX = 64,
    LOOK_BACK = 1 << 12,   /* from an anchor to the bracket that it stands in */
    LOOK_MEMBER = 1 << 12, /* for what decides about a value */
    LOOK_RESOURCE = 1 << 20,
    RECORDS_MAX = 6,  /* objects around a value that were searched for resourceType */
    DIGITS_RISKY = 7, /* what detectors of shapes may take for a number of a person */
    NAME_MAX_LEN = 64,
    LABEL_MAX = 256
};

typedef struct frame {
    ps_fhir_place place; /* of the latest key */
    size_t open;         /* the bracket */
    ps_extent label;     /* what names the values inside */
    uint8_t type;        /* ps_fhir_type */
    uint8_t ident;       /* ps_fhir_leaf: identifiers of the resource */
    bool array;
    bool record; /* it was searched for a resourceType */
    bool top;    /* a resource itself, or an array in it */
    bool keeps;  /* the first frame of what stays as a whole */
} frame;

typedef struct fhir_walk {
    ps_reader *reader;
    ps_json json;
    ps_json_token token;
    ps_extent key, quote; /* the latest */
    size_t keep_from;     /* begin of what stays as a whole */
    unsigned records;     /* open frames that are records */
    frame *now;
    frame frames[FRAMES_MAX];
} fhir_walk;

static ps_span text_of(const fhir_walk *walk, ps_extent at) {
    return ps_span_cut(walk->reader->text, at.from, at.to);
}

/* The value of the member `name` of the object that opens at `open`; empty when it has none. */
static ps_span member_of(const fhir_walk *walk, size_t open, const char *name, size_t limit) {
    ps_json_token value;
    if (!ps_json_member(walk->reader->text, open, ps_span_z(name), limit, &value))
        return (ps_span){0};
    return value.kind == PS_JSON_VALUE ? text_of(walk, value.at) : (ps_span){0};
}

static bool has_member(const fhir_walk *walk, size_t open, const char *name) {
    ps_json_token value;
    return ps_json_member(walk->reader->text, open, ps_span_z(name), LOOK_MEMBER, &value);
}

static bool find_record(const fhir_walk *walk, size_t open, ps_fhir_resource *resource) {
    ps_span name = member_of(walk, open, "resourceType", LOOK_RESOURCE);
    if (!name.len) name = member_of(walk, open, "resource_type", LOOK_MEMBER);
    return name.len && ps_fhir_find(name, resource);
}

/* ---- values ---- */

static void put(fhir_walk *walk, ps_slot_kind kind) {
    ps_json_put(walk->reader, (ps_slot){.owner = -1, .kind = (uint8_t)kind}, &walk->token,
                walk->quote);
}

static size_t count_digits(ps_span value) {
    size_t digits = 0;
    for (size_t i = 0; i < value.len; i++) digits += ps_is_digit(value.ptr[i]);
    return digits;
}

static bool is_year(ps_span value) {
    return value.len == 4 && count_digits(value) == 4;
}

/* The first `code` in the `type` of an identifier or class, or its text. */
static ps_span type_code(const fhir_walk *walk, size_t open) {
    ps_span text = walk->reader->text;
    ps_json_token type;
    if (!ps_json_member(text, open, PS_LIT("type"), LOOK_MEMBER, &type)) return (ps_span){0};
    if (type.kind == PS_JSON_VALUE) return text_of(walk, type.at);
    ps_json json;
    ps_json_token token;
    ps_json_begin(&json, text, type.at.from);
    ps_span found = {0};
    for (bool code = false, words = false;;) {
        ps_json_next(&json, &token);
        if (token.kind == PS_JSON_END || json.depth == 0 || json.at > open + LOOK_MEMBER)
            return found;
        if (token.kind == PS_JSON_VALUE && code) return text_of(walk, token.at);
        if (token.kind == PS_JSON_VALUE && words) found = text_of(walk, token.at);
        code = words = false;
        if (token.kind != PS_JSON_KEY) continue;
        code = ps_span_eq(text_of(walk, token.at), PS_LIT("code"));
        words = ps_span_eq(text_of(walk, token.at), PS_LIT("text"));
    }
}

static bool is_one_of_words(ps_span word, const char *const *words) {
    for (; *words; words++)
        if (ps_span_is(word, *words)) return true;
    return false;
}

static void put_by_system(fhir_walk *walk, const frame *in) {
    static const char *const groups[] = {"group", "subgroup", "rxgroup", NULL};
    ps_span value = text_of(walk, walk->token.at);
    ps_span system = member_of(walk, in->open, "system", LOOK_MEMBER);
    if (in->type == PS_FHIR_CONTACT) {
        put(walk, ps_fhir_contact(system, value));
        return;
    }
    ps_span code = type_code(walk, in->open);
    if (in->type == PS_FHIR_GROUPING) {
        put(walk, is_one_of_words(code, groups) ? PS_SLOT_GROUP : PS_SLOT_KEEP);
        return;
    }
    bool tail = in->ident == PS_LEAF_NOTHING;
    ps_slot_kind kind =
        ps_fhir_identifier(system, code, tail ? PS_SLOT_KEEP : (ps_slot_kind)in->ident);
    if (kind != PS_SLOT_KEEP || !tail) put(walk, kind);
}

/* An extension's URL, a parameter's name, a question: does it end with a key? */
static bool put_named(fhir_walk *walk, const frame *in) {
    return ps_json_put_named(walk->reader, text_of(walk, in->label), &walk->token, walk->quote);
}

/* A reference and its display stand in one object, in any order. */
static bool leads_to_person(const fhir_walk *walk, const frame *in) {
    static const char *const persons[] = {"Patient", "RelatedPerson", "Person", NULL};
    ps_span type = member_of(walk, in->open, "type", LOOK_MEMBER);
    bool unsure = type.len ? is_one_of_words(type, persons) : in->type == PS_FHIR_PERSON_LINK;
    return ps_fhir_leads_to_person(member_of(walk, in->open, "reference", LOOK_MEMBER), unsure);
}

/* fullUrl of an entry that holds a person: what it names is one. */
static bool holds_person(const fhir_walk *walk, const frame *in) {
    ps_json_token value;
    ps_fhir_resource resource;
    return ps_json_member(walk->reader->text, in->open, PS_LIT("resource"), LOOK_RESOURCE,
                          &value) &&
           value.kind == PS_JSON_OPEN && find_record(walk, value.at.to - 1, &resource) &&
           resource.type == PS_FHIR_PERSON;
}

/* ifNoneExist of an entry: a search for its resource. */
static bool is_bare_search(const fhir_walk *walk) {
    return ps_span_eq(text_of(walk, walk->key), PS_LIT("ifNoneExist")) &&
           !memchr(walk->reader->text.ptr + walk->token.at.from, '?',
                   walk->token.at.to - walk->token.at.from);
}

static void put_link(fhir_walk *walk, const frame *in) {
    ps_json_token value;
    if (in->type == PS_FHIR_REQUEST && in > walk->frames && is_bare_search(walk)) {
        ps_span text = walk->reader->text, name = {0};
        if (ps_json_member(text, in[-1].open, PS_LIT("resource"), LOOK_RESOURCE, &value) &&
            value.kind == PS_JSON_OPEN)
            name = member_of(walk, value.at.to - 1, "resourceType", LOOK_RESOURCE);
        ps_fhir_put_search(walk->reader, name, walk->token.at);
        return;
    }
    ps_fhir_put_link(walk->reader, walk->token.at,
                     ps_span_eq(text_of(walk, walk->key), PS_LIT("fullUrl")) &&
                         holds_person(walk, in));
}

static void read_plain(fhir_walk *walk, const frame *in, ps_span value) {
    bool dates = ps_fhir_has_dates((ps_fhir_type)in->type);
    bool year = dates && walk->token.quoted && is_year(value); /* alone it stays */
    bool risky =
        count_digits(value) >= DIGITS_RISKY && value.len < NAME_MAX_LEN && in->type != PS_FHIR_TAIL;
    if (dates && ps_fhir_is_date(value))
        put(walk, PS_SLOT_DATE);
    else if (year || risky)
        put(walk, PS_SLOT_KEEP);
}

/* resourceType of an object whose beginning is not there. */
static void learn_type(fhir_walk *walk, ps_span value) {
    ps_fhir_resource resource;
    bool named = ps_span_eq(text_of(walk, walk->key), PS_LIT("resourceType"));
    if (!named || !ps_fhir_find(value, &resource)) return;
    walk->now->type = resource.type;
    walk->now->ident = resource.ident;
    walk->now->top = true;
}

static void read_value(fhir_walk *walk) {
    const frame *in = walk->now;
    ps_span value = text_of(walk, walk->token.at);
    if (in == walk->frames && in->type == PS_FHIR_TAIL) learn_type(walk, value);
    switch (in->place.leaf) {
    case PS_LEAF_NOTHING: read_plain(walk, in, value); return;
    case PS_LEAF_KEEP:
        if (in->type != PS_FHIR_STAY) put(walk, PS_SLOT_KEEP);
        return;
    case PS_LEAF_LINK: put_link(walk, in); return;
    case PS_LEAF_PERSON_LINK: ps_fhir_put_link(walk->reader, walk->token.at, true); return;
    case PS_LEAF_SHOWN: put(walk, leads_to_person(walk, in) ? PS_SLOT_NAME : PS_SLOT_KEEP); return;
    case PS_LEAF_SYSTEM: put_by_system(walk, in); return;
    case PS_LEAF_IDENT:
        if (in->ident < PS_LEAF_NOTHING) put(walk, (ps_slot_kind)in->ident);
        return;
    case PS_LEAF_NAMED:
        if (is_year(value) || put_named(walk, in)) return;
        if (ps_fhir_is_date(value))
            put(walk, PS_SLOT_DATE);
        else if (walk->token.quoted && in->type != PS_FHIR_PARAMETER)
            put(walk, PS_SLOT_TEXT);
        return;
    case PS_LEAF_BIRTH:
    case PS_LEAF_DATE:
        if (!is_year(value)) put(walk, (ps_slot_kind)in->place.leaf);
        return;
    default: put(walk, (ps_slot_kind)in->place.leaf); return;
    }
}

/* ---- objects ---- */

/* In a piece of a document the members alone say what an object is. */
static bool fits(const fhir_walk *walk, uint8_t type, size_t open) {
    static const char *const systems[] = {"phone", "fax", "email", "sms", "pager", NULL};
    switch (type) {
    case PS_FHIR_HUMAN_NAME:
        return has_member(walk, open, "family") &&
               (has_member(walk, open, "given") || has_member(walk, open, "use") ||
                has_member(walk, open, "text"));
    case PS_FHIR_ADDRESS:
        return has_member(walk, open, "line") || has_member(walk, open, "postalCode");
    case PS_FHIR_CONTACT:
        return is_one_of_words(member_of(walk, open, "system", LOOK_MEMBER), systems);
    default: return true;
    }
}

/* {"time":"2024-..","level":"info","msg":"read","resourceType":"Patient","id":"17"}: what a log
 * says of a resource; the times are the log's. */
static bool is_log_record(const fhir_walk *walk, size_t open) {
    static const char *const words[] = {
        "level",      "msg",        "message",    "logger",    "thread",    "ts",     "time",
        "@timestamp", "requestId",  "traceId",    "eventTime", "eventType", "userId", "method",
        "duration",   "durationMs", "statusCode", "operation", "loglevel",  "caller", NULL};
    ps_json json;
    ps_json_token token;
    ps_json_begin(&json, walk->reader->text, open);
    while (json.at < open + LOOK_MEMBER) {
        ps_json_next(&json, &token);
        if (token.kind == PS_JSON_END || json.depth == 0) return false;
        if (token.kind == PS_JSON_KEY && json.depth == 1 &&
            is_one_of_words(text_of(walk, token.at), words))
            return true;
    }
    return false;
}

static void enter_record(fhir_walk *walk, frame *to) {
    ps_fhir_resource resource;
    if (walk->records >= RECORDS_MAX) return;
    to->record = true;
    walk->records++;
    if (!find_record(walk, to->open, &resource)) {
        if (to->type == PS_FHIR_RECORD) to->type = PS_FHIR_TAIL;
        if (fits(walk, PS_FHIR_HUMAN_NAME, to->open)) to->type = PS_FHIR_HUMAN_NAME;
        return;
    }
    if (is_log_record(walk, to->open)) {
        to->type = resource.type == PS_FHIR_PERSON ? PS_FHIR_LOGGED : PS_FHIR_TAIL;
        return;
    }
    to->top = true;
    to->type = resource.type;
    to->ident = resource.ident;
}

static void enter_labelled(fhir_walk *walk, frame *to, const char *name) {
    ps_span label = member_of(walk, to->open, name, LOOK_MEMBER);
    if (!label.len) return;
    size_t from = (size_t)(label.ptr - walk->reader->text.ptr);
    to->label = (ps_extent){from, from + label.len};
}

/* FHIRPath Patch: the part `value` beside the part `path`, whose value is Patient.birthDate. */
static void enter_patch(fhir_walk *walk, const frame *array, frame *to) {
    ps_json json;
    ps_json_token token;
    size_t object = array->open;
    ps_json_begin(&json, walk->reader->text, array->open);
    for (bool name = false; json.at < array->open + LOOK_MEMBER;) {
        ps_json_next(&json, &token);
        if (token.kind == PS_JSON_END || json.depth == 0) return;
        if (token.kind == PS_JSON_OPEN && json.depth == 2) object = token.at.from;
        ps_span word = text_of(walk, token.at);
        if (token.kind == PS_JSON_VALUE && name && ps_span_eq(word, PS_LIT("path"))) break;
        name = token.kind == PS_JSON_KEY && ps_span_eq(word, PS_LIT("name"));
    }
    if (ps_json_member(walk->reader->text, object, PS_LIT("valueString"), LOOK_MEMBER, &token) &&
        token.kind == PS_JSON_VALUE)
        to->label = token.at;
}

static void enter_parameter(fhir_walk *walk, const frame *from, frame *to) {
    enter_labelled(walk, to, "name");
    if (from->array && ps_span_eq(text_of(walk, to->label), PS_LIT("value")))
        enter_patch(walk, from, to);
}

static void enter_extension(fhir_walk *walk, frame *to) {
    enter_labelled(walk, to, "url");
    ps_fhir_type type = ps_fhir_extension(text_of(walk, to->label));
    if (type != PS_FHIR_EXTENSION) to->type = (uint8_t)type;
}

static void enter_object(fhir_walk *walk, const frame *from, frame *to) {
    bool identifier = to->type == PS_FHIR_IDENTIFIER;
    switch (to->type) {
    case PS_FHIR_RECORD:
    case PS_FHIR_TAIL: enter_record(walk, to); break;
    case PS_FHIR_EXTENSION:
    case PS_FHIR_NAME_PART:
    case PS_FHIR_ADDRESS_PART: enter_extension(walk, to); break;
    case PS_FHIR_QUESTION: enter_labelled(walk, to, "text"); break;
    case PS_FHIR_PARAMETER: enter_parameter(walk, from, to); break;
    case PS_FHIR_PERSON_LINK: to->ident = PS_SLOT_MRN; break;
    default: break;
    }
    /* An identifier inside a reference is the other's: a provider's, an insurer's. */
    if (identifier && from->type == PS_FHIR_CARE && !from->top &&
        ps_span_eq(text_of(walk, walk->key), PS_LIT("identifier")))
        to->ident = PS_SLOT_KEEP;
    if (from->type == PS_FHIR_TAIL && !fits(walk, to->type, to->open)) to->type = PS_FHIR_TAIL;
}

static void begin_staying(fhir_walk *walk, const frame *from, frame *to) {
    bool stayed = from->type == PS_FHIR_STAY, stays = to->type == PS_FHIR_STAY;
    if (stays && !stayed) {
        to->keeps = true;
        walk->keep_from = to->open;
    }
    if (stayed && !stays) ps_put(walk->reader, PS_SLOT_KEEP, walk->keep_from, to->open);
}

/* datetime.date(1957, 4, 9), ISODate("1957-04-09"): a value in the clothes of an object. */
static bool wraps_value(const fhir_walk *walk, size_t bracket) {
    ps_span name = ps_span_cut(walk->reader->text, walk->token.at.from, bracket);
    if (walk->reader->text.ptr[bracket] != '(' || name.len < 4 || walk->now->type == PS_FHIR_STAY)
        return false;
    for (size_t i = 0; i + 4 <= name.len; i++)
        if (ps_span_eq_nocase(ps_span_cut(name, i, i + 4), PS_LIT("date"))) return true;
    return false;
}

static void open_frame(fhir_walk *walk, size_t depth) {
    const frame *from = walk->now;
    frame *to = &walk->frames[depth];
    size_t bracket = walk->token.at.to - 1;
    char sign = walk->reader->text.ptr[bracket];
    bool array = (sign == '[' && walk->token.at.from == bracket) || wraps_value(walk, bracket);
    *to = (frame){.place = from->place,
                  .open = bracket,
                  .label = from->label,
                  .type = array ? from->type : from->place.inside,
                  .ident = from->ident,
                  .array = array,
                  .top = array && from->top};
    if (!array) {
        to->place = (ps_fhir_place){PS_LEAF_NOTHING, to->type};
        enter_object(walk, from, to);
        to->place.inside = to->type;
    }
    begin_staying(walk, from, to);
    walk->now = to;
}

static void close_frame(fhir_walk *walk, size_t depth) {
    for (const frame *last = walk->now; last > &walk->frames[depth]; last--) {
        if (last->keeps) ps_put(walk->reader, PS_SLOT_KEEP, walk->keep_from, walk->token.at.to);
        if (last[-1].type == PS_FHIR_STAY && last->type != PS_FHIR_STAY)
            walk->keep_from = walk->token.at.to;
        if (last->record) walk->records--;
    }
    walk->now = &walk->frames[depth];
}

/* Does what we are in go on behind the bracket that closed the outermost object we know? */
static bool goes_on(const fhir_walk *walk) {
    ps_span text = walk->reader->text;
    size_t at = walk->json.at, end = text.len - at > LOOK_BACK ? at + LOOK_BACK : text.len;
    while (at < end && ps_is_one_of(text.ptr[at], " \t\r\n")) at++;
    return at < end && ps_is_one_of(text.ptr[at], ",]}");
}

/* Reads from `at` on; the objects there are of type `type`. Returns the offset behind. */
static size_t read_from(ps_reader *reader, size_t at, uint8_t type, bool piece) {
    fhir_walk walk = {.reader = reader};
    walk.frames[0] =
        (frame){.place = {PS_LEAF_NOTHING, type}, .type = PS_FHIR_TAIL, .ident = PS_LEAF_NOTHING};
    walk.now = walk.frames;
    ps_json_begin(&walk.json, reader->text, at);
    while (!reader->full) {
        size_t before = walk.json.depth;
        ps_json_next(&walk.json, &walk.token);
        size_t depth = walk.json.depth;
        bool deep = depth >= FRAMES_MAX || before >= FRAMES_MAX;
        switch (walk.token.kind) {
        case PS_JSON_OPEN:
            if (!deep) open_frame(&walk, depth);
            break;
        case PS_JSON_CLOSE:
            if (!deep && depth < before) close_frame(&walk, depth);
            if (depth == 0 && !(piece && goes_on(&walk))) return walk.json.at;
            if (depth == 0) walk.frames[0].place = (ps_fhir_place){PS_LEAF_NOTHING, type};
            break;
        case PS_JSON_KEY:
            walk.key = walk.token.at;
            walk.quote = walk.token.quote;
            if (!deep)
                walk.now->place =
                    ps_fhir_look((ps_fhir_type)walk.now->type, text_of(&walk, walk.token.at));
            break;
        case PS_JSON_VALUE:
            if (!deep && walk.now->type != PS_FHIR_STAY) read_value(&walk);
            break;
        default:
            walk.token.at = (ps_extent){reader->text.len, reader->text.len};
            close_frame(&walk, 0);
            return walk.json.at;
        }
    }
    return walk.json.at;
}

/* ---- the form ---- */

ps_form_fn ps_fhir_json_read;
extern const char *const ps_fhir_json_anchors[];
const char *const ps_fhir_json_anchors[] = {"resourceType",
                                            "resource_type",
                                            "\"fullUrl\"",
                                            "\"family\"",
                                            "'family'",
                                            "\"given\"",
                                            "\"reference\"",
                                            "'reference'",
                                            "\"telecom\"",
                                            "fhir/sid/",
                                            "v2-0203",
                                            "\"valueHumanName\"",
                                            "\"subscriberId\"",
                                            "\"effectiveDateTime\"",
                                            NULL};

static bool is_quote(char c) {
    return c == '"' || c == '\'';
}

/* "resourceType, with the quote itself escaped: its view shows it without. */
static bool is_escaped(ps_span text, size_t at) {
    if (at > 0 && is_quote(text.ptr[at - 1])) at--;
    return at > 0 && text.ptr[at - 1] == '\\';
}

/* resourceType as a key whose value is a resource of FHIR. */
static bool names_resource(ps_span text, size_t at, size_t end) {
    if (at > 0 && ps_is_word(text.ptr[at - 1])) return false;
    bool separator = false;
    while (end < text.len && ps_is_one_of(text.ptr[end], " \t\r\n\"':=>\\")) {
        separator |= text.ptr[end] == ':' || text.ptr[end] == '=';
        end++;
    }
    size_t to = end;
    while (to < text.len && to - end < NAME_MAX_LEN && ps_is_alpha(text.ptr[to])) to++;
    ps_fhir_resource resource;
    return separator && ps_fhir_find(ps_span_cut(text, end, to), &resource);
}

/* The outermost bracket within reach. */
static bool outermost(ps_span text, size_t at, size_t *open) {
    size_t least = at > LOOK_BACK ? at - LOOK_BACK : 0;
    bool found = false;
    while (at > least && ps_json_enclosing(text, at, at - least, &at)) {
        *open = at;
        found = true;
    }
    return found;
}

/* The quote that opens the string which an anchor stands in. */
static size_t string_around(ps_span text, size_t at) {
    size_t least = at > LABEL_MAX ? at - LABEL_MAX : 0, from = at;
    while (from > least && !is_quote(text.ptr[from - 1]) && text.ptr[from - 1] != '\n') from--;
    return from > least && is_quote(text.ptr[from - 1]) ? from - 1 : at;
}

size_t ps_fhir_json_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    bool named = ps_lower(text.ptr[at]) == 'r';
    if (named && !names_resource(text, at, end)) return at;
    size_t from = at, open = 0;
    if (!is_quote(text.ptr[at]))
        from = named && at > 0 && is_quote(text.ptr[at - 1]) ? at - 1
               : named                                       ? at
                                                             : string_around(text, at);
    if (is_escaped(text, at)) return at;
    bool inside =
        named ? ps_json_enclosing(text, from, LOOK_BACK, &open) : outermost(text, from, &open);
    if (!inside && named && from == at) return at; /* resourceType=Patient on a line of a log */
    while (inside && open > 0 && ps_is_word(text.ptr[open - 1])) open--; /* map[.., Patient(.. */
    size_t behind = inside ? read_from(reader, open, PS_FHIR_RECORD, !named)
                           : read_from(reader, from, PS_FHIR_RECORD, true);
    return behind > at ? behind : end;
}
