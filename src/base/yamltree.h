/* SPDX-License-Identifier: Apache-2.0
 *
 * YAML text -> a tree of nodes that know their lines. The only door to libyaml. (Not named yaml.h:
 * that would hide libyaml's own header.) Refused: more than 16 MiB, more than 32 levels, more than
 * 4096 members in a map, anchors, aliases, tags, a second document, NUL bytes, keys that are no
 * scalars, and a key that stands twice in one map. */
#ifndef PS_YAMLTREE_H
#define PS_YAMLTREE_H

#include "arena.h"
#include "error.h"

#define PS_YAML_MAX_BYTES ((size_t)16 << 20)

typedef enum ps_node_kind { PS_NODE_SCALAR, PS_NODE_LIST, PS_NODE_MAP } ps_node_kind;

typedef struct ps_node {
    ps_node_kind kind;
    uint32_t line;    /* from 1 */
    bool plain;       /* a scalar without quotes: an empty one stands for null */
    const char *key;  /* its name where it is a member of a map, else NULL */
    const char *text; /* of a scalar: UTF-8 with a NUL behind, no NUL inside */
    size_t len;
    struct ps_node *first, *next; /* of a list or map: its members in order */
    size_t count;                 /* of them */
} ps_node;

/* Everything lives in the arena. `file` is for messages. PS_E_RULES says what is wrong and where;
 * a text without a document gives *out NULL and PS_OK. */
PS_MUST_CHECK ps_status ps_yaml_parse(ps_span text, const char *file, ps_arena *arena,
                                      const ps_node **out, ps_error *err);

/* The member of that name; NULL when there is none or `map` is no map. */
const ps_node *ps_node_member(const ps_node *map, const char *key);

#endif
