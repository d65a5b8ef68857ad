/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_expr.h"

void ps_sql_expr_begin(ps_sql_expr *expr, int32_t base) {
    *expr = (ps_sql_expr){.base = base, .column = PS_COLUMN_NONE};
}

/* ---- columns ---- */

static void forget_name(ps_sql_expr *expr) {
    expr->name_from = expr->name_to = 0;
}

/* What comes next belongs to no column, until one is compared again. */
static void end_operand(ps_sql_expr *expr) {
    expr->column = PS_COLUMN_NONE;
    expr->list = expr->between = false;
    expr->values = 0;
    forget_name(expr);
}

static int32_t column_of(const ps_sql_sink *sink, size_t from, size_t to) {
    if (to <= from) return PS_COLUMN_NONE;
    return ps_column_look(sink->keys, ps_span_cut(sink->text, from, to),
                          sink->table == PS_TABLE_PERSONS);
}

static void compare(ps_sql_expr *expr, const ps_sql_sink *sink) {
    int32_t column = column_of(sink, expr->name_from, expr->name_to);
    end_operand(expr);
    expr->column = column;
    expr->operand_depth = expr->depth;
}

/* `'v' AS ssn`, `'v' ssn` */
static bool names_value(ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token) {
    if (expr->last_to == 0 || expr->column != PS_COLUMN_NONE) return false;
    if (!expr->alias && !(expr->query && expr->before == PS_SQL_STRING)) return false;
    int32_t column = column_of(sink, token->from, token->to);
    ps_sql_token value = {.kind = PS_SQL_STRING, .from = expr->last_from, .to = expr->last_to};
    if (column != PS_COLUMN_NONE) sink->value(sink, &value, column);
    expr->last_to = 0;
    return true;
}

/* FROM patient, JOIN emr.patient, UPDATE [dbo].[Patient] */
static void take_table(ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token) {
    bool schema = token->end < sink->text.len && sink->text.ptr[token->end] == '.';
    ps_table_kind kind = ps_table_kind_of(ps_span_cut(sink->text, token->from, token->to));
    if (!schema && (!expr->joined || sink->table != PS_TABLE_PERSONS)) sink->table = kind;
    expr->table = schema;
}

static void take_name(ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token) {
    if (expr->table) take_table(expr, sink, token);
    if (expr->before == PS_SQL_CAST || names_value(expr, sink, token)) return;
    bool over =
        expr->column != PS_COLUMN_NONE && expr->values > 0 && expr->depth <= expr->operand_depth;
    if (over) end_operand(expr);
    expr->name_from = token->from;
    expr->name_to = token->to;
}

/* ---- words ---- */

/* `last_name ILIKE`, `last_name DESC`: behind a name these look like one. */
static void keep_word(const ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token) {
    bool behind_name = expr->before == PS_SQL_WORD || expr->before == PS_SQL_NAME ||
                       expr->before == PS_SQL_DOUBLE || expr->before == PS_SQL_CLOSE;
    if (behind_name) sink->keep(sink, token->at, token->end);
}

/* What a word does in a statement. */
enum {
    COMPARES = 1 << 0, /* as `=` does */
    ORDERS = 1 << 1,
    ENDS = 1 << 2,  /* an operand */
    SKIPS = 1 << 3, /* the string behind it is no value */
    FILLS = 1 << 4,
    TABLE = 1 << 5, /* the name of one follows */
    JOINS = 1 << 6, /* so do the columns that are joined */
    AND = 1 << 7,
    BETWEEN = 1 << 8,
    IN = 1 << 9,
    AS = 1 << 10,
    SELECT = 1 << 11
};

typedef struct ps_keyword {
    const char *word;
    uint8_t len;
    uint16_t does;
} ps_keyword;

#define KEYWORD(word, does)                                                                        \
    { word, sizeof(word) - 1, does }

enum { KEYWORDS_MAX = 6 };

/* By first letter: each word of a statement is asked. */
static const ps_keyword keywords[26][KEYWORDS_MAX + 1] = {
    ['a' - 'a'] = {KEYWORD("all", FILLS), KEYWORD("and", AND), KEYWORD("any", FILLS),
                   KEYWORD("array", FILLS), KEYWORD("as", AS), KEYWORD("asc", ORDERS)},
    ['b' - 'a'] = {KEYWORD("between", BETWEEN), KEYWORD("binary", FILLS)},
    ['c' - 'a'] = {KEYWORD("case", ENDS), KEYWORD("collate", ORDERS), KEYWORD("currval", SKIPS)},
    ['d' - 'a'] = {KEYWORD("desc", ORDERS)},
    ['e' - 'a'] = {KEYWORD("else", ENDS), KEYWORD("end", ENDS), KEYWORD("escape", SKIPS)},
    ['f' - 'a'] = {KEYWORD("false", ENDS), KEYWORD("fetch", ENDS), KEYWORD("for", ENDS),
                   KEYWORD("from", ENDS | TABLE)},
    ['g' - 'a'] = {KEYWORD("group", ENDS)},
    ['h' - 'a'] = {KEYWORD("having", ENDS)},
    ['i' - 'a'] = {KEYWORD("ilike", COMPARES), KEYWORD("in", IN), KEYWORD("inner", ENDS),
                   KEYWORD("interval", SKIPS), KEYWORD("into", FILLS | TABLE),
                   KEYWORD("is", ORDERS)},
    ['j' - 'a'] = {KEYWORD("join", ENDS | JOINS)},
    ['k' - 'a'] = {KEYWORD("key_guid", SKIPS)},
    ['l' - 'a'] = {KEYWORD("left", ENDS), KEYWORD("like", COMPARES), KEYWORD("limit", ENDS)},
    ['n' - 'a'] = {KEYWORD("nextval", SKIPS), KEYWORD("not", FILLS), KEYWORD("null", FILLS)},
    ['o' - 'a'] = {KEYWORD("offset", ENDS), KEYWORD("on", ENDS), KEYWORD("or", ENDS),
                   KEYWORD("order", ENDS), KEYWORD("outer", ENDS)},
    ['r' - 'a'] = {KEYWORD("regexp", COMPARES), KEYWORD("regexp_like", COMPARES),
                   KEYWORD("returning", ENDS), KEYWORD("right", ENDS), KEYWORD("rlike", COMPARES)},
    ['s' - 'a'] = {KEYWORD("select", SELECT), KEYWORD("set", ENDS), KEYWORD("setval", SKIPS),
                   KEYWORD("similar", COMPARES), KEYWORD("some", FILLS),
                   KEYWORD("str_to_date", SKIPS)},
    ['t' - 'a'] = {KEYWORD("then", ENDS), KEYWORD("to", FILLS), KEYWORD("true", ENDS)},
    ['u' - 'a'] = {KEYWORD("union", ENDS), KEYWORD("update", FILLS | TABLE),
                   KEYWORD("using", ENDS | JOINS)},
    ['w' - 'a'] = {KEYWORD("when", ENDS), KEYWORD("where", ENDS)},
    ['x' - 'a'] = {KEYWORD("xor", ENDS)},
};

static unsigned keyword_of(ps_span text, const ps_sql_token *token) {
    unsigned letter = (unsigned)((text.ptr[token->from] | 0x20) - 'a');
    if (token->kind != PS_SQL_WORD || letter >= 26) return 0;
    size_t len = token->to - token->from;
    for (const ps_keyword *keyword = keywords[letter]; keyword->word; keyword++)
        if (keyword->len == len && ps_sql_is(text, token, keyword->word)) return keyword->does;
    return 0;
}

static bool take_keyword(ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token) {
    unsigned does = keyword_of(sink->text, token);
    bool table = expr->table, joined = expr->joined;
    expr->joined = does & JOINS;
    expr->table = (table && expr->before == PS_SQL_DOT) || /* dbo.update */
                  does & (JOINS | TABLE);
    if (does & AND) {
        if (!expr->between) end_operand(expr);
        expr->between = false;
    } else if (does & BETWEEN) {
        keep_word(expr, sink, token);
        compare(expr, sink);
        expr->between = true;
    } else if (does & IN) {
        compare(expr, sink);
        expr->list = true;
    } else if (does & AS) {
        expr->alias = true;
        return true;
    } else if (does & SELECT) {
        end_operand(expr);
        expr->query = expr->depth + 1;
        expr->queries++;
    } else if (does & COMPARES) {
        keep_word(expr, sink, token);
        compare(expr, sink);
    } else if (does & ORDERS) {
        keep_word(expr, sink, token);
        return true;
    } else if (does & ENDS) {
        end_operand(expr);
    } else if (does & SKIPS) {
        /* the string behind it is no value, except the date that str_to_date reads */
        expr->skip = !ps_sql_is(sink->text, token, "str_to_date");
    } else if (!(does & FILLS)) {
        expr->table |= table; /* the table's name itself */
        expr->joined |= joined;
        return false;
    } else {
        return true;
    }
    expr->last_to = 0;
    return true;
}

/* ---- values ---- */

/* 'YYYY-MM-DD', '%m/%d/%Y', '%', 'x': what functions are told beside the value. */
static bool is_mask(ps_span v) {
    size_t letters = 0, fields = 0;
    for (size_t i = 0; i < v.len; i++) {
        char c = ps_upper(v.ptr[i]);
        bool percent = i > 0 && v.ptr[i - 1] == '%';
        if (ps_is_alpha(c) && !percent && !ps_is_one_of(c, "YMDHIST")) return false;
        if (ps_is_digit(c) && c != '2' && c != '4') return false;
        letters += ps_is_alpha(c);
        fields += percent || (i > 0 && ps_is_alpha(c) && c == ps_upper(v.ptr[i - 1]));
    }
    return v.len < 2 || letters == 0 || fields >= 2;
}

static bool has_word(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (ps_is_alnum(v.ptr[i]) || (unsigned char)v.ptr[i] >= 0x80) return true;
    return false;
}

/* Lower arguments of a function are formats, lengths and signs sooner than values. */
static bool is_argument(const ps_sql_expr *expr, ps_span v, ps_sql_kind kind) {
    bool inside =
        expr->depth > (expr->column != PS_COLUMN_NONE ? expr->operand_depth : 0) && !expr->list;
    return inside && expr->values > 0 && (kind == PS_SQL_NUMBER || is_mask(v));
}

/* `%Lopez%`, `^Lopez.*`: the signs of a pattern stay. */
static void trim_pattern(ps_span text, ps_sql_token *token) {
    while (token->from < token->to && ps_is_one_of(text.ptr[token->from], "%^")) token->from++;
    while (token->from < token->to) {
        char last = text.ptr[token->to - 1];
        bool any = last == '*' && token->to - token->from > 2 && text.ptr[token->to - 2] == '.';
        if (last != '%' && last != '$' && !any) return;
        token->to -= any ? 2 : 1;
    }
}

/* data->>'ssn', '$.patient.ssn': a member's name. */
static bool names_member(ps_sql_expr *expr, ps_span text, const ps_sql_token *token) {
    bool path = token->to - token->from > 2 && text.ptr[token->from] == '$' &&
                text.ptr[token->from + 1] == '.';
    if (expr->before != PS_SQL_ARROW && !path) return false;
    expr->name_from = token->from;
    expr->name_to = token->to;
    return true;
}

static void take_value(ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token) {
    int32_t column = expr->column;
    if (column == PS_COLUMN_NONE && !expr->query) column = expr->base;
    bool skip = expr->skip;
    expr->skip = false;
    if (token->kind == PS_SQL_HOLDER) {
        sink->value(sink, token, column);
    } else {
        if (names_member(expr, sink->text, token)) return;
        ps_sql_token value = *token;
        if (value.kind == PS_SQL_STRING) trim_pattern(sink->text, &value);
        ps_span bytes = ps_span_cut(sink->text, value.from, value.to);
        if (skip || !has_word(bytes) || is_argument(expr, bytes, value.kind)) return;
        expr->last_from = value.from;
        expr->last_to = value.to;
        if (column != PS_COLUMN_NONE) sink->value(sink, &value, column);
    }
    expr->values++;
    forget_name(expr);
}

static bool has_digit(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (ps_is_digit(v.ptr[i])) return true;
    return false;
}

/* "v" is a value where only values stand. In `a."ssn" = b."ssn"` it is a name; what `=` leaves
 * open, the island of key=value takes. */
static bool is_double_value(const ps_sql_expr *expr, ps_span text, const ps_sql_token *token) {
    if (token->end < text.len && text.ptr[token->end] == '.') return false;
    if (expr->before == PS_SQL_DOT || expr->alias) return false;
    if (expr->base != PS_COLUMN_NONE && expr->column == PS_COLUMN_NONE && !expr->query) return true;
    if (expr->column == PS_COLUMN_NONE) return false;
    if (expr->before == PS_SQL_COMPARE) return has_digit(ps_span_cut(text, token->from, token->to));
    return expr->list || expr->before == PS_SQL_WORD;
}

/* ---- signs ---- */

static void take_close(ps_sql_expr *expr) {
    expr->depth--;
    if (expr->column != PS_COLUMN_NONE && expr->depth < expr->operand_depth) end_operand(expr);
    if (expr->list && expr->depth == expr->operand_depth && expr->values) end_operand(expr);
    if (expr->depth + 1 < expr->query) expr->query = 0;
}

static void take_comma(ps_sql_expr *expr) {
    expr->last_to = 0;
    if (expr->depth <= expr->operand_depth) end_operand(expr);
}

void ps_sql_expr_take(ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token) {
    bool alias = expr->alias;
    switch (token->kind) {
    case PS_SQL_WORD:
        if (!take_keyword(expr, sink, token)) take_name(expr, sink, token);
        break;
    case PS_SQL_DOUBLE:
        if (is_double_value(expr, sink->text, token))
            take_value(expr, sink, token);
        else
            take_name(expr, sink, token);
        break;
    case PS_SQL_NAME: take_name(expr, sink, token); break;
    case PS_SQL_STRING:
    case PS_SQL_NUMBER:
    case PS_SQL_HOLDER: take_value(expr, sink, token); break;
    case PS_SQL_OPEN: expr->depth++; break;
    case PS_SQL_CLOSE: take_close(expr); break;
    case PS_SQL_COMMA: take_comma(expr); break;
    case PS_SQL_COMPARE: compare(expr, sink); break;
    default: break;
    }
    if (alias) expr->alias = false;
    expr->before = (uint8_t)token->kind;
}
