/* SPDX-License-Identifier: Apache-2.0 */
#include "payload.h"

#include "base64.h"
#include "content.h"
#include "inflate.h"

enum {
    OUTPUT_MAX = 1 << 20, /* bytes out of one packing */
    RATIO_MAX = 100,      /* bytes out for one byte in */
    PACKINGS_MAX = 3,     /* inside each other */
    BYTES_MAX = 32 << 20,
    HEAD_MAX = 2 * PS_CONTENT_SAMPLE + 2 /* characters: enough for a sample in either encoding */
};

void ps_payload_init(ps_payload *payload) {
    *payload = (ps_payload){0};
    ps_buf_init(&payload->bytes, BYTES_MAX);
    for (unsigned i = 0; i < 2; i++) ps_buf_init(&payload->unpacked[i], OUTPUT_MAX + 4096);
}

void ps_payload_free(ps_payload *payload) {
    ps_buf_free(&payload->bytes);
    for (unsigned i = 0; i < 2; i++) ps_buf_free(&payload->unpacked[i]);
}

/* ---- out of the run ---- */

static void decode_hex(ps_span run, ps_buf *out) {
    size_t at = 0;
    if (run.len > 1 && (run.ptr[1] | 0x20) == 'x') at = 2;
    for (; at + 1 < run.len; at += 2)
        out->ptr[out->len++] =
            (char)(ps_hex_value(run.ptr[at]) * 16 + ps_hex_value(run.ptr[at + 1]));
}

static ps_status decode(ps_payload *payload, ps_span run, bool hex) {
    ps_buf_clear(&payload->bytes);
    ps_status status = ps_buf_reserve(&payload->bytes, run.len / 4 * 3 + 3);
    if (status != PS_OK) return status;
    if (hex)
        decode_hex(run, &payload->bytes);
    else
        payload->bytes.len = ps_base64_decode(run, payload->bytes.ptr);
    return PS_OK;
}

/* ---- out of its packings ---- */

static ps_codec codec_of(ps_content content) {
    switch (content) {
    case PS_CONTENT_GZIP: return PS_CODEC_GZIP;
    case PS_CONTENT_ZLIB: return PS_CODEC_ZLIB;
    case PS_CONTENT_ZSTD: return PS_CODEC_ZSTD;
    case PS_CONTENT_ZIP: return PS_CODEC_DEFLATE;
    default: return PS_CODEC_PLAIN;
    }
}

static unsigned little16(ps_span bytes, size_t at) {
    return (unsigned char)bytes.ptr[at] | (unsigned)(unsigned char)bytes.ptr[at + 1] << 8;
}

/* The first file of a ZIP archive, which is deflated or stored as it is. */
static ps_span zip_entry(ps_span bytes, bool *stored) {
    enum { HEADER = 30, METHOD = 8, NAME_LEN = 26, EXTRA_LEN = 28 };
    if (bytes.len < HEADER) return ps_span_cut(bytes, 0, 0);
    size_t at = HEADER + little16(bytes, NAME_LEN) + little16(bytes, EXTRA_LEN);
    *stored = little16(bytes, METHOD) == 0;
    return at < bytes.len ? ps_span_cut(bytes, at, bytes.len) : ps_span_cut(bytes, 0, 0);
}

static ps_status unpack(ps_codec codec, ps_span in, ps_buf *out, size_t *budget, bool *sound) {
    size_t most = in.len < OUTPUT_MAX / RATIO_MAX ? in.len * RATIO_MAX : OUTPUT_MAX;
    if (most > *budget) most = *budget;
    ps_buf_clear(out);
    ps_status status = ps_unpack(codec, in, most, out, sound);
    *budget -= out->len < *budget ? out->len : *budget;
    return status;
}

static bool is_packed(ps_content content) {
    return content >= PS_CONTENT_GZIP && content != PS_CONTENT_DOCUMENT;
}

/* Out of one packing after the other, as their first bytes name them. */
static ps_status open_packings(ps_payload *payload, ps_span bytes, size_t *budget) {
    for (unsigned depth = 0; bytes.len; depth++) {
        ps_content content = ps_content_of(bytes);
        if (content == PS_CONTENT_TEXT) payload->text = bytes;
        bool stored = false, sound = true, too_deep = is_packed(content) && depth == PACKINGS_MAX;
        /* Of an archive only the first file is read. */
        payload->refused |= too_deep || content >= PS_CONTENT_ZIP;
        if (too_deep || !is_packed(content)) break;
        ps_buf *out = &payload->unpacked[depth % 2];
        ps_span packed = content == PS_CONTENT_ZIP ? zip_entry(bytes, &stored) : bytes;
        ps_status status = PS_OK;
        if (!stored) status = unpack(codec_of(content), packed, out, budget, &sound);
        if (status != PS_OK) return status;
        payload->refused |= !sound;
        bytes = stored ? packed : ps_buf_span(out);
    }
    return PS_OK;
}

/* Deflated without a header, or a message of a binary protocol that is half text: only where a name
 * says that it is a payload. */
static ps_status open_named(ps_payload *payload, size_t *budget) {
    ps_span bytes = ps_buf_span(&payload->bytes);
    ps_content content = ps_content_of(bytes);
    ps_buf *out = &payload->unpacked[0];
    bool sound;
    if (content != PS_CONTENT_NOISE && content != PS_CONTENT_MIXED) return PS_OK;
    ps_status status = unpack(PS_CODEC_DEFLATE, bytes, out, budget, &sound);
    if (status != PS_OK) return status;
    if (sound && out->len >= PS_BASE64_HEAD && ps_content_of(ps_buf_span(out)) == PS_CONTENT_TEXT)
        payload->text = ps_buf_span(out);
    else if (content == PS_CONTENT_MIXED)
        payload->text = bytes;
    return PS_OK;
}

/* Is a run noise, by what its beginning holds? Then the rest of it says nothing more. */
static bool begins_as_noise(ps_payload *payload, const ps_run *run) {
    ps_span head = ps_buf_span(&payload->bytes);
    if (run->named || head.len < PS_CONTENT_SAMPLE) return false;
    ps_content content = ps_content_of(head);
    return content == PS_CONTENT_NOISE || content == PS_CONTENT_MIXED;
}

ps_status ps_payload_open(ps_payload *payload, ps_span text, const ps_run *run, size_t *budget) {
    payload->text = (ps_span){0};
    payload->refused = false;
    size_t head = run->to - run->from < HEAD_MAX ? run->to - run->from : HEAD_MAX;
    ps_status status = decode(payload, ps_span_cut(text, run->from, run->from + head), run->hex);
    if (status == PS_OK && begins_as_noise(payload, run)) return PS_OK;
    if (status == PS_OK && run->to - run->from > head)
        status = decode(payload, ps_span_cut(text, run->from, run->to), run->hex);
    if (status == PS_OK) status = open_packings(payload, ps_buf_span(&payload->bytes), budget);
    payload->refused = payload->refused && run->named;
    return status == PS_OK && run->named ? open_named(payload, budget) : status;
}
