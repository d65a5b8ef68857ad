/* SPDX-License-Identifier: Apache-2.0
 *
 * `allow` of a configuration: values and patterns that stay. Their texts may be PHI, so that no
 * message quotes them. */
#include "pack.h"

typedef struct allow_scope {
    ps_config *config;
    const char *rule; /* NULL: all rules */
} allow_scope;

static ps_status read_entries(ps_reader *reader, const ps_node *node, allow_scope *scope,
                              bool regex) {
    const ps_node *list = NULL;
    ps_status status = ps_read_list(reader, node, &list);
    if (status != PS_OK) return status;
    ps_config *config = scope->config;
    ps_allow *all = ps_arena_new(reader->arena, config->allow_count + node->count, sizeof *all);
    if (!all) return ps_reader_nomem(reader);
    if (config->allow_count) memcpy(all, config->allows, config->allow_count * sizeof *all);
    config->allows = all;
    for (const ps_node *item = list->first; item; item = item->next)
        all[config->allow_count++] = (ps_allow){.rule = scope->rule,
                                                .text = item->text,
                                                .len = item->len,
                                                .regex = regex,
                                                .line = item->line};
    return PS_OK;
}

static ps_status read_values(ps_reader *reader, const ps_node *node, void *target) {
    return read_entries(reader, node, target, false);
}

static ps_status read_regexes(ps_reader *reader, const ps_node *node, void *target) {
    return read_entries(reader, node, target, true);
}

static ps_status read_rules(ps_reader *reader, const ps_node *node, void *target) {
    static const ps_field items[] = {
        {"values", read_values, 0, false},
        {"regex", read_regexes, 0, false},
    };
    static const ps_fields fields = {"an allow-list of a rule", items, 2};
    allow_scope *scope = target;
    ps_status status = ps_read_is(reader, node, PS_NODE_MAP);
    for (const ps_node *item = node->first; status == PS_OK && item; item = item->next) {
        scope->rule = item->key;
        status = ps_read_map(reader, item, &fields, scope);
    }
    scope->rule = NULL;
    return status;
}

ps_status ps_read_allow(ps_reader *reader, const ps_node *node, void *config) {
    static const ps_field items[] = {
        {"values", read_values, 0, false},
        {"regex", read_regexes, 0, false},
        {"rules", read_rules, 0, false},
    };
    static const ps_fields fields = {"allow", items, 3};
    allow_scope scope = {.config = config};
    return ps_read_map(reader, node, &fields, &scope);
}
