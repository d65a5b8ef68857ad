/* SPDX-License-Identifier: Apache-2.0
 *
 * `find`: shapes, regexes and anchors. */
#include "rule_read.h"

#include "shape.h"

typedef struct find_draft {
    const char *texts[3]; /* by ps_find_kind */
    const ps_node *evidence;
    ps_find find;
} find_draft;

static ps_status read_group(ps_reader *reader, const ps_node *node, void *target) {
    return ps_read_number(reader, node, 0, 9, target);
}

static const ps_fields *find_fields(void) {
    static const ps_field items[] = {
        {"shape", ps_read_text, offsetof(find_draft, texts[PS_FIND_SHAPE]), false},
        {"regex", ps_read_text, offsetof(find_draft, texts[PS_FIND_REGEX]), false},
        {"anchor", ps_read_text, offsetof(find_draft, texts[PS_FIND_ANCHOR]), false},
        {"group", read_group, offsetof(find_draft, find.group), false},
        {"grammar", ps_read_grammar, offsetof(find_draft, find.grammar), false},
        {"validator", ps_read_check, offsetof(find_draft, find.validator), false},
        {"evidence", ps_read_list, offsetof(find_draft, evidence), true},
        {"nocase", ps_read_bool, offsetof(find_draft, find.nocase), false},
        {"accept_cost", ps_read_bool, offsetof(find_draft, find.accept_cost), false},
    };
    static const ps_fields fields = {"a find item", items, sizeof items / sizeof items[0]};
    return &fields;
}

static ps_status read_evidence(ps_reader *reader, const ps_node *list, ps_find *find) {
    for (const ps_node *item = list->first; item; item = item->next) {
        if (strcmp(item->text, "validator") == 0)
            find->needs_validator = true;
        else if (strcmp(item->text, "context") == 0)
            find->needs_context = true;
        else
            return ps_reader_fail(reader, item->line,
                                  "no evidence `%.40s`; write validator, context, both or []",
                                  item->text);
    }
    return PS_OK;
}

static ps_status check_find(ps_reader *reader, const ps_find *find) {
    ps_shape_facts facts;
    const char *wrong = NULL;
    if (find->kind == PS_FIND_SHAPE)
        wrong = ps_shape_check(ps_span_of(find->text, find->len), &facts);
    else if (find->kind == PS_FIND_ANCHOR && !find->grammar)
        wrong = "an anchor needs `grammar` to know how far the value reaches; add it";
    if (!wrong && find->kind != PS_FIND_REGEX && find->group)
        wrong = "`group` belongs to a regex; remove it";
    return wrong ? ps_reader_fail(reader, find->line, "%s", wrong) : PS_OK;
}

static ps_status read_find(ps_reader *reader, const ps_node *node, ps_find *out) {
    find_draft draft = {.find.line = node->line};
    ps_status status = ps_read_map(reader, node, find_fields(), &draft);
    if (status != PS_OK) return status;
    size_t kinds = 0;
    for (int i = PS_FIND_SHAPE; i <= PS_FIND_ANCHOR; i++) {
        if (!draft.texts[i]) continue;
        draft.find.kind = (ps_find_kind)i;
        draft.find.text = draft.texts[i];
        kinds++;
    }
    if (kinds != 1)
        return ps_reader_fail(reader, node->line,
                              "a find item has one of `shape`, `regex` and `anchor`, not %zu",
                              kinds);
    draft.find.len = strlen(draft.find.text);
    status = read_evidence(reader, draft.evidence, &draft.find);
    if (status == PS_OK) status = check_find(reader, &draft.find);
    *out = draft.find;
    return status;
}

ps_status ps_read_finds(ps_reader *reader, const ps_node *node, void *target) {
    ps_rule *rule = target;
    ps_status status = ps_read_is(reader, node, PS_NODE_LIST);
    if (status != PS_OK) return status;
    rule->finds = ps_arena_new(reader->arena, node->count, sizeof *rule->finds);
    if (!rule->finds) return ps_reader_nomem(reader);
    for (const ps_node *item = node->first; status == PS_OK && item; item = item->next)
        status = read_find(reader, item, &rule->finds[rule->find_count++]);
    return status;
}
