/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 over a dump of everything that changes output. Every field goes in with its length, so
 * that two different rule sets never dump alike. */
#include "digest.h"
#include "state.h"

static void add_bytes(ps_digest *d, const char *text, size_t len) {
    unsigned char size[8];
    for (int i = 0; i < 8; i++) size[i] = (unsigned char)((uint64_t)len >> (8 * i));
    ps_digest_add(d, ps_span_of((const char *)size, sizeof size));
    ps_digest_add(d, ps_span_of(text, len));
}

static void add_number(ps_digest *d, size_t number) {
    char text[8];
    for (int i = 0; i < 8; i++) text[i] = (char)(unsigned char)((uint64_t)number >> (8 * i));
    ps_digest_add(d, ps_span_of(text, sizeof text));
}

/* NULL is told from "" by a length that no text has. */
static void add_text(ps_digest *d, const char *text) {
    if (text)
        add_bytes(d, text, strlen(text));
    else
        add_number(d, SIZE_MAX);
}

static void add_words(ps_digest *d, const ps_words *words) {
    add_number(d, words->count);
    for (size_t i = 0; i < words->count; i++) add_text(d, words->items[i]);
}

static void add_validator(ps_digest *d, const ps_validator *v) {
    add_text(d, v ? v->name : NULL);
}

static void add_find(ps_digest *d, const ps_find *find) {
    add_number(d, (size_t)find->kind);
    add_bytes(d, find->text, find->len);
    add_validator(d, find->grammar);
    add_validator(d, find->validator);
    add_number(d, find->group);
    add_number(d, (size_t)(find->nocase ? 1 : 0) | (find->needs_validator ? 2u : 0u) |
                      (find->needs_context ? 4u : 0u));
}

static void add_rule(ps_digest *d, const ps_rule *rule, const ps_action *action) {
    add_text(d, rule->id);
    add_text(d, rule->label);
    add_number(d, (size_t)(unsigned char)rule->identifier);
    add_number(d, rule->severity);
    add_number(d, (size_t)rule->value);
    add_validator(d, rule->validator);
    add_validator(d, rule->grammar);
    add_number(d, rule->digits_min);
    add_number(d, rule->digits_max);
    add_number(d, rule->key_count);
    for (size_t i = 0; i < rule->key_count; i++) {
        add_text(d, rule->keys[i].words);
        add_number(d, (size_t)rule->keys[i].condition);
    }
    add_number(d, (size_t)rule->inside);
    add_words(d, &rule->labels);
    add_words(d, &rule->raise);
    add_words(d, &rule->lower);
    add_number(d, rule->find_count);
    for (size_t i = 0; i < rule->find_count; i++) add_find(d, &rule->finds[i]);
    add_number(d, (size_t)action->kind);
    add_number(d, action->keep_first);
    add_number(d, action->keep_last);
}

static void add_settings(ps_digest *d, const ps_config *config) {
    static const char *const changing[] = {"long-lines", "max-line", "event-lines", "event-bytes",
                                           "token-key-id"};
    for (size_t i = 0; i < config->setting_count; i++)
        for (size_t j = 0; j < sizeof changing / sizeof changing[0]; j++)
            if (strcmp(config->settings[i].name, changing[j]) == 0) {
                add_text(d, config->settings[i].name);
                add_text(d, config->settings[i].value);
            }
}

static void add_state(ps_digest *d, const ps_state *state) {
    add_text(d, "phisieve rules 1");
    add_text(d, state->profile->name);
    add_number(d, state->profile->strict);
    for (size_t i = 0; i < state->rule_count; i++)
        if (state->rules[i].enabled) add_rule(d, &state->rules[i], &state->effects[i].action);
    add_number(d, state->set_count);
    for (size_t i = 0; i < state->set_count; i++) {
        add_text(d, state->sets[i].name);
        add_words(d, &state->sets[i].words);
    }
    add_words(d, &state->prefixes);
    add_words(d, &state->suffixes);
    add_number(d, state->allow_count);
    for (size_t i = 0; i < state->allow_count; i++) {
        add_text(d, state->allows[i].rule);
        add_number(d, state->allows[i].regex);
        add_bytes(d, state->allows[i].text, state->allows[i].len);
    }
    for (size_t i = 0; i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_CONFIG)
            add_settings(d, &state->sources.items[i]->config);
}

ps_status ps_state_digest(ps_state *state, ps_error *err) {
    ps_digest *digest;
    uint8_t hash[PS_DIGEST_SIZE];
    ps_status status = ps_digest_new(&digest);
    if (status == PS_OK) {
        add_state(digest, state);
        status = ps_digest_end(digest, hash);
        ps_digest_free(digest);
    }
    if (status != PS_OK) return ps_fail(err, status, "SHA-256: %s", ps_status_text(status));
    ps_digest_hex(hash, sizeof hash, state->digest);
    return PS_OK;
}
