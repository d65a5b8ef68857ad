/* SPDX-License-Identifier: Apache-2.0
 *
 * From what was found to the output: untouched stretches as they are, values by their action. */
#include "sieve_inside.h"

static bool is_escaped(ps_span value) {
    for (size_t i = 0; i < value.len; i++)
        if (strchr("\\%&", value.ptr[i])) return true;
    return false;
}

/* An action that cannot be applied safely falls back to the label: an escape must not be masked to
 * half, a token needs its key. */
static ps_status replace(ps_scratch *s, ps_span batch, const ps_found *found) {
    const ps_engine *engine = s->engine;
    const ps_rule *rule = ps_engine_rule(engine, found->rule);
    ps_action action = engine->actions[found->rule];
    ps_span value = ps_span_cut(batch, found->from, found->to);
    ps_action_input input = {.value = value,
                             .label = rule->label,
                             .canon = rule->validator ? rule->validator->canon : PS_CANON_TEXT,
                             .token_key = ps_span_of(engine->token_key, engine->token_key_len)};
    if (engine->token_key_id) input.token_key_id = ps_span_z(engine->token_key_id);
    size_t before = s->out.len;
    ps_status status = action.kind == PS_ACTION_MASK && is_escaped(value)
                           ? PS_E_USAGE
                           : ps_action_apply(&action, &input, &s->out);
    if (status == PS_E_USAGE) {
        s->out.len = before;
        s->counts.fallbacks++;
        action = (ps_action){.kind = PS_ACTION_LABEL};
        status = ps_action_apply(&action, &input, &s->out);
    }
    if (status == PS_OK) {
        s->counts.findings++;
        s->counts.rules[found->rule]++;
    }
    return status;
}

static ps_status write_found(ps_scratch *s, ps_span batch, const ps_found *found) {
    ps_span wrap = ps_span_cut(batch, found->wrap_from, found->wrap_to);
    ps_status status = ps_buf_add(&s->out, wrap);
    if (status == PS_OK) status = replace(s, batch, found);
    for (size_t i = found->from; found->separator && i < found->to && status == PS_OK; i++)
        if (batch.ptr[i] == found->separator) status = ps_buf_add_char(&s->out, found->separator);
    return status == PS_OK ? ps_buf_add(&s->out, wrap) : status;
}

/* One pass over both lists in order; what lies in a withheld line goes with it. */
static ps_status write_all(ps_scratch *s, ps_span batch, size_t from, size_t to) {
    size_t at = from, w = 0;
    ps_status status = PS_OK;
    for (size_t i = 0; i <= s->found_count && status == PS_OK; i++) {
        const ps_found *found = i < s->found_count ? &s->found[i] : NULL;
        for (; w < s->withheld_count && status == PS_OK &&
               (!found || s->withheld[w].from <= found->from);
             w++) {
            if (s->withheld[w].from < at) continue; /* the same line once more */
            status = ps_buf_add(&s->out, ps_span_cut(batch, at, s->withheld[w].from));
            if (status == PS_OK) status = ps_buf_add(&s->out, PS_LIT(PS_WITHHELD_ERROR));
            at = s->withheld[w].to;
            s->counts.withheld++;
        }
        if (!found || found->to <= at || found->from >= to || status != PS_OK) continue;
        ps_found part = *found;
        if (part.from < at) part.from = (uint32_t)at;
        status = ps_buf_add(&s->out, ps_span_cut(batch, at, part.from));
        if (status == PS_OK) status = write_found(s, batch, &part);
        at = part.to;
    }
    return status == PS_OK && at < to ? ps_buf_add(&s->out, ps_span_cut(batch, at, to)) : status;
}

ps_status ps_apply(ps_scratch *s, ps_span batch, size_t from, size_t to, ps_span *out) {
    ps_buf_clear(&s->out);
    if (!s->found_count && !s->withheld_count) {
        *out = ps_span_cut(batch, from, to);
        return PS_OK;
    }
    ps_status status = write_all(s, batch, from, to);
    if (status != PS_OK) return status;
    *out = ps_buf_span(&s->out);
    return PS_OK;
}

bool ps_engine_has_token_key(const ps_engine *engine) {
    return engine->token_key_len != 0;
}

ps_status ps_engine_token(const ps_engine *engine, const char *label, ps_span value, ps_buf *out) {
    ps_action_input input = {.value = value,
                             .label = label,
                             .token_key = ps_span_of(engine->token_key, engine->token_key_len)};
    if (engine->token_key_id) input.token_key_id = ps_span_z(engine->token_key_id);
    return ps_action_token_whole(&input, out);
}
