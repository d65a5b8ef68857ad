/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements of databases as tokens: names, strings, numbers, placeholders, signs. All dialects at
 * once, as nobody says which one a log holds. Tokens are told apart by their own bytes alone, so
 * that reading may begin anywhere. */
#ifndef PS_SQL_TOKEN_H
#define PS_SQL_TOKEN_H

#include "span.h"

typedef enum ps_sql_kind {
    PS_SQL_END,    /* of the text, or of what may be a statement */
    PS_SQL_WORD,   /* ssn, SELECT */
    PS_SQL_NAME,   /* `ssn`, [Ssn] */
    PS_SQL_DOUBLE, /* "ssn": a name, in some dialects a string */
    PS_SQL_STRING, /* 'v', N'v', E'v', q'[v]', $$v$$ */
    PS_SQL_NUMBER, /* 407, 0x1f, 1.5e3 */
    PS_SQL_HOLDER, /* ?, $1, :name, @name, %s, %(name)s, #{name} */
    PS_SQL_OPEN,
    PS_SQL_CLOSE,
    PS_SQL_COMMA,
    PS_SQL_DOT,
    PS_SQL_CAST,    /* :: */
    PS_SQL_COMPARE, /* = <> >= ~ := */
    PS_SQL_ARROW,   /* -> ->> #>>: a member of a document */
    PS_SQL_SIGN     /* any other */
} ps_sql_kind;

typedef struct ps_sql_token {
    ps_sql_kind kind;
    size_t at, end;  /* the whole token */
    size_t from, to; /* what stands in it: without quotes and prefixes */
    bool open;       /* a string that the text cuts off */
} ps_sql_token;

/* Reads the token at or behind *at (blanks and comments are skipped) and moves *at behind it. At
 * the end of text, at a `;`, and at what no statement holds, END; *at then stands before it. */
ps_sql_token ps_sql_next(ps_span text, size_t *at);

/* The end of a string whose content begins at `from`: `quote` closes it with `depth` backslashes
 * before it, a doubled quote does not. Returns the end of its content; *behind is the offset behind
 * the closing quote; false in *closed when the text ends before. */
size_t ps_sql_string_end(ps_span text, size_t from, char quote, size_t depth, size_t *behind,
                         bool *closed);

/* Is the text [from, to) this word, in any case? */
bool ps_sql_is(ps_span text, const ps_sql_token *token, const char *word);
bool ps_sql_is_any(ps_span text, const ps_sql_token *token, const char *const *words);

/* Is the content like the name of a table or column? */
bool ps_sql_is_name(ps_span content);

#endif
