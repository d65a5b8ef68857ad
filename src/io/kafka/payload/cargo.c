/* SPDX-License-Identifier: Apache-2.0 */
#include "cargo.h"

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
    ps_buf room; /* frames written anew */
};

ps_status ps_cargo_new(ps_cargo **out, const ps_engine *engine, ps_scratch *scratch) {
    ps_cargo *cargo = *out = calloc(1, sizeof *cargo);
    if (!cargo) return PS_E_NOMEM;
    cargo->engine = engine;
    cargo->scratch = scratch;
    /* The engine gives no more than it takes, and labels; formats add a little for each block. */
    size_t ceiling = 4 * ps_engine_max_record(engine) + PS_CARGO_FREE;
    ps_buf_init(&cargo->room, ceiling);
    for (size_t i = 0; i < PS_CARGO_LEVELS; i++) {
        ps_buf_init(&cargo->layers[i].opened, ceiling);
        ps_buf_init(&cargo->layers[i].closed, ceiling);
    }
    ps_status status = ps_packer_new(&cargo->packer);
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
    ps_buf_free(&cargo->room);
    ps_packer_free(cargo->packer);
    free(cargo);
}

/* ---- text ---- */

bool ps_cargo_is_packed(ps_span value) {
    return ps_pack_of(value) != PS_PACK_NONE;
}

static ps_cargo_verdict verdict_of(ps_status status, ps_cargo_verdict otherwise) {
    return status == PS_OK ? PS_CARGO_PASSES : status == PS_E_LIMIT ? PS_CARGO_LIMIT : otherwise;
}

static ps_cargo_verdict redact(ps_cargo *p, ps_span text, ps_span *out) {
    *out = text;
    if (text.len == 0) return PS_CARGO_PASSES;
    return verdict_of(ps_redact(p->engine, p->scratch, text, out), PS_CARGO_ERROR);
}

/* ---- frames of a schema registry ---- */

/* Sixteen bytes that can be read are no id: of a million ids, four look like that. */
static bool is_ascii(ps_span bytes) {
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.ptr[i] < '\t' || bytes.ptr[i] > '~') return false;
    return true;
}

/* 0 and the id of a schema in four bytes, or 1 and one in sixteen. Returns the bytes before what it
 * frames; 0: none. */
static size_t frame_of(ps_span value) {
    enum { BY_ID = 5, BY_GUID = 17 };
    if (value.len > BY_ID && value.ptr[0] == 0) return BY_ID;
    return value.len > BY_GUID && value.ptr[0] == 1 && !is_ascii(ps_span_cut(value, 1, BY_GUID))
               ? BY_GUID
               : 0;
}

static bool is_space(char c) {
    return ps_is_one_of(c, " \t\r\n");
}

/* Looks at both ends: an Avro string of 17 bytes begins as a JSON text does. */
static bool is_json(ps_span text) {
    while (text.len && is_space(text.ptr[0])) text = ps_span_cut(text, 1, text.len);
    while (text.len && is_space(text.ptr[text.len - 1])) text.len--;
    if (text.len < 2) return false;
    char last = text.ptr[text.len - 1];
    switch (text.ptr[0]) {
    case '{': return last == '}';
    case '[': return last == ']';
    case '"': return last == '"';
    default: return false;
    }
}

static ps_cargo_verdict examine_plain(ps_cargo *p, ps_span value, ps_span *out) {
    ps_span new, frame = ps_span_of(value.ptr, frame_of(value));
    ps_span text = ps_span_cut(value, frame.len, value.len);
    *out = value;
    if (frame.len && !is_json(text)) return PS_CARGO_SCHEMA;
    if (!ps_is_text(text)) return PS_CARGO_BINARY;
    ps_cargo_verdict verdict = redact(p, text, &new);
    if (verdict != PS_CARGO_PASSES || new.ptr == text.ptr) return verdict;
    *out = new;
    if (!frame.len) return PS_CARGO_PASSES;
    ps_buf_clear(&p->room);
    ps_status status = ps_buf_add(&p->room, frame);
    if (status == PS_OK) status = ps_buf_add(&p->room, new);
    *out = ps_buf_span(&p->room);
    return verdict_of(status, PS_CARGO_ERROR);
}

/* ---- compression ---- */

/* A limit of the engine, and one that grows with what was sent: who sends little gets little. */
static size_t most_of(const ps_cargo *p, size_t packed) {
    size_t most = ps_engine_max_record(p->engine);
    size_t fair = packed > SIZE_MAX / PS_CARGO_RATIO ? SIZE_MAX : packed * PS_CARGO_RATIO;
    if (fair < PS_CARGO_FREE) fair = PS_CARGO_FREE;
    return fair < most ? fair : most;
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
    ps_buf_trim(&p->room);
}

ps_cargo_verdict ps_cargo_examine(ps_cargo *p, ps_span value, ps_span *out) {
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
    if (verdict == PS_CARGO_PASSES) verdict = examine_plain(p, inner, out);
    if (verdict == PS_CARGO_PASSES) verdict = close_layers(p, depth, value, out);
    if (verdict != PS_CARGO_PASSES) *out = (ps_span){NULL, 0};
    return verdict;
}
