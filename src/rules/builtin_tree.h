/* SPDX-License-Identifier: Apache-2.0
 *
 * A built-in pack as ps_yaml_parse gives it. */
#ifndef PS_BUILTIN_TREE_H
#define PS_BUILTIN_TREE_H

#include "builtin_packs.h"
#include "prebuilt_trees.h"
#include "yamltree.h"

/* The tree of ps_builtin_packs[index]: prebuilt, or parsed. `file` is for messages. */
PS_MUST_CHECK ps_status ps_builtin_tree(size_t index, const char *file, ps_arena *arena,
                                        const ps_node **out, ps_error *err);
/* The nodes live in the arena, their texts as long as the program. NULL when memory is out. */
const ps_node *ps_tree_grow(const ps_prebuilt_tree *tree, ps_arena *arena);

#endif
