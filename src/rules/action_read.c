/* SPDX-License-Identifier: Apache-2.0
 *
 * `action: token`, `action: {action: mask, keep_last: 4}`. */
#include "reader.h"

static ps_status read_kind(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_is(reader, node, PS_NODE_SCALAR);
    if (status != PS_OK) return status;
    ps_action_kind *kind = target;
    if (ps_action_by_name(ps_span_of(node->text, node->len), kind)) return PS_OK;
    ps_nearest nearest = {.word = node->text};
    for (int i = PS_ACTION_LABEL; i <= PS_ACTION_KEEP; i++)
        ps_nearest_offer(&nearest, ps_action_name((ps_action_kind)i));
    char hint[80];
    return ps_reader_fail(reader, node->line,
                          "no action `%.40s`%s; write label, mask, token, drop or keep", node->text,
                          ps_nearest_hint(&nearest, hint));
}

static ps_status read_keep(ps_reader *reader, const ps_node *node, void *target) {
    return ps_read_number(reader, node, 0, 32, target);
}

ps_status ps_read_action(ps_reader *reader, const ps_node *node, void *target) {
    static const ps_field items[] = {
        {"action", read_kind, offsetof(ps_action, kind), true},
        {"keep_first", read_keep, offsetof(ps_action, keep_first), false},
        {"keep_last", read_keep, offsetof(ps_action, keep_last), false},
    };
    static const ps_fields fields = {"an action", items, sizeof items / sizeof items[0]};
    ps_action *action = target;
    *action = (ps_action){0};
    if (node->kind == PS_NODE_SCALAR) return read_kind(reader, node, &action->kind);
    ps_status status = ps_read_map(reader, node, &fields, action);
    if (status != PS_OK) return status;
    if (action->kind != PS_ACTION_MASK && (action->keep_first || action->keep_last))
        return ps_reader_fail(reader, node->line,
                              "keep_first and keep_last belong to `action: mask`; remove them");
    return PS_OK;
}
