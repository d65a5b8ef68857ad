/* SPDX-License-Identifier: Apache-2.0 */
#include "pack.h"

static ps_status check_set(ps_reader *reader, const ps_node *node) {
    for (const ps_node *item = node->first; item; item = item->next)
        if (item->text[0] == '@')
            return ps_reader_fail(reader, item->line,
                                  "set `%.40s` names the set `%.40s`; write its words out",
                                  ps_node_name(node), item->text);
    return PS_OK;
}

static ps_status read_sets(ps_reader *reader, const ps_node *node, void *target) {
    ps_pack *pack = target;
    ps_status status = ps_read_is(reader, node, PS_NODE_MAP);
    if (status != PS_OK) return status;
    pack->sets = ps_arena_new(reader->arena, node->count, sizeof *pack->sets);
    if (!pack->sets) return ps_reader_nomem(reader);
    for (const ps_node *item = node->first; status == PS_OK && item; item = item->next) {
        ps_word_set *set = &pack->sets[pack->set_count++];
        set->name = item->key;
        status = ps_read_words(reader, item, &set->words);
        if (status == PS_OK) status = check_set(reader, item);
    }
    return status;
}

static ps_status read_glue(ps_reader *reader, const ps_node *node, void *target) {
    static const ps_field items[] = {
        {"prefixes", ps_read_words, offsetof(ps_pack, prefixes), false},
        {"suffixes", ps_read_words, offsetof(ps_pack, suffixes), false},
    };
    static const ps_fields fields = {"glue", items, sizeof items / sizeof items[0]};
    return ps_read_map(reader, node, &fields, target);
}

static ps_status check_twins(ps_reader *reader, const ps_pack *pack) {
    const ps_rule *last = &pack->rules[pack->rule_count - 1].rule;
    for (size_t i = 0; i + 1 < pack->rule_count; i++) {
        if (strcmp(pack->rules[i].rule.id, last->id) != 0) continue;
        reader->rule = last->id;
        return ps_reader_fail(reader, last->line,
                              "rule id %s stands twice in this file (first in line %u); rename one",
                              last->id, pack->rules[i].rule.line);
    }
    return PS_OK;
}

static ps_status read_rules(ps_reader *reader, const ps_node *node, void *target) {
    ps_pack *pack = target;
    ps_status status = ps_read_is(reader, node, PS_NODE_LIST);
    if (status != PS_OK) return status;
    pack->rules = ps_arena_new(reader->arena, node->count, sizeof *pack->rules);
    if (!pack->rules) return ps_reader_nomem(reader);
    for (const ps_node *item = node->first; status == PS_OK && item; item = item->next) {
        status = ps_draft_read(reader, item, &pack->rules[pack->rule_count++]);
        if (status == PS_OK) status = check_twins(reader, pack);
    }
    return status;
}

ps_status ps_pack_read(ps_reader *reader, const ps_node *node, ps_pack *out) {
    static const ps_field items[] = {
        {"pack", ps_read_text, offsetof(ps_pack, name), true},
        {"description", ps_read_text, offsetof(ps_pack, description), false},
        {"enabled", ps_read_bool, offsetof(ps_pack, enabled), false},
        {"sets", read_sets, 0, false},
        {"glue", read_glue, 0, false},
        {"rules", read_rules, 0, false},
    };
    static const ps_fields fields = {"a pack", items, sizeof items / sizeof items[0]};
    *out = (ps_pack){.file = reader->file, .enabled = true};
    if (!node)
        return ps_reader_fail(reader, 1, "the file is empty; a pack begins with `pack: NAME`");
    ps_status status = ps_read_map(reader, node, &fields, out);
    if (status != PS_OK) return status;
    if (out->rule_count + out->set_count + out->prefixes.count + out->suffixes.count == 0)
        return ps_reader_fail(reader, node->line, "the pack holds no rules; add `rules:`");
    for (size_t i = 0; i < out->rule_count; i++) {
        ps_rule *rule = &out->rules[i].rule;
        rule->pack = out->name;
        rule->file = out->file;
        rule->enabled = out->enabled;
    }
    return PS_OK;
}
