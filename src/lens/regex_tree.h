/* SPDX-License-Identifier: Apache-2.0
 *
 * A regex of our dialect (docs/rules.md) as a tree, only to find the literals that it must hold. */
#ifndef PS_REGEX_TREE_H
#define PS_REGEX_TREE_H

#include "arena.h"
#include "span.h"

typedef enum ps_regex_kind {
    PS_REGEX_CHAR,  /* one byte of `set` */
    PS_REGEX_EDGE,  /* \b ^ $: no bytes */
    PS_REGEX_CAT,   /* children one after the other */
    PS_REGEX_ALT,   /* one of the children */
    PS_REGEX_REPEAT /* the child min to max times */
} ps_regex_kind;

typedef struct ps_regex_node {
    ps_regex_kind kind;
    uint64_t set[4];                    /* of CHAR: bit per byte */
    unsigned min, max;                  /* of REPEAT; max UINT32_MAX: no end */
    struct ps_regex_node *child, *next; /* first child; next sibling */
} ps_regex_node;

/* *out is NULL when the syntax is beyond the dialect: then nothing is known of it. PS_E_NOMEM. */
PS_MUST_CHECK ps_status ps_regex_parse(ps_span regex, ps_arena *arena, ps_regex_node **out);

/* Adds the bytes that a match may begin with to the set; true: it may be empty. */
bool ps_regex_first(const ps_regex_node *node, uint64_t set[4]);

/* Longest match in bytes; SIZE_MAX: no end. */
size_t ps_regex_width(const ps_regex_node *node);

#endif
