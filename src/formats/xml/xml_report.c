/* SPDX-License-Identifier: Apache-2.0
 *
 * What validators of XML write: a value in quotes, and in the same line the name of the element,
 * attribute or type that does not take it (Xerces, libxml2, .NET, MSXML, Saxon). */
#include "xml_inside.h"

enum {
    BEFORE_MAX = 512, /* of the line, before the anchor */
    AFTER_MAX = 1024, /* and behind it */
    QUOTED_MAX = 8,   /* values of one line */
    WORD_BEFORE = 16  /* the word before a quote */
};

/* A line of a validator in hand. */
typedef struct report {
    ps_reader *reader;
    ps_span text;
    ps_extent line;
    size_t anchor; /* a string around it is the log's own */
    ps_extent values[QUOTED_MAX];
    size_t count;
    ps_extent attribute, element, type, aside; /* names; empty: not said */
} report;

static bool ends_with(ps_span s, const char *end) {
    size_t n = strlen(end);
    return s.len >= n && ps_span_eq_nocase(ps_span_cut(s, s.len - n, s.len), ps_span_of(end, n));
}

static bool starts_with(ps_span s, const char *start) {
    size_t n = strlen(start);
    return s.len >= n && ps_span_eq_nocase(ps_span_cut(s, 0, n), ps_span_of(start, n));
}

/* {urn:hl7-org:v3}birthTime, ns2:SSN, urn:x:SSN */
static ps_extent local_name(ps_span text, ps_extent name) {
    for (size_t i = name.from; i < name.to; i++)
        if (ps_is_one_of(text.ptr[i], "}:/#")) name.from = i + 1;
    return name;
}

/* ---- what a line says ---- */

static void take_name(ps_span text, ps_extent *name, ps_extent found) {
    if (!ps_xml_has(*name)) *name = local_name(text, found);
}

/* By the words before and behind a quoted string. */
static void take_quoted(report *r, ps_extent quoted, ps_span before, ps_span behind) {
    static const char *const values[] = {"value ",   "content ",    "string ",
                                         "parsing ", "validating ", NULL};
    for (const char *const *word = values; *word; word++) {
        if (!ends_with(before, *word)) continue;
        if (r->count < QUOTED_MAX) r->values[r->count++] = quoted;
        return;
    }
    if (ends_with(before, "element ") || starts_with(behind, " element"))
        take_name(r->text, &r->element, quoted);
    else if (ends_with(before, "attribute ") || starts_with(behind, " attribute"))
        take_name(r->text, &r->attribute, quoted);
    else if (ends_with(before, "type "))
        take_name(r->text, &r->type, quoted);
    else if (starts_with(behind, " is not a valid ") && r->count < QUOTED_MAX)
        r->values[r->count++] = quoted;
}

/* for attribute value of birthTime, of element <SSN>: names without quotes. */
static void take_bare(report *r, size_t at) {
    ps_span before = ps_span_cut(r->text, r->line.from, at);
    ps_extent name = {at, at};
    if (r->text.ptr[at] == '<') name.from = ++name.to;
    while (name.to < r->line.to &&
           (ps_is_word(r->text.ptr[name.to]) || ps_is_one_of(r->text.ptr[name.to], "-.:")))
        name.to++;
    while (name.to > name.from && ps_is_one_of(r->text.ptr[name.to - 1], ".:-")) name.to--;
    if (!ps_xml_has(name)) return;
    if (ends_with(before, "attribute value of ") || ends_with(before, " element "))
        take_name(r->text, &r->element, name);
    else if (ends_with(before, " type "))
        take_name(r->text, &r->type, name);
    else if (ends_with(before, "(") || ends_with(before, "field "))
        take_name(r->text, &r->aside, name);
}

static bool is_quote(char c) {
    return c == '\'' || c == '"';
}

static bool ends_quote(const report *r, size_t i) {
    return i + 1 >= r->line.to || !ps_is_alnum(r->text.ptr[i + 1]); /* O'Neil */
}

/* Behind the quoted string that opens at `at`, or `at` when it does not close. */
static size_t read_quoted(report *r, size_t at) {
    size_t to = at + 1;
    while (to < r->line.to && (r->text.ptr[to] != r->text.ptr[at] || !ends_quote(r, to))) to++;
    if (to >= r->line.to || (at < r->anchor && to > r->anchor)) return at;
    size_t end = to;
    if (end > at + 1 && r->text.ptr[end - 1] == '\\') end--;
    size_t head = at;
    while (head > r->line.from && r->text.ptr[head - 1] == '\\') head--;
    size_t from = head - r->line.from > WORD_BEFORE ? head - WORD_BEFORE : r->line.from;
    take_quoted(r, (ps_extent){at + 1, end}, ps_span_cut(r->text, from, head),
                ps_span_cut(r->text, to + 1, r->line.to));
    return to + 1;
}

static void read_line(report *r) {
    for (size_t i = r->line.from; i < r->line.to;) {
        size_t next = i + 1;
        bool begins = i == r->line.from || !ps_is_alnum(r->text.ptr[i - 1]);
        if (is_quote(r->text.ptr[i]) && begins) {
            next = read_quoted(r, i);
            if (next == i) next++;
        } else if (begins && i > r->line.from && ps_is_one_of(r->text.ptr[i - 1], " (")) {
            take_bare(r, i);
        }
        i = next;
    }
}

/* ---- what the value is ---- */

/* SSNType, ssn_type */
static ps_extent without_type(ps_span text, ps_extent name) {
    ps_span word = ps_span_cut(text, name.from, name.to);
    if (!ends_with(word, "type") || word.len < 6) return name;
    name.to -= 4;
    if (text.ptr[name.to - 1] == '_' || text.ptr[name.to - 1] == '-') name.to--;
    return name;
}

static bool put_all(report *r, ps_extent name) {
    if (!ps_xml_has(name)) return false;
    ps_span word = ps_span_cut(r->text, name.from, name.to);
    const ps_xml_name *row = ps_xml_name_find(word);
    bool health = row && row->slot < PS_SLOT_KINDS && row->slot != PS_SLOT_KEEP &&
                  (row->when == PS_XML_IF_ALWAYS || row->when == PS_XML_IF_HEALTH);
    ps_key_hit hit;
    if (!health && (row || word.len < 2 ||
                    !ps_key_index_look(r->reader->keys, word, (uint32_t)word.len, &hit)))
        return false;
    for (size_t i = 0; i < r->count; i++) {
        ps_extent value = ps_xml_trim(r->text, r->values[i].from, r->values[i].to);
        if (health)
            ps_put(r->reader, (ps_slot_kind)row->slot, value.from, value.to);
        else
            (void)ps_put_named(r->reader, word, value.from, value.to);
    }
    return true;
}

static ps_extent line_of(ps_span text, size_t at, size_t end) {
    ps_extent line = {at, end};
    while (line.from > 0 && at - line.from < BEFORE_MAX && text.ptr[line.from - 1] != '\n')
        line.from--;
    while (line.to < text.len && line.to - at < AFTER_MAX && text.ptr[line.to] != '\n') line.to++;
    return line;
}

size_t ps_xml_report_read(ps_reader *reader, size_t at, size_t end) {
    report r = {.reader = reader, .text = reader->text, .anchor = at};
    r.line = line_of(reader->text, at, end);
    read_line(&r);
    if (r.count && !put_all(&r, r.attribute) && !put_all(&r, r.element) &&
        !put_all(&r, without_type(r.text, r.type)))
        (void)put_all(&r, r.aside);
    return r.line.to;
}

const char *const ps_xml_report_anchors[] = {"cvc-",
                                             "facet-valid",
                                             "is not a valid value",
                                             "not accepted by the pattern",
                                             "element is in",
                                             "attribute is in",
                                             "of element '",
                                             "failed to parse",
                                             "of element <",
                                             "required simple ty",
                                             NULL};
