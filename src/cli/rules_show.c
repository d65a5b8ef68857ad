/* SPDX-License-Identifier: Apache-2.0 */
#include "rules_show.h"

#include "json.h"
#include "sieve.h"

#include <stdint.h>
#include <stdio.h>

static void print_json_text(const char *text) {
    ps_buf buf;
    ps_buf_init(&buf, SIZE_MAX);
    bool made = ps_json_text(&buf, ps_span_z(text ? text : "")) == PS_OK;
    if (made)
        (void)fwrite(buf.ptr, 1, buf.len, stdout);
    else
        (void)fputs("\"\"", stdout);
    ps_buf_free(&buf);
}

static void print_row_json(const ps_rules *rules, const ps_rule *rule) {
    ps_rule_cost cost = ps_rule_cost_of(rule);
    (void)printf("{\"id\":\"%s\",\"name\":", rule->id);
    print_json_text(rule->name);
    (void)printf(",\"label\":\"%s\",\"identifier\":\"%c\",\"severity\":%u,\"lens\":\"%s\","
                 "\"weight\":\"%s\",\"pack\":\"%s\",\"action\":\"%s\",\"enabled\":%s}",
                 rule->label, rule->identifier, rule->severity, cost.lens, cost.weight, rule->pack,
                 ps_action_name(ps_rules_action(rules, rule).kind),
                 rule->enabled ? "true" : "false");
}

static void print_row(const ps_rule *rule, int width) {
    ps_rule_cost cost = ps_rule_cost_of(rule);
    (void)printf("%-*s %-16s %c  %u  %-18s %-18s %s\n", width, rule->id, rule->label,
                 rule->identifier, rule->severity, cost.lens, rule->pack,
                 rule->enabled ? "on" : "off");
}

void ps_rules_print_list(const ps_rules *rules, bool json) {
    size_t count = ps_rules_count(rules);
    int width = 4;
    for (size_t i = 0; i < count; i++) {
        int len = (int)strlen(ps_rules_at(rules, i)->id);
        if (len > width) width = len;
    }
    if (!json)
        (void)printf("%-*s %-16s ID SEV %-17s %-18s STATE\n", width, "RULE", "LABEL", "LENS",
                     "PACK");
    for (size_t i = 0; i < count; i++) {
        const ps_rule *rule = ps_rules_at(rules, i);
        if (!json) {
            print_row(rule, width);
            continue;
        }
        (void)fputs(i ? ",\n " : "[", stdout);
        print_row_json(rules, rule);
    }
    if (json) (void)puts(count ? "]" : "[]");
}

static void print_words(const char *name, const ps_words *words) {
    if (words->count == 0) return;
    (void)printf("%-12s", name);
    for (size_t i = 0; i < words->count; i++) (void)printf("%s%s", i ? ", " : " ", words->items[i]);
    (void)puts("");
}

static void print_keys(const ps_rule *rule) {
    static const char *const names[PS_KEY_CONDITIONS] = {"keys", "  if person", "  if paired",
                                                         "  either", "  if shaped"};
    for (int condition = 0; condition < PS_KEY_CONDITIONS; condition++) {
        bool any = false;
        for (size_t i = 0; i < rule->key_count; i++) {
            if ((int)rule->keys[i].condition != condition) continue;
            if (!any) (void)printf("%-12s", names[condition]);
            (void)printf("%s%s", any ? ", " : " ", rule->keys[i].words);
            any = true;
        }
        if (any) (void)puts("");
    }
}

static void print_find(const ps_find *find) {
    static const char *const kinds[] = {
        [PS_FIND_SHAPE] = "shape", [PS_FIND_REGEX] = "regex", [PS_FIND_ANCHOR] = "anchor"};
    (void)printf("find         %s %.*s", kinds[find->kind], (int)find->len, find->text);
    if (find->grammar) (void)printf("  grammar %s", find->grammar->name);
    if (find->validator) (void)printf("  validator %s", find->validator->name);
    if (find->needs_validator || find->needs_context)
        (void)printf("  needs%s%s", find->needs_validator ? " validator" : "",
                     find->needs_context ? " context" : "");
    (void)puts("");
}

void ps_rules_print_one(const ps_rules *rules, const ps_rule *rule) {
    ps_rule_cost cost = ps_rule_cost_of(rule);
    (void)printf("rule         %s (%s)\nname         %s\nlabel        %s\n", rule->id,
                 rule->enabled ? "enabled" : "off", rule->name, rule->label);
    (void)printf("identifier   %c, 45 CFR 164.514(b)(2)(i)\nseverity     %u\n", rule->identifier,
                 rule->severity);
    if (rule->source) (void)printf("source       %s\n", rule->source);
    (void)printf("pack         %s, %s:%u\n", rule->pack, rule->file, rule->line);
    (void)printf("action       %s\n", ps_action_name(ps_rules_action(rules, rule).kind));
    (void)printf("lens         %s, %s\n", cost.lens, cost.weight);
    (void)printf("value        %s\n", ps_value_class_name(rule->value));
    if (rule->grammar) (void)printf("grammar      %s\n", rule->grammar->name);
    if (rule->validator) (void)printf("validator    %s\n", rule->validator->name);
    print_keys(rule);
    print_words("labels", &rule->labels);
    for (size_t i = 0; i < rule->find_count; i++) print_find(&rule->finds[i]);
    print_words("raise", &rule->raise);
    print_words("lower", &rule->lower);
    (void)printf("examples     %zu, and %zu that must stay\n", rule->example_count,
                 rule->negative_count);
}
