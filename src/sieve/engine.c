/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"
#include "form.h"
#include "sieve_inside.h"
#include "track.h"

#include <stdlib.h>

enum {
    TOKEN_KEY_MIN = 32,
    EVENT_LINES = 40000,
    EVENT_LINES_MOST = 1000000,
    EVENT_BYTES = 1 << 20,
    EVENT_BYTES_MOST = 1 << 26
};

static ps_status check_options(const ps_engine_options *opt, ps_error *err) {
    if (opt->size != sizeof *opt)
        return ps_fail(err, PS_E_USAGE, "ps_engine_options.size must be sizeof(ps_engine_options)");
    if (opt->token_key.len && opt->token_key.len < TOKEN_KEY_MIN)
        return ps_fail(err, PS_E_USAGE, "the token key has %zu bytes; it needs at least %d",
                       opt->token_key.len, TOKEN_KEY_MIN);
    if (opt->max_record > (size_t)1 << 30)
        return ps_fail(err, PS_E_USAGE, "max_record may be at most 1 GiB");
    if (opt->event_lines > EVENT_LINES_MOST || opt->event_bytes > EVENT_BYTES_MOST)
        return ps_fail(err, PS_E_USAGE, "an event may have at most %d lines and %d bytes",
                       EVENT_LINES_MOST, EVENT_BYTES_MOST);
    return PS_OK;
}

static ps_status take_options(ps_engine *engine, const ps_engine_options *opt, ps_error *err) {
    engine->max_record = PS_MAX_RECORD_DEFAULT;
    engine->event_limits = (ps_event_limits){.lines = EVENT_LINES, .bytes = EVENT_BYTES};
    if (!opt) return PS_OK;
    ps_status status = check_options(opt, err);
    if (status != PS_OK) return status;
    if (opt->max_record) engine->max_record = opt->max_record;
    if (opt->event_lines) engine->event_limits.lines = (uint32_t)opt->event_lines;
    if (opt->event_bytes) engine->event_limits.bytes = opt->event_bytes;
    if (!opt->token_key.len) return PS_OK;
    engine->token_key = malloc(opt->token_key.len);
    if (!engine->token_key) return ps_fail(err, PS_E_NOMEM, "out of memory");
    memcpy(engine->token_key, opt->token_key.ptr, opt->token_key.len);
    engine->token_key_len = opt->token_key.len;
    return PS_OK;
}

static ps_status take_rules(ps_engine *engine, const ps_rules *rules, ps_error *err) {
    ps_status status = ps_rules_verify(rules, err);
    if (status != PS_OK) return status;
    if (ps_rules_clone(&engine->rules, rules) != PS_OK)
        return ps_fail(err, PS_E_NOMEM, "out of memory");
    engine->rule_count = (uint32_t)ps_rules_count(engine->rules);
    if (engine->rule_count >= UINT16_MAX)
        return ps_fail(err, PS_E_RULES, "more than %d rules", UINT16_MAX - 1);
    for (unsigned i = 0; i < 3; i++) engine->inside[i] = -1;
    engine->enabled = calloc(engine->rule_count + 1, sizeof *engine->enabled);
    engine->actions = calloc(engine->rule_count + 1, sizeof *engine->actions);
    if (!engine->enabled || !engine->actions) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (uint32_t i = 0; i < engine->rule_count; i++) {
        const ps_rule *rule = ps_rules_at(engine->rules, i);
        engine->enabled[i] = rule->enabled;
        engine->actions[i] = ps_rules_action(engine->rules, rule);
        if (rule->enabled && rule->inside == PS_INSIDE_BASE64)
            engine->inside[PS_ORIGIN_BASE64] = (int32_t)i;
        if (rule->enabled && rule->inside == PS_INSIDE_HEX)
            engine->inside[PS_ORIGIN_HEX] = (int32_t)i;
        if (rule->enabled && engine->actions[i].kind == PS_ACTION_TOKEN && !engine->token_key_len)
            return ps_fail(err, PS_E_USAGE,
                           "rule %s asks for tokens but no token key is given: name a file of at "
                           "least %d random bytes with --token-key-file",
                           rule->id, TOKEN_KEY_MIN);
    }
    engine->token_key_id = ps_rules_setting(engine->rules, "token-key-id");
    ps_rules_digest(engine->rules, engine->digest);
    return PS_OK;
}

static ps_status compile_lens(ps_engine *engine, ps_error *err) {
    ps_form_anchors anchors = {.count = ps_form_anchor_list(NULL)};
    ps_form_anchor *items = calloc(anchors.count + 1, sizeof *items);
    if (!items) return ps_fail(err, PS_E_NOMEM, "out of memory");
    (void)ps_form_anchor_list(items);
    anchors.items = items;
    ps_status status = ps_lens_new(&engine->lens, engine->rules, engine->enabled, anchors, err);
    free(items);
    return status;
}

static ps_status compile(ps_engine *engine, ps_error *err) {
    ps_status status = compile_lens(engine, err);
    if (status != PS_OK) return status;
    return ps_judge_new(&engine->judge, engine->rules, engine->enabled, ps_lens_keys(engine->lens),
                        err);
}

ps_status ps_engine_new(ps_engine **out, const ps_rules *rules, const ps_engine_options *opt,
                        ps_error *err) {
    *out = NULL;
    ps_engine *engine = calloc(1, sizeof *engine);
    if (!engine) return ps_fail(err, PS_E_NOMEM, "out of memory");
    atomic_init(&engine->refs, 1);
    ps_status status = take_options(engine, opt, err);
    if (status == PS_OK) status = take_rules(engine, rules, err);
    if (status == PS_OK) status = compile(engine, err);
    if (status != PS_OK) {
        ps_engine_unref(engine);
        return status;
    }
    *out = engine;
    return PS_OK;
}

ps_engine *ps_engine_ref(ps_engine *engine) {
    atomic_fetch_add(&engine->refs, 1);
    return engine;
}

/* A plain memset before free may be removed as dead. */
static void wipe(char *bytes, size_t len) {
    for (volatile char *p = bytes; len; len--) *p++ = 0;
}

void ps_engine_unref(ps_engine *engine) {
    if (!engine || atomic_fetch_sub(&engine->refs, 1) > 1) return;
    ps_judge_free(engine->judge);
    ps_lens_free(engine->lens);
    ps_rules_free(engine->rules);
    free(engine->enabled);
    free(engine->actions);
    if (engine->token_key) wipe(engine->token_key, engine->token_key_len);
    free(engine->token_key);
    free(engine);
}

uint32_t ps_engine_rule_count(const ps_engine *engine) {
    return engine->rule_count;
}

const ps_rule *ps_engine_rule(const ps_engine *engine, uint32_t rule) {
    return rule < engine->rule_count ? ps_rules_at(engine->rules, rule) : NULL;
}

const char *ps_engine_rule_id(const ps_engine *engine, uint32_t rule) {
    const ps_rule *r = ps_engine_rule(engine, rule);
    return r ? r->id : NULL;
}

const char *ps_engine_rule_label(const ps_engine *engine, uint32_t rule) {
    const ps_rule *r = ps_engine_rule(engine, rule);
    return r ? r->label : NULL;
}

const char *ps_engine_rule_action(const ps_engine *engine, uint32_t rule) {
    return rule < engine->rule_count ? ps_action_name(engine->actions[rule].kind) : "";
}

size_t ps_engine_max_record(const ps_engine *engine) {
    return engine->max_record;
}
ps_event_limits ps_engine_event_limits(const ps_engine *engine) {
    return engine->event_limits;
}
const char *ps_engine_profile(const ps_engine *engine) {
    return ps_rules_profile_name(engine->rules);
}
void ps_engine_digest(const ps_engine *engine, char out[65]) {
    memcpy(out, engine->digest, 65);
}
