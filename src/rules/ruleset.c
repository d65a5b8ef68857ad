/* SPDX-License-Identifier: Apache-2.0 */
#include "ruleset.h"

#include "state.h"

#include <stdlib.h>

struct ps_rules {
    ps_state *state; /* replaced as a whole */
};

/* Builds from `sources` (taken) and puts the result in place of the old state. */
static ps_status commit(ps_rules *rules, ps_sources *sources, ps_status status, ps_error *err) {
    ps_state *state = NULL;
    if (status == PS_OK)
        status = ps_state_build(sources, &state, err);
    else
        ps_sources_free(sources);
    if (status != PS_OK) return status;
    ps_state_unref(rules->state);
    rules->state = state;
    return PS_OK;
}

ps_status ps_rules_load(ps_rules **out, const char *path, ps_error *err) {
    *out = NULL;
    ps_rules *rules = calloc(1, sizeof *rules);
    if (!rules) return ps_fail(err, PS_E_NOMEM, "out of memory");
    ps_sources sources = {0};
    ps_status status = ps_sources_profile(&sources, "standard", err);
    if (status == PS_OK)
        status = path ? ps_sources_path(&sources, path, err) : ps_sources_builtin(&sources, err);
    status = commit(rules, &sources, status, err);
    if (status == PS_OK)
        *out = rules;
    else
        ps_rules_free(rules);
    return status;
}

ps_status ps_rules_add(ps_rules *rules, const char *path, ps_error *err) {
    if (!path) return ps_fail(err, PS_E_USAGE, "no path of a pack given");
    ps_sources sources = {0};
    ps_status status = ps_sources_add_all(&sources, &rules->state->sources, err);
    if (status == PS_OK) status = ps_sources_path(&sources, path, err);
    return commit(rules, &sources, status, err);
}

ps_status ps_rules_profile(ps_rules *rules, const char *profile, ps_error *err) {
    if (!profile) return ps_fail(err, PS_E_USAGE, "no profile given");
    ps_sources sources = {0};
    ps_status status = ps_sources_add_all(&sources, &rules->state->sources, err);
    if (status == PS_OK) status = ps_sources_profile(&sources, profile, err);
    return commit(rules, &sources, status, err);
}

ps_status ps_rules_configure(ps_rules *rules, const char *path, ps_error *err) {
    if (!path) return ps_fail(err, PS_E_USAGE, "no path of a configuration file given");
    ps_sources sources = {0};
    ps_status status = ps_sources_add_all(&sources, &rules->state->sources, err);
    if (status == PS_OK) status = ps_sources_config(&sources, path, err);
    return commit(rules, &sources, status, err);
}

static ps_status choose(ps_rules *rules, bool only, ps_span list, ps_error *err) {
    ps_sources sources = {0};
    ps_source *source = NULL;
    ps_status status = ps_sources_add_all(&sources, &rules->state->sources, err);
    if (status == PS_OK) status = ps_source_choose(only, list, &source, err);
    if (status == PS_OK) status = ps_sources_add(&sources, source, err);
    return commit(rules, &sources, status, err);
}

ps_status ps_rules_only(ps_rules *rules, ps_span list, ps_error *err) {
    return choose(rules, true, list, err);
}

ps_status ps_rules_except(ps_rules *rules, ps_span list, ps_error *err) {
    return choose(rules, false, list, err);
}

ps_status ps_rules_clone(ps_rules **out, const ps_rules *rules) {
    *out = calloc(1, sizeof **out);
    if (!*out) return PS_E_NOMEM;
    atomic_fetch_add(&rules->state->refs, 1);
    (*out)->state = rules->state;
    return PS_OK;
}

void ps_rules_free(ps_rules *rules) {
    if (!rules) return;
    ps_state_unref(rules->state);
    free(rules);
}

const ps_state *ps_rules_state(const ps_rules *rules) {
    return rules->state;
}
