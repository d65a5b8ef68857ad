/* SPDX-License-Identifier: Apache-2.0
 *
 * Values bound to a statement: lists, pairs of names and values, one value a line. */
#include "sql_put.h"
#include "statement.h"
#include "value.h"

enum { VALUE_MAX = 4096, NESTING_MAX = 16, INTROS_MAX = 8 };

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static size_t skip_blanks(ps_span text, size_t at) {
    while (at < text.len && ps_is_one_of(text.ptr[at], " \t\r\n")) at++;
    return at;
}

static size_t word_end(ps_span text, size_t at) {
    while (at < text.len && ps_is_word(text.ptr[at])) at++;
    return at;
}

/* ---- whose value is it? ---- */

/* Decimal number, or 0. */
static size_t number_of(ps_span name) {
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (!ps_is_digit(name.ptr[i]) || n > PS_BINDS) return 0;
        n = n * 10 + (size_t)(name.ptr[i] - '0');
    }
    return n;
}

/* By its name (@p0, $1, "1"), which a placeholder may bear more than once. */
static int32_t column_named(const ps_statement *statement, ps_span name) {
    if (name.len && ps_is_one_of(name.ptr[0], "@$:")) name = ps_span_cut(name, 1, name.len);
    uint32_t hash = ps_name_hash(name);
    bool known = false;
    for (size_t i = 0; i < statement->count; i++) {
        if (statement->name[i] != hash) continue;
        known = true;
        if (statement->column[i] != PS_COLUMN_NONE) return statement->column[i];
    }
    size_t n = number_of(name);
    return !known && n && n <= statement->count && !statement->name[n - 1]
               ? statement->column[n - 1]
               : PS_COLUMN_NONE;
}

static int32_t column_at_index(const ps_statement *statement, size_t index) {
    char digits[4] = {0};
    size_t n = index + 1, len = 0;
    if (index >= PS_BINDS) return PS_COLUMN_NONE;
    if (n >= 10) digits[len++] = (char)('0' + n / 10);
    digits[len++] = (char)('0' + n % 10);
    for (size_t i = 0; i < statement->count; i++) /* $2 may stand before $1 */
        if (statement->name[i] && statement->name[i] == ps_name_hash(ps_span_of(digits, len)))
            return column_named(statement, ps_span_of(digits, len));
    return index < statement->count ? statement->column[index] : PS_COLUMN_NONE;
}

/* ---- one value ---- */

static bool is_quote(ps_span text, size_t at, size_t *depth) {
    *depth = 0;
    while (*depth < NESTING_MAX && byte_at(text, at + *depth) == '\\') ++*depth;
    char c = byte_at(text, at + *depth);
    return c == '"' || c == '\'' || c == '`';
}

/* Without quotes: to the comma or bracket at its own depth. */
static size_t bare_end(ps_span text, size_t at) {
    size_t limit = text.len - at > VALUE_MAX ? at + VALUE_MAX : text.len, end = at;
    for (int depth = 0; end < limit; end++) {
        char c = text.ptr[end];
        bool opens = ps_is_one_of(c, "([{"), closes = ps_is_one_of(c, ")]}");
        if (c == '\n' || (depth == 0 && (closes || c == ',' || c == ';'))) break;
        depth += opens - closes;
    }
    while (end > at && ps_is_blank(text.ptr[end - 1])) end--;
    return end;
}

/* datetime.date(1957, 4, 9), Decimal('7'), ~D[1957-04-09]: the value stands between the brackets.
 */
static ps_extent unwrap_call(ps_span text, ps_extent value) {
    size_t open = value.from, to = value.to;
    while (open < to && (ps_is_word(text.ptr[open]) || ps_is_one_of(text.ptr[open], ".~"))) open++;
    bool call = open > value.from && open < to && ps_is_one_of(text.ptr[open], "([");
    if (!call || !ps_is_one_of(text.ptr[to - 1], ")]")) return value;
    size_t depth, from = open + 1;
    to--;
    if (is_quote(text, from, &depth) && to > from + 1 + depth) {
        bool closed;
        size_t behind, quote = from + depth;
        from = quote + 1;
        to = ps_sql_string_end(ps_span_cut(text, 0, to), from, text.ptr[quote], depth, &behind,
                               &closed);
    }
    return (ps_extent){from, to};
}

/* The value at `at`; returns the offset behind it. */
static size_t value_at(ps_span text, size_t at, ps_extent *out) {
    size_t depth, prefix = 0;
    while (prefix < 2 && ps_is_alpha(byte_at(text, at + prefix))) prefix++; /* N'', u'', b'' */
    if (prefix && !is_quote(text, at + prefix, &depth)) prefix = 0;
    if (is_quote(text, at + prefix, &depth)) {
        bool closed;
        size_t behind, quote = at + prefix + depth;
        out->from = quote + 1;
        out->to = ps_sql_string_end(text, out->from, text.ptr[quote], depth, &behind, &closed);
        return behind;
    }
    *out = (ps_extent){at, bare_end(text, at)};
    size_t behind = out->to;
    *out = unwrap_call(text, *out);
    return behind;
}

/* `to` NULL: the values are only counted. */
static void put_value(ps_reader *to, int32_t column, ps_extent value) {
    if (to) ps_put_column(to, column, value.from, value.to);
}

/* ---- pairs ---- */

/* The sign of a value's name, `@p0 =`: where `=` or `:` stands, or 0. */
static size_t pair_sign(ps_span text, size_t at) {
    char before = at > 0 ? text.ptr[at - 1] : ' ';
    if (!ps_is_one_of(text.ptr[at], "@$:") || ps_is_word(before)) return 0;
    size_t end = word_end(text, at + 1), sign = skip_blanks(text, end);
    return end > at + 1 && ps_is_one_of(byte_at(text, sign), "=:") ? sign : 0;
}

bool ps_bind_pair_at(ps_span text, size_t at) {
    return pair_sign(text, at) > 0;
}

/* @p0='v', $1 = 'v', :mrn => 'v' anywhere in the text: the name must be one of the statement's. */
static bool read_pairs(ps_reader *reader, ps_span text, size_t at, const ps_statement *statement) {
    bool any = false;
    for (; at + 3 < text.len; at++) {
        size_t sign = pair_sign(text, at);
        if (!sign) continue;
        size_t end = word_end(text, at + 1);
        while (ps_is_one_of(byte_at(text, sign), "=>:")) sign++;
        ps_extent value;
        int32_t column = column_named(statement, ps_span_cut(text, at, end));
        size_t behind = value_at(text, skip_blanks(text, sign), &value);
        put_value(reader, column, value);
        any = true;
        if (behind > at) at = behind - 1;
    }
    return any;
}

/* ---- lists ---- */

/* Behind a value: (Size = 20), [Type: String (20)], and what parts it from the next. */
static size_t behind_value(ps_span text, size_t at) {
    int depth = 0;
    for (; at < text.len && text.ptr[at] != '\n'; at++) {
        char c = text.ptr[at];
        if (depth == 0 && (c == ',' || ps_is_one_of(c, ")]}"))) break;
        depth += ps_is_one_of(c, "([{") ? 1 : ps_is_one_of(c, ")]}") ? -1 : 0;
    }
    return at;
}

/* {"1": 'v'}, [1 => 'v'], mrn: 'v': the name of the value at `at`; returns where the value begins,
 * or 0: it has none. */
static size_t name_at(ps_span text, size_t at, ps_span *name) {
    size_t depth, from = at, to, end;
    if (is_quote(text, at, &depth)) {
        from = at + depth + 1;
        to = word_end(text, from);
        if (byte_at(text, to + depth) != text.ptr[at + depth]) return 0;
        end = to + depth + 1;
    } else {
        if (ps_is_one_of(byte_at(text, at), ":@$")) from++;
        to = end = word_end(text, from);
    }
    end = skip_blanks(text, end);
    if (to == from || !ps_is_one_of(byte_at(text, end), ":=")) return 0;
    if (byte_at(text, end) == ':' && !ps_is_one_of(byte_at(text, end + 1), " \"'\\")) return 0;
    while (ps_is_one_of(byte_at(text, end), ":=>")) end++;
    *name = ps_span_cut(text, from, to);
    return skip_blanks(text, end);
}

/* The list at `at`; how many values it has. */
static size_t read_list(ps_reader *to, ps_span text, size_t at, const ps_statement *statement) {
    int depth = 0;
    size_t index = 0, values = 0;
    while (at < text.len && values < VALUE_MAX) {
        char c = text.ptr[at];
        size_t own = ps_own_output_at(text, at, NULL);
        if (own) {
            index++, values++;
            at += own;
        } else if (ps_is_one_of(c, "[({")) {
            if (++depth > NESTING_MAX) break;
            index = 0; /* [('a', 'b'), ('c', 'd')]: a row each */
            at++;
        } else if (ps_is_one_of(c, ")]}")) {
            if (--depth <= 0) break;
            at++;
        } else if (c == ',' || ps_is_one_of(c, " \t\r\n")) {
            if (c == '\n' && depth == 0) break;
            at++;
        } else {
            ps_span name;
            ps_extent value;
            size_t named = name_at(text, at, &name);
            int32_t column =
                named ? column_named(statement, name) : column_at_index(statement, index++);
            size_t behind = value_at(text, named ? named : at, &value);
            put_value(to, column, value);
            values++;
            at = behind_value(text, behind > at ? behind : at + 1);
        }
    }
    return values;
}

bool ps_binds_list(ps_reader *reader, size_t at, size_t end, const ps_statement *statement) {
    return read_list(reader, ps_span_cut(reader->text, 0, end), at, statement) > 0;
}

/* ---- values with their types: v(String), w(Date), null ---- */

/* The `(` of the type that ends the value at `at`; 0: there is none. */
static size_t type_of(ps_span text, size_t at, size_t *behind) {
    size_t limit = text.len - at > VALUE_MAX ? at + VALUE_MAX : text.len;
    for (size_t i = at; i < limit && text.ptr[i] != '\n'; i++) {
        if (text.ptr[i] != '(') continue;
        size_t end = word_end(text, i + 1);
        bool type = end > i + 1 && ps_is_alpha(text.ptr[i + 1]) && byte_at(text, end) == ')';
        char next = byte_at(text, end + 1);
        if (!type || (next && !ps_is_one_of(next, ",\r\n "))) continue;
        *behind = end + 1;
        return i;
    }
    return 0;
}

static size_t read_typed(ps_reader *to, ps_span text, size_t at, const ps_statement *statement) {
    static const char null[] = "null";
    size_t index = 0, behind, open;
    for (;;) {
        while (at < text.len && ps_is_one_of(text.ptr[at], " ,")) at++;
        bool none = text.len - at >= 4 && !memcmp(text.ptr + at, null, 4) &&
                    !ps_is_word(byte_at(text, at + 4));
        if (none) {
            at += 4;
        } else {
            if (at >= text.len || !(open = type_of(text, at, &behind))) return index;
            put_value(to, column_at_index(statement, index), (ps_extent){at, open});
            at = behind;
        }
        index++;
    }
}

/* ---- where the values are told ---- */

/* What stands before the values. */
static const char *const intros[] = {
    "parameters",   "parameter values", "params", "bindings",  "bind values",
    "binds",        "bind =>",          "args",   "arguments", "generated in",
    "cached since", "raw sql]",         "no key", "bind:",     "values:"};

/* Behind the words that announce values, or 0. */
static size_t behind_intro(ps_span text, size_t at) {
    for (size_t i = 0; i < sizeof intros / sizeof *intros; i++) {
        if (ps_lower(text.ptr[at]) != ps_lower(intros[i][0])) continue; /* nearly all */
        size_t n = strlen(intros[i]);
        if (text.len - at >= n && ps_span_is(ps_span_cut(text, at, at + n), intros[i]))
            return at + n;
    }
    return 0;
}

/* array{, Map{, []interface {}{: the bytes before the bracket that opens. */
static size_t container_at(ps_span text, size_t at) {
    size_t end = at;
    while (end < text.len && end - at < 24 &&
           (ps_is_alpha(text.ptr[end]) || ps_is_one_of(text.ptr[end], "[]. ")))
        end++;
    if (byte_at(text, end) == '{' && byte_at(text, end + 1) == '}') end += 2;
    bool word = end > at && text.ptr[end - 1] != ' ';
    bool call = word && ps_span_eq_nocase(ps_span_cut(text, at, end), PS_LIT("array"));
    char c = byte_at(text, end);
    return word && (c == '{' || c == '[' || (c == '(' && call)) ? end - at : 0;
}

/* From the announcement to the first value: [generated in 0.00015s] (.. , Parameters: .., args=[ */
static size_t first_value(ps_span text, size_t at, bool timed) {
    if (timed) {
        const char *close = memchr(text.ptr + at, ']', text.len - at);
        if (!close) return text.len;
        at = (size_t)(close - text.ptr) + 1;
    }
    while (at < text.len && ps_is_one_of(text.ptr[at], " :=>\"\\")) {
        if (text.ptr[at] == '"' && at + 1 < text.len && !ps_is_one_of(text.ptr[at + 1], ":= "))
            break;
        at++;
    }
    return at + container_at(text, at);
}

/* A list may be of another thing: told on a line of its own, it must have as many values as the
 * statement has placeholders. */
static bool count_fits(size_t values, const ps_statement *statement, bool strict) {
    if (!strict || statement->count < 2) return strict ? values == 1 : values > 0;
    return values > 0 && values % statement->count == 0;
}

static bool read_at(ps_reader *reader, ps_span text, size_t at, const ps_statement *statement,
                    bool strict) {
    size_t behind;
    char c = byte_at(text, at), next = byte_at(text, at + 1);
    if (ps_is_one_of(c, "@$:") || (c == '[' && ps_is_one_of(next, "@$:")))
        return read_pairs(reader, text, at, statement);
    if (ps_is_one_of(c, "[({\"'\\"))
        return count_fits(read_list(NULL, text, at, statement), statement, strict) &&
               read_list(reader, text, at, statement) > 0;
    return at < text.len && type_of(text, at, &behind) &&
           count_fits(read_typed(NULL, text, at, statement), statement, strict) &&
           read_typed(reader, text, at, statement) > 0;
}

/* ---- one value a line ---- */

/* The decimal number behind `word` and what stands between, or 0. */
static size_t index_behind(ps_span text, size_t at, size_t *behind) {
    size_t limit = text.len - at > 8 ? at + 8 : text.len, n = 0;
    while (at < limit && !ps_is_digit(text.ptr[at])) at++;
    size_t end = at;
    while (end < text.len && ps_is_digit(text.ptr[end]) && end - at < 4)
        n = n * 10 + (size_t)(text.ptr[end++] - '0');
    *behind = end;
    return n;
}

static size_t find(ps_span text, size_t at, const char *what) {
    size_t n = strlen(what);
    for (; at + n <= text.len; at++) {
        const char *found = memchr(text.ptr + at, what[0], text.len - at);
        if (!found) break;
        at = (size_t)(found - text.ptr);
        if (at + n <= text.len && !memcmp(found, what, n)) return at;
    }
    return text.len;
}

/* `what` parameter `n` ... `mark` v ], up to the last bracket of the line or `stop`. */
typedef struct ps_line_form {
    const char *what, *mark, *stop;
} ps_line_form;

static const ps_line_form line_forms[] = {
    {"binding parameter [", "] - [", "]"}, {"binding parameter (", "<- [", "]"},
    {"binding parameter ", " - [", "]"},   {"column index ", "parameter value [", "], value class"},
    {"Setting parameter ", " to ", ""},    {"setting parameter ", " to ", ""},
};

static bool read_line_form(ps_reader *reader, ps_span text, size_t at, const ps_line_form *form,
                           const ps_statement *statement) {
    size_t what = find(text, at, form->what), behind;
    if (what == text.len) return false;
    size_t n = index_behind(text, what + strlen(form->what) - 1, &behind);
    size_t mark = find(text, behind, form->mark);
    if (!n || mark == text.len) return false;
    size_t from = mark + strlen(form->mark), to = text.len;
    size_t stop = strlen(form->stop);
    while (stop && to > from &&
           (to + stop > text.len || memcmp(text.ptr + to, form->stop, stop) != 0))
        to--;
    if (to == from) to = text.len; /* cut off */
    ps_put_column(reader, column_at_index(statement, n - 1), from, to);
    return true;
}

/* True when one of the lines from `at` on tells a value. */
static bool read_lines(ps_reader *reader, ps_span text, size_t at, const ps_statement *statement) {
    bool any = false;
    while (at < text.len) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
        ps_span line = ps_span_cut(text, 0, end);
        for (size_t i = 0; i < sizeof line_forms / sizeof *line_forms; i++)
            any |= read_line_form(reader, line, at, &line_forms[i], statement);
        at = end + 1;
    }
    return any;
}

/* ---- a list somewhere ---- */

/* ` ["v", 3]`, `; "v", 3`: right behind the statement. */
static bool read_next(ps_reader *reader, ps_span text, size_t at, const ps_statement *statement) {
    bool parted = false;
    while (at < text.len && ps_is_one_of(text.ptr[at], " ;")) parted |= text.ptr[at++] == ';';
    char c = byte_at(text, at), next = byte_at(text, at + 1);
    bool list = ps_is_one_of(c, "[({") && !ps_is_alpha(next) && next != '[';
    /* A quote right behind the semicolon closes the text that the statement stands in. */
    bool quoted = parted && (c == '"' || c == '\'') && text.ptr[at - 1] == ' ';
    if (!list && !quoted) return false;
    return ps_binds_list(reader, at, text.len, statement);
}

/* Behind the first words that announce values. */
static bool read_announced(ps_reader *reader, ps_span text, size_t at,
                           const ps_statement *statement, bool strict) {
    unsigned intros_left = INTROS_MAX;
    for (size_t i = at; i < text.len && intros_left; i++) {
        if (!ps_is_alpha(text.ptr[i]) || (i > 0 && ps_is_word(text.ptr[i - 1]))) continue;
        size_t behind = behind_intro(text, i);
        if (!behind) continue;
        char first = ps_lower(text.ptr[i]);
        bool timed = first == 'g' || first == 'c' || first == 'n';
        if (read_at(reader, text, first_value(text, behind, timed), statement, strict)) return true;
        intros_left--;
    }
    return false;
}

bool ps_binds_seek(ps_reader *reader, size_t at, size_t next, size_t end,
                   const ps_statement *statement) {
    ps_span text = ps_span_cut(reader->text, 0, end);
    return read_lines(reader, text, at, statement) || read_next(reader, text, next, statement) ||
           read_announced(reader, text, at, statement, false) ||
           read_pairs(reader, text, at, statement);
}

/* `parameter` and `column index`: how the forms of lines go on behind their first word. */
bool ps_bind_word_at(ps_span text, size_t at) {
    static const char *const words[] = {"parameter ", "index "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (text.len - at >= n && !memcmp(text.ptr + at, words[i], n)) return true;
    }
    return behind_intro(text, at) > 0;
}

bool ps_bind_read(ps_reader *reader, ps_extent line, const ps_statement *statement) {
    ps_span text = ps_span_cut(reader->text, 0, line.to);
    return read_lines(reader, text, line.from, statement) ||
           read_announced(reader, text, line.from, statement, true) ||
           read_pairs(reader, text, line.from, statement);
}
