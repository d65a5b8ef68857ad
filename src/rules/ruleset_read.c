/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking into a rule set. */
#include "ruleset.h"

#include "state.h"

#include <stdio.h>

size_t ps_rules_count(const ps_rules *rules) {
    return ps_rules_state(rules)->rule_count;
}

const ps_rule *ps_rules_at(const ps_rules *rules, size_t index) {
    const ps_state *state = ps_rules_state(rules);
    return index < state->rule_count ? &state->rules[index] : NULL;
}

const ps_rule *ps_rules_find(const ps_rules *rules, ps_span id) {
    return ps_state_find(ps_rules_state(rules), id);
}

ps_words ps_rules_set(const ps_rules *rules, const char *name) {
    return ps_state_set(ps_rules_state(rules), name);
}

ps_words ps_rules_glue_prefixes(const ps_rules *rules) {
    return ps_rules_state(rules)->prefixes;
}

ps_words ps_rules_glue_suffixes(const ps_rules *rules) {
    return ps_rules_state(rules)->suffixes;
}

const char *ps_rules_profile_name(const ps_rules *rules) {
    return ps_rules_state(rules)->profile->name;
}

bool ps_rules_strict(const ps_rules *rules) {
    return ps_rules_state(rules)->profile->strict;
}

ps_action ps_rules_action(const ps_rules *rules, const ps_rule *rule) {
    const ps_state *state = ps_rules_state(rules);
    const ps_rule *own = ps_state_find(state, ps_span_z(rule->id));
    return own ? state->effects[own - state->rules].action : rule->action;
}

size_t ps_rules_allow_count(const ps_rules *rules) {
    return ps_rules_state(rules)->allow_count;
}

const ps_allow *ps_rules_allow_at(const ps_rules *rules, size_t index) {
    const ps_state *state = ps_rules_state(rules);
    return index < state->allow_count ? &state->allows[index] : NULL;
}

const char *ps_rules_setting(const ps_rules *rules, const char *name) {
    const ps_sources *sources = &ps_rules_state(rules)->sources;
    for (size_t i = sources->count; i-- > 0;) {
        if (sources->items[i]->kind != PS_SOURCE_CONFIG) continue;
        const ps_config *config = &sources->items[i]->config;
        for (size_t j = 0; j < config->setting_count; j++)
            if (strcmp(config->settings[j].name, name) == 0) return config->settings[j].value;
    }
    return NULL;
}

void ps_rules_digest(const ps_rules *rules, char out[65]) {
    memcpy(out, ps_rules_state(rules)->digest, 65);
}

bool ps_rules_refuses_parts(const ps_rules *rules) {
    return ps_rules_state(rules)->profile->refuse & PS_REFUSE_KEEP_LAST;
}

/* What the profile refuses about this action, or NULL. A pack's own `keep` is no decision about
 * PHI (it names what is none), so that it is never refused. */
static const char *refused(const ps_profile *profile, const ps_effect *effect) {
    const ps_action *action = &effect->action;
    if (effect->own && action->kind == PS_ACTION_KEEP) return NULL;
    if (profile->refuse & 1u << action->kind) return ps_action_name(action->kind);
    if (action->keep_first && profile->refuse & PS_REFUSE_KEEP_FIRST) return "keep_first";
    if (action->keep_last && profile->refuse & PS_REFUSE_KEEP_LAST) return "keep_last";
    return NULL;
}

ps_status ps_rules_verify(const ps_rules *rules, ps_error *err) {
    const ps_state *state = ps_rules_state(rules);
    size_t enabled = 0;
    for (size_t i = 0; i < state->rule_count; i++) {
        const ps_rule *rule = &state->rules[i];
        const ps_effect *effect = &state->effects[i];
        if (!rule->enabled) continue;
        enabled++;
        const char *what = refused(state->profile, effect);
        if (!what) continue;
        ps_status status =
            ps_fail(err, PS_E_RULES,
                    "profile %s refuses %s: rule %s (from %s:%u); choose another action or profile",
                    state->profile->name, what, rule->id, effect->file, effect->line);
        if (!err) return status;
        err->line = effect->line;
        (void)snprintf(err->rule, sizeof err->rule, "%s", rule->id);
        return status;
    }
    if (enabled) return PS_OK;
    return ps_fail(err, PS_E_RULES,
                   "no rule is enabled, so nothing would be redacted; look at `only` and `except`");
}
