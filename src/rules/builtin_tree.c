/* SPDX-License-Identifier: Apache-2.0 */
#include "builtin_tree.h"

const ps_node *ps_tree_grow(const ps_prebuilt_tree *tree, ps_arena *arena) {
    ps_node *nodes = ps_arena_new(arena, tree->count, sizeof *nodes);
    if (!nodes) return NULL;
    for (size_t i = 0; i < tree->count; i++) {
        const ps_tree_row *row = &tree->rows[i];
        nodes[i] = (ps_node){.kind = (ps_node_kind)row->kind,
                             .line = row->line,
                             .plain = row->plain != 0,
                             .key = row->key == PS_TREE_NO_KEY ? NULL : tree->texts + row->key,
                             .text = tree->texts + row->text,
                             .len = row->len,
                             .first = row->count ? &nodes[i + 1] : NULL,
                             .next = row->next ? &nodes[i + row->next] : NULL,
                             .count = row->count};
    }
    return nodes;
}

ps_status ps_builtin_tree(size_t index, const char *file, ps_arena *arena, const ps_node **out,
                          ps_error *err) {
    const ps_builtin_pack *pack = &ps_builtin_packs[index];
    const ps_prebuilt_tree *tree =
        index < ps_prebuilt_tree_count ? &ps_prebuilt_trees[index] : NULL;
    if (!tree || !tree->count || tree->pack_len != pack->len) {
        ps_span text = ps_span_of((const char *)pack->bytes, pack->len);
        return ps_yaml_parse(text, file, arena, out, err);
    }
    *out = ps_tree_grow(tree, arena);
    return *out ? PS_OK : ps_fail(err, PS_E_NOMEM, "out of memory");
}
