/* SPDX-License-Identifier: Apache-2.0
 *
 * Which action a rule has: the most specific word wins (id, label, letter, DEFAULT, the rule's
 * own), and for one word the configuration wins over the profile. */
#include "state.h"

typedef enum rank { RANK_NONE, RANK_DEFAULT, RANK_LETTER, RANK_LABEL, RANK_ID } rank;

static rank rank_of(const ps_rule *rule, const char *word) {
    if (strcmp(word, rule->id) == 0) return RANK_ID;
    if (strcmp(word, rule->label) == 0) return RANK_LABEL;
    if (strcmp(word, "DEFAULT") == 0) return RANK_DEFAULT;
    return word[0] == rule->identifier && word[1] == '\0' ? RANK_LETTER : RANK_NONE;
}

typedef struct ranked {
    const ps_rule *rule;
    rank rank;
    ps_effect *effect;
} ranked;

/* A code that stays by its pack's word (`action: keep`) is not swept along by a broad word. */
static void consider(ranked *best, const ps_action_map *map, const char *file) {
    for (size_t i = 0; i < map->count; i++) {
        rank r = rank_of(best->rule, map->items[i].word);
        if (r == RANK_NONE || r < best->rank) continue;
        if (best->rule->action.kind == PS_ACTION_KEEP && r < RANK_LABEL) continue;
        best->rank = r;
        *best->effect = (ps_effect){map->items[i].action, file, map->items[i].line, false};
    }
}

static ps_status check_map(const ps_state *state, const ps_action_map *map, const char *file,
                           ps_error *err) {
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < map->count; i++)
        if (strcmp(map->items[i].word, "DEFAULT") != 0)
            status = ps_state_check_word(state, map->items[i].word, file, map->items[i].line, err);
    return status;
}

ps_status ps_state_actions(ps_state *state, ps_error *err) {
    const ps_profile *profile = state->profile;
    ps_status status =
        profile->builtin ? PS_OK : check_map(state, &profile->actions, profile->file, err);
    for (size_t i = 0; status == PS_OK && i < state->sources.count; i++) {
        const ps_source *source = state->sources.items[i];
        if (source->kind == PS_SOURCE_CONFIG)
            status = check_map(state, &source->config.actions, source->config.file, err);
    }
    if (status != PS_OK) return status;
    state->effects = ps_arena_new(&state->arena, state->rule_count, sizeof *state->effects);
    if (!state->effects) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (size_t i = 0; i < state->rule_count; i++) {
        const ps_rule *rule = &state->rules[i];
        ranked best = {rule, RANK_NONE, &state->effects[i]};
        state->effects[i] = (ps_effect){rule->action, rule->file, rule->line, true};
        consider(&best, &profile->actions, profile->file);
        for (size_t j = 0; j < state->sources.count; j++) {
            const ps_source *source = state->sources.items[j];
            if (source->kind == PS_SOURCE_CONFIG)
                consider(&best, &source->config.actions, source->config.file);
        }
    }
    return PS_OK;
}
