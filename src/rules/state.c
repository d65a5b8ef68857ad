/* SPDX-License-Identifier: Apache-2.0 */
#include "state.h"

#include <stdlib.h>

static const ps_profile no_profile = {.name = "standard", .file = "standard", .builtin = true};

void ps_state_unref(ps_state *state) {
    if (!state || atomic_fetch_sub(&state->refs, 1) != 1) return;
    ps_arena_free(&state->arena);
    ps_sources_free(&state->sources);
    free(state);
}

const ps_rule *ps_state_find(const ps_state *state, ps_span id) {
    for (size_t i = 0; i < state->rule_count; i++)
        if (ps_span_eq(ps_span_z(state->rules[i].id), id)) return &state->rules[i];
    return NULL;
}

bool ps_rule_named(const ps_rule *rule, const char *word) {
    if (word[0] && !word[1]) return word[0] == rule->identifier;
    return strcmp(word, rule->id) == 0 || strcmp(word, rule->label) == 0;
}

ps_status ps_state_check_word(const ps_state *state, const char *word, const char *file,
                              uint32_t line, ps_error *err) {
    ps_nearest nearest = {.word = word};
    for (size_t i = 0; i < state->rule_count; i++) {
        if (ps_rule_named(&state->rules[i], word)) return PS_OK;
        ps_nearest_offer(&nearest, state->rules[i].id);
        ps_nearest_offer(&nearest, state->rules[i].label);
    }
    char hint[80];
    (void)ps_nearest_hint(&nearest, hint);
    if (!file)
        return ps_fail(err, PS_E_USAGE,
                       "no rule goes by `%.48s`%s; name an id, a label or a letter", word, hint);
    const ps_reader reader = {.file = file, .err = err};
    return ps_reader_fail(&reader, line,
                          "no rule goes by `%.48s`%s; name an id, a label or a letter", word, hint);
}

static ps_status check_allow(const ps_state *state, const ps_config *config, const ps_allow *allow,
                             ps_error *err) {
    if (!allow->rule || ps_state_find(state, ps_span_z(allow->rule))) return PS_OK;
    ps_nearest nearest = {.word = allow->rule};
    for (size_t i = 0; i < state->rule_count; i++) ps_nearest_offer(&nearest, state->rules[i].id);
    char hint[80];
    const ps_reader reader = {.file = config->file, .rule = allow->rule, .err = err};
    return ps_reader_fail(&reader, allow->line, "no rule `%.48s`%s; allow.rules names rule ids",
                          allow->rule, ps_nearest_hint(&nearest, hint));
}

static ps_status collect_allows(ps_state *state, ps_error *err) {
    size_t total = 0;
    for (size_t i = 0; i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_CONFIG)
            total += state->sources.items[i]->config.allow_count;
    state->allows = ps_arena_new(&state->arena, total, sizeof *state->allows);
    if (!state->allows) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (size_t i = 0; i < state->sources.count; i++) {
        if (state->sources.items[i]->kind != PS_SOURCE_CONFIG) continue;
        const ps_config *config = &state->sources.items[i]->config;
        for (size_t j = 0; j < config->allow_count; j++) {
            ps_status status = check_allow(state, config, &config->allows[j], err);
            if (status != PS_OK) return status;
            state->allows[state->allow_count++] = config->allows[j];
        }
    }
    return PS_OK;
}

static ps_status build(ps_state *state, ps_error *err) {
    state->profile = &no_profile;
    for (size_t i = 0; i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_PROFILE)
            state->profile = &state->sources.items[i]->profile;
    ps_status status = ps_state_sets(state, err);
    if (status == PS_OK) status = ps_state_rules(state, err);
    if (status == PS_OK) status = ps_state_enable(state, err);
    if (status == PS_OK) status = ps_state_actions(state, err);
    if (status == PS_OK) status = collect_allows(state, err);
    if (status == PS_OK) status = ps_state_digest(state, err);
    return status;
}

ps_status ps_state_build(ps_sources *sources, ps_state **out, ps_error *err) {
    *out = NULL;
    ps_state *state = calloc(1, sizeof *state);
    if (!state) {
        ps_sources_free(sources);
        return ps_fail(err, PS_E_NOMEM, "out of memory");
    }
    atomic_init(&state->refs, 1);
    state->sources = *sources;
    *sources = (ps_sources){0};
    ps_status status = build(state, err);
    if (status == PS_OK)
        *out = state;
    else
        ps_state_unref(state);
    return status;
}
