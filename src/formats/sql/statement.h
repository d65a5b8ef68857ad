/* SPDX-License-Identifier: Apache-2.0
 *
 * Prepared statements and the values that are bound to them, which stand in another place: in a
 * list behind or before the statement, or on lines of their own. */
#ifndef PS_STATEMENT_H
#define PS_STATEMENT_H

#include "form.h"

enum { PS_BINDS = 64 };

/* What the placeholders of a statement are. Holds no byte of the input; all zero: none. */
typedef struct ps_statement {
    int32_t column[PS_BINDS]; /* what the column holds (column.h) */
    uint32_t name[PS_BINDS];  /* hash of a named placeholder (:mrn, @p0, $1); 0: `?` */
    uint8_t count;
} ps_statement;

/* Is one of the placeholders the value of a known column? */
bool ps_statement_known(const ps_statement *statement);

/* A statement as it is read. */
typedef struct ps_drafting {
    ps_statement statement;
    bool open; /* the text ended before the statement did */
} ps_drafting;

/* Reads the statement that begins with the verb at `at`. Values go to `reader` (NULL: to nobody).
 * Returns where it ends; *behind is the end of its last placeholder. */
size_t ps_statement_draft(ps_drafting *drafting, ps_reader *reader, ps_span text,
                          const ps_key_index *keys, size_t at, size_t *behind);

/* Does a word that begins a statement stand at `at`? */
bool ps_is_verb(ps_span text, size_t at);
/* The first such place at `at` or behind it; the line's length: there is none. */
size_t ps_statement_seek(ps_span line, size_t at);

/* The hash of a placeholder's name, without its sign, in any case. */
uint32_t ps_name_hash(ps_span name);

/* Which thread, session or process of its program has written the line, as a hash; 0 when the line
 * does not say. */
uint32_t ps_thread_of(ps_span line);

/* ---- values ---- */

/* A line that tells the values of the statement: `binding parameter (1:DATE) <- [v]`,
 * `==> Parameters: v(String)`, `[generated in 0.1s] ('v', 'w')`. Puts slots; false when it is no
 * such line. */
bool ps_bind_read(ps_reader *reader, ps_extent line, const ps_statement *statement);
/* It is one only when one of these stands somewhere in it: a word that tells of values, the name of
 * a value (@p0 =). */
bool ps_bind_word_at(ps_span text, size_t at);
bool ps_bind_pair_at(ps_span text, size_t at);

/* Values of the statement somewhere in [at, end), or right at `next`, where the statement ends: a
 * list, pairs of names and values, lines with one value each. */
bool ps_binds_seek(ps_reader *reader, size_t at, size_t next, size_t end,
                   const ps_statement *statement);
/* The list that begins at `at`. */
bool ps_binds_list(ps_reader *reader, size_t at, size_t end, const ps_statement *statement);

#endif
