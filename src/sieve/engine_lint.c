/* SPDX-License-Identifier: Apache-2.0
 *
 * Lint of what only the engine knows: whether a pattern can be used, what it costs, and whether a
 * rule would take its own output again. */
#include "literals.h"
#include "sieve_inside.h"

#include <stdio.h>

typedef enum ps_weight { PS_WEIGHT_LIGHT, PS_WEIGHT_FAIR, PS_WEIGHT_HEAVY } ps_weight;

/* A literal of three bytes is found at gigabytes a second, one of two costs several times as much,
 * and a regex without any drags the whole database down (docs/rules.md). */
static ps_weight weight_of(const ps_find *find) {
    if (find->kind != PS_FIND_REGEX) return PS_WEIGHT_LIGHT;
    ps_literals literals;
    if (ps_regex_literals(ps_span_of(find->text, find->len), &literals) != PS_OK)
        return PS_WEIGHT_HEAVY;
    return literals.shortest >= 3 ? PS_WEIGHT_LIGHT
           : literals.count       ? PS_WEIGHT_FAIR
                                  : PS_WEIGHT_HEAVY;
}

static bool in_words_lens(const ps_find *find) {
    return find->kind == PS_FIND_REGEX || (find->kind == PS_FIND_ANCHOR && find->len > 1);
}

ps_rule_cost ps_rule_cost_of(const ps_rule *rule) {
    static const char *const lenses[] = {
        "-",      "keys",         "words",         "keys, words",
        "digits", "keys, digits", "words, digits", "keys, words, digits"};
    static const char *const weights[] = {"light", "fair", "heavy"};
    unsigned lens = (rule->key_count ? 1u : 0u) | (rule->labels.count ? 2u : 0u);
    ps_weight weight = PS_WEIGHT_LIGHT;
    for (size_t i = 0; i < rule->labels.count; i++)
        if (strlen(rule->labels.items[i]) < 3 && weight < PS_WEIGHT_FAIR) weight = PS_WEIGHT_FAIR;
    for (size_t i = 0; i < rule->find_count; i++) {
        lens |= in_words_lens(&rule->finds[i]) ? 2u : 4u;
        ps_weight each = weight_of(&rule->finds[i]);
        if (each > weight) weight = each;
    }
    return (ps_rule_cost){.lens = lenses[lens], .weight = weights[weight]};
}

/* ---- problems ---- */

typedef struct ps_lint {
    ps_problem_fn *fn;
    void *ctx;
    size_t errors;
} ps_lint;

static void say(ps_lint *lint, bool error, const ps_rule *rule, uint32_t line, const char *text) {
    ps_problem problem = {
        .error = error, .rule = rule, .file = rule->file, .line = line, .text = text};
    lint->errors += error;
    if (lint->fn) lint->fn(&problem, lint->ctx);
}

/* \\s, \\n and a line break match a line end; inside [^...] they keep it out. */
static bool crosses_lines(const char *regex) {
    bool in_class = false, negated = false;
    for (const char *c = regex; *c; c++) {
        if (*c == '\n' && !negated) return true;
        if (*c == '\\' && c[1]) {
            c++;
            if ((*c == 's' || *c == 'n') && !negated) return true;
        } else if (*c == '[' && !in_class) {
            in_class = true;
            negated = c[1] == '^';
        } else if (*c == ']') {
            in_class = negated = false;
        }
    }
    return false;
}

static void lint_regex(ps_lint *lint, const ps_rule *rule, const ps_find *find) {
    char why[160], text[256];
    const char *refused = ps_lens_refuses(find, why);
    if (refused) {
        (void)snprintf(text, sizeof text, "the regex cannot be used: %s", refused);
        say(lint, true, rule, find->line, text);
    }
    if (weight_of(find) == PS_WEIGHT_HEAVY && !find->accept_cost)
        say(lint, true, rule, find->line,
            "the regex holds no literal and would slow every other rule down; write a shape or an "
            "anchor, or accept it with `accept_cost: true`");
    if (crosses_lines(find->text))
        say(lint, true, rule, find->line,
            "\\s, \\n and line breaks can cross lines; write a blank or [ \\t]");
    if (strstr(find->text, "[^") && !strstr(find->text, "\\n"))
        say(lint, false, rule, find->line, "[^...] can cross lines; name what it may hold");
}

/* Does `text` come out of the engine as it went in? */
static bool stays(const ps_engine *engine, ps_scratch *scratch, ps_span text) {
    ps_span out;
    return ps_redact(engine, scratch, text, &out) == PS_OK && ps_span_eq(text, out);
}

static void lint_own_output(ps_lint *lint, const ps_engine *engine, ps_scratch *scratch,
                            const ps_rule *rule) {
    char text[256];
    const char *key = rule->key_count ? rule->keys[0].words : "value";
    const char *label = rule->labels.count ? rule->labels.items[0] : "at";
    (void)snprintf(text, sizeof text, "%.80s=[%s] %.80s [%s], [%s]", key, rule->label, label,
                   rule->label, rule->label);
    if (!stays(engine, scratch, ps_span_z(text)))
        say(lint, true, rule, rule->line, "the rules find this rule's own label again");
}

static void lint_engine(ps_lint *lint, const ps_rules *rules) {
    ps_error err = {0};
    static const char key[] = "the lint uses this key; no secret"; /* for profiles with tokens */
    ps_engine_options options = {.size = sizeof options, .token_key = PS_LIT(key)};
    ps_engine *engine = NULL;
    ps_scratch *scratch = NULL;
    ps_status status = ps_engine_new(&engine, rules, &options, &err);
    if (status != PS_OK && ps_rules_count(rules))
        say(lint, true, ps_rules_at(rules, 0), 0, err.text);
    if (status == PS_OK) status = ps_scratch_new(&scratch, engine);
    for (size_t i = 0; status == PS_OK && i < ps_rules_count(rules); i++)
        if (ps_rules_at(rules, i)->enabled)
            lint_own_output(lint, engine, scratch, ps_rules_at(rules, i));
    ps_scratch_free(scratch);
    ps_engine_unref(engine);
}

size_t ps_engine_lint(const ps_rules *rules, ps_problem_fn *fn, void *ctx) {
    ps_lint lint = {.fn = fn, .ctx = ctx};
    for (size_t i = 0; i < ps_rules_count(rules); i++) {
        const ps_rule *rule = ps_rules_at(rules, i);
        for (size_t k = 0; k < rule->find_count; k++)
            if (rule->finds[k].kind == PS_FIND_REGEX) lint_regex(&lint, rule, &rule->finds[k]);
    }
    if (!lint.errors) lint_engine(&lint, rules);
    return lint.errors;
}
