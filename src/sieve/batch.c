/* SPDX-License-Identifier: Apache-2.0 */
#include "sieve_inside.h"

enum { WINDOW_TAIL = 32 << 10, CUT_SEARCH = 4 << 10 };

static uint64_t count_lines(ps_span batch) {
    uint64_t lines = 0;
    const char *at = batch.ptr, *end = batch.ptr + batch.len;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        lines++;
        if (!newline) break;
        at = newline + 1;
    }
    return lines;
}

/* Not even the output fits: every line becomes a marker. */
static ps_status withhold_all(ps_scratch *s, ps_span batch, ps_span *out) {
    ps_buf_clear(&s->out);
    for (size_t at = 0; at < batch.len;) {
        const char *newline = memchr(batch.ptr + at, '\n', batch.len - at);
        ps_status status = ps_buf_add(&s->out, PS_LIT(PS_WITHHELD_ERROR));
        if (status == PS_OK && newline) status = ps_buf_add_char(&s->out, '\n');
        if (status != PS_OK) return status;
        s->counts.withheld++;
        at = newline ? (size_t)(newline - batch.ptr) + 1 : batch.len;
    }
    *out = ps_buf_span(&s->out);
    return PS_OK;
}

/* The batch could not be examined. What it says of later lines is learnt all the same, from what
 * was carried before it: below a heading that is not known, rows would pass. */
static void carry_over(ps_scratch *s, const ps_track *track, const ps_carried *carried,
                       ps_span batch) {
    s->carry.track = *track;
    s->carry.carried = *carried;
    ps_carried_pass(&s->carry.carried, &s->carry.track, s->engine, batch, NULL);
    for (size_t at = 0; at < batch.len;) {
        const char *newline = memchr(batch.ptr + at, '\n', batch.len - at);
        size_t end = newline ? (size_t)(newline - batch.ptr) : batch.len;
        (void)ps_track_line(&s->carry.track, s->engine, ps_span_cut(batch, at, end));
        at = end + 1;
    }
}

ps_status ps_sieve_batch(const ps_engine *engine, ps_scratch *scratch, ps_span batch,
                         ps_span *out) {
    *out = (ps_span){0};
    if (scratch->engine != engine) return PS_E_USAGE;
    if (!batch.len) return PS_OK;
    scratch->counts.bytes_in += batch.len;
    scratch->counts.lines += count_lines(batch);
    const ps_track track = scratch->carry.track;
    const ps_carried carried = scratch->carry.carried;
    ps_status status = ps_examine(scratch, batch);
    if (status != PS_OK) carry_over(scratch, &track, &carried, batch);
    if (status == PS_OK) status = ps_apply(scratch, batch, 0, batch.len, out);
    if (status != PS_OK) status = withhold_all(scratch, batch, out);
    if (status != PS_OK) *out = (ps_span){0};
    scratch->counts.bytes_out += out->len;
    return status;
}

void ps_carry_begin(ps_scratch *scratch) {
    scratch->carry.track = (ps_track){0};
    scratch->carry.carried = (ps_carried){0};
    scratch->carry.goes_on = false;
    scratch->carry.starts = NULL;
    scratch->split.ahead = false;
}

/* Where the window may be cut: not in a value, and not in a word while there is a choice. */
static ps_status choose_cut(const ps_scratch *s, ps_span window, size_t from, size_t *to) {
    size_t tail = window.len - from < 2 * WINDOW_TAIL ? (window.len - from) / 2 : WINDOW_TAIL;
    size_t cut = window.len - tail;
    for (size_t n = 0; n < CUT_SEARCH && cut - n > from; n++) {
        if (!ps_is_word(window.ptr[cut - n - 1])) {
            cut -= n;
            break;
        }
    }
    for (size_t i = s->found_count; i-- > 0;)
        if (s->found[i].from < cut && s->found[i].to > cut) cut = s->found[i].from;
    *to = cut;
    return cut > from ? PS_OK : PS_E_LIMIT;
}

ps_status ps_sieve_window(const ps_engine *engine, ps_scratch *scratch, ps_span window, size_t from,
                          bool last, size_t *to, ps_span *out) {
    *out = (ps_span){0};
    *to = from;
    if (scratch->engine != engine || from > window.len) return PS_E_USAGE;
    ps_carry_begin(scratch);
    ps_status status = ps_examine(scratch, window);
    if (status == PS_OK && scratch->withheld_count) status = PS_E_LIMIT;
    if (status == PS_OK && last)
        *to = window.len;
    else if (status == PS_OK)
        status = choose_cut(scratch, window, from, to);
    if (status != PS_OK) return status;
    status = ps_apply(scratch, window, from, *to, out);
    if (status != PS_OK) *out = (ps_span){0};
    scratch->counts.bytes_in += *to - from;
    scratch->counts.bytes_out += out->len;
    return status;
}

ps_status ps_redact(const ps_engine *engine, ps_scratch *scratch, ps_span record, ps_span *out) {
    *out = (ps_span){0};
    if (record.len > engine->max_record) return PS_E_LIMIT;
    uint64_t withheld = scratch->counts.withheld;
    ps_carry_begin(scratch);
    ps_status status = ps_sieve_batch(engine, scratch, record, out);
    if (status == PS_OK && scratch->counts.withheld != withheld) {
        *out = (ps_span){0};
        return PS_E_LIMIT;
    }
    return status;
}

ps_status ps_sieve_scan(const ps_engine *engine, ps_scratch *scratch, ps_span batch,
                        ps_finding_fn *fn, void *ctx) {
    if (scratch->engine != engine) return PS_E_USAGE;
    scratch->counts.bytes_in += batch.len;
    scratch->counts.lines += count_lines(batch);
    ps_status status = ps_examine(scratch, batch);
    if (status != PS_OK) return status;
    for (size_t i = 0; i < scratch->found_count; i++) {
        const ps_found *found = &scratch->found[i];
        scratch->counts.findings++;
        scratch->counts.rules[found->rule]++;
        ps_finding finding = {.rule = found->rule,
                              .from = found->from,
                              .to = found->to,
                              .evidence = ps_evidence_text(found->evidence)};
        if (fn(&finding, ctx)) return PS_E_STOPPED;
    }
    return scratch->withheld_count ? PS_E_LIMIT : PS_OK;
}

ps_status ps_scan(const ps_engine *engine, ps_scratch *scratch, ps_span record, ps_finding_fn *fn,
                  void *ctx) {
    if (scratch->engine != engine) return PS_E_USAGE;
    if (record.len > engine->max_record) return PS_E_LIMIT;
    ps_carry_begin(scratch);
    return ps_sieve_scan(engine, scratch, record, fn, ctx);
}
