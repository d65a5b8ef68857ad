/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments, alone or in a row. Segments behind a header are read as they come; one that stands
 * alone must look like what its name says, as `PID|USER|CPU` heads many a table. */
#include "hl7.h"

enum {
    PROOF_MAX = 256,
    MARKS_MAX = 32,
    FIRST_MAX = 5,
    SET_ID_MAX = 3,
    OPENER_MAX = 16,
    CUT_MAX = 1024
};

void ps_hl7_open(ps_hl7 *h, ps_reader *reader) {
    *h = (ps_hl7){.reader = reader,
                  .text = reader->text,
                  .field = '|',
                  .component = '^',
                  .repeat = '~',
                  .sub = '&'};
}

/* ---- fields ---- */

static bool holds_word(ps_span text, ps_extent e, const char *word) {
    size_t len = strlen(word);
    for (size_t i = e.from; i + len <= e.to; i++)
        if (ps_span_eq_nocase(ps_span_cut(text, i, i + len), ps_span_of(word, len))) return true;
    return false;
}

/* Segments of people in many roles: most are staff. */
static bool is_relative(const ps_hl7 *h, const char *name) {
    static const char *const words[] = {"CONTACT", "NOK",     "KIN",        "GUAR",      "EMERG",
                                        "MOTH",    "FATH",    "PARENT",     "SPOUSE",    "FAMILY",
                                        "CHILD",   "PATIENT", "CARE GIVER", "CAREGIVER", NULL};
    ps_extent role = h->first[ps_upper(name[1]) == 'R' ? 3 : 2]; /* PRT-4, ROL-3 */
    for (const char *const *word = words; *word; word++)
        if (holds_word(h->text, role, *word)) return true;
    return false;
}

/* CTD: a patient's contact, unless it is who prepared a referral, a payer or an agency. */
static bool is_contact(const ps_hl7 *h) {
    ps_extent role = h->first[0];
    ps_span code =
        ps_span_cut(h->text, role.from, role.to < role.from + 2 ? role.to : role.from + 2);
    if (code.len == 2 && code.ptr[1] == h->component) code.len = 1;
    return !(ps_span_eq_nocase(code, PS_LIT("PR")) || ps_span_eq_nocase(code, PS_LIT("BP")) ||
             ps_span_eq_nocase(code, PS_LIT("F")) || ps_span_eq_nocase(code, PS_LIT("S")) ||
             ps_span_eq_nocase(code, PS_LIT("I")));
}

static bool named(const char *name, const char *want) {
    return ps_span_eq_nocase(ps_span_of(name, 3), ps_span_of(want, 3));
}

static bool is_staff(const ps_hl7 *h, const char *name) {
    if (named(name, "ROL") || named(name, "PRT")) return !is_relative(h, name);
    return named(name, "CTD") && !is_contact(h);
}

typedef struct segment {
    const char *name;
    const ps_hl7_field *rows;
    size_t count;
    bool guess; /* a site's own segment, or a row of an answer */
} segment;

static void read_field(ps_hl7 *h, segment *s, unsigned number, ps_extent at, bool loose) {
    static const ps_hl7_field keep = {"", 0, PS_HL7_KEEP, PS_SLOT_KEEP};
    while (s->count && s->rows->number < number) s->rows++, s->count--;
    const ps_hl7_field *row = s->count && s->rows->number == number ? s->rows : NULL;
    if (loose) at.to = ps_hl7_tail(h->text, at.from, at.to, row && ps_hl7_is_narrow(row));
    if (number >= 1 && number <= FIRST_MAX)
        h->first[number - 1] = ps_hl7_trim(h->text, at.from, at.to);
    if (at.from >= at.to) return;
    bool set_id = number == 1 && !named(s->name, "RDT");
    if (s->guess && !set_id)
        ps_hl7_guess_read(h, at.from, at.to, false);
    else if (row)
        ps_hl7_value_read(h, row->type != PS_HL7_TS && is_staff(h, s->name) ? &keep : row, at.from,
                          at.to);
    else if (!loose)
        ps_hl7_codes_keep(h, at.from, at.to);
}

/* 200603150625"}: the end of the JSON string around, whose beginning a stray quote has hidden. */
static size_t before_json_end(const ps_hl7 *h, size_t from, size_t end) {
    size_t at = end;
    while (at > from && ps_is_one_of(h->text.ptr[at - 1], "}])")) at--;
    return !h->closer && at < end && at > from && h->text.ptr[at - 1] == '"' ? at - 1 : end;
}

size_t ps_hl7_fields_read(ps_hl7 *h, const char *name, unsigned number, size_t from,
                          size_t *behind) {
    size_t end = before_json_end(h, from, ps_hl7_segment_end(h, from, behind));
    bool loose = h->loose && !ps_hl7_starts(h, *behind, NULL); /* nothing but a log may follow */
    segment s = {.name = name};
    s.rows = ps_hl7_fields(name, &s.count);
    unsigned traits = ps_hl7_segment_traits(name) & (PS_HL7_KNOWN | PS_HL7_EXTENSION);
    s.guess = named(name, "RDT") || traits != PS_HL7_KNOWN;
    for (size_t i = 0; i < FIRST_MAX; i++) h->first[i] = (ps_extent){0, 0};
    for (size_t start = from; start <= end && !h->reader->full; number++) {
        if (start < end && h->text.ptr[start] == h->field) { /* nothing in it, as in most */
            if (number >= 1 && number <= FIRST_MAX)
                h->first[number - 1] = (ps_extent){start, start};
            start++;
            continue;
        }
        const char *mark = memchr(h->text.ptr + start, h->field, end - start);
        size_t to = mark ? (size_t)(mark - h->text.ptr) : end;
        read_field(h, &s, number, (ps_extent){start, to}, !mark && loose);
        start = to + 1;
    }
    return end;
}

/* ---- the header ---- */

static bool may_part(char c) {
    return c == '\t' || (c > ' ' && c < 0x7f && !ps_is_alnum(c) && c != '"' && c != '\'');
}

/* MSH|^~\&| says what parts what. The escape sign may itself be escaped, once or more; *from is
 * set behind the second field. */
static bool read_marks(ps_hl7 *h, size_t at, size_t *from) {
    const char *p = h->text.ptr;
    size_t i = at + 3, limit = h->text.len < at + MARKS_MAX ? h->text.len : at + MARKS_MAX;
    if (i + 3 > limit || !may_part(p[i]) || !may_part(p[i + 1]) || !may_part(p[i + 2]))
        return false;
    char field = p[i], component = p[i + 1], repeat = p[i + 2];
    if (field == component || field == repeat || component == repeat || repeat == '=') return false;
    for (i += 3; i < limit && p[i] != field; i++)
        if (p[i] != '\\' && may_part(p[i])) h->sub = p[i];
    for (size_t k = at + 6; k < i; k++) /* &amp; is one sign */
        if (p[k] == '&') h->sub = '&';
    if (i >= limit) return false;
    h->field = field;
    h->component = component;
    h->repeat = repeat;
    *from = i + 1;
    return true;
}

/* ---- a lone segment ---- */

static bool observed(ps_span type) {
    static const char *const types[] = {"NM",  "ST", "TX", "FT",  "CE", "CWE", "SN",
                                        "DT",  "TS", "TM", "DTM", "ED", "RP",  "CX",
                                        "XPN", "IS", "ID", "CNE", NULL};
    for (const char *const *known = types; *known; known++)
        if (ps_span_eq(type, ps_span_z(*known))) return true;
    return false;
}

static unsigned first_field_proof(const ps_hl7 *h, unsigned traits, ps_extent first) {
    size_t digits = 0, len = first.to - first.from;
    for (size_t i = first.from; i < first.to; i++) digits += ps_is_digit(h->text.ptr[i]);
    if (traits & PS_HL7_SET_ID) return len == digits && len <= SET_ID_MAX;
    const char *p = h->text.ptr + first.from;
    if (len == 2) return ps_is_upper(p[0]) && ps_is_upper(p[1]); /* order control */
    return len == 3 && ps_is_upper(p[0]) && digits == 2 ? 2 : 0; /* A01 */
}

/* How much a segment looks like one: capitals, a set id, components, empty fields. */
static unsigned proof(const ps_hl7 *h, size_t at, unsigned traits) {
    ps_span text = h->text;
    size_t i = at + 3, limit = text.len < at + PROOF_MAX ? text.len : at + PROOF_MAX, fields = 0;
    while (i < limit && text.ptr[i] == ' ') i++;
    size_t start = i + 1;
    bool upper = !ps_is_lower(text.ptr[at]) && !ps_is_lower(text.ptr[at + 1]) &&
                 !ps_is_lower(text.ptr[at + 2]);
    bool parts = false, empty = false;
    unsigned score = upper ? 2 : 0;
    for (i++; i < limit && text.ptr[i] != '\n'; i++) {
        char c = text.ptr[i];
        parts = parts || (c == h->component && i + 1 < limit && ps_is_alnum(text.ptr[i + 1]));
        if (c != h->field) continue;
        ps_extent field = ps_hl7_trim(text, start, i);
        empty = empty || field.from == field.to;
        if (fields == 0) score += first_field_proof(h, traits, field);
        if (fields == 1 && named(text.ptr + at, "OBX"))
            score += observed(ps_span_cut(text, field.from, field.to)) ? 2 : 0;
        start = i + 1;
        fields++;
    }
    return score + (parts ? 2 : 0) + (empty ? 1 : 0) + (fields >= 5 ? 1 : 0);
}

static bool proved(const ps_hl7 *h, size_t at) {
    unsigned traits;
    if (!ps_hl7_starts(h, at, &traits)) return false;
    bool distinct = (traits & PS_HL7_DISTINCT) && !named(h->text.ptr + at, "PID");
    return proof(h, at, traits) >= (distinct ? 3 : 4);
}

/* ---- where it stands ---- */

static bool at_line_start(ps_span text, size_t at) {
    while (at > 0 && (ps_is_blank(text.ptr[at - 1]) || text.ptr[at - 1] == 0x0b)) at--;
    return at == 0 || text.ptr[at - 1] == '\n';
}

/* {"msg":"could not parse: MSH|..": the quote of the string that other words begin. */
static bool find_outer_quote(ps_hl7 *h, size_t at) {
    ps_span text = h->text;
    size_t least = at > CUT_MAX ? at - CUT_MAX : 0;
    while (at > least && text.ptr[at - 1] != '"' && text.ptr[at - 1] != '\n') at--;
    if (at == least || text.ptr[at - 1] != '"') return false;
    size_t slashes = 0;
    for (at--; at > 0 && slashes < OPENER_MAX && text.ptr[at - 1] == '\\'; at--) slashes++;
    while (at > 0 && text.ptr[at - 1] == ' ') at--;
    if (at > 0 && !ps_is_one_of(text.ptr[at - 1], ":=([{,")) return false;
    h->closer = '"';
    h->closer_depth = slashes;
    return true;
}

/* The quote or bracket before the first segment, behind which nothing is read. */
static void find_closer(ps_hl7 *h, size_t at) {
    ps_span text = h->text;
    bool inside = false; /* a spelled segment end stands before: the rest of a string */
    for (size_t n = 0; n < OPENER_MAX && at > 0; n++) {
        size_t len = ps_is_blank(text.ptr[at - 1]) ? 1 : ps_hl7_break_before(text, at);
        if (!len || text.ptr[at - 1] == '\n') break;
        inside = inside || len > 1;
        at -= len;
    }
    char c = at > 0 ? text.ptr[at - 1] : 0;
    size_t slashes = 0;
    while (slashes < OPENER_MAX && at >= 2 + slashes && text.ptr[at - 2 - slashes] == '\\')
        slashes++;
    h->closer_depth = slashes;
    if (c == '"' || c == '\'' || c == '`') h->closer = c;
    if (c == '(') h->closer = ')';
    if (c == '[') h->closer = ']';
    if (c == '{') h->closer = '}';
    if (c == '<') h->closer = '>';
    if (c == '>') h->closer = '<';
    if (h->closer || find_outer_quote(h, at) || !inside) return;
    h->closer = '"';
    h->closer_depth = SIZE_MAX;
}

/* The end of a segment whose head was cut off, before the first whole one. */
static void read_cut_head(ps_hl7 *h, size_t at) {
    ps_span text = h->text;
    size_t end = at - ps_hl7_break_before(text, at), from = end;
    size_t least = end > CUT_MAX ? end - CUT_MAX : 0;
    while (from > least && text.ptr[from - 1] != '"' && text.ptr[from - 1] != '\n') from--;
    const char *mark = end > from ? memchr(text.ptr + from, h->field, end - from) : NULL;
    while (mark) {
        size_t to = (size_t)(mark - text.ptr);
        ps_hl7_guess_read(h, from, to, true);
        from = to + 1;
        mark = memchr(text.ptr + from, h->field, end - from);
        if (!mark) ps_hl7_guess_read(h, from, end, true);
    }
}

size_t ps_hl7_message_read(ps_reader *reader, size_t at, size_t end) {
    (void)end;
    ps_hl7 h;
    ps_hl7_open(&h, reader);
    ps_span text = h.text;
    bool inside_word = at > 0 && ps_is_word(text.ptr[at - 1]) && !ps_hl7_break_before(text, at);
    if (inside_word && !ps_hl7_glued(&h, at)) return at;
    bool header = ps_hl7_segment_traits(text.ptr + at) & PS_HL7_HEADER;
    size_t from, behind = at;
    if (!(header && read_marks(&h, at, &from)) && !proved(&h, at)) return at;
    h.loose = !at_line_start(text, at);
    find_closer(&h, at);
    if (!header && ps_hl7_break_before(text, at)) read_cut_head(&h, at);
    for (size_t stop = at; behind < text.len && !reader->full;) {
        unsigned traits;
        if (!ps_hl7_starts(&h, behind, &traits)) break;
        const char *name = text.ptr + behind;
        if ((traits & PS_HL7_HEADER) && read_marks(&h, behind, &from)) {
            stop = ps_hl7_fields_read(&h, name, 3, from, &behind);
        } else {
            for (from = behind + 3; text.ptr[from] != h.field; from++) {
            }
            stop = ps_hl7_fields_read(&h, name, 1, from + 1, &behind);
        }
        at = stop;
        h.breaks = h.breaks || (behind < text.len && ps_hl7_break_before(text, behind));
        if (at_line_start(text, behind)) h.loose = false;
    }
    return at;
}
