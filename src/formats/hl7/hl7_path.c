/* SPDX-License-Identifier: Apache-2.0
 *
 * Values named by their place: `PID-5 = LOPEZ^MARIA`, `PID.5.1: LOPEZ`, `"PID.3[0].1":"40718322"`,
 * `PID-7 (Date of Birth): 19570409`, `@PID.5.1^LOPEZ`, and arrays of fields. */
#include "hl7_place.h"

enum { ABOUT_MAX = 64, VALUE_MAX = 512, LIST_MAX = 4096, LIST_DEPTH = 6 };

#define PATHS(name) #name ".", #name "-", #name "[", #name "_", #name "("
#define LISTS(name) "\"" #name "\"", "'" #name "'"
const char *const ps_hl7_path_anchors[] = {
    PATHS(PID), PATHS(NK1), PATHS(GT1), PATHS(IN1), PATHS(IN2), PATHS(MRG), PATHS(PV1), PATHS(PV2),
    PATHS(PD1), PATHS(ORC), PATHS(OBR), PATHS(OBX), PATHS(NTE), PATHS(SPM), PATHS(DG1), PATHS(PR1),
    PATHS(FT1), PATHS(RXA), PATHS(RXE), PATHS(RXD), PATHS(TXA), PATHS(SCH), PATHS(EVN), PATHS(AL1),
    PATHS(ACC), PATHS(PDA), PATHS(AIS), PATHS(TQ1), PATHS(QRD), LISTS(PID), LISTS(NK1), LISTS(GT1),
    LISTS(IN1), LISTS(MRG), "<XPN.",    "<CX.1",    "<XAD.",    "<XTN.",    NULL};

/* ---- the path ---- */

/* [0], (1): which repetition. */
static size_t skip_index(ps_span text, size_t i) {
    if (i >= text.len || (text.ptr[i] != '[' && text.ptr[i] != '(')) return i;
    char close = text.ptr[i] == '[' ? ']' : ')';
    size_t k = i + 1;
    while (k < text.len && k < i + 4 && ps_is_digit(text.ptr[k])) k++;
    return k > i + 1 && k < text.len && text.ptr[k] == close ? k + 1 : i;
}

/* A separator and one or two digits; the number, 0: none. `letter` may stand before it: PID.F5. */
static unsigned take_number(ps_span text, size_t *i, char letter) {
    size_t k = *i;
    if (k + 1 >= text.len || !ps_is_one_of(text.ptr[k], ".-_")) return 0;
    unsigned n = 0;
    k += text.ptr[k + 1] == letter ? 2 : 1;
    size_t from = k;
    while (k < text.len && k < from + 3 && ps_is_digit(text.ptr[k]))
        n = n * 10 + (unsigned)(text.ptr[k++] - '0');
    if (k == from || k - from > 2 || (k < text.len && ps_is_alnum(text.ptr[k]))) return 0;
    *i = skip_index(text, k);
    return n;
}

bool ps_hl7_place_parse(ps_span text, size_t at, ps_hl7_place *place) {
    if (at + 5 > text.len) return false;
    const char *p = text.ptr;
    if (at > 0 && ps_is_alnum(p[at - 1])) return false;
    size_t i = skip_index(text, at + 3);
    char sign = i < text.len ? p[i] : 0;
    place->name = p + at;
    place->field = take_number(text, &i, 'F');
    if (!place->field) return false;
    if (i + 1 < text.len && text.ptr[i + 1] == 'R') take_number(text, &i, 'R'); /* repetition */
    place->component = take_number(text, &i, 'C');
    if (place->component) take_number(text, &i, 'S');
    place->end = i;
    if (i < text.len && text.ptr[i] == '_') return false; /* PID_5_OFFSET */
    if (ps_is_upper(p[at])) return true;
    return place->component && sign != '-'; /* pid-7 is a process */
}

/* ---- from the path to its value ---- */

/* The rest of the key: quotes, brackets, a call, a description. */
static size_t skip_about(ps_span text, size_t i) {
    size_t limit = text.len < i + ABOUT_MAX ? text.len : i + ABOUT_MAX;
    while (i < limit &&
           (ps_is_alnum(text.ptr[i]) || ps_is_one_of(text.ptr[i], " \t\"'\\])([./&#-_")))
        i++;
    return i;
}

/* Behind `:` or `=` or `=>`; 0: there is none. */
static size_t find_value(ps_span text, size_t i) {
    i = skip_about(text, i);
    if (i >= text.len || !ps_is_one_of(text.ptr[i], ":=")) return 0;
    while (i < text.len && ps_is_one_of(text.ptr[i], ":=>")) i++;
    while (i < text.len && ps_is_blank(text.ptr[i])) i++;
    return i;
}

static size_t line_end(ps_span text, size_t from) {
    size_t limit = text.len < from + VALUE_MAX ? text.len : from + VALUE_MAX;
    const char *newline = memchr(text.ptr + from, '\n', limit - from);
    return newline ? (size_t)(newline - text.ptr) : limit;
}

/* Opening quote at `at`, with the backslashes before it: content and depth. */
static bool opens_string(ps_span text, size_t *at, char *quote, size_t *depth) {
    size_t i = *at;
    while (i < text.len && text.ptr[i] == '\\' && i - *at < 8) i++;
    *depth = i - *at;
    if (i >= text.len || !ps_is_one_of(text.ptr[i], "\"'`")) return false;
    *quote = text.ptr[i];
    *at = i + 1;
    return true;
}

static size_t string_end(ps_span text, size_t from, char quote, size_t depth) {
    ps_span line = ps_span_cut(text, 0, line_end(text, from));
    bool closed;
    return ps_quoted_end(line, from, quote, depth, &closed);
}

/* A list or object of strings, and others in it. */
typedef struct list {
    ps_hl7_place place;
    bool fields; /* the strings of the outer list are fields, else components */
    unsigned index[LIST_DEPTH];
    int depth;
    unsigned key;  /* component that the key before says: "PID.5.1", "XPN-01"; 0: none */
    int key_depth; /* where that key stands: what is inside it belongs to the component */
} list;

static void put_item(ps_hl7 *h, list *l, size_t from, size_t to) {
    unsigned index = l->index[l->depth] + 1;
    bool outer = l->fields && l->depth == 0;
    bool whole = outer || (to > from && memchr(h->text.ptr + from, h->component, to - from));
    if (l->fields) l->place.field = l->index[0];
    l->place.component = whole ? 0 : l->key ? l->key : index;
    ps_hl7_place_put(h, &l->place, from, to);
}

/* The number at the end of a key. */
static void take_key(list *l, ps_span key) {
    if (l->key && l->depth > l->key_depth) return; /* FN-01 in XPN-01 */
    size_t at = key.len;
    while (at > 0 && ps_is_digit(key.ptr[at - 1])) at--;
    l->key = 0;
    for (size_t i = at; i < key.len && l->key < 100; i++)
        l->key = l->key * 10 + (unsigned)(key.ptr[i] - '0');
    l->key_depth = l->depth;
}

static bool is_key(ps_span text, size_t behind) {
    while (behind < text.len && ps_is_blank(text.ptr[behind])) behind++;
    return behind < text.len && text.ptr[behind] == ':';
}

/* Brackets and commas; false: the list ends here. */
static bool step(list *l, char c) {
    if ((c == '[' || c == '{') && ++l->depth < LIST_DEPTH) l->index[l->depth] = 0;
    if (c == ']' || c == '}') l->depth--;
    if (l->depth < 0 || l->depth >= LIST_DEPTH) return false;
    if (c == ',') l->index[l->depth]++;
    if (l->depth < l->key_depth || (c == ',' && l->depth == l->key_depth)) l->key = 0;
    return true;
}

/* Returns behind the list's end. */
static size_t read_list(ps_hl7 *h, list *l, size_t at) {
    ps_span text = h->text;
    size_t limit = text.len < at + LIST_MAX ? text.len : at + LIST_MAX;
    for (size_t i = at; i < limit; i++) {
        char c = text.ptr[i], quote;
        if (!step(l, c)) return i + 1;
        size_t slashes, from = i;
        if (!ps_is_one_of(c, "\"'\\")) continue;
        if (!opens_string(text, &from, &quote, &slashes)) return i;
        size_t to = string_end(text, from, quote, slashes);
        i = to + slashes;
        if (!is_key(text, i + 1))
            put_item(h, l, from, to);
        else if (l->fields && l->depth == 0)
            return i;
        else
            take_key(l, ps_span_cut(text, from, to));
    }
    return limit;
}

/* PID-5 present=true; PID-7=1957: the next path begins another value. */
static size_t before_path(ps_span text, size_t from, size_t to) {
    ps_hl7_place next;
    for (size_t i = from; i + 2 < to; i++)
        if (ps_is_one_of(text.ptr[i], ",;") && text.ptr[i + 1] == ' ' &&
            ps_hl7_place_parse(text, i + 2, &next))
            return i;
    return to;
}

/* Returns behind the value, 0: there is none. */
static size_t read_value(ps_hl7 *h, const ps_hl7_place *place, size_t at) {
    ps_span text = h->text;
    if (at >= text.len || text.ptr[at] == '\n' || ps_own_output_at(text, at, NULL)) return 0;
    if (text.ptr[at] == '{' || text.ptr[at] == '[') {
        list inner = {.place = *place};
        return read_list(h, &inner, at + 1);
    }
    char quote;
    size_t depth, from = at, to;
    if (opens_string(text, &from, &quote, &depth)) {
        to = string_end(text, from, quote, depth);
    } else {
        const ps_hl7_field *row = ps_hl7_field_at(place->name, place->field);
        to = ps_hl7_tail(text, from, line_end(text, from), row && ps_hl7_is_narrow(row));
        to = before_path(text, from, to);
    }
    return ps_hl7_place_put(h, place, from, to) ? to : 0;
}

/* "PID","1","","40718322^^^GH^MR": fields in a list. */
static size_t read_fields(ps_hl7 *h, size_t at, size_t end) {
    ps_span text = h->text;
    size_t i = end;
    while (i < text.len && ps_is_one_of(text.ptr[i], " ]")) i++;
    if (i >= text.len || text.ptr[i] != ',') return at;
    list fields = {.place = {.name = text.ptr + at + 1}, .fields = true};
    return read_list(h, &fields, i);
}

/* The comparison of a selection: @PID.5.1^EQ^LOPEZ. */
static bool is_comparison(const ps_hl7 *h, size_t at, size_t to) {
    const char *p = h->text.ptr + at;
    return to - at > 4 && p[3] == h->component && ps_is_upper(p[1]) && ps_is_upper(p[2]);
}

void ps_hl7_query_read(ps_hl7 *h, size_t at, size_t to) {
    ps_hl7_place place;
    if (!ps_hl7_place_parse(ps_span_cut(h->text, 0, to), at, &place)) return;
    size_t from = place.end;
    if (from >= to || h->text.ptr[from] != h->component) return;
    if (is_comparison(h, from, to)) from += 3;
    ps_hl7_place_put(h, &place, from + 1, to);
}

/* <PID.5, <hl7:PID.5 */
static bool in_tag(ps_span text, size_t at) {
    size_t i = at - 1;
    if (text.ptr[i] == ':')
        while (i > 0 && at - i < 12 && ps_is_alnum(text.ptr[i - 1])) i--;
    return text.ptr[i] == '<' || (i > 0 && text.ptr[i - 1] == '<');
}

size_t ps_hl7_path_read(ps_reader *reader, size_t at, size_t end) {
    ps_hl7 h;
    ps_hl7_open(&h, reader);
    ps_span text = h.text;
    if (text.ptr[at] == '<') return ps_hl7_xml_read(reader, at, end);
    if (text.ptr[at] == '"' || text.ptr[at] == '\'') return read_fields(&h, at, end);
    ps_hl7_place place;
    if (!ps_hl7_place_parse(text, at, &place)) return at;
    if (at > 0 && ps_is_one_of(text.ptr[at - 1], "<:") && in_tag(text, at))
        return ps_hl7_xml_read(reader, at, end);
    if (at > 0 && ps_is_one_of(text.ptr[at - 1], "@/")) return place.end;
    size_t value = find_value(text, place.end);
    size_t behind = value ? read_value(&h, &place, value) : 0;
    if (behind) return behind;
    ps_hl7_error_read(&h, &place, at);
    return place.end;
}
