/* SPDX-License-Identifier: Apache-2.0 */
#include "cargo.h"

#include "framed.h"
#include "packed.h"
#include "text.h"

#include <stdlib.h>

/* One layer of compression. */
typedef struct layer {
    ps_pack pack;
    bool bare;     /* it had nothing but the content */
    ps_buf opened; /* the content */
    ps_buf closed; /* packed anew */
} layer;

struct ps_cargo {
    const ps_engine *engine;
    ps_scratch *scratch;
    ps_packer *packer;
    layer layers[PS_CARGO_LEVELS];
    ps_framed *framed;
};

ps_status ps_cargo_new(ps_cargo **out, const ps_engine *engine, ps_scratch *scratch,
                       const ps_schemas *schemas) {
    ps_cargo *cargo = *out = calloc(1, sizeof *cargo);
    if (!cargo) return PS_E_NOMEM;
    cargo->engine = engine;
    cargo->scratch = scratch;
    /* The engine gives no more than it takes, and labels; formats add a little for each block. */
    size_t ceiling = 4 * ps_engine_max_record(engine) + PS_CARGO_FREE;
    for (size_t i = 0; i < PS_CARGO_LEVELS; i++) {
        ps_buf_init(&cargo->layers[i].opened, ceiling);
        ps_buf_init(&cargo->layers[i].closed, ceiling);
    }
    ps_status status = ps_packer_new(&cargo->packer);
    if (status == PS_OK)
        status = ps_framed_new(&cargo->framed, engine, scratch, cargo->packer, schemas);
    if (status != PS_OK) {
        ps_cargo_free(cargo);
        *out = NULL;
    }
    return status;
}

void ps_cargo_free(ps_cargo *cargo) {
    if (!cargo) return;
    for (size_t i = 0; i < PS_CARGO_LEVELS; i++) {
        ps_buf_free(&cargo->layers[i].opened);
        ps_buf_free(&cargo->layers[i].closed);
    }
    ps_framed_free(cargo->framed);
    ps_packer_free(cargo->packer);
    free(cargo);
}

bool ps_cargo_is_packed(ps_span value) {
    return ps_pack_of(value) != PS_PACK_NONE;
}

static ps_cargo_verdict verdict_of(ps_status status, ps_cargo_verdict otherwise) {
    return status == PS_OK ? PS_CARGO_PASSES : status == PS_E_LIMIT ? PS_CARGO_LIMIT : otherwise;
}

/* ---- compression ---- */

/* A limit of the engine, and one that grows with what was sent: who sends little gets little. */
static size_t most_of(const ps_cargo *p, size_t packed) {
    size_t most = ps_engine_max_record(p->engine);
    size_t fair = packed > SIZE_MAX / PS_CARGO_RATIO ? SIZE_MAX : packed * PS_CARGO_RATIO;
    if (fair < PS_CARGO_FREE) fair = PS_CARGO_FREE;
    return fair < most ? fair : most;
}

static ps_cargo_verdict examine_plain(ps_cargo *p, const ps_cargo_place *place, ps_span value,
                                      ps_span *out) {
    ps_frame frame = ps_frame_of(value);
    *out = value;
    if (frame.kind != PS_FRAME_NONE)
        return ps_framed_examine(p->framed, &frame, place, value, most_of(p, value.len), out);
    if (!ps_is_text(value)) return PS_CARGO_BINARY;
    if (value.len == 0) return PS_CARGO_PASSES;
    return verdict_of(ps_redact(p->engine, p->scratch, value, out), PS_CARGO_ERROR);
}

static ps_cargo_verdict open_layer(ps_cargo *p, layer *l, ps_span value) {
    ps_buf_clear(&l->opened);
    ps_status status =
        ps_packer_open(p->packer, l->pack, value, most_of(p, value.len), &l->opened, &l->bare);
    return verdict_of(status, status == PS_E_NOMEM ? PS_CARGO_ERROR : PS_CARGO_COMPRESSED);
}

/* From the innermost outwards. `out` is what became of the innermost content. */
static ps_cargo_verdict close_layers(ps_cargo *p, size_t depth, ps_span value, ps_span *out) {
    while (depth-- > 0) {
        layer *l = &p->layers[depth];
        ps_span was = depth ? ps_buf_span(&p->layers[depth - 1].opened) : value;
        if (out->ptr == l->opened.ptr && l->bare) {
            *out = was;
            continue;
        }
        ps_buf_clear(&l->closed);
        ps_status status = ps_packer_close(p->packer, l->pack, *out, &l->closed);
        *out = ps_buf_span(&l->closed);
        if (status != PS_OK) return verdict_of(status, PS_CARGO_ERROR);
    }
    return PS_CARGO_PASSES;
}

static void trim(ps_cargo *p) {
    for (size_t i = 0; i < PS_CARGO_LEVELS; i++) {
        ps_buf_trim(&p->layers[i].opened);
        ps_buf_trim(&p->layers[i].closed);
    }
}

ps_cargo_verdict ps_cargo_examine(ps_cargo *p, const ps_cargo_place *place, ps_span value,
                                  ps_span *out) {
    ps_cargo_verdict verdict = PS_CARGO_PASSES;
    ps_span inner = value;
    size_t depth = 0;
    ps_pack pack;
    trim(p); /* what a huge value left behind */
    for (; verdict == PS_CARGO_PASSES && (pack = ps_pack_of(inner)) != PS_PACK_NONE; depth++) {
        if (pack == PS_PACK_OTHER || depth == PS_CARGO_LEVELS) {
            verdict = PS_CARGO_COMPRESSED;
            break;
        }
        p->layers[depth].pack = pack;
        verdict = open_layer(p, &p->layers[depth], inner);
        inner = ps_buf_span(&p->layers[depth].opened);
    }
    if (verdict == PS_CARGO_PASSES) verdict = examine_plain(p, place, inner, out);
    if (verdict == PS_CARGO_PASSES) verdict = close_layers(p, depth, value, out);
    if (verdict != PS_CARGO_PASSES) *out = (ps_span){NULL, 0};
    return verdict;
}
