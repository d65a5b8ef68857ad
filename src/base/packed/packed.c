/* SPDX-License-Identifier: Apache-2.0 */
#include "packed.h"

#include "inflate.h"
#include "packed_inside.h"

#include <stdlib.h>

struct ps_packer {
    ps_decoder *decoders[PS_CODEC_ZLIB + 1]; /* by ps_codec: gzip, zstd, zlib */
    ps_encoder *encoders[PS_CODEC_ZLIB + 1];
    ps_lz4 *lz4;
};

typedef struct magic {
    ps_pack pack;
    uint8_t len;
    char bytes[11];
} magic;

ps_pack ps_pack_of(ps_span value) {
    static const magic magics[] = {
        {PS_PACK_GZIP, 2, "\x1f\x8b"},
        {PS_PACK_ZSTD, 4, "\x28\xb5\x2f\xfd"},
        {PS_PACK_LZ4, 4, "\x04\x22\x4d\x18"},
        {PS_PACK_SNAPPY, 10, "\xff\x06\0\0sNaPpY"},
        {PS_PACK_SNAPPY_JAVA, 7, "\x82SNAPPY"},
        {PS_PACK_OTHER, 3, "BZh"},
        {PS_PACK_OTHER, 4, "PK\x03\x04"},
        {PS_PACK_OTHER, 8, "LZ4Block"},
        {PS_PACK_OTHER, 5, {'\xfd', '7', 'z', 'X', 'Z'}},
    };
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (value.len >= magics[i].len && memcmp(value.ptr, magics[i].bytes, magics[i].len) == 0)
            return magics[i].pack;
    return PS_PACK_NONE;
}

ps_status ps_packer_new(ps_packer **out) {
    *out = calloc(1, sizeof **out);
    return *out ? PS_OK : PS_E_NOMEM;
}

void ps_packer_free(ps_packer *packer) {
    if (!packer) return;
    for (ps_codec codec = PS_CODEC_GZIP; codec <= PS_CODEC_ZLIB; codec++) {
        ps_decoder_free(packer->decoders[codec]);
        ps_encoder_free(packer->encoders[codec]);
    }
    ps_lz4_free(packer->lz4);
    free(packer);
}

/* ---- gzip, zstd, zlib ---- */

enum { CHUNK_LEAST = 4096, CHUNK_MOST = 256 << 10 };

static ps_status make_room(ps_buf *out, size_t want, ps_flow *flow) {
    ps_status status = ps_buf_reserve(out, want);
    if (status != PS_OK) return status;
    flow->to = out->ptr + out->len;
    flow->room = want;
    return PS_OK;
}

static ps_status stream_open(ps_packer *packer, ps_codec codec, ps_flow *flow, size_t most,
                             ps_buf *out) {
    ps_decoder *decoder = packer->decoders[codec];
    for (size_t made = 0, chunk = CHUNK_LEAST;; chunk = chunk < CHUNK_MOST ? 2 * chunk : chunk) {
        size_t left = most - made + 1; /* one more would be too many, and must be seen */
        ps_status status = make_room(out, left < chunk ? left : chunk, flow);
        if (status == PS_OK) status = ps_decoder_step(decoder, flow);
        if (status != PS_OK) return status;
        made += flow->made;
        out->len += flow->made;
        if (made > most) return PS_E_LIMIT;
        if (flow->made) continue;
        return flow->in.len == 0 && ps_decoder_complete(decoder) ? PS_OK : PS_E_DECODE;
    }
}

static ps_status codec_open(ps_packer *packer, ps_codec codec, ps_flow flow, size_t most,
                            ps_buf *out) {
    ps_status status = PS_OK;
    if (!packer->decoders[codec]) status = ps_decoder_new(&packer->decoders[codec], codec);
    if (status == PS_OK) status = ps_decoder_again(packer->decoders[codec]);
    return status == PS_OK ? stream_open(packer, codec, &flow, most, out) : status;
}

static ps_status codec_close(ps_packer *packer, ps_codec codec, ps_span content, ps_buf *out) {
    ps_status status = PS_OK;
    ps_flow flow = {.in = content};
    if (!packer->encoders[codec]) status = ps_encoder_new(&packer->encoders[codec], codec);
    if (status == PS_OK) status = ps_encoder_again(packer->encoders[codec]);
    for (bool done = false; status == PS_OK && !done;) {
        status = make_room(out, CHUNK_LEAST + flow.in.len / 4, &flow);
        if (status == PS_OK) status = ps_encoder_step(packer->encoders[codec], &flow, true, &done);
        if (status == PS_OK) out->len += flow.made;
    }
    return status;
}

/* ---- all of them ---- */

static ps_codec codec_of(ps_pack pack) {
    return pack == PS_PACK_GZIP   ? PS_CODEC_GZIP
           : pack == PS_PACK_ZLIB ? PS_CODEC_ZLIB
                                  : PS_CODEC_ZSTD;
}

ps_status ps_packer_open(ps_packer *packer, ps_pack pack, ps_span value, size_t most, ps_buf *out,
                         bool *bare) {
    ps_codec codec = codec_of(pack);
    ps_status status = PS_OK;
    *bare = true;
    switch (pack) {
    case PS_PACK_GZIP:
    case PS_PACK_ZSTD:
    case PS_PACK_ZLIB:
        status = codec_open(packer, codec, (ps_flow){.in = value}, most, out);
        *bare = status == PS_OK && ps_decoder_bare(packer->decoders[codec]);
        return status;
    case PS_PACK_LZ4:
        if (!packer->lz4) status = ps_lz4_new(&packer->lz4);
        return status == PS_OK ? ps_lz4_open(packer->lz4, value, most, out, bare) : status;
    case PS_PACK_SNAPPY: return ps_snappy_open(value, most, out, bare);
    case PS_PACK_SNAPPY_JAVA: return ps_snappy_java_open(value, most, out);
    default: return PS_E_DECODE;
    }
}

ps_status ps_packer_close(ps_packer *packer, ps_pack pack, ps_span content, ps_buf *out) {
    switch (pack) {
    case PS_PACK_GZIP:
    case PS_PACK_ZSTD:
    case PS_PACK_ZLIB: return codec_close(packer, codec_of(pack), content, out);
    case PS_PACK_LZ4: return ps_lz4_close(content, out);
    case PS_PACK_SNAPPY: return ps_snappy_close(content, out);
    case PS_PACK_SNAPPY_JAVA: return ps_snappy_java_close(content, out);
    default: return PS_E_USAGE;
    }
}
