/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rules are on: the packs' own state, then the profile, then the configuration, then
 * ps_rules_only and ps_rules_except. Of several `only` the last one counts. */
#include "state.h"

static void set_all(ps_state *state, const char *word, bool enabled) {
    for (size_t i = 0; i < state->rule_count; i++)
        if (ps_rule_named(&state->rules[i], word)) state->rules[i].enabled = enabled;
}

/* `file` NULL: of a built-in profile, which may name rules that are not loaded. */
static ps_status set_list(ps_state *state, const ps_node *list, bool enabled, const char *file,
                          ps_error *err) {
    for (const ps_node *item = list ? list->first : NULL; item; item = item->next) {
        ps_status status =
            file ? ps_state_check_word(state, item->text, file, item->line, err) : PS_OK;
        if (status != PS_OK) return status;
        set_all(state, item->text, enabled);
    }
    return PS_OK;
}

/* A rule that is off goes on when it is named by its id, or when everything the word means is
 * off; a label or letter does not wake the optional rules beside those that are on. */
static void mark_only(const ps_state *state, const char *word, bool *keep) {
    bool any_on = false;
    for (size_t i = 0; i < state->rule_count; i++)
        any_on = any_on || (state->rules[i].enabled && ps_rule_named(&state->rules[i], word));
    for (size_t i = 0; i < state->rule_count; i++) {
        const ps_rule *rule = &state->rules[i];
        if (ps_rule_named(rule, word))
            keep[i] = keep[i] || rule->enabled || !any_on || strcmp(rule->id, word) == 0;
    }
}

static ps_status words_of(ps_state *state, const ps_source *source, bool only, ps_words *out,
                          ps_error *err) {
    *out = (ps_words){0};
    if (source->kind == PS_SOURCE_CHOICE && source->choice.only == only)
        *out = source->choice.words;
    if (source->kind != PS_SOURCE_CONFIG) return PS_OK;
    const ps_node *list = only ? source->config.only : source->config.except;
    if (!list) return PS_OK;
    out->items = ps_arena_new(&state->arena, list->count, sizeof(char *));
    if (!out->items) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (const ps_node *item = list->first; item; item = item->next) {
        ps_status status =
            ps_state_check_word(state, item->text, source->config.file, item->line, err);
        if (status != PS_OK) return status;
        out->items[out->count++] = item->text;
    }
    return PS_OK;
}

static ps_status check_choices(const ps_state *state, const ps_words *words,
                               const ps_source *source, ps_error *err) {
    ps_status status = PS_OK;
    if (source->kind != PS_SOURCE_CHOICE) return status;
    for (size_t i = 0; status == PS_OK && i < words->count; i++)
        status = ps_state_check_word(state, words->items[i], NULL, 0, err);
    return status;
}

static ps_status apply_only(ps_state *state, ps_error *err) {
    ps_words last = {0};
    for (size_t i = 0; i < state->sources.count; i++) {
        ps_words words;
        ps_status status = words_of(state, state->sources.items[i], true, &words, err);
        if (status == PS_OK) status = check_choices(state, &words, state->sources.items[i], err);
        if (status != PS_OK) return status;
        if (words.count) last = words;
    }
    if (last.count == 0) return PS_OK;
    bool *keep = ps_arena_new(&state->arena, state->rule_count, sizeof *keep);
    if (!keep) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (size_t i = 0; i < last.count; i++) mark_only(state, last.items[i], keep);
    for (size_t i = 0; i < state->rule_count; i++) state->rules[i].enabled = keep[i];
    return PS_OK;
}

static ps_status apply_except(ps_state *state, ps_error *err) {
    for (size_t i = 0; i < state->sources.count; i++) {
        ps_words words;
        ps_status status = words_of(state, state->sources.items[i], false, &words, err);
        if (status == PS_OK) status = check_choices(state, &words, state->sources.items[i], err);
        if (status != PS_OK) return status;
        for (size_t j = 0; j < words.count; j++) set_all(state, words.items[j], false);
    }
    return PS_OK;
}

ps_status ps_state_enable(ps_state *state, ps_error *err) {
    const ps_profile *profile = state->profile;
    const char *file = profile->builtin ? NULL : profile->file;
    ps_status status = set_list(state, profile->enable, true, file, err);
    if (status == PS_OK) status = set_list(state, profile->disable, false, file, err);
    for (size_t i = 0; status == PS_OK && i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_CONFIG)
            status = set_list(state, state->sources.items[i]->config.enable, true,
                              state->sources.items[i]->config.file, err);
    if (status == PS_OK) status = apply_only(state, err);
    if (status == PS_OK) status = apply_except(state, err);
    return status;
}
