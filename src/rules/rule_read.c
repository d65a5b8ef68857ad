/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_read.h"

static const char *const value_names[] = {
    [PS_VALUE_ID] = "id",         [PS_VALUE_NUMBER] = "number", [PS_VALUE_NAME] = "name",
    [PS_VALUE_DATE] = "date",     [PS_VALUE_PHONE] = "phone",   [PS_VALUE_EMAIL] = "email",
    [PS_VALUE_IP] = "ip",         [PS_VALUE_ZIP] = "zip",       [PS_VALUE_ADDRESS] = "address",
    [PS_VALUE_CITY] = "city",     [PS_VALUE_AGE] = "age",       [PS_VALUE_TEXT] = "text",
    [PS_VALUE_SECRET] = "secret",
};

const char *ps_value_class_name(ps_value_class value) {
    return value_names[value];
}

/* 1..max bytes out of a-z (or A-Z), 0-9 and the two extra signs. */
static bool named_by(const ps_node *node, size_t max, bool upper, const char *extra) {
    for (size_t i = 0; i < node->len; i++) {
        char c = node->text[i];
        if (!(upper ? ps_is_upper(c) : ps_is_lower(c)) && !ps_is_digit(c) && !strchr(extra, c))
            return false;
    }
    return node->len > 0 && node->len <= max;
}

static ps_status read_id(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_text(reader, node, target);
    if (status != PS_OK || named_by(node, sizeof(((ps_error *)0)->rule) - 1, false, ".-"))
        return status;
    return ps_reader_fail(reader, node->line,
                          "id `%.40s` must be at most 47 of a-z, 0-9, `.` and `-`", node->text);
}

static ps_status read_label(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_text(reader, node, target);
    bool good = named_by(node, 32, true, "_-") && node->len >= 2 &&
                strcmp(node->text, "DEFAULT") != 0 && ps_is_upper(node->text[0]);
    if (status != PS_OK || good) return status;
    return ps_reader_fail(reader, node->line,
                          "label `%.40s` must be 2 to 32 of A-Z, 0-9, `_` and `-`, and not DEFAULT",
                          node->text);
}

static ps_status read_identifier(ps_reader *reader, const ps_node *node, void *target) {
    bool good = node->kind == PS_NODE_SCALAR && node->len == 1 && node->text[0] >= 'A' &&
                node->text[0] <= 'R';
    if (!good)
        return ps_reader_fail(reader, node->line,
                              "`identifier` must be one letter A to R, the paragraph of 45 CFR "
                              "164.514(b)(2)(i)");
    *(char *)target = node->text[0];
    return PS_OK;
}

static ps_status read_severity(ps_reader *reader, const ps_node *node, void *target) {
    return ps_read_number(reader, node, 1, 4, target);
}

static ps_status read_value(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_is(reader, node, PS_NODE_SCALAR);
    if (status != PS_OK) return status;
    ps_nearest nearest = {.word = node->text};
    for (int i = PS_VALUE_ID; i <= PS_VALUE_SECRET; i++) {
        if (strcmp(value_names[i], node->text) == 0) {
            *(ps_value_class *)target = (ps_value_class)i;
            return PS_OK;
        }
        ps_nearest_offer(&nearest, value_names[i]);
    }
    char hint[80];
    return ps_reader_fail(reader, node->line,
                          "no value class `%.40s`%s; docs/rules.md lists the classes", node->text,
                          ps_nearest_hint(&nearest, hint));
}

static ps_status read_inside(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_is(reader, node, PS_NODE_SCALAR);
    if (status != PS_OK) return status;
    ps_inside *inside = target;
    if (strcmp(node->text, "base64") == 0)
        *inside = PS_INSIDE_BASE64;
    else if (strcmp(node->text, "hex") == 0)
        *inside = PS_INSIDE_HEX;
    else
        return ps_reader_fail(reader, node->line, "`inside` must be base64 or hex");
    return PS_OK;
}

static ps_status read_digits(ps_reader *reader, const ps_node *node, void *target) {
    ps_rule *rule = target;
    if (node->kind != PS_NODE_LIST || node->count != 2)
        return ps_reader_fail(reader, node->line, "`digits` must be [least, most], like [4, 20]");
    ps_status status = ps_read_number(reader, node->first, 0, 64, &rule->digits_min);
    if (status == PS_OK)
        status = ps_read_number(reader, node->first->next, 1, 64, &rule->digits_max);
    if (status == PS_OK && rule->digits_min > rule->digits_max)
        status = ps_reader_fail(reader, node->line, "`digits` must be [least, most]; swap them");
    return status;
}

#define AT(member) offsetof(ps_draft, member)
static const ps_field rule_items[] = {
    {"id", read_id, AT(rule.id), true},
    {"name", ps_read_text, AT(rule.name), false},
    {"label", read_label, AT(rule.label), true},
    {"identifier", read_identifier, AT(rule.identifier), true},
    {"severity", read_severity, AT(rule.severity), false},
    {"source", ps_read_text, AT(rule.source), false},
    {"inside", read_inside, AT(rule.inside), false},
    {"value", read_value, AT(rule.value), false},
    {"grammar", ps_read_grammar, AT(rule.grammar), false},
    {"validator", ps_read_check, AT(rule.validator), false},
    {"digits", read_digits, AT(rule), false},
    {"keys", ps_read_keys, AT(rule), false},
    {"keys_if_person", ps_read_keys, AT(rule), false},
    {"keys_if_paired", ps_read_keys, AT(rule), false},
    {"keys_if_person_or_paired", ps_read_keys, AT(rule), false},
    {"keys_if_shaped", ps_read_keys, AT(rule), false},
    {"keys_if_owned", ps_read_keys, AT(rule), false},
    {"labels", ps_read_words, AT(rule.labels), false},
    {"find", ps_read_finds, AT(rule), false},
    {"raise", ps_read_list, AT(raise), false},
    {"lower", ps_read_list, AT(lower), false},
    {"action", ps_read_action, AT(rule.action), false},
    {"examples", ps_read_examples, AT(rule), false},
    {"negative", ps_read_negatives, AT(rule), false},
};
#undef AT
static const ps_fields rule_fields = {"a rule", rule_items,
                                      sizeof rule_items / sizeof rule_items[0]};

/* What a rule leaves out. */
static void complete(ps_rule *rule) {
    bool counted = rule->value == PS_VALUE_ID || rule->value == PS_VALUE_NUMBER;
    if (rule->digits_max == 0) {
        rule->digits_min = counted ? 4 : 0;
        rule->digits_max = counted ? 20 : UINT8_MAX;
    }
    for (size_t i = 0; i < rule->find_count; i++)
        if (!rule->finds[i].validator) rule->finds[i].validator = rule->validator;
    if (!rule->name) rule->name = rule->id;
}

ps_status ps_draft_read(ps_reader *reader, const ps_node *node, ps_draft *out) {
    *out = (ps_draft){.rule.line = node->line};
    const ps_node *id = ps_node_member(node, "id");
    reader->rule = id && id->kind == PS_NODE_SCALAR ? id->text : NULL;
    ps_status status = ps_read_map(reader, node, &rule_fields, out);
    reader->rule = NULL;
    if (status == PS_OK) complete(&out->rule);
    return status;
}
