/* SPDX-License-Identifier: Apache-2.0
 *
 * ps_rules from the inside: packs, profile and settings, merged. Loading only; one thread. The
 * public calls (ps_rules_load, _add, _profile, _configure, _free) are in phisieve.h. */
#ifndef PS_RULESET_H
#define PS_RULESET_H

#include "rule.h"

/* A copy that no later change of `rules` reaches, cheap (what is merged is shared): an engine keeps
 * one, so that rules and their texts stay valid. Freed with ps_rules_free, on any thread. */
PS_MUST_CHECK ps_status ps_rules_clone(ps_rules **out, const ps_rules *rules);

size_t ps_rules_count(const ps_rules *rules);
const ps_rule *ps_rules_at(const ps_rules *rules, size_t index);
/* NULL when there is none. */
const ps_rule *ps_rules_find(const ps_rules *rules, ps_span id);

/* `list` is "id,id,...": a rule id, a label or an identifier letter each. _only leaves just those
 * enabled, _except turns those off. PS_E_USAGE names the first unknown word. */
PS_MUST_CHECK ps_status ps_rules_only(ps_rules *rules, ps_span list, ps_error *err);
PS_MUST_CHECK ps_status ps_rules_except(ps_rules *rules, ps_span list, ps_error *err);

/* Every named word set and the glue lists (docs/rules.md). Empty when absent. */
ps_words ps_rules_set(const ps_rules *rules, const char *name);
ps_words ps_rules_glue_prefixes(const ps_rules *rules);
ps_words ps_rules_glue_suffixes(const ps_rules *rules);

const char *ps_rules_profile_name(const ps_rules *rules); /* "standard" unless set */
bool ps_rules_strict(const ps_rules *rules);              /* suspects go too */
/* The profile refuses keep_last: then the digits that another program's mask has left go too (HHS
 * guidance 3.2: the last four digits are a part of the number). */
bool ps_rules_refuses_parts(const ps_rules *rules);
/* The action of a rule after profile and configuration. */
ps_action ps_rules_action(const ps_rules *rules, const ps_rule *rule);
/* Refused combinations (a profile's `refuse`): PS_E_RULES names the rule. Called by ps_engine_new;
 * `phisieve check` calls it too. */
PS_MUST_CHECK ps_status ps_rules_verify(const ps_rules *rules, ps_error *err);

/* Allow-lists of the configuration: exact values and PCRE2 patterns, for all rules (rule NULL) or
 * for one. */
typedef struct ps_allow {
    const char *rule; /* id, or NULL */
    const char *text;
    size_t len;
    bool regex;
    uint32_t line;
} ps_allow;
size_t ps_rules_allow_count(const ps_rules *rules);
const ps_allow *ps_rules_allow_at(const ps_rules *rules, size_t index);

/* Settings of the configuration file that doors read: NULL when not set. The names are those of the
 * long options ("threads", "long-lines", "token-key-file", "stats", ...). */
const char *ps_rules_setting(const ps_rules *rules, const char *name);

/* SHA-256 over every rule, profile and setting that changes output; 64 hex digits. */
void ps_rules_digest(const ps_rules *rules, char out[65]);

/* Lint: calls fn for each problem. Returns the number of errors (warnings are not errors). */
typedef struct ps_problem {
    bool error; /* false: a warning */
    const ps_rule *rule;
    const char *file;
    uint32_t line;
    const char *text;
} ps_problem;
typedef void ps_problem_fn(const ps_problem *problem, void *ctx);
size_t ps_rules_lint(const ps_rules *rules, ps_problem_fn *fn, void *ctx);

#endif
