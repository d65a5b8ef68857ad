/* SPDX-License-Identifier: Apache-2.0
 *
 * What databases report: their messages quote the values that they refuse, and name the columns
 * beside them, before them, or only in the name of a constraint. */
#include "checks.h"
#include "constraint.h"
#include "person_word.h"
#include "sql_put.h"

enum { LOOK_BACK = 600, NAMES_MAX = 1024, VALUE_MAX = 4096, COLUMNS_MAX = 32 };

const char *const ps_sql_error_anchors[] = {")=(",
                                            ") = (",
                                            ") in ((",
                                            "duplicate entry",
                                            "for column",
                                            "row contains",
                                            "zeile enth",
                                            "chec contient",
                                            "falla contiene",
                                            "truncated value:",
                                            "(value: ",
                                            "key value is",
                                            "dup key:",
                                            "type date: ",
                                            "value out of range: ",
                                            ", line ",
                                            "extracted value (",
                                            NULL};

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static size_t up_to(ps_span text, size_t at, size_t most) {
    return text.len - at > most ? at + most : text.len;
}

static size_t line_end(ps_span text, size_t at) {
    const char *newline = memchr(text.ptr + at, '\n', text.len - at);
    return newline ? (size_t)(newline - text.ptr) : text.len;
}

/* ---- brackets and quotes ---- */

/* The `)` of the `(` before `from`; cut off: the end of the line. */
static size_t closing(ps_span text, size_t from) {
    size_t limit = up_to(text, from, VALUE_MAX);
    int depth = 1;
    for (size_t i = from; i < limit && text.ptr[i] != '\n'; i++) {
        depth += text.ptr[i] == '(' ? 1 : text.ptr[i] == ')' ? -1 : 0;
        if (depth == 0) return i;
    }
    size_t end = line_end(text, from);
    return end < limit ? end : limit;
}

/* The `(` of the `)` at `at`; at: there is none near. */
static size_t opening(ps_span text, size_t at) {
    size_t floor = at > NAMES_MAX ? at - NAMES_MAX : 0;
    int depth = 0;
    for (size_t i = at + 1; i-- > floor;) {
        depth += text.ptr[i] == ')' ? 1 : text.ptr[i] == '(' ? -1 : 0;
        if (depth == 0) return i;
    }
    return at;
}

/* The string at `at` behind blanks and backslashes. */
static bool string_at(ps_span text, size_t at, ps_extent *out) {
    size_t depth = 0;
    while (ps_is_one_of(byte_at(text, at), " :")) at++;
    while (depth < 8 && byte_at(text, at + depth) == '\\') depth++;
    char quote = byte_at(text, at + depth);
    if (quote != '\'' && quote != '"' && quote != '`') return false;
    bool closed;
    size_t behind, limit = up_to(text, at, VALUE_MAX);
    ps_span near = ps_span_cut(text, 0, limit);
    out->from = at + depth + 1;
    out->to = ps_sql_string_end(near, out->from, quote, depth, &behind, &closed);
    if (!closed) out->to = line_end(near, out->from);
    return out->to > out->from;
}

/* The quotes of a value are not the value's. */
static ps_extent unquote(ps_span text, size_t from, size_t to) {
    while (from < to && ps_is_blank(text.ptr[from])) from++;
    while (to > from && ps_is_blank(text.ptr[to - 1])) to--;
    if (to - from > 2 && (text.ptr[from] | 0x20) == 'n' && text.ptr[from + 1] == '\'') from++;
    bool quoted =
        to - from >= 2 && text.ptr[from] == text.ptr[to - 1] && ps_is_one_of(text.ptr[from], "'\"");
    return quoted ? (ps_extent){from + 1, to - 1} : (ps_extent){from, to};
}

/* The end of the field at `from`: its comma at the same depth, outside of quotes, or `to`. */
static size_t field_end(ps_span text, size_t from, size_t to) {
    int depth = 0;
    char quote = 0;
    for (size_t i = from; i < to; i++) {
        char c = text.ptr[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' && (i == from || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '(')) {
            quote = c;
        } else if (c == ',' && depth == 0) {
            return i;
        } else {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
    }
    return to;
}

/* ---- columns and values side by side ---- */

/* What the columns in [from, to): lower(email::text), p.ssn hold. True when one is known. */
static bool read_columns(const ps_reader *reader, size_t from, size_t to,
                         int32_t columns[COLUMNS_MAX], size_t *count) {
    ps_span text = reader->text;
    bool known = false;
    for (*count = 0; from < to && *count < COLUMNS_MAX; ++*count) {
        size_t end = field_end(text, from, to), name = from;
        while (name + 1 < end && !(text.ptr[name] == ':' && text.ptr[name + 1] == ':')) name++;
        if (name + 1 >= end) name = end;
        columns[*count] = ps_column_look(reader->keys, ps_span_cut(text, from, name), false);
        known |= columns[*count] != PS_COLUMN_NONE;
        from = end + 1;
    }
    return known;
}

/* The values in [from, to) in the order of their columns; the last takes what is left. */
static void put_values(ps_reader *reader, size_t from, size_t to, const int32_t *columns,
                       size_t count) {
    for (size_t i = 0; i < count && from < to; i++) {
        size_t end = i + 1 < count ? field_end(reader->text, from, to) : to;
        ps_extent value = unquote(reader->text, from, end);
        ps_put_column(reader, columns[i], value.from, value.to);
        from = end + 1;
    }
}

/* Key (ssn, dob)=(v, w) already exists; (a, b) IN ((v, w), (x, y)) */
static size_t read_parallel(ps_reader *reader, size_t at, size_t end) {
    int32_t columns[COLUMNS_MAX];
    size_t count, open = opening(reader->text, at);
    if (open == at || !read_columns(reader, open + 1, at, columns, &count)) return at;
    for (size_t from = end;;) {
        size_t close = closing(reader->text, from);
        put_values(reader, from, close, columns, count);
        from = close + 1;
        while (ps_is_one_of(byte_at(reader->text, from), ", ")) from++;
        if (reader->text.ptr[end - 2] != '(' || byte_at(reader->text, from) != '(') return close;
        from++;
    }
}

/* ---- names of constraints ---- */

/* Where `word` begins for the last time in the line before `at`, not far; at: nowhere. */
static size_t last_before(ps_span text, size_t at, const char *word) {
    size_t floor = at > LOOK_BACK ? at - LOOK_BACK : 0, n = strlen(word);
    for (size_t i = at; i >= floor + n; i--) {
        if (text.ptr[i - 1] == '\n') return at;
        if (ps_span_is(ps_span_cut(text, i - n, i), word)) return i - n;
    }
    return at;
}

/* The columns that the constraint in [name) tells: patient.uk_mrn. */
static bool constraint_of(const ps_reader *reader, ps_extent name, ps_constraint *out) {
    size_t from = name.to;
    while (from > name.from && reader->text.ptr[from - 1] != '.') from--;
    return ps_constraint_read(ps_span_cut(reader->text, from, name.to), reader->keys, out);
}

static size_t count_signs(ps_span text, size_t from, size_t to, char sign) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) n += text.ptr[i] == sign;
    return n;
}

/* 'a-b' under two columns is two values when just one '-' can part them. */
static void put_joined(ps_reader *reader, ps_extent value, const ps_constraint *constraint) {
    ps_span text = reader->text;
    bool parted = constraint->count > 1 &&
                  count_signs(text, value.from, value.to, '-') + 1 == constraint->count;
    if (!parted) {
        ps_put_column(reader, constraint->column[0], value.from, value.to);
        return;
    }
    for (unsigned i = 0; i < constraint->count; i++) {
        size_t end = value.from;
        while (end < value.to && text.ptr[end] != '-') end++;
        ps_put_column(reader, constraint->column[i], value.from, end);
        value.from = end + 1;
    }
}

/* Duplicate entry 'v' for key 'patient.uk_mrn' */
static size_t read_entry(ps_reader *reader, size_t at, size_t end) {
    static const char middle[] = " for key ";
    ps_span text = reader->text;
    size_t limit = up_to(text, end, VALUE_MAX), n = sizeof middle - 1, depth = 0;
    size_t from = end + (byte_at(text, end) == ' '), key = from;
    while (byte_at(text, from + depth) == '\\') depth++;
    from += depth + 1;
    while (key + n < limit && memcmp(text.ptr + key, middle, n) != 0) key++;
    ps_extent name;
    if (key + n >= limit || key < from + 1 + depth) return at;
    ps_constraint constraint;
    if (!string_at(text, key + n, &name) || !constraint_of(reader, name, &constraint)) return at;
    put_joined(reader, (ps_extent){from, key - 1 - depth}, &constraint);
    return name.to;
}

/* Violation of UNIQUE KEY constraint 'UQ_mbi'. .. The duplicate key value is (v, w). */
static size_t read_key_value(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    ps_constraint constraint;
    ps_extent name;
    size_t word = last_before(text, at, "constraint"), n = 10;
    if (word == at) word = last_before(text, at, "index"), n = 5;
    if (word == at || !string_at(text, word + n, &name)) return at;
    if (!constraint_of(reader, name, &constraint)) return at;
    size_t from = end;
    while (byte_at(text, from) == ' ') from++;
    if (byte_at(text, from) != '(') return at;
    size_t close = closing(text, from + 1);
    put_values(reader, from + 1, close, constraint.column, constraint.count);
    return close;
}

/* E11000 .. index: ssn_1 dup key: { : "v" }; where the key is named, it speaks for itself. */
static size_t read_dup_key(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t word = last_before(text, at, "index:"), from = word + 6, i = end;
    if (word == at) return at;
    while (byte_at(text, from) == ' ') from++;
    size_t to = from;
    while (to < at && text.ptr[to] != ' ') to++;
    while (from < to && memchr(text.ptr + from, '$', to - from)) from++; /* db.c.$ssn_1 */
    ps_constraint constraint;
    if (!ps_constraint_read(ps_span_cut(text, from, to), reader->keys, &constraint)) return at;
    for (unsigned n = 0; n < constraint.count; n++) {
        ps_extent value;
        while (ps_is_one_of(byte_at(text, i), " {,")) i++;
        if (byte_at(text, i) != ':' || !string_at(text, i + 1, &value)) return at;
        ps_put_column(reader, constraint.column[n], value.from, value.to);
        i = value.to < text.len ? value.to + 1 : value.to;
    }
    return i;
}

/* ---- a column beside its value ---- */

/* The column at `at`: 'date_of_birth', `emr`.`patient`.`dob`. */
static int32_t column_at(const ps_reader *reader, size_t at) {
    ps_span text = reader->text;
    size_t end = at, limit = up_to(text, at, 200);
    while (end < limit && (ps_is_word(text.ptr[end]) || ps_is_one_of(text.ptr[end], ".`'\"\\")))
        end++;
    while (end > at && !ps_is_word(text.ptr[end - 1])) end--;
    return ps_column_look(reader->keys, ps_span_cut(text, at, end), false);
}

static size_t skip_blanks(ps_span text, size_t at) {
    while (byte_at(text, at) == ' ') at++;
    return at;
}

/* Incorrect date value: 'v' for column 'date_of_birth' */
static size_t read_for_column(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t to = at, floor = at > LOOK_BACK ? at - LOOK_BACK : 0;
    int32_t column = column_at(reader, skip_blanks(text, end));
    while (to > floor && text.ptr[to - 1] == ' ') to--;
    if (column == PS_COLUMN_NONE || to < floor + 2) return at;
    char quote = text.ptr[--to];
    if (quote != '\'' && quote != '"' && quote != '`') return at;
    size_t depth = 0, from;
    while (to > floor && text.ptr[to - 1] == '\\') to--, depth++;
    for (from = to; from > floor + 1; from--)
        if (text.ptr[from - 1] == quote && ps_is_one_of(text.ptr[from - 2 - depth], " :(=")) break;
    if (from <= floor + 1) return at;
    ps_put_column(reader, column, from, to);
    return end;
}

/* column 'LastName'. Truncated value: 'v'; column "EMR"."PATIENT"."NAME" (value: 'v') */
static size_t read_truncated(ps_reader *reader, size_t at, size_t end) {
    ps_extent value;
    size_t word = last_before(reader->text, at, "column");
    if (word == at || !string_at(reader->text, end, &value)) return at;
    int32_t column = column_at(reader, skip_blanks(reader->text, word + 6));
    ps_put_column(reader, column, value.from, value.to);
    return value.to;
}

/* Hibernate numbers the names of columns: last_name3_0_, ssn0_1_0_. */
static size_t without_number(ps_span text, size_t from, size_t to) {
    size_t end = to;
    while (end > from && (text.ptr[end - 1] == '_' || ps_is_digit(text.ptr[end - 1]))) end--;
    bool numbered = to > end + 2 && text.ptr[to - 1] == '_' && ps_is_digit(text.ptr[end]);
    return numbered && end > from ? end : to;
}

/* extracted value ([last_name3_0_] : [VARCHAR]) - [v] */
static size_t read_extracted(ps_reader *reader, size_t at, size_t end) {
    static const char middle[] = "]) - [";
    ps_span text = reader->text;
    size_t limit = up_to(text, end, LOOK_BACK), to = end, n = sizeof middle - 1;
    if (byte_at(text, end) != '[') return at;
    while (to < limit && text.ptr[to] != ']' && text.ptr[to] != '\n') to++;
    size_t name = without_number(text, end + 1, to), from = to;
    while (from + n < limit && text.ptr[from] != '\n' && memcmp(text.ptr + from, middle, n) != 0)
        from++;
    if (from + n >= limit || text.ptr[from] == '\n') return limit;
    from += n;
    size_t stop = up_to(text, from, LOOK_BACK), close = from, behind = from;
    for (; behind < stop && text.ptr[behind] != '\n'; behind++)
        if (text.ptr[behind] == ']') close = behind; /* a value may hold brackets */
    ps_span column = ps_span_cut(text, end + 1, name);
    ps_put_column(reader, ps_column_look(reader->keys, column, false), from, close);
    return behind;
}

/* ---- rows without names ---- */

/* 1957-04-09, alone in its field */
static bool is_day(ps_span field) {
    return field.len == 10 && field.ptr[4] == '-' && ps_check_date(field);
}

/* 306-30-2348, 306 30 2348, alone in its field: in a row no order number looks so. */
static bool is_ssn(ps_span field) {
    if (field.len != 11 || !ps_is_one_of(field.ptr[3], "- .")) return false;
    for (size_t i = 0; i < field.len; i++)
        if (i == 3 || i == 6 ? field.ptr[i] != field.ptr[3] : !ps_is_digit(field.ptr[i]))
            return false;
    return true;
}

static bool follows_person(ps_span text, size_t at) {
    size_t floor = at > LOOK_BACK ? at - LOOK_BACK : 0;
    return ps_has_person_word(ps_span_cut(text, floor, at));
}

/* Failing row contains (17, null, v, ..): all of it is one row of a table. */
static size_t read_row(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t from = end, limit = up_to(text, end, 8);
    while (from < limit && text.ptr[from] != '(') from++;
    if (from++ == limit) return at;
    size_t close = closing(text, from);
    ps_put(reader, PS_SLOT_TEXT, from, close);
    bool person = follows_person(text, at);
    for (size_t i = from; i < close;) {
        size_t to = field_end(text, i, close);
        ps_extent field = unquote(text, i, to);
        ps_span value = ps_span_cut(text, field.from, field.to);
        if (is_ssn(value)) ps_put(reader, PS_SLOT_SSN, field.from, field.to);
        if (person && is_day(value)) ps_put(reader, PS_SLOT_DATE, field.from, field.to);
        i = to + 1;
    }
    return close;
}

/* COPY patient, line 3: "v<TAB>w": a row; with `, column dob: "v"` the key speaks for itself. */
static size_t read_copy(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    ps_extent value;
    size_t word = last_before(text, at, "copy "), i = end;
    while (ps_is_digit(byte_at(text, i))) i++;
    if (word == at || at - word > 200 || i == end || byte_at(text, i) != ':') return at;
    if (!string_at(text, i, &value)) return at;
    ps_put(reader, PS_SLOT_TEXT, value.from, value.to);
    return value.to;
}

/* invalid input syntax for type date: "v" */
static size_t read_date(ps_reader *reader, size_t at, size_t end) {
    ps_extent value;
    if (!string_at(reader->text, end - 1, &value)) return at;
    for (size_t i = value.from; i < value.to; i++) {
        if (!ps_is_digit(reader->text.ptr[i])) continue;
        ps_put(reader, PS_SLOT_DATE, value.from, value.to);
        return value.to;
    }
    return at;
}

size_t ps_sql_error_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    switch (ps_lower(text.ptr[at])) {
    case ')': return read_parallel(reader, at, end);
    case '(': return read_truncated(reader, at, end);
    case 'f':
        return ps_lower(text.ptr[at + 1]) == 'o' ? read_for_column(reader, at, end)
                                                 : read_row(reader, at, end);
    case 'r':
    case 'z':
    case 'c': return read_row(reader, at, end);
    case 'e': return read_extracted(reader, at, end);
    case 'k': return read_key_value(reader, at, end);
    case 'v': return follows_person(text, at) ? read_date(reader, at, end) : at;
    case ',': return read_copy(reader, at, end);
    case 't':
        return ps_lower(text.ptr[at + 1]) == 'r' ? read_truncated(reader, at, end)
                                                 : read_date(reader, at, end);
    default:
        return text.ptr[end - 1] == ':' ? read_dup_key(reader, at, end)
                                        : read_entry(reader, at, end);
    }
}
