/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents of databases in which a value stands one level below its key: an operator
 * (`ssn: { $in: ["v", "w"] }`), a type (`"ssn": {"S": "v"}`, `dob: {$date: "v"}`,
 * `"mrn": {"string": "v"}`, `"mrn": {"stringValue": "v"}`), or the row below a row of names
 * (`[["mrn", "dob"], ["v", "w"]]`). */
#include "column.h"
#include "person_word.h"
#include "sql_token.h"

enum { OPERATOR_MAX = 16, VALUES_MAX = 4096, LOOK_BACK = 512 };

const char *const ps_document_query_anchors[] = {
    "$in", "$nin", "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$all", "$regex", "$date", "{\"s\"",
    "{\"n\"", "{\"s\\\"", "{ \"s\"", "{\\\"s\\\"", "{\\\"n\\\"", "[[\"", "[[\\\"",
    /* Avro's JSON; protobuf's Value, Firestore, the Data API of RDS */
    "{\"string\"", "{\\\"string\\\"", "stringvalue\"", "stringvalue\\\"", "longvalue\"", NULL};

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static size_t skip(ps_span text, size_t at, const char *signs) {
    while (ps_is_one_of(byte_at(text, at), signs)) at++;
    return at;
}

/* ---- values ---- */

/* The string or number at `at`; returns the offset behind it, or `at`: there is none. */
static size_t value_at(ps_span text, size_t at, ps_extent *out) {
    size_t depth = 0, behind, from = at;
    bool closed;
    while (depth < OPERATOR_MAX && byte_at(text, at + depth) == '\\') depth++;
    char quote = byte_at(text, at + depth);
    if (quote == '"' || quote == '\'') {
        out->from = at + depth + 1;
        out->to = ps_sql_string_end(text, out->from, quote, depth, &behind, &closed);
        return closed ? behind : at;
    }
    while (at < text.len && (ps_is_alnum(text.ptr[at]) || ps_is_one_of(text.ptr[at], ".+-"))) at++;
    *out = (ps_extent){from, at};
    return at;
}

/* ISODate("v"), new Date("v"), /v/: over what stands before the value. */
static size_t over_call(ps_span text, size_t at) {
    size_t end = at;
    while (end < text.len && (ps_is_alpha(text.ptr[end]) || text.ptr[end] == ' ')) end++;
    return end > at && byte_at(text, end) == '(' ? end + 1 : at;
}

/* A value, or a list of them; returns the offset behind. */
static size_t put_values(ps_reader *reader, size_t at, int32_t column) {
    ps_span text = reader->text;
    bool list = byte_at(text, at) == '[';
    if (list) at++;
    for (size_t n = 0; n < VALUES_MAX; n++) {
        ps_extent value;
        at = over_call(text, skip(text, at, " "));
        size_t behind = value_at(text, at, &value);
        if (behind == at) return at;
        ps_put_column(reader, column, value.from, value.to);
        at = skip(text, behind, " )");
        if (!list || byte_at(text, at) != ',') return at;
        at++;
    }
    return at;
}

/* ---- operators and types ---- */

/* The `:` before the `{` that opens before `at`; `at`: there is none. */
static size_t colon_before(ps_span text, size_t at) {
    size_t i = at;
    while (i > 0 && at - i < LOOK_BACK && ps_is_one_of(text.ptr[i - 1], " \t\r\n\"'\\")) i--;
    if (i == 0 || text.ptr[i - 1] != '{') return at;
    i--;
    while (i > 0 && text.ptr[i - 1] == ' ') i--;
    if (i > 1 && text.ptr[i - 1] == '>') i--; /* => */
    return i > 0 && ps_is_one_of(text.ptr[i - 1], ":=") ? i - 1 : at;
}

static size_t read_operators(ps_reader *reader, size_t at, size_t brace) {
    ps_span text = reader->text;
    size_t colon = colon_before(text, brace);
    ps_key_hit hit;
    if (colon == brace || colon > UINT32_MAX) return at;
    if (!ps_key_index_look(reader->keys, text, (uint32_t)colon, &hit)) return at;
    for (size_t i = skip(text, brace, " {\"'\\");;) {
        size_t name = i;
        while (i < text.len && (ps_is_alpha(text.ptr[i]) || text.ptr[i] == '$')) i++;
        if (i == name || i - name > OPERATOR_MAX) return i > at ? i : at + 1;
        i = skip(text, i, " \"'\\");
        if (byte_at(text, i) != ':') return i;
        bool told = ps_span_eq_nocase(ps_span_cut(text, name, name + 2), PS_LIT("$o")) ||
                    ps_span_eq_nocase(ps_span_cut(text, name, name + 2), PS_LIT("$t"));
        i = put_values(reader, skip(text, i + 1, " "), told ? PS_COLUMN_NONE : hit.owner);
        i = skip(text, i, " ]");
        if (byte_at(text, i) != ',') return i; /* {$gte: "v", $lt: "w"} */
        i = skip(text, i + 1, " \"'\\");
        if (byte_at(text, i) != '$') return i;
    }
}

/* ---- lists of lists ---- */

/* [["ssn", "v"], ["LIMIT", 1]]: the name stands before each value. */
static size_t read_pairs(ps_reader *reader, size_t at) {
    ps_span text = reader->text;
    size_t floor = at > LOOK_BACK ? at - LOOK_BACK : 0, begin = at;
    bool person = false;
    for (bool first = true;; first = false) {
        ps_extent name, value;
        at = skip(text, at, " [,");
        size_t behind = value_at(text, at, &name);
        if (behind == at || !ps_sql_is_name(ps_span_cut(text, name.from, name.to))) return at;
        at = skip(text, behind, " ,");
        behind = value_at(text, at, &value);
        if (behind == at || byte_at(text, skip(text, behind, " ")) != ']') return at;
        if (first) person = ps_has_person_word(ps_span_cut(text, floor, begin));
        ps_span word = ps_span_cut(text, name.from, name.to);
        ps_put_column(reader, ps_column_look(reader->keys, word, person), value.from, value.to);
        at = skip(text, behind, " ]");
        if (byte_at(text, at) != ',' || text.ptr[at - 1] != ']') return at;
    }
}

/* The names of the first row; 0: it is none. Returns the offset behind its bracket. */
static size_t read_names(ps_reader *reader, size_t at, ps_columns *columns) {
    ps_span text = reader->text;
    for (;;) {
        ps_extent name;
        at = skip(text, at, " ");
        size_t behind = value_at(text, at, &name);
        ps_span word = ps_span_cut(text, name.from, name.to);
        if (behind == at || !ps_sql_is_name(word)) return 0;
        ps_columns_add(columns, reader->keys, word);
        at = skip(text, behind, " ");
        if (byte_at(text, at) == ']') return at + 1;
        if (byte_at(text, at) != ',') return 0;
        at++;
    }
}

/* [["mrn", "dob"], ["v", "w"]]: rows below a row of names. */
static size_t read_rows(ps_reader *reader, size_t at, const ps_columns *columns) {
    ps_span text = reader->text;
    for (size_t n = 0; n < VALUES_MAX; n++) {
        at = skip(text, at, " ,\n");
        if (byte_at(text, at) != '[') return at;
        at++;
        for (size_t column = 0;; column++) {
            ps_extent value;
            at = skip(text, at, " ");
            size_t behind = value_at(text, at, &value);
            if (behind == at) return at;
            ps_put_column(reader, ps_columns_at(columns, column), value.from, value.to);
            at = skip(text, behind, " ");
            if (byte_at(text, at) != ',') break;
            at++;
        }
        at = skip(text, at, " ]");
    }
    return at;
}

static size_t read_lists(ps_reader *reader, size_t at) {
    ps_columns columns;
    ps_columns_clear(&columns);
    size_t first = read_names(reader, at + 2, &columns);
    if (first && columns.count > 1 && columns.known > 1) {
        (void)ps_columns_settle(&columns, PS_TABLE_OTHER);
        return read_rows(reader, first, &columns);
    }
    return read_pairs(reader, at);
}

size_t ps_document_query_read(ps_reader *reader, size_t at, size_t end) {
    switch (reader->text.ptr[at]) {
    case '[': return read_lists(reader, at);
    case '{': return read_operators(reader, at, at + 1);
    default: return ps_is_alpha(byte_at(reader->text, end)) ? at : read_operators(reader, at, at);
    }
}
