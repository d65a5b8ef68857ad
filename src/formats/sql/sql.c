/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements in the text: values beside their columns, and the values that are bound to the
 * placeholders of a statement in the same event. */
#include "sql_put.h"
#include "statement.h"

enum {
    BINDS_MAX = 8192, /* values that are bound are sought so far from their statement */
    COLUMN_MAX = 128, /* the column so far before its operator */
    ALTER_WORDS_MAX = 8,
    COMMAND_MAX = 2048 /* the statement so far behind values that stand first */
};

const char *const ps_sql_anchors[] = {
    "insert",   "create table", "alter table", "replace into",  "merge into", "select",
    "update",   "delete from",  "where",       "having",        "like",       "between",
    "in (",     "in(",          "<> '",        "<>'",           "!= '",       "!='",
    ">= '",     ">='",          "<= '",        "<='",           "> '",        "< '",
    "= upper(", "= lower(",     "= trim(",     "= to_date(",    "= cast(",    "= convert(",
    "= date(",  "= date '",     "bindings",    "[parameters=[", NULL};

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static size_t up_to(ps_span text, size_t at, size_t most) {
    return text.len - at > most ? at + most : text.len;
}

/* ---- statements ---- */

/* Where the next statement begins, or `end`. */
static size_t next_verb(ps_span text, size_t at, size_t end) {
    while (at < end && !ps_is_verb(text, at)) at++;
    return at;
}

static size_t read_statement(ps_reader *reader, size_t at) {
    ps_drafting drafting;
    ps_span text = reader->text;
    if (reader->empty.to > at && reader->empty.from == at) return reader->empty.to;
    size_t from, end = ps_statement_draft(&drafting, reader, text, reader->keys, at, &from);
    if (!ps_statement_known(&drafting.statement)) return end;
    size_t limit = next_verb(text, from, up_to(text, end > from ? end : from, BINDS_MAX));
    (void)ps_binds_seek(reader, from, end, limit, &drafting.statement);
    return end;
}

/* `[Parameters=[@p0='v' (Size = 20)], CommandType='Text'] INSERT ..`, `bindings: ['v'], sql: '..'`:
 * the values stand first. */
static size_t read_command(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t from = text.ptr[end - 1] == '[' ? end - 1 : end;
    while (ps_is_one_of(byte_at(text, from), " :=\"'\\")) from++;
    if (byte_at(text, from) != '[' || byte_at(text, from + 1) == ']') return at;
    size_t limit = up_to(text, from, COMMAND_MAX), verb = next_verb(text, from, limit), behind;
    ps_drafting drafting;
    if (verb >= limit) return at;
    (void)ps_statement_draft(&drafting, NULL, text, reader->keys, verb, &behind);
    if (!ps_statement_known(&drafting.statement)) return at;
    (void)ps_binds_list(reader, from, verb, &drafting.statement);
    return end;
}

/* ALTER TABLE patient ADD last_name nvarchar(60): nothing in it is a value. */
static size_t read_alter(ps_reader *reader, size_t at, size_t end) {
    static const char *const words[] = {"add", "alter", "modify", "change", "drop", "rename", NULL};
    size_t next = end;
    for (unsigned n = 0; n < ALTER_WORDS_MAX; n++) {
        ps_sql_token token = ps_sql_next(reader->text, &next);
        if (token.kind == PS_SQL_END) return at;
        if (!ps_sql_is_any(reader->text, &token, words)) continue;
        while (token.kind != PS_SQL_END) {
            ps_put(reader, PS_SLOT_KEEP, token.at, token.end);
            token = ps_sql_next(reader->text, &next);
        }
        return next;
    }
    return at;
}

/* ---- conditions without the head of their statement ---- */

static bool is_space(char c) {
    return ps_is_blank(c) || c == '\n' || c == '\r';
}

static bool is_column_byte(char c) {
    return ps_is_word(c) || (unsigned char)c >= 0x80 || ps_is_one_of(c, ".\"`[]()\\:->");
}

/* Where the column before the operator at `at` begins: p.ssn, "ssn", UPPER(ssn), ssn NOT. */
static size_t column_before(ps_span text, size_t at) {
    size_t floor = at > COLUMN_MAX ? at - COLUMN_MAX : 0, i = at;
    while (i > floor && is_space(text.ptr[i - 1])) i--;
    bool negated = i >= floor + 4 && is_space(text.ptr[i - 4]) &&
                   ps_span_eq_nocase(ps_span_cut(text, i - 3, i), PS_LIT("not"));
    if (negated) i -= 4;
    while (i > floor && is_space(text.ptr[i - 1])) i--;
    while (i > floor && is_column_byte(text.ptr[i - 1])) i--;
    while (i < at && !ps_is_word(text.ptr[i]) && !ps_is_one_of(text.ptr[i], "\"`[")) i++;
    /* The quote of a string that begins with the condition does not close behind the column. */
    bool quoted = i < at && ps_is_one_of(text.ptr[i], "\"`") &&
                  !memchr(text.ptr + i + 1, text.ptr[i], at - i - 1);
    return quoted ? i + 1 : i;
}

static bool column_known(const ps_reader *reader, size_t from, size_t to) {
    while (to > from && !ps_is_word(reader->text.ptr[to - 1])) to--;
    if (to > from + 4 && is_space(reader->text.ptr[to - 4]) &&
        ps_span_eq_nocase(ps_span_cut(reader->text, to - 3, to), PS_LIT("not")))
        to -= 4;
    ps_span name = ps_span_cut(reader->text, from, to);
    return ps_column_look(reader->keys, name, false) != PS_COLUMN_NONE;
}

/* CHECK (dob > '1900-01-01'): a rule for all rows, not the value of one. */
static bool is_check(ps_span text, size_t at) {
    while (at > 0 && (is_space(text.ptr[at - 1]) || text.ptr[at - 1] == '(')) at--;
    return at >= 5 && ps_span_eq_nocase(ps_span_cut(text, at - 5, at), PS_LIT("check"));
}

/* Conditions and assignments from `from` on. */
static size_t read_on(ps_reader *reader, size_t from) {
    ps_sql_put put = ps_sql_put_to(reader, reader->text.len);
    ps_sql_expr expr;
    ps_sql_expr_begin(&expr, PS_COLUMN_NONE);
    return ps_sql_walk(&put.sink, &expr, from);
}

static size_t read_condition(ps_reader *reader, size_t at) {
    size_t from = column_before(reader->text, at);
    if (!column_known(reader, from, at) || is_check(reader->text, from)) return at;
    return read_on(reader, from);
}

/* ---- the form ---- */

/* `where` and `having` stand in sentences too: a column must follow. */
static size_t read_clause(ps_reader *reader, size_t at, size_t end) {
    size_t next = end;
    while (is_space(byte_at(reader->text, next))) next++;
    if (byte_at(reader->text, next) == '/') return at;
    ps_sql_token token = ps_sql_next(reader->text, &next);
    bool column = token.kind == PS_SQL_WORD || token.kind == PS_SQL_NAME ||
                  token.kind == PS_SQL_DOUBLE || token.kind == PS_SQL_OPEN;
    if (!column || token.at == end) return at;
    return read_on(reader, end);
}

/* Letters at either edge of the anchor must not go on. */
static bool is_whole(ps_span text, size_t at, size_t end) {
    bool before = at > 0 && ps_is_word(text.ptr[at - 1]) && ps_is_word(text.ptr[at]);
    bool escaped = at > 1 && text.ptr[at - 2] == '\\' && ps_is_one_of(text.ptr[at - 1], "nrt");
    bool behind = ps_is_word(text.ptr[end - 1]) && ps_is_word(byte_at(text, end));
    return (!before || escaped) && !behind;
}

size_t ps_sql_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    if (!is_whole(text, at, end)) return at;
    switch (ps_lower(text.ptr[at])) {
    case '[': return read_command(reader, at, end);
    case 'w':
    case 'h': return read_clause(reader, at, end);
    case 'a': return read_alter(reader, at, end);
    case 'c':
    case 's':
    case 'u':
    case 'd':
    case 'm':
    case 'r': return read_statement(reader, at);
    case 'i':
        if (ps_lower(text.ptr[at + 2]) == 's') return read_statement(reader, at);
        return read_condition(reader, at);
    case 'b':
        if (ps_lower(text.ptr[at + 1]) == 'i') return read_command(reader, at, end);
        return read_condition(reader, at);
    default: return read_condition(reader, at);
    }
}
