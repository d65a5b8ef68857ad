/* SPDX-License-Identifier: Apache-2.0 */
#include "statement.h"

#include "sql_rows.h"

/* ---- names of placeholders ---- */

uint32_t ps_name_hash(ps_span name) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)ps_lower(name.ptr[i])) * 16777619u;
    return hash ? hash : 1;
}

/* ---- reading a statement ---- */

typedef struct ps_gather {
    ps_sql_sink sink; /* first: its address is the sink's */
    ps_reader *reader;
    ps_statement *statement;
    size_t behind; /* the last placeholder */
} ps_gather;

static void gather(ps_sql_sink *sink, const ps_sql_token *token, int32_t column) {
    ps_gather *g = (ps_gather *)sink;
    if (token->kind != PS_SQL_HOLDER) {
        if (g->reader) ps_put_column(g->reader, column, token->from, token->to);
        return;
    }
    g->behind = token->end;
    if (g->reader && column != PS_COLUMN_NONE)
        ps_put(g->reader, PS_SLOT_KEEP, token->at, token->end);
    if (g->statement->count == PS_BINDS) return;
    char sign = sink->text.ptr[token->at];
    bool ordered = sign == '?' || (sign == '%' && token->from == token->at);
    ps_span name = ps_span_cut(sink->text, token->from, token->to);
    g->statement->column[g->statement->count] = column;
    g->statement->name[g->statement->count++] = ordered ? 0 : ps_name_hash(name);
}

static void keep(ps_sql_sink *sink, size_t from, size_t to) {
    ps_gather *g = (ps_gather *)sink;
    if (g->reader) ps_put(g->reader, PS_SLOT_KEEP, from, to);
}

size_t ps_statement_draft(ps_drafting *drafting, ps_reader *reader, ps_span text,
                          const ps_key_index *keys, size_t at, size_t *behind) {
    *drafting = (ps_drafting){.open = false};
    ps_gather g = {.sink = {.text = text, .keys = keys, .value = gather, .keep = keep},
                   .reader = reader,
                   .statement = &drafting->statement,
                   .behind = at};
    ps_sql_rows rows;
    ps_sql_rows_clear(&rows);
    size_t end = ps_sql_rows_read(&g.sink, &rows, at);
    drafting->open = rows.phase != PS_ROWS_NONE;
    if (!drafting->open) {
        ps_sql_expr expr;
        ps_sql_expr_begin(&expr, PS_COLUMN_NONE);
        size_t walked = ps_sql_walk(&g.sink, &expr, end);
        if (walked > end) end = walked;
        drafting->open = !expr.over;
    }
    *behind = g.behind;
    return end;
}

bool ps_statement_known(const ps_statement *statement) {
    for (size_t i = 0; i < statement->count; i++)
        if (statement->column[i] != PS_COLUMN_NONE) return true;
    return false;
}

/* ---- where statements begin ---- */

/* PatientMapper.insert, re-insert, can_update: parts of names. */
static bool begins_word(ps_span text, size_t at) {
    if (at == 0) return true;
    char before = text.ptr[at - 1];
    if (at > 1 && text.ptr[at - 2] == '\\' && ps_is_one_of(before, "nrt")) return true;
    return !ps_is_word(before) && !ps_is_one_of(before, ".-/$");
}

/* Of a verb. Asked of every byte, so that it must not cost. */
static bool is_first_letter(char c) {
    const uint32_t letters = 1u << ('i' - 'a') | 1u << ('u' - 'a') | 1u << ('s' - 'a') |
                             1u << ('d' - 'a') | 1u << ('r' - 'a') | 1u << ('m' - 'a');
    return ps_is_alpha(c) && (letters >> ((c | 0x20) - 'a') & 1);
}

bool ps_is_verb(ps_span text, size_t at) {
    static const char *const verbs[] = {"insert",  "update", "select", "delete",
                                        "replace", "merge",  NULL};
    if (!is_first_letter(text.ptr[at]) || !begins_word(text, at)) return false;
    size_t end = at;
    while (end < text.len && ps_is_alpha(text.ptr[end])) end++;
    bool parted = end == text.len || ps_is_one_of(text.ptr[end], " \t\r\n\\(*`[\"");
    ps_sql_token token = {.kind = PS_SQL_WORD, .from = at, .to = end};
    return parted && ps_sql_is_any(text, &token, verbs);
}

size_t ps_statement_seek(ps_span line, size_t at) {
    while (at < line.len && !ps_is_verb(line, at)) at++;
    return at;
}

/* ---- whose line is it? ---- */

enum { HEAD_MAX = 240 };

/* exec-4, nio-8080-exec-1, main, pool-2-thread-1, Thread-7, 12345 */
static bool is_thread(ps_span word) {
    static const char *const parts[] = {"exec", "thread", "task", "worker", "pool",
                                        "http", "main",   "conn", "session"};
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++) digits += ps_is_digit(word.ptr[i]);
    if (digits == word.len) return word.len > 1 && word.len < 12;
    for (size_t i = 0; i < word.len; i++) {
        if (!ps_is_one_of(ps_lower(word.ptr[i]), "etwphmcs")) continue; /* how they begin */
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            size_t n = strlen(parts[k]);
            if (word.len - i >= n && ps_span_is(ps_span_cut(word, i, i + n), parts[k])) return true;
        }
    }
    return false;
}

/* The content of the brackets at `at`, when it may be a thread's name. */
static bool bracketed(ps_span line, size_t at, ps_span *out) {
    char close = line.ptr[at] == '[' ? ']' : line.ptr[at] == '(' ? ')' : 0;
    size_t end = at + 1, limit = line.len < at + 64 ? line.len : at + 64;
    if (!close) return false;
    while (end < limit && line.ptr[end] != close) end++;
    if (end == limit || end == at + 1) return false;
    *out = ps_span_cut(line, at + 1, end);
    while (out->len && out->ptr[0] == ' ') *out = ps_span_cut(*out, 1, out->len);
    while (out->len && out->ptr[out->len - 1] == ' ') out->len--;
    return out->len && !memchr(out->ptr, ':', out->len) && is_thread(*out);
}

/* The message has begun: brackets behind are its own. */
static bool is_message(ps_span line, size_t at) {
    static const char *const words[] = {"binding", "extracted", "setting", "parameters", "params",
                                        "bind",    "preparing", "execute", NULL};
    if (!ps_is_one_of(ps_lower(line.ptr[at]), "bespx")) return false;
    if (at > 0 && (ps_is_word(line.ptr[at - 1]) || line.ptr[at - 1] == '.'))
        return false; /* org.hibernate.orm.jdbc.bind is a logger */
    size_t end = at;
    while (end < line.len && ps_is_alpha(line.ptr[end])) end++;
    ps_sql_token token = {.kind = PS_SQL_WORD, .from = at, .to = end};
    return end > at && ps_sql_is_any(line, &token, words);
}

uint32_t ps_thread_of(ps_span line) {
    size_t limit = line.len < HEAD_MAX ? line.len : HEAD_MAX;
    ps_span word;
    for (size_t at = 0; at < limit; at++) {
        if (ps_is_verb(line, at) || is_message(line, at)) break;
        if (bracketed(line, at, &word)) return ps_name_hash(word);
        bool escaped = at > 0 && line.ptr[at - 1] == '\\'; /* the n of \nselect is no word */
        while (!escaped && at + 1 < limit && ps_is_word(line.ptr[at]) &&
               ps_is_word(line.ptr[at + 1]))
            at++;
    }
    return 0;
}
