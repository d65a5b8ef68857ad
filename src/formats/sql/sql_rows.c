/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_rows.h"

#include "bare_field.h"
#include "sql_put.h"

enum { WORDS_MAX = 24, STRING_LINES_MAX = 200 };

static void enter(ps_sql_rows *rows, ps_sql_phase phase) {
    rows->phase = (uint8_t)phase;
    rows->words = rows->depth = 0;
    if (phase == PS_ROWS_ROW || phase == PS_ROWS_SELECT) rows->at = 0;
}

/* ---- tables and columns ---- */

static uint32_t hash_of(ps_span name) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)ps_lower(name.ptr[i])) * 16777619u;
    return hash ? hash : 1;
}

/* The last part of a dotted name is the table's. */
static void take_table_name(ps_sql_rows *rows, ps_sql_sink *sink, const ps_sql_token *token) {
    ps_span name = ps_span_cut(sink->text, token->from, token->to);
    if (token->kind == PS_SQL_DOT) return;
    rows->table = hash_of(name);
    rows->kind = (uint8_t)ps_table_kind_of(name);
    sink->table = (ps_table_kind)rows->kind;
    if (++rows->words > WORDS_MAX / 2) enter(rows, PS_ROWS_NONE);
}

static bool is_name(const ps_sql_token *token) {
    return token->kind == PS_SQL_WORD || token->kind == PS_SQL_NAME ||
           token->kind == PS_SQL_DOUBLE || token->kind == PS_SQL_DOT;
}

/* `VALUES` without columns: CREATE TABLE may have told them. */
static void enter_rows(ps_sql_rows *rows, ps_sql_phase phase) {
    if (rows->defined != rows->table) ps_columns_clear(&rows->columns);
    enter(rows, phase);
}

static bool is_values(ps_span text, const ps_sql_token *token) {
    return ps_sql_is(text, token, "values") || ps_sql_is(text, token, "value");
}

static void take_table(ps_sql_rows *rows, ps_sql_sink *sink, const ps_sql_token *token) {
    static const char *const fillers[] = {"into",  "ignore",  "overwrite",     "low_priority",
                                          "table", "delayed", "high_priority", "or",
                                          "all",   NULL};
    ps_span text = sink->text;
    if (token->kind == PS_SQL_OPEN) {
        ps_columns_clear(&rows->columns);
        rows->defined = 0;
        sink->list = token->at;
        enter(rows, PS_ROWS_COLUMNS);
    } else if (is_values(text, token)) {
        enter_rows(rows, PS_ROWS_BETWEEN);
    } else if (ps_sql_is(text, token, "select")) {
        enter_rows(rows, PS_ROWS_SELECT);
    } else if (ps_sql_is(text, token, "set") || !is_name(token)) {
        enter(rows, PS_ROWS_NONE); /* INSERT INTO t SET ssn = 'v': assignments */
    } else if (!ps_sql_is_any(text, token, fillers)) {
        take_table_name(rows, sink, token);
    }
}

/* The last name before the comma is the column's; a dot parts it from its table. */
static void take_column(ps_sql_rows *rows, ps_sql_sink *sink, const ps_sql_token *token) {
    ps_span name = ps_span_cut(sink->text, token->from, token->to);
    if (token->kind == PS_SQL_CLOSE) {
        if (ps_columns_settle(&rows->columns, (ps_table_kind)rows->kind))
            sink->table = PS_TABLE_PERSONS;
        enter(rows, PS_ROWS_BEHIND);
    } else if (ps_sql_is(sink->text, token, "select")) {
        enter_rows(rows, PS_ROWS_SELECT);
    } else if (is_name(token) || token->kind == PS_SQL_STRING) {
        if (token->kind == PS_SQL_DOT) return;
        if (ps_sql_is_name(name))
            ps_columns_add(&rows->columns, sink->keys, name);
        else
            enter(rows, PS_ROWS_NONE);
    } else if (token->kind != PS_SQL_COMMA) {
        enter(rows, PS_ROWS_NONE);
    }
}

/* The list before VALUES was one of names. */
static void take_behind(ps_sql_rows *rows, ps_sql_sink *sink, const ps_sql_token *token) {
    ps_span text = sink->text;
    bool values = is_values(text, token), select = ps_sql_is(text, token, "select");
    if (values || select) {
        sink->keep(sink, sink->list, token->at);
        enter(rows, values ? PS_ROWS_BETWEEN : PS_ROWS_SELECT);
    } else if (token->kind == PS_SQL_STRING || token->kind == PS_SQL_COMPARE ||
               ++rows->words > WORDS_MAX) {
        enter(rows, PS_ROWS_NONE);
    }
}

static void take_between(ps_sql_rows *rows, ps_span text, const ps_sql_token *token) {
    if (token->kind == PS_SQL_OPEN)
        enter(rows, PS_ROWS_ROW);
    else if (token->kind != PS_SQL_COMMA && !is_values(text, token) &&
             !ps_sql_is(text, token, "row"))
        enter(rows, PS_ROWS_NONE);
}

/* ---- CREATE TABLE ---- */

static void take_create(ps_sql_rows *rows, ps_sql_sink *sink, const ps_sql_token *token) {
    static const char *const fillers[] = {"table",  "temp",   "temporary", "if", "not",
                                          "exists", "global", "unlogged",  NULL};
    if (token->kind == PS_SQL_OPEN) {
        ps_columns_clear(&rows->columns);
        rows->defined = 0;
        enter(rows, PS_ROWS_DEFINE);
    } else if (!is_name(token)) {
        enter(rows, PS_ROWS_NONE);
    } else if (!ps_sql_is_any(sink->text, token, fillers)) {
        take_table_name(rows, sink, token);
    }
}

/* The first word of each definition is a column, unless it is a constraint. */
static void take_define(ps_sql_rows *rows, ps_sql_sink *sink, const ps_sql_token *token) {
    static const char *const constraints[] = {"primary", "key",     "unique", "constraint",
                                              "foreign", "index",   "check",  "fulltext",
                                              "exclude", "spatial", NULL};
    size_t from = token->at; /* no value stands in a definition: Character Varying is one type */
    while (from > 0 && ps_is_blank(sink->text.ptr[from - 1])) from--;
    sink->keep(sink, from, token->end);
    if (token->kind == PS_SQL_OPEN) {
        if (rows->depth < UINT8_MAX) rows->depth++;
    } else if (token->kind == PS_SQL_CLOSE && rows->depth > 0) {
        rows->depth--;
    } else if (token->kind == PS_SQL_CLOSE) {
        rows->defined = rows->table;
        (void)ps_columns_settle(&rows->columns, (ps_table_kind)rows->kind);
        enter(rows, PS_ROWS_NONE);
    } else if (token->kind == PS_SQL_COMMA && rows->depth == 0) {
        rows->words = 0;
    } else if (rows->words == 0) {
        rows->words = 1;
        if (ps_sql_is_any(sink->text, token, constraints)) return;
        ps_columns_add(&rows->columns, sink->keys, ps_span_cut(sink->text, token->from, token->to));
    }
}

/* ---- rows ---- */

static int32_t field_column(const ps_sql_rows *rows) {
    return ps_columns_at(&rows->columns, rows->at);
}

/* A field at its beginning: taken at once when it is bare. */
static void take_bare(ps_sql_sink *sink, const ps_sql_rows *rows, size_t *at) {
    ps_extent field;
    if (!ps_bare_field(sink->text, *at, rows->raw, &field)) return;
    ps_sql_token value = {.kind = PS_SQL_NUMBER, .from = field.from, .to = field.to};
    if (field_column(rows) != PS_COLUMN_NONE)
        sink->value(sink, &value, field_column(rows));
    else if (rows->columns.known && ps_is_count(ps_span_cut(sink->text, field.from, field.to)))
        sink->keep(sink, field.from, field.to);
    *at = field.to;
}

/* SELECT 'v', 'w' FROM ..: the list ends with a word at its own depth. */
static bool ends_list(const ps_sql_rows *rows, ps_span text, const ps_sql_token *token) {
    static const char *const ends[] = {"from", "where", "on", "limit", "returning", NULL};
    if (rows->phase != PS_ROWS_SELECT || rows->depth > 0) return false;
    return ps_sql_is_any(text, token, ends) || token->kind == PS_SQL_CLOSE;
}

/* Takes a token of a row. True when the next one begins a field. */
static bool take_field(ps_sql_sink *sink, ps_sql_rows *rows, ps_sql_expr *expr,
                       const ps_sql_token *token) {
    bool own = expr->depth <= 0;
    if (own && token->kind == PS_SQL_COMMA) {
        if (rows->at < PS_COLUMNS_MAX) rows->at++;
    } else if (own && token->kind == PS_SQL_CLOSE) {
        enter(rows, PS_ROWS_BETWEEN);
        return false;
    } else if (rows->phase == PS_ROWS_SELECT && own && ps_sql_is(sink->text, token, "select")) {
        enter(rows, PS_ROWS_SELECT); /* UNION ALL SELECT */
    } else {
        ps_sql_expr_take(expr, sink, token);
        rows->depth = (uint8_t)(expr->depth < 0 ? 0 : expr->depth > 255 ? 255 : expr->depth);
        if (token->open && token->end >= sink->text.len)
            rows->quote = sink->text.ptr[token->from - 1]; /* goes on in the next line */
        return false;
    }
    ps_sql_expr_begin(expr, field_column(rows));
    return true;
}

/* Takes tokens while the phase is that of a row; returns where it stopped. */
static size_t read_row(ps_sql_sink *sink, ps_sql_rows *rows, size_t at) {
    ps_sql_expr expr;
    bool begins = rows->depth == 0;
    ps_sql_expr_begin(&expr, field_column(rows));
    expr.depth = rows->depth;
    while (rows->phase == PS_ROWS_ROW || rows->phase == PS_ROWS_SELECT) {
        if (begins) take_bare(sink, rows, &at);
        ps_sql_token token = ps_sql_next(sink->text, &at);
        if (token.kind == PS_SQL_END) return at;
        if (ends_list(rows, sink->text, &token)) {
            enter(rows, PS_ROWS_NONE);
            return token.at;
        }
        begins = take_field(sink, rows, &expr, &token);
    }
    return at;
}

/* ---- statements ---- */

static void take(ps_sql_sink *sink, ps_sql_rows *rows, const ps_sql_token *token) {
    switch (rows->phase) {
    case PS_ROWS_TABLE: take_table(rows, sink, token); break;
    case PS_ROWS_COLUMNS: take_column(rows, sink, token); break;
    case PS_ROWS_BEHIND: take_behind(rows, sink, token); break;
    case PS_ROWS_CREATE: take_create(rows, sink, token); break;
    case PS_ROWS_DEFINE: take_define(rows, sink, token); break;
    default: take_between(rows, sink->text, token); break;
    }
}

/* From `at` to the end of the statement, or of the text. */
static size_t read_open(ps_sql_sink *sink, ps_sql_rows *rows, size_t at) {
    while (rows->phase != PS_ROWS_NONE) {
        if (rows->phase == PS_ROWS_ROW || rows->phase == PS_ROWS_SELECT)
            at = read_row(sink, rows, at);
        if (rows->phase == PS_ROWS_NONE) break;
        size_t before = at;
        ps_sql_token token = ps_sql_next(sink->text, &at);
        if (token.kind == PS_SQL_END) {
            if (at < sink->text.len) enter(rows, PS_ROWS_NONE);
            return at;
        }
        take(sink, rows, &token);
        if (rows->phase == PS_ROWS_NONE) return token.kind == PS_SQL_CLOSE ? token.end : before;
    }
    return at;
}

/* INSERT INTO, INSERT IGNORE, REPLACE INTO, CREATE TABLE, `INSERT (` of a MERGE. */
static ps_sql_phase begins_rows(ps_span text, size_t *at) {
    static const char *const words[] = {"into",  "ignore",  "overwrite",     "low_priority", "all",
                                        "table", "delayed", "high_priority", "or",           NULL};
    static const char *const tables[] = {"table", "temp", "temporary", "global", "unlogged", NULL};
    ps_sql_token first = ps_sql_next(text, at);
    size_t next = *at;
    ps_sql_token second = ps_sql_next(text, &next);
    bool cut = second.kind == PS_SQL_END && next == text.len; /* INTO stands on the next line */
    bool insert = ps_sql_is(text, &first, "insert") &&
                  (cut || second.kind == PS_SQL_OPEN || ps_sql_is_any(text, &second, words));
    bool replace = ps_sql_is(text, &first, "replace") && ps_sql_is(text, &second, "into");
    if (insert || replace) return PS_ROWS_TABLE;
    bool create = ps_sql_is(text, &first, "create") && ps_sql_is_any(text, &second, tables);
    return create ? PS_ROWS_CREATE : PS_ROWS_NONE;
}

/* `(SQL: insert into ..`: a framework that writes values without quotes. */
static bool is_raw(ps_span text, size_t at) {
    static const char mark[] = "SQL: ";
    size_t n = sizeof mark - 1;
    return at > n && !memcmp(text.ptr + at - n, mark, n) && text.ptr[at - n - 1] == '(';
}

void ps_sql_rows_clear(ps_sql_rows *rows) {
    ps_columns_clear(&rows->columns);
    rows->table = rows->defined = 0;
    rows->at = rows->lines = 0;
    rows->kind = PS_TABLE_OTHER;
    rows->quote = 0;
    rows->raw = false;
    enter(rows, PS_ROWS_NONE);
}

size_t ps_sql_rows_read(ps_sql_sink *sink, ps_sql_rows *rows, size_t at) {
    size_t next = at;
    ps_sql_phase phase = begins_rows(sink->text, &next);
    if (phase == PS_ROWS_NONE) return at;
    rows->at = rows->lines = 0;
    rows->quote = 0;
    rows->raw = is_raw(sink->text, at);
    rows->kind = (uint8_t)sink->table;
    enter(rows, phase);
    return read_open(sink, rows, next);
}

/* ---- from line to line ---- */

/* The rest of a string that began in an earlier line; returns where it ends. */
static size_t read_rest(ps_reader *reader, ps_extent line, ps_sql_rows *rows) {
    bool closed;
    size_t behind, end = ps_sql_string_end(ps_span_cut(reader->text, 0, line.to), line.from,
                                           rows->quote, 0, &behind, &closed);
    ps_put_column(reader, field_column(rows), line.from, end);
    if (closed) rows->quote = 0;
    if (++rows->lines > STRING_LINES_MAX) enter(rows, PS_ROWS_NONE);
    return behind;
}

/* All lines are asked. */
static bool may_begin(ps_span line, size_t at) {
    static const char verbs[26][3] = {
        ['i' - 'a'] = "ns", ['r' - 'a'] = "ep", ['c' - 'a'] = "re"}; /* insert, replace, create */
    if (line.len - at <= 3 || !ps_is_alpha(line.ptr[at])) return false;
    const char *behind = verbs[(line.ptr[at] | 0x20) - 'a'];
    return ps_lower(line.ptr[at + 1]) == behind[0] && ps_lower(line.ptr[at + 2]) == behind[1];
}

/* A statement that the line begins with. */
static void begin_line(ps_reader *reader, ps_extent line, ps_sql_rows *rows) {
    size_t at = line.from;
    while (at < line.to && ps_is_blank(reader->text.ptr[at])) at++;
    if (at == line.to || !may_begin(ps_span_cut(reader->text, 0, line.to), at)) return;
    ps_sql_put put = ps_sql_put_to(reader, line.to);
    put.sink.list = line.from;
    (void)ps_sql_rows_read(&put.sink, rows, at);
}

bool ps_sql_rows_line(ps_reader *reader, ps_extent line, ps_sql_rows *rows) {
    if (rows->phase == PS_ROWS_NONE) {
        begin_line(reader, line, rows);
        return false;
    }
    ps_sql_put put = ps_sql_put_to(reader, line.to);
    size_t at = put.sink.list = line.from;
    bool string = rows->quote != 0;
    if (string) at = read_rest(reader, line, rows);
    size_t begin = at, end = at;
    if (rows->phase != PS_ROWS_NONE && !rows->quote) end = read_open(&put.sink, rows, at);
    while (begin < line.to && ps_is_blank(reader->text.ptr[begin])) begin++;
    return string || rows->phase != PS_ROWS_NONE || end > begin;
}
