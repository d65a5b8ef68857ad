/* SPDX-License-Identifier: Apache-2.0
 *
 * The built-in packs as trees that were parsed with the program: libyaml took a third of what a
 * start costs without Hyperscan's compiler. The table is made by cmake/prebuild_trees.c from the
 * very bytes of ps_builtin_packs, row by row; empty when the build cannot run what it builds, and
 * the packs are parsed then. Offsets, not pointers: nothing is relocated at start. */
#ifndef PS_PREBUILT_TREES_H
#define PS_PREBUILT_TREES_H

#include <stddef.h>
#include <stdint.h>

enum { PS_TREE_NO_KEY = -1 };

/* A ps_node. */
typedef struct ps_tree_row {
    int32_t key;    /* offset into the texts, or PS_TREE_NO_KEY */
    uint32_t text;  /* offset into the texts */
    uint32_t len;   /* of the text */
    uint32_t line;  /* from 1 */
    uint32_t count; /* of members; the first one is the next row */
    uint32_t next;  /* rows to the next member of the same list or map; 0: it is the last */
    uint8_t kind, plain;
} ps_tree_row;

typedef struct ps_prebuilt_tree {
    size_t pack_len;         /* bytes of the pack it was made of */
    const ps_tree_row *rows; /* each list or map in front of its members */
    size_t count;
    const char *texts; /* with a NUL behind each */
} ps_prebuilt_tree;

/* In the order of ps_builtin_packs. */
extern const ps_prebuilt_tree ps_prebuilt_trees[];
extern const size_t ps_prebuilt_tree_count;

#endif
