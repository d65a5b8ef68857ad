/* SPDX-License-Identifier: Apache-2.0 */
#include "pack.h"

ps_status ps_read_actions(ps_reader *reader, const ps_node *node, void *target) {
    ps_action_map *map = target;
    ps_status status = ps_read_is(reader, node, PS_NODE_MAP);
    if (status != PS_OK) return status;
    map->items = ps_arena_new(reader->arena, node->count, sizeof *map->items);
    if (!map->items) return ps_reader_nomem(reader);
    for (const ps_node *item = node->first; status == PS_OK && item; item = item->next) {
        ps_action_entry *entry = &map->items[map->count++];
        entry->word = item->key;
        entry->line = item->line;
        status = ps_read_action(reader, item, &entry->action);
    }
    return status;
}

static ps_status read_refuse(ps_reader *reader, const ps_node *node, void *target) {
    const ps_node *list = NULL;
    ps_status status = ps_read_list(reader, node, &list);
    if (status != PS_OK) return status;
    unsigned *refuse = target;
    for (const ps_node *item = list->first; item; item = item->next) {
        ps_action_kind kind;
        if (strcmp(item->text, "keep_first") == 0)
            *refuse |= PS_REFUSE_KEEP_FIRST;
        else if (strcmp(item->text, "keep_last") == 0)
            *refuse |= PS_REFUSE_KEEP_LAST;
        else if (ps_action_by_name(ps_span_of(item->text, item->len), &kind))
            *refuse |= 1u << kind;
        else
            return ps_reader_fail(reader, item->line,
                                  "cannot refuse `%.40s`; write label, mask, token, drop, keep, "
                                  "keep_first or keep_last",
                                  item->text);
    }
    return PS_OK;
}

ps_status ps_profile_read(ps_reader *reader, const ps_node *node, ps_profile *out) {
    static const ps_field items[] = {
        {"profile", ps_read_text, offsetof(ps_profile, name), true},
        {"description", ps_read_text, offsetof(ps_profile, description), false},
        {"strict", ps_read_bool, offsetof(ps_profile, strict), false},
        {"refuse", read_refuse, offsetof(ps_profile, refuse), false},
        {"enable", ps_read_list, offsetof(ps_profile, enable), false},
        {"disable", ps_read_list, offsetof(ps_profile, disable), false},
        {"actions", ps_read_actions, offsetof(ps_profile, actions), false},
    };
    static const ps_fields fields = {"a profile", items, sizeof items / sizeof items[0]};
    *out = (ps_profile){.file = reader->file};
    if (!node)
        return ps_reader_fail(reader, 1,
                              "the file is empty; a profile begins with `profile: NAME`");
    return ps_read_map(reader, node, &fields, out);
}
