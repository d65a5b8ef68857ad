/* SPDX-License-Identifier: Apache-2.0
 *
 * Typed reading of YAML nodes, with messages that say where and what to do. A map is read by a
 * table of its fields: what is not in the table is refused, with the nearest name. */
#ifndef PS_READER_H
#define PS_READER_H

#include "rule.h"
#include "yamltree.h"

typedef struct ps_reader {
    const char *file; /* as messages name it */
    const char *rule; /* id of the rule that is being read, or NULL */
    ps_arena *arena;  /* what is read lives here */
    ps_error *err;
} ps_reader;

/* PS_E_RULES with "file:line: ..." and the rule. */
ps_status ps_reader_fail(const ps_reader *reader, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
ps_status ps_reader_nomem(const ps_reader *reader);

/* `target` is the struct's member that the field fills. */
typedef ps_status ps_field_fn(ps_reader *reader, const ps_node *node, void *target);
typedef struct ps_field {
    const char *name;
    ps_field_fn *read;
    size_t offset; /* of the member in the struct given to ps_read_map */
    bool required;
} ps_field;

typedef struct ps_fields {
    const char *what; /* "a rule": for messages */
    const ps_field *items;
    size_t count;
} ps_fields;
PS_MUST_CHECK ps_status ps_read_map(ps_reader *reader, const ps_node *node, const ps_fields *fields,
                                    void *target);

/* Field functions: const char *, bool, ps_words (lower-cased, not empty), const ps_node * (checked
 * to be a list of words), ps_action. */
ps_status ps_read_text(ps_reader *reader, const ps_node *node, void *target);
ps_status ps_read_bool(ps_reader *reader, const ps_node *node, void *target);
ps_status ps_read_words(ps_reader *reader, const ps_node *node, void *target);
ps_status ps_read_list(ps_reader *reader, const ps_node *node, void *target);
ps_status ps_read_action(ps_reader *reader, const ps_node *node, void *target);

PS_MUST_CHECK ps_status ps_read_number(ps_reader *reader, const ps_node *node, uint8_t min,
                                       uint8_t max, uint8_t *out);
PS_MUST_CHECK ps_status ps_read_is(ps_reader *reader, const ps_node *node, ps_node_kind kind);
/* A name for messages: the member's key or "this list". */
const char *ps_node_name(const ps_node *node);

/* The nearest of some names to a mistyped one. */
typedef struct ps_nearest {
    const char *word;
    const char *best; /* NULL: none is near */
    size_t distance;
} ps_nearest;
void ps_nearest_offer(ps_nearest *nearest, const char *candidate);
/* "; did you mean `x`?" or "". `out` holds it. */
const char *ps_nearest_hint(const ps_nearest *nearest, char out[80]);

#endif
