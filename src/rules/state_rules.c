/* SPDX-License-Identifier: Apache-2.0
 *
 * Packs -> one list of rules: later ones replace, names of sets become their words. */
#include "state.h"

#include <stdlib.h>

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void ps_words_settle(ps_words *words) {
    if (words->count == 0) return;
    qsort(words->items, words->count, sizeof words->items[0], by_text);
    size_t kept = 1;
    for (size_t i = 1; i < words->count; i++)
        if (strcmp(words->items[i], words->items[kept - 1]) != 0)
            words->items[kept++] = words->items[i];
    words->count = kept;
}

static ps_status add_words(ps_state *state, ps_words *to, const ps_words *more, ps_error *err) {
    if (more->count == 0) return PS_OK;
    const char **items = ps_arena_new(&state->arena, to->count + more->count, sizeof(char *));
    if (!items) return ps_fail(err, PS_E_NOMEM, "out of memory");
    if (to->count) memcpy(items, to->items, to->count * sizeof(char *));
    memcpy(items + to->count, more->items, more->count * sizeof(char *));
    *to = (ps_words){items, to->count + more->count};
    ps_words_settle(to);
    return PS_OK;
}

static ps_word_set *set_of(ps_state *state, const char *name) {
    for (size_t i = 0; i < state->set_count; i++)
        if (strcmp(state->sets[i].name, name) == 0) return &state->sets[i];
    ps_word_set *set = &state->sets[state->set_count++];
    set->name = name;
    return set;
}

ps_status ps_state_sets(ps_state *state, ps_error *err) {
    size_t total = 0;
    for (size_t i = 0; i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_PACK)
            total += state->sources.items[i]->pack.set_count;
    state->sets = ps_arena_new(&state->arena, total, sizeof *state->sets);
    if (!state->sets) return ps_fail(err, PS_E_NOMEM, "out of memory");
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < state->sources.count; i++) {
        if (state->sources.items[i]->kind != PS_SOURCE_PACK) continue;
        const ps_pack *pack = &state->sources.items[i]->pack;
        status = add_words(state, &state->prefixes, &pack->prefixes, err);
        if (status == PS_OK) status = add_words(state, &state->suffixes, &pack->suffixes, err);
        for (size_t j = 0; status == PS_OK && j < pack->set_count; j++)
            status = add_words(state, &set_of(state, pack->sets[j].name)->words,
                               &pack->sets[j].words, err);
    }
    return status;
}

ps_words ps_state_set(const ps_state *state, const char *name) {
    for (size_t i = 0; i < state->set_count; i++)
        if (strcmp(state->sets[i].name, name) == 0) return state->sets[i].words;
    return (ps_words){0};
}

static ps_status find_set(const ps_state *state, const ps_rule *rule, const ps_node *item,
                          ps_words *out, ps_error *err) {
    ps_nearest nearest = {.word = item->text + 1};
    for (size_t i = 0; i < state->set_count; i++) {
        *out = state->sets[i].words;
        if (strcmp(state->sets[i].name, item->text + 1) == 0) return PS_OK;
        ps_nearest_offer(&nearest, state->sets[i].name);
    }
    char hint[80];
    const ps_reader reader = {.file = rule->file, .rule = rule->id, .err = err};
    return ps_reader_fail(&reader, item->line, "no pack has a set `%.40s`%s; add it under `sets:`",
                          item->text, ps_nearest_hint(&nearest, hint));
}

static ps_status expand(ps_state *state, const ps_rule *rule, const ps_node *list, ps_words *out,
                        ps_error *err) {
    *out = (ps_words){0};
    ps_words plain = {.items = ps_arena_new(&state->arena, list ? list->count : 0, sizeof(char *))};
    if (!plain.items) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (const ps_node *item = list ? list->first : NULL; item; item = item->next) {
        ps_words set;
        if (item->text[0] == '@') {
            ps_status status = find_set(state, rule, item, &set, err);
            if (status == PS_OK) status = add_words(state, out, &set, err);
            if (status != PS_OK) return status;
            continue;
        }
        char *word = ps_arena_copy(&state->arena, ps_span_of(item->text, item->len));
        if (!word) return ps_fail(err, PS_E_NOMEM, "out of memory");
        for (char *c = word; *c; c++) *c = ps_lower(*c);
        plain.items[plain.count++] = word;
    }
    return add_words(state, out, &plain, err);
}

/* Its place: that of the rule with the same id, or a new one at the end. */
static ps_status place(ps_state *state, uint32_t *batches, const ps_source *source,
                       const ps_rule *rule, ps_rule **out, ps_error *err) {
    const ps_rule *old = ps_state_find(state, ps_span_z(rule->id));
    size_t at = old ? (size_t)(old - state->rules) : state->rule_count;
    if (old && batches[at] == source->batch) {
        const ps_reader reader = {.file = rule->file, .rule = rule->id, .err = err};
        return ps_reader_fail(&reader, rule->line, "rule id %s is also in %s:%u; rename one",
                              rule->id, old->file, old->line);
    }
    if (!old) state->rule_count++;
    batches[at] = source->batch;
    *out = &state->rules[at];
    return PS_OK;
}

static ps_status add_pack(ps_state *state, uint32_t *batches, const ps_source *source,
                          ps_error *err) {
    const ps_pack *pack = &source->pack;
    for (size_t i = 0; i < pack->rule_count; i++) {
        const ps_draft *draft = &pack->rules[i];
        ps_rule *rule = NULL;
        ps_status status = place(state, batches, source, &draft->rule, &rule, err);
        if (status != PS_OK) return status;
        *rule = draft->rule;
        status = expand(state, rule, draft->raise, &rule->raise, err);
        if (status == PS_OK) status = expand(state, rule, draft->lower, &rule->lower, err);
        if (status != PS_OK) return status;
    }
    return PS_OK;
}

ps_status ps_state_rules(ps_state *state, ps_error *err) {
    size_t most = 0;
    for (size_t i = 0; i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_PACK)
            most += state->sources.items[i]->pack.rule_count;
    state->rules = ps_arena_new(&state->arena, most, sizeof *state->rules);
    uint32_t *batches = ps_arena_new(&state->arena, most, sizeof *batches);
    if (!state->rules || !batches) return ps_fail(err, PS_E_NOMEM, "out of memory");
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_PACK)
            status = add_pack(state, batches, state->sources.items[i], err);
    return status;
}
