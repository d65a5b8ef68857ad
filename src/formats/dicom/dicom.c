/* SPDX-License-Identifier: Apache-2.0
 *
 * DICOM data sets as tools print them. A tag says what its value is; the value stands behind it in
 * brackets (dcmtk, dcm4che), quotes (pydicom), behind ':' or '=', in JSON, or in XML. */
#include "form.h"
#include "value.h"

enum { LINE_MAX_BYTES = 1024, ABOUT_MAX = 96, OBJECT_MAX = 8192, BINARY_MIN = 24 };

typedef struct tag_row {
    char tag[9]; /* ggggeeee */
    uint8_t kind;
} tag_row;

static const tag_row tags[] = {
#define PS_DICOM(group, element, kind) {#group #element, PS_SLOT_##kind},
#include "dicom_tags.def"
#undef PS_DICOM
};

const char *const ps_dicom_anchors[] = {
#define PS_DICOM(group, element, kind) #group "," #element, #group ", " #element, #group #element,
#include "dicom_tags.def"
#undef PS_DICOM
    NULL};

/* The row of the tag in [at, end), written with or without a comma. */
static const tag_row *find_tag(ps_span text, size_t at, size_t end) {
    char tag[8];
    size_t len = 0;
    for (size_t i = at; i < end && len < 8; i++)
        if (ps_is_alnum(text.ptr[i])) tag[len++] = ps_upper(text.ptr[i]);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (len == 8 && memcmp(tag, tags[i].tag, 8) == 0) return &tags[i];
    return NULL;
}

/* A value between delimiters. Short times and years say nothing; what stands for binary data is
 * only taken when there is some. */
static void put_value(ps_reader *reader, const tag_row *row, size_t from, size_t to) {
    ps_span text = reader->text;
    while (from < to && ps_is_one_of(text.ptr[from], " \t")) from++;
    while (to > from && (ps_is_one_of(text.ptr[to - 1], " \t\r") || text.ptr[to - 1] == 0)) to--;
    bool filled = false;
    for (size_t i = from; i < to && !filled; i++)
        filled = ps_is_alnum(text.ptr[i]) || (unsigned char)text.ptr[i] >= 0x80;
    if (!filled || (row->kind == PS_SLOT_PHOTO && to - from < BINARY_MIN)) return;
    ps_put(reader, (ps_slot_kind)row->kind, from, to);
}

static size_t line_end(ps_span text, size_t from) {
    size_t limit = text.len - from > LINE_MAX_BYTES ? from + LINE_MAX_BYTES : text.len;
    const char *newline = memchr(text.ptr + from, '\n', limit - from);
    return newline ? (size_t)(newline - text.ptr) : limit;
}

static size_t string_end(ps_span text, size_t from, size_t limit, char quote, size_t depth) {
    bool closed;
    return ps_quoted_end(ps_span_cut(text, 0, limit), from, quote, depth, &closed);
}

/* ---- dumps: (0010,0010) PN [LOPEZ^MARIA] ---- */

/* 'Patient's Name' holds an apostrophe, which opens nothing. */
static bool opens(ps_span text, size_t at, size_t from) {
    char c = text.ptr[at];
    if (c == '\'' || c == '"')
        return at == from || !ps_is_alnum(text.ptr[at - 1]) || text.ptr[at - 1] == 'b';
    return c == '[' || c == '=' || c == ':';
}

/* [PatientName]: the attribute's name, before its representation. */
static bool is_keyword(ps_span text, size_t from, size_t to, size_t limit) {
    size_t i = to + 1;
    while (i < limit && ps_is_blank(text.ptr[i])) i++;
    bool representation = i + 2 < limit && ps_is_upper(text.ptr[i]) &&
                          ps_is_upper(text.ptr[i + 1]) && !ps_is_alnum(text.ptr[i + 2]);
    for (size_t k = from; k < to; k++)
        if (!ps_is_alpha(text.ptr[k]) && text.ptr[k] != ' ' && text.ptr[k] != '\'') return false;
    return representation;
}

/* ']' closes when the line, a comment or the next thing follows. A value that was cut has none. */
static size_t bracket_end(ps_span text, size_t from, size_t limit) {
    size_t first = from + ps_own_output_at(text, from, NULL);
    for (size_t i = first; i < limit; i++)
        if (text.ptr[i] == ']' && (i + 1 >= limit || !ps_is_alnum(text.ptr[i + 1]))) return i;
    for (size_t i = first; i + 1 < limit; i++)
        if (text.ptr[i] == ' ' && ps_is_one_of(text.ptr[i + 1], " #")) return i;
    return limit;
}

/* 'a', 'b'] : the strings of a list. Returns its end. */
static size_t put_strings(ps_reader *reader, const tag_row *row, size_t from, size_t limit) {
    size_t i = from;
    for (; i < limit && reader->text.ptr[i] != ']'; i++) {
        char c = reader->text.ptr[i];
        if (c != '\'' && c != '"') continue;
        size_t end = string_end(reader->text, i + 1, limit, c, 0);
        put_value(reader, row, i + 1, end);
        i = end;
    }
    return i;
}

static size_t bare_end(ps_span text, size_t from, size_t limit) {
    size_t i = from;
    for (; i < limit; i++) {
        char c = text.ptr[i], next = i + 1 < limit ? text.ptr[i + 1] : '\n';
        if (ps_is_one_of(c, "\"'<>&;}|") || (c == ',' && (ps_is_blank(next) || next == '('))) break;
        if (c == ' ' && (ps_is_one_of(next, " #(-\n"))) break;
    }
    return i;
}

static size_t read_bracket(ps_reader *reader, const tag_row *row, size_t at, size_t limit) {
    ps_span text = reader->text;
    if (ps_own_output_at(text, at, NULL)) return at + ps_own_output_at(text, at, NULL);
    size_t i = at + 1;
    while (i < limit && ps_is_blank(text.ptr[i])) i++;
    if (i < limit && ps_is_one_of(text.ptr[i], "'\"")) return put_strings(reader, row, i, limit);
    size_t end = bracket_end(text, at + 1, limit);
    put_value(reader, row, at + 1, end);
    return end;
}

/* 'Patient ID': what the attribute is called. */
static bool is_title(ps_span text, size_t from, size_t to) {
    static const char *const words[] = {"Patient",   "Patient's", "Person",    "Study",
                                        "Series",    "SOP",       "Birth",     "Accession",
                                        "Referring", "Issuer",    "Other",     "Additional",
                                        "Pixel",     "Device",    "Requested", NULL};
    size_t end = from;
    while (end < to && text.ptr[end] != ' ') end++;
    for (const char *const *word = words; end < to && *word; word++)
        if (ps_span_is(ps_span_cut(text, from, end), *word)) return true;
    return false;
}

/* Where the value begins that ':' or '=' at `at` announces; its first byte may be a delimiter. */
static size_t behind_sign(ps_span text, size_t at, size_t limit) {
    size_t from = at + 1;
    while (from < limit && ps_is_one_of(text.ptr[from], ">= \t")) from++;
    bool bytes =
        from + 1 < limit && text.ptr[from] == 'b' && ps_is_one_of(text.ptr[from + 1], "'\"");
    return bytes ? from + 1 : from;
}

/* A value between quotes or brackets at `at`; `at`: this is only a name. */
static size_t read_delimited(ps_reader *reader, const tag_row *row, size_t at, size_t limit) {
    ps_span text = reader->text;
    if (text.ptr[at] == '[') {
        size_t end = bracket_end(text, at + 1, limit);
        return is_keyword(text, at + 1, end, limit) ? at : read_bracket(reader, row, at, limit);
    }
    size_t end = string_end(text, at + 1, limit, text.ptr[at], 0);
    if (is_title(text, at + 1, end)) return at;
    put_value(reader, row, at + 1, end);
    return end;
}

/* The value behind a tag on its line. */
static size_t read_dump(ps_reader *reader, const tag_row *row, size_t at) {
    ps_span text = reader->text;
    size_t limit = line_end(text, at), about = at + ABOUT_MAX < limit ? at + ABOUT_MAX : limit;
    if (at < limit && ps_is_one_of(text.ptr[at], "\"',")) return at; /* a string of a program */
    for (size_t i = at; i < about; i++) {
        char c = text.ptr[i], next = i + 1 < limit ? text.ptr[i + 1] : 0;
        if (c == '(' || (c == '#' && !ps_is_digit(next)))
            return i; /* no value, next tag, comment */
        if (!opens(text, i, at)) continue;
        size_t from = c == ':' || c == '=' ? behind_sign(text, i, limit) : i;
        if (c == '=' && next == '=') return i; /* a comparison */
        if (from < limit && ps_is_one_of(text.ptr[from], "['\"")) {
            size_t end = read_delimited(reader, row, from, limit);
            if (end > from) return end;
            i = text.ptr[from] == '[' ? bracket_end(text, from + 1, limit)
                                      : string_end(text, from + 1, limit, text.ptr[from], 0);
        } else if (from < limit && text.ptr[from] != '(') {
            size_t end = bare_end(text, from, limit);
            put_value(reader, row, from, end);
            return end;
        }
    }
    return about;
}

/* ---- JSON ---- */

/* "Value":[{"Alphabetic":"LOPEZ^MARIA"}]; the other members say how it is written. */
static bool is_value_key(ps_span key) {
    static const char *const others[] = {"vr", "Name", "Type", "keyword", "tag", "vm", NULL};
    for (const char *const *other = others; *other; other++)
        if (ps_span_is(key, *other)) return false;
    return true;
}

static size_t skip_blanks(ps_span text, size_t at) {
    while (at < text.len && ps_is_one_of(text.ptr[at], " \t\r\n")) at++;
    return at;
}

/* Object or list at `at`: strings that are values go. `depth`: backslashes before its quotes. */
static size_t read_object(ps_reader *reader, const tag_row *row, size_t at, size_t depth) {
    ps_span text = reader->text;
    size_t limit = text.len - at > OBJECT_MAX ? at + OBJECT_MAX : text.len;
    int open = 0;
    bool wanted = true;
    for (size_t i = at; i < limit; i++) {
        char c = text.ptr[i];
        if (c == '{' || c == '[') open++;
        if ((c == '}' || c == ']') && --open <= 0) return i + 1;
        if (c != '"' && c != '\'') continue;
        size_t end = string_end(text, i + 1, limit, c, depth),
               behind = skip_blanks(text, end + depth + 1);
        bool key = behind < text.len && text.ptr[behind] == ':';
        if (key)
            wanted = is_value_key(ps_span_cut(text, i + 1, end));
        else if (wanted)
            put_value(reader, row, i + 1, end);
        else
            ps_put(reader, PS_SLOT_KEEP, i + 1, end);
        i = end + depth;
    }
    return limit;
}

/* Behind the quote that closes a key. */
static size_t read_json(ps_reader *reader, const tag_row *row, size_t at) {
    ps_span text = reader->text;
    size_t depth = 0;
    while (at < text.len && text.ptr[at] == '\\') at++, depth++;
    char quote = text.ptr[at];
    size_t i = skip_blanks(text, at + 1);
    if (i >= text.len || text.ptr[i] != ':') return at;
    i = skip_blanks(text, i + 1);
    if (i >= text.len) return i;
    if (text.ptr[i] == '{' || text.ptr[i] == '[') return read_object(reader, row, i, depth);
    while (i < text.len && text.ptr[i] == '\\') i++;
    if (i >= text.len || text.ptr[i] != quote) return i;
    size_t end = string_end(text, i + 1, line_end(text, i + 1), quote, depth);
    put_value(reader, row, i + 1, end);
    return end;
}

/* ---- XML: <attr tag="00100010" vr="PN">, <DicomAttribute ...><Value>, <element ...> ---- */

/* Texts of the element whose start tag goes on at `at`, until an end tag that closes it. */
static size_t read_xml(ps_reader *reader, const tag_row *row, size_t at, size_t tag_end) {
    ps_span text = reader->text;
    size_t limit = text.len - at > OBJECT_MAX ? at + OBJECT_MAX : text.len, i = tag_end + 1;
    ps_put(reader, PS_SLOT_KEEP, at, tag_end); /* name="PatientName" is no name */
    if (text.ptr[tag_end - 1] == '/') return i;
    for (int open = 1; i < limit && open > 0;) {
        const char *next = memchr(text.ptr + i, '<', limit - i);
        size_t tag = next ? (size_t)(next - text.ptr) : limit;
        size_t from = skip_blanks(text, i), to = tag;
        while (to > from && ps_is_one_of(text.ptr[to - 1], " \t\r\n")) to--;
        if (next && from < to) put_value(reader, row, from, to);
        const char *close = next ? memchr(next, '>', limit - tag) : NULL;
        if (!close) return limit;
        i = (size_t)(close - text.ptr) + 1;
        ps_put(reader, PS_SLOT_KEEP, tag, i);
        bool ends = text.ptr[tag + 1] == '/';
        if (close[-1] != '/') open += ends ? -1 : 1;
    }
    return i;
}

/* Is the tag at `at` the value of an attribute of a start tag? Then where that tag ends, else 0. */
static size_t start_tag_end(ps_span text, size_t at, size_t end) {
    size_t i = at > 0 ? at - 1 : 0;
    bool quoted = at > 5 && ps_is_one_of(text.ptr[i], "\"'") && text.ptr[i - 1] == '=';
    if (!quoted) return 0;
    size_t limit = text.len - end > 256 ? end + 256 : text.len;
    const char *close = memchr(text.ptr + end, '>', limit - end);
    return close ? (size_t)(close - text.ptr) : 0;
}

size_t ps_dicom_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    const tag_row *row = find_tag(text, at, end);
    char before = at > 0 ? text.ptr[at - 1] : ' ', behind = end < text.len ? text.ptr[end] : 0;
    if (!row || ps_is_alnum(before) || before == '.' || ps_is_alnum(behind)) return at;
    ps_put(reader, PS_SLOT_KEEP, at, end); /* the tag itself is no number of anyone */
    size_t tag_end = start_tag_end(text, at, end);
    if (tag_end) return read_xml(reader, row, end, tag_end);
    if (behind == '"' || behind == '\'' || behind == '\\') {
        size_t to = read_json(reader, row, end);
        return to > end ? to : end;
    }
    if (behind == '=') {
        size_t to = bare_end(text, end + 1, line_end(text, end));
        put_value(reader, row, end + 1, to);
        return to;
    }
    if (behind != ')') return end;
    size_t to = read_dump(reader, row, end + 1);
    return to > end ? to : end;
}
