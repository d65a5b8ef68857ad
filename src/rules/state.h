/* SPDX-License-Identifier: Apache-2.0
 *
 * The merged rule set: what all sources together say. Built anew for every change and never
 * modified, so that a failed change leaves the one before as it was, and copies are shared. */
#ifndef PS_STATE_H
#define PS_STATE_H

#include "source.h"

/* Where a rule's action comes from. */
typedef struct ps_effect {
    ps_action action;
    const char *file;
    uint32_t line;
    bool own; /* of the rule itself: no profile or configuration changed it */
} ps_effect;

typedef struct ps_state {
    atomic_uint refs;
    ps_arena arena;
    ps_sources sources;
    const ps_profile *profile;
    ps_rule *rules;
    ps_effect *effects; /* by rule */
    size_t rule_count;
    ps_word_set *sets;
    size_t set_count;
    ps_words prefixes, suffixes;
    ps_allow *allows;
    size_t allow_count;
    char digest[65];
} ps_state;

/* Takes what is in `sources` (and empties it), also on failure. */
PS_MUST_CHECK ps_status ps_state_build(ps_sources *sources, ps_state **out, ps_error *err);
void ps_state_unref(ps_state *state);

/* Of a rule set; valid until its next change. */
const ps_state *ps_rules_state(const ps_rules *rules);

/* Steps of the build. */
PS_MUST_CHECK ps_status ps_state_sets(ps_state *state, ps_error *err);
PS_MUST_CHECK ps_status ps_state_rules(ps_state *state, ps_error *err);
PS_MUST_CHECK ps_status ps_state_enable(ps_state *state, ps_error *err);
PS_MUST_CHECK ps_status ps_state_actions(ps_state *state, ps_error *err);
PS_MUST_CHECK ps_status ps_state_digest(ps_state *state, ps_error *err);

const ps_rule *ps_state_find(const ps_state *state, ps_span id);
ps_words ps_state_set(const ps_state *state, const char *name);

/* Does the word (id, label or identifier letter) mean this rule? */
bool ps_rule_named(const ps_rule *rule, const char *word);
/* PS_E_RULES (or PS_E_USAGE without a file) when no rule goes by that word. */
PS_MUST_CHECK ps_status ps_state_check_word(const ps_state *state, const char *word,
                                            const char *file, uint32_t line, ps_error *err);

/* Sorts and drops what stands twice. */
void ps_words_settle(ps_words *words);

#endif
