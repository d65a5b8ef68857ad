/* SPDX-License-Identifier: Apache-2.0 */
#include "xml_token.h"

enum { BARE_MAX = 12 }; /* words without a value in one tag: more is prose behind a '<' */

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Length of an escape of white space at `at`: \n \r \t, behind more backslashes inside strings of
 * strings; 0: none. */
static size_t escaped_space(ps_span text, size_t at) {
    size_t i = at;
    while (i < text.len && text.ptr[i] == '\\') i++;
    return i > at && i < text.len && ps_is_one_of(text.ptr[i], "nrt") ? i + 1 - at : 0;
}

static size_t skip_space(ps_span text, size_t at) {
    for (size_t n; at < text.len; at += n) {
        n = is_space(text.ptr[at]) ? 1 : escaped_space(text, at);
        if (!n) break;
    }
    return at;
}

/* Where the white space begins that ends before `to`. */
static size_t back_over_space(ps_span text, size_t from, size_t to) {
    for (;;) {
        size_t at = to;
        if (at > from && is_space(text.ptr[at - 1])) {
            at--;
        } else if (at > from + 1 && ps_is_one_of(text.ptr[at - 1], "nrt")) {
            at--;
            while (at > from && text.ptr[at - 1] == '\\') at--;
            if (at + 1 == to) return to; /* no backslash: a letter of the value */
        }
        if (at == to) return to;
        to = at;
    }
}

ps_extent ps_xml_trim(ps_span text, size_t from, size_t to) {
    text.len = to;
    from = skip_space(text, from);
    return (ps_extent){from, back_over_space(text, from, to)};
}

static bool is_name_start(char c) {
    return ps_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name_char(char c) {
    return is_name_start(c) || ps_is_digit(c) || c == '-' || c == '.' || c == ':';
}

/* Reads a name at *at; what stands before its last ':' is left out. */
static ps_extent read_name(ps_span text, size_t *at) {
    ps_extent name = {*at, *at};
    if (*at >= text.len || !is_name_start(text.ptr[*at])) return name;
    for (; *at < text.len && is_name_char(text.ptr[*at]); ++*at)
        if (text.ptr[*at] == ':') name.from = *at + 1;
    name.to = *at;
    return name;
}

/* ---- attributes ---- */

static bool starts(ps_span text, size_t at, ps_span with) {
    return text.len - at >= with.len && memcmp(text.ptr + at, with.ptr, with.len) == 0;
}

typedef struct known_attribute {
    ps_span name;
    ps_xml_attribute which;
} known_attribute;

#define KNOWN(name, which)                                                                         \
    { {(name), sizeof(name) - 1}, (which) }
static const known_attribute known[] = {
    KNOWN("value", PS_XML_VALUE),
    KNOWN("val", PS_XML_VALUE),
    KNOWN("extension", PS_XML_EXTENSION),
    KNOWN("root", PS_XML_ROOT),
    KNOWN("name", PS_XML_KEY),
    KNOWN("key", PS_XML_KEY),
    KNOWN("id", PS_XML_KEY),
    KNOWN("field", PS_XML_KEY),
    KNOWN("fieldname", PS_XML_KEY),
    KNOWN("column", PS_XML_KEY),
    KNOWN("columnname", PS_XML_KEY),
    KNOWN("property", PS_XML_KEY),
    KNOWN("keyword", PS_XML_KEY),
    KNOWN("attribute", PS_XML_KEY),
    KNOWN("attributename", PS_XML_KEY),
    KNOWN("param", PS_XML_KEY),
    KNOWN("itemoid", PS_XML_KEY),
    KNOWN("label", PS_XML_KEY),
    KNOWN("type", PS_XML_TYPE),
    KNOWN("typecode", PS_XML_TYPE_CODE),
    KNOWN("classcode", PS_XML_CLASS),
    KNOWN("code", PS_XML_CODE),
    KNOWN("displayname", PS_XML_SHOWN),
    KNOWN("unit", PS_XML_UNIT),
    KNOWN("url", PS_XML_URL),
    KNOWN("space", PS_XML_SPACE),
    KNOWN("representation", PS_XML_REPRESENTATION),
};
#undef KNOWN

static bool has(ps_span s, const char *what) {
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= s.len; i++)
        if (ps_span_eq_nocase(ps_span_cut(s, i, i + n), ps_span_of(what, n))) return true;
    return false;
}

/* xmlns="urn:hl7-org:v3", http://hl7.org/fhir, ncpdp ... */
static void keep_namespace(ps_xml_tag *tag, ps_span value) {
    tag->fhir |= has(value, "hl7.org/fhir");
    tag->health |= has(value, "hl7") || has(value, "ncpdp") || has(value, "ihe:");
}

/* Attributes that only CDA and HL7 version 3 have. */
static bool is_of_cda(ps_span name) {
    return ps_span_eq(name, PS_LIT("classCode")) || ps_span_eq(name, PS_LIT("moodCode")) ||
           ps_span_eq(name, PS_LIT("codeSystem")) || ps_span_eq(name, PS_LIT("nullFlavor"));
}

/* `name` wins over `id` where a tag has both. */
static void keep_attribute(ps_span text, ps_xml_tag *tag, ps_extent name, ps_extent value) {
    ps_span word = ps_xml_span(text, name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!ps_span_eq_nocase(word, known[i].name)) continue;
        ps_extent *slot = &tag->attributes[known[i].which];
        bool id = known[i].which == PS_XML_KEY && word.len == 2;
        if (!ps_xml_has(*slot) || !id) *slot = value;
        return;
    }
}

/* The value at *at: in quotes (perhaps behind backslashes, inside a string of a program), or bare.
 * A '<' ends it, since no XML value holds one: the text is cut there. */
static ps_extent read_value(ps_span text, size_t *at) {
    size_t i = *at, slashes = 0;
    while (i < text.len && text.ptr[i] == '\\') i++, slashes++;
    char quote = i < text.len ? text.ptr[i] : 0;
    if (quote != '"' && quote != '\'') {
        for (i = *at; i < text.len && !is_space(text.ptr[i]) && text.ptr[i] != '>' &&
                      text.ptr[i] != '<' &&
                      !(text.ptr[i] == '/' && i + 1 < text.len && text.ptr[i + 1] == '>');)
            i++;
        ps_extent bare = {*at, i};
        *at = i;
        return bare;
    }
    i++;
    ps_extent value = {i, i};
    while (i < text.len && text.ptr[i] != quote && text.ptr[i] != '<') i++;
    value.to = i;
    if (i < text.len && text.ptr[i] == quote) {
        while (slashes-- && value.to > value.from && text.ptr[value.to - 1] == '\\') value.to--;
        i++;
    } else { /* cut: what follows the line is no part of it */
        const char *line = memchr(text.ptr + value.from, '\n', i - value.from);
        if (line) value.to = (size_t)(line - text.ptr);
    }
    *at = i;
    return value;
}

/* Attributes up to the end of the tag. False: this is prose behind a '<'. */
static bool read_attributes(ps_span text, size_t *at, ps_xml_tag *tag) {
    for (unsigned bare = 0; bare <= BARE_MAX;) {
        size_t i = skip_space(text, *at);
        *at = i;
        if (i >= text.len || text.ptr[i] == '<') {
            tag->kind = PS_XML_EMPTY;
            return true;
        }
        if (text.ptr[i] == '>') {
            ++*at;
            return true;
        }
        bool xmlns = starts(text, i, PS_LIT("xmlns"));
        ps_extent name = read_name(text, at);
        if (!ps_xml_has(name)) { /* '/' before '>', or rubbish */
            if (text.ptr[i] == '/' && i + 1 < text.len && text.ptr[i + 1] == '>')
                tag->kind = PS_XML_EMPTY;
            else
                bare++;
            *at = i + 1;
            continue;
        }
        i = skip_space(text, *at);
        if (i >= text.len || text.ptr[i] != '=') {
            bare++;
            continue;
        }
        *at = skip_space(text, i + 1);
        ps_extent value = read_value(text, at);
        keep_attribute(text, tag, name, value);
        tag->health |= is_of_cda(ps_xml_span(text, name));
        if (xmlns) keep_namespace(tag, ps_xml_span(text, value));
    }
    return false;
}

/* ---- tags ---- */

static void skip_to_end(ps_span text, size_t at, ps_xml_tag *tag) {
    while (at < text.len && text.ptr[at] != '>' && text.ptr[at] != '<') at++;
    tag->end = at < text.len && text.ptr[at] == '>' ? at + 1 : at;
}

static void read_special(ps_span text, size_t at, ps_xml_tag *tag) {
    tag->kind = PS_XML_OTHER;
    if (starts(text, at, PS_LIT("<![CDATA["))) {
        tag->kind = PS_XML_CDATA;
        tag->end = at + 9;
    } else if (starts(text, at, PS_LIT("<!--"))) {
        tag->kind = PS_XML_REMARK;
        tag->end = at + 4; /* what is commented out is read like the rest */
    } else {
        if (starts(text, at, PS_LIT("<?xml"))) tag->kind = PS_XML_PROLOG;
        skip_to_end(text, at + 2, tag);
    }
}

void ps_xml_tag_read(ps_span text, size_t at, ps_xml_tag *tag) {
    *tag = (ps_xml_tag){.kind = PS_XML_NONE, .end = at + 1};
    char next = at + 1 < text.len ? text.ptr[at + 1] : 0;
    if (next == '!' || next == '?') {
        read_special(text, at, tag);
        return;
    }
    size_t i = at + (next == '/' ? 2 : 1);
    tag->name = read_name(text, &i);
    if (!ps_xml_has(tag->name)) return;
    if (next == '/') {
        tag->kind = PS_XML_CLOSE;
        i = skip_space(text, i);
        tag->end = i < text.len && text.ptr[i] == '>' ? i + 1 : i;
        return;
    }
    bool ends = i >= text.len || is_space(text.ptr[i]) || ps_is_one_of(text.ptr[i], ">/<") ||
                escaped_space(text, i) > 0;
    if (!ends) return;
    tag->kind = PS_XML_OPEN;
    if (!read_attributes(text, &i, tag)) tag->kind = PS_XML_NONE;
    tag->end = i;
}
