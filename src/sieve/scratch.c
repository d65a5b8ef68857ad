/* SPDX-License-Identifier: Apache-2.0 */
#include "host.h"
#include "sieve_inside.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1024 };

ps_status ps_scratch_new(ps_scratch **out, const ps_engine *engine) {
    *out = NULL;
    ps_scratch *s = calloc(1, sizeof *s);
    if (!s) return PS_E_NOMEM;
    s->engine = engine;
    /* A label is longer than the shortest value: 4 times is more than any real text needs. */
    ps_buf_init(&s->out, engine->max_record * 4 + ((size_t)1 << 20));
    for (unsigned i = 0; i < 2; i++)
        ps_view_init(&s->views[i], engine->max_record * 2 + ((size_t)4 << 20));
    s->found_room = s->withheld_room = FIRST_ROOM;
    s->found = malloc(FIRST_ROOM * sizeof *s->found);
    s->withheld = malloc(FIRST_ROOM * sizeof *s->withheld);
    s->counts.rules = calloc(engine->rule_count + 1, sizeof *s->counts.rules);
    s->sets = ps_byte_sets_best();
    ps_status status = ps_lens_scratch_new(&s->lens, engine->lens);
    if (status == PS_OK) status = ps_judge_scratch_new(&s->judge, engine->judge);
    if (status != PS_OK || !s->found || !s->withheld || !s->counts.rules) {
        ps_scratch_free(s);
        return PS_E_NOMEM;
    }
    *out = s;
    return PS_OK;
}

void ps_scratch_free(ps_scratch *s) {
    if (!s) return;
    ps_lens_scratch_free(s->lens);
    ps_recall_free(s->recall);
    ps_varying_free(s->varying);
    ps_judge_scratch_free(s->judge);
    for (unsigned i = 0; i < 2; i++) ps_view_free(&s->views[i]);
    ps_ids_free(&s->ids);
    ps_buf_free(&s->out);
    ps_msgpack_chunk_free(s->chunk);
    for (unsigned i = 0; i < 3; i++) free(s->places[i].items);
    ps_host_wipe(&s->carry, sizeof s->carry);
    ps_host_wipe(&s->before, sizeof s->before);
    free(s->slots);
    free(s->found);
    free(s->kept);
    free(s->withheld);
    free(s->counts.rules);
    free(s);
}

uint64_t ps_scratch_count(const ps_scratch *scratch, uint32_t rule) {
    return rule < scratch->engine->rule_count ? scratch->counts.rules[rule] : 0;
}

const ps_counts *ps_scratch_counts(const ps_scratch *scratch) {
    return &scratch->counts;
}

void ps_counts_add(ps_counts *sum, const ps_counts *more, uint32_t rule_count) {
    sum->bytes_in += more->bytes_in;
    sum->bytes_out += more->bytes_out;
    sum->lines += more->lines;
    sum->withheld += more->withheld;
    sum->findings += more->findings;
    sum->recalled += more->recalled;
    sum->fallbacks += more->fallbacks;
    for (unsigned i = 0; i < PS_REASON_COUNT; i++) sum->reasons[i] += more->reasons[i];
    for (uint32_t i = 0; i < rule_count; i++) sum->rules[i] += more->rules[i];
}

void ps_scratch_withheld(ps_scratch *scratch, uint64_t bytes) {
    scratch->counts.bytes_in += bytes;
    scratch->counts.lines++;
    scratch->counts.withheld++;
}

void ps_scratch_trace(ps_scratch *scratch, ps_trace_fn *fn, void *ctx) {
    scratch->trace = fn;
    scratch->trace_ctx = ctx;
}
