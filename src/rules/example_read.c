/* SPDX-License-Identifier: Apache-2.0
 *
 * `examples`, `negative`, `validator` and `grammar` of a rule. */
#include "rule_read.h"

static const ps_fields example_fields = {
    "an example",
    (const ps_field[]){
        {"text", ps_read_text, offsetof(ps_example, text), true},
        {"alone", ps_read_bool, offsetof(ps_example, alone), false},
    },
    2};

static const ps_fields negative_fields = {
    "a negative example",
    (const ps_field[]){
        {"text", ps_read_text, offsetof(ps_example, text), true},
        {"why", ps_read_text, offsetof(ps_example, why), false},
    },
    2};

typedef struct example_list {
    ps_example *items;
    size_t count;
} example_list;

static ps_status read_examples(ps_reader *reader, const ps_node *node, const ps_fields *fields,
                               example_list *out) {
    ps_status status = ps_read_is(reader, node, PS_NODE_LIST);
    if (status != PS_OK) return status;
    out->items = ps_arena_new(reader->arena, node->count, sizeof *out->items);
    if (!out->items) return ps_reader_nomem(reader);
    for (const ps_node *item = node->first; status == PS_OK && item; item = item->next) {
        ps_example *example = &out->items[out->count++];
        *example = (ps_example){.alone = true, .line = item->line};
        if (item->kind == PS_NODE_SCALAR)
            status = ps_read_text(reader, item, &example->text);
        else
            status = ps_read_map(reader, item, fields, example);
    }
    return status;
}

ps_status ps_read_examples(ps_reader *reader, const ps_node *node, void *target) {
    ps_rule *rule = target;
    example_list list = {0};
    ps_status status = read_examples(reader, node, &example_fields, &list);
    rule->examples = list.items;
    rule->example_count = list.count;
    return status;
}

ps_status ps_read_negatives(ps_reader *reader, const ps_node *node, void *target) {
    ps_rule *rule = target;
    example_list list = {0};
    ps_status status = read_examples(reader, node, &negative_fields, &list);
    rule->negatives = list.items;
    rule->negative_count = list.count;
    return status;
}

/* A validator of that name which has what is asked for: its check or its grammar. */
static ps_status read_validator(ps_reader *reader, const ps_node *node, bool grammar,
                                const ps_validator **out) {
    ps_status status = ps_read_is(reader, node, PS_NODE_SCALAR);
    if (status != PS_OK) return status;
    const ps_validator *found = ps_validator_find(ps_span_of(node->text, node->len));
    if (found && (grammar ? found->grammar != NULL : found->check != NULL)) {
        *out = found;
        return PS_OK;
    }
    if (found)
        return ps_reader_fail(
            reader, node->line, "`%.40s` has no %s; name one that has", node->text,
            grammar ? "grammar (no extent of its own)" : "check (only a grammar)");
    ps_nearest nearest = {.word = node->text};
    for (size_t i = 0; i < ps_validator_count(); i++) {
        const ps_validator *v = ps_validator_at(i);
        if (grammar ? v->grammar != NULL : v->check != NULL) ps_nearest_offer(&nearest, v->name);
    }
    char hint[80];
    return ps_reader_fail(reader, node->line, "no %s `%.40s`%s", grammar ? "grammar" : "validator",
                          node->text, ps_nearest_hint(&nearest, hint));
}

ps_status ps_read_check(ps_reader *reader, const ps_node *node, void *target) {
    return read_validator(reader, node, false, target);
}

ps_status ps_read_grammar(ps_reader *reader, const ps_node *node, void *target) {
    return read_validator(reader, node, true, target);
}
