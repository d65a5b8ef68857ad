/* SPDX-License-Identifier: Apache-2.0 */
#include "framed.h"

#include "avro_walk.h"
#include "mirror.h"
#include "proto_walk.h"
#include "text.h"

#include <stdlib.h>

struct ps_framed {
    const ps_engine *engine;
    ps_scratch *scratch;
    ps_packer *packer;
    const ps_schemas *schemas;
    ps_mirror *mirror;
    ps_buf inner; /* the content, unpacked */
    ps_buf body;  /* the content, written anew */
    ps_buf spare; /* the same of the round before */
    ps_buf room;  /* with its frame */
};

ps_status ps_framed_new(ps_framed **out, const ps_engine *engine, ps_scratch *scratch,
                        ps_packer *packer, const ps_schemas *schemas) {
    ps_framed *f = *out = calloc(1, sizeof *f);
    if (!f) return PS_E_NOMEM;
    f->engine = engine;
    f->scratch = scratch;
    f->packer = packer;
    f->schemas = schemas;
    /* The engine gives no more than it takes, and labels. */
    size_t ceiling = 4 * ps_engine_max_record(engine) + PS_CARGO_FREE;
    ps_buf_init(&f->inner, ceiling);
    ps_buf_init(&f->body, ceiling);
    ps_buf_init(&f->spare, ceiling);
    ps_buf_init(&f->room, ceiling);
    ps_status status = ps_mirror_new(&f->mirror, engine, scratch);
    if (status != PS_OK) {
        ps_framed_free(f);
        *out = NULL;
    }
    return status;
}

void ps_framed_free(ps_framed *f) {
    if (!f) return;
    ps_buf_free(&f->inner);
    ps_buf_free(&f->body);
    ps_buf_free(&f->spare);
    ps_buf_free(&f->room);
    ps_mirror_free(f->mirror);
    free(f);
}

static ps_cargo_verdict verdict_of(ps_status status) {
    switch (status) {
    case PS_OK: return PS_CARGO_PASSES;
    case PS_E_LIMIT: return PS_CARGO_LIMIT;
    case PS_E_DECODE: return PS_CARGO_SCHEMA;
    default: return PS_CARGO_ERROR;
    }
}

/* ---- JSON ---- */

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

static ps_cargo_verdict examine_json(ps_framed *f, ps_span text, ps_span *out) {
    if (!ps_is_text(text)) return PS_CARGO_BINARY;
    ps_status status = ps_redact(f->engine, f->scratch, text, out);
    return status == PS_OK || status == PS_E_LIMIT ? verdict_of(status) : PS_CARGO_ERROR;
}

/* ---- values that are mirrored ---- */

static void begin(ps_framed *f) {
    ps_mirror_begin(f->mirror);
    ps_mirror_record(f->mirror);
}

/* Whether something was found. `shown`: how the showing went. */
static ps_cargo_verdict look(ps_framed *f, ps_status shown, bool *found) {
    bool changed;
    *found = false;
    if (shown != PS_OK) return verdict_of(shown);
    if (!ps_mirror_size(f->mirror)) return PS_CARGO_LIMIT; /* it gave the record up */
    ps_status status = ps_mirror_redact(f->mirror, &changed);
    if (status != PS_OK) return status == PS_E_LIMIT ? PS_CARGO_LIMIT : PS_CARGO_ERROR;
    ps_mirrored what = changed ? ps_mirror_next_record(f->mirror) : PS_MIRRORED_SAME;
    *found = what == PS_MIRRORED_CHANGED;
    return what == PS_MIRRORED_WITHHELD ? PS_CARGO_ERROR : PS_CARGO_PASSES;
}

static ps_cargo_verdict examine_avro(ps_framed *f, const ps_avro_type *type, ps_span content,
                                     ps_span *out) {
    bool opaque, found;
    begin(f);
    ps_status shown = ps_avro_show(type, content, f->mirror, &opaque);
    ps_cargo_verdict verdict = look(f, shown, &found);
    if (verdict != PS_CARGO_PASSES || !(found || opaque)) return verdict;
    ps_buf_clear(&f->body);
    verdict = verdict_of(ps_avro_write(type, content, found ? f->mirror : NULL, &f->body));
    *out = ps_buf_span(&f->body);
    return verdict;
}

/* `message` becomes what stands in `to`, behind its indexes. */
static ps_status write_message(ps_framed *f, ps_span indexes, ps_span *message, ps_buf *to) {
    ps_buf_clear(to);
    ps_status status = ps_buf_add(to, indexes);
    if (status == PS_OK) status = ps_proto_write(*message, f->mirror, to);
    *message = ps_span_cut(ps_buf_span(to), indexes.len, to->len);
    return status;
}

/* Until nothing is found in what was written: labels can make other readings of the bytes. */
static ps_cargo_verdict examine_protobuf(ps_framed *f, const ps_frame *frame, ps_span content,
                                         ps_span *out) {
    enum { ROUNDS = 4 };
    bool found;
    ps_span indexes = ps_span_cut(content, 0, ps_frame_indexes(frame, content));
    ps_span message = ps_span_cut(content, indexes.len, content.len);
    if (!indexes.len) return PS_CARGO_SCHEMA;
    for (unsigned round = 0; round < ROUNDS; round++) {
        begin(f);
        ps_cargo_verdict verdict = look(f, ps_proto_show(message, f->mirror), &found);
        if (verdict != PS_CARGO_PASSES || !found) return verdict;
        ps_buf *to = round % 2 ? &f->spare : &f->body;
        ps_status status = write_message(f, indexes, &message, to);
        if (status != PS_OK) return verdict_of(status);
        *out = ps_buf_span(to);
    }
    return PS_CARGO_SCHEMA;
}

/* ---- the frame ---- */

static ps_cargo_verdict examine_content(ps_framed *f, const ps_frame *frame,
                                        const ps_cargo_place *place, ps_span content,
                                        ps_span *out) {
    const ps_avro_type *type = f->schemas ? ps_schemas_find(f->schemas, frame, place) : NULL;
    *out = content;
    if (type) return examine_avro(f, type, content, out);
    if (is_json(content)) return examine_json(f, content, out);
    bool protobuf = f->schemas && ps_schemas_protobuf(f->schemas);
    return protobuf ? examine_protobuf(f, frame, content, out) : PS_CARGO_SCHEMA;
}

static ps_cargo_verdict unpack(ps_framed *f, ps_span packed, size_t most, ps_span *out) {
    bool bare;
    ps_buf_clear(&f->inner);
    ps_status status = ps_packer_open(f->packer, PS_PACK_ZLIB, packed, most, &f->inner, &bare);
    *out = ps_buf_span(&f->inner);
    return status == PS_E_DECODE ? PS_CARGO_COMPRESSED : verdict_of(status);
}

ps_cargo_verdict ps_framed_examine(ps_framed *f, const ps_frame *frame, const ps_cargo_place *place,
                                   ps_span value, size_t most, ps_span *out) {
    ps_span new, content = ps_span_cut(value, frame->len, value.len);
    ps_cargo_verdict verdict = PS_CARGO_PASSES;
    ps_buf_trim(&f->inner);
    ps_buf_trim(&f->body);
    ps_buf_trim(&f->spare);
    ps_buf_trim(&f->room);
    *out = value;
    if (frame->zlib) verdict = unpack(f, content, most, &content);
    if (verdict == PS_CARGO_PASSES) verdict = examine_content(f, frame, place, content, &new);
    if (verdict != PS_CARGO_PASSES || new.ptr == content.ptr) return verdict;
    ps_buf_clear(&f->room);
    ps_status status = ps_buf_add(&f->room, ps_span_cut(value, 0, frame->len));
    if (status == PS_OK)
        status = frame->zlib ? ps_packer_close(f->packer, PS_PACK_ZLIB, new, &f->room)
                             : ps_buf_add(&f->room, new);
    *out = ps_buf_span(&f->room);
    return verdict_of(status);
}
