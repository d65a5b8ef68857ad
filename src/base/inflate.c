/* SPDX-License-Identifier: Apache-2.0 */
#include "inflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

struct ps_decoder {
    ps_codec codec;
    bool open;    /* inside a member */
    bool padding; /* zero bytes behind the last member, as tape blocks have them */
    bool any;     /* at least one member was whole */
    bool extra;   /* a header has room for bytes that are no content */
    z_stream gzip;
    ZSTD_DStream *zstd;
};

struct ps_encoder {
    ps_codec codec;
    z_stream gzip;
    ZSTD_CStream *zstd;
};

const char *ps_codec_name(ps_codec codec) {
    static const char *const names[] = {"plain", "gzip", "zstd", "zlib", "deflate"};
    return names[codec];
}

ps_codec ps_codec_of(ps_span head, bool *certain) {
    static const char gzip[] = "\x1f\x8b\x08", zstd[] = "\x28\xb5\x2f\xfd";
    size_t n3 = head.len < 3 ? head.len : 3, n4 = head.len < 4 ? head.len : 4;
    bool may_gzip = memcmp(head.ptr, gzip, n3) == 0, may_zstd = memcmp(head.ptr, zstd, n4) == 0;
    *certain = may_gzip ? n3 == 3 : may_zstd ? n4 == 4 : true;
    if (may_gzip && n3 == 3) return PS_CODEC_GZIP;
    return may_zstd && n4 == 4 ? PS_CODEC_ZSTD : PS_CODEC_PLAIN;
}

/* How zlib is told which header to expect. */
static int window_bits(ps_codec codec) {
    return codec == PS_CODEC_DEFLATE ? -15 : codec == PS_CODEC_ZLIB ? 15 : 15 + 16;
}

ps_status ps_decoder_new(ps_decoder **out, ps_codec codec) {
    *out = NULL;
    ps_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return PS_E_NOMEM;
    decoder->codec = codec;
    bool ready = codec == PS_CODEC_ZSTD ? (decoder->zstd = ZSTD_createDStream()) != NULL
                                        : inflateInit2(&decoder->gzip, window_bits(codec)) == Z_OK;
    if (!ready) {
        free(decoder);
        return PS_E_NOMEM;
    }
    *out = decoder;
    return PS_OK;
}

void ps_decoder_free(ps_decoder *decoder) {
    if (!decoder) return;
    if (decoder->codec == PS_CODEC_ZSTD)
        (void)ZSTD_freeDStream(decoder->zstd);
    else
        (void)inflateEnd(&decoder->gzip);
    free(decoder);
}

bool ps_decoder_complete(const ps_decoder *decoder) {
    return decoder->any && !decoder->open;
}

static unsigned uint_of(size_t n) {
    return n > UINT_MAX ? UINT_MAX : (unsigned)n;
}

/* zlib's interface is older than const. */
static Bytef *input_of(ps_span in) {
    union {
        const char *read;
        Bytef *bytes;
    } both = {.read = in.ptr};
    return both.bytes;
}

bool ps_decoder_bare(const ps_decoder *decoder) {
    return !decoder->extra;
}

/* The header of a member stands at the front of `in`: RFC 1952 2.3.1 FEXTRA, FNAME, FCOMMENT. */
static bool gzip_extra(const ps_decoder *decoder, ps_span in) {
    enum { FLAGS_AT = 3, WITH_BYTES = 0x1c };
    return decoder->codec == PS_CODEC_GZIP && (in.len <= FLAGS_AT || in.ptr[FLAGS_AT] & WITH_BYTES);
}

/* A skippable frame: RFC 8878 3.1.2. */
static bool zstd_extra(const char *at, size_t len) {
    return len < PS_CODEC_MAGIC ||
           ((at[0] & 0xf0) == 0x50 && memcmp(at + 1, "\x2a\x4d\x18", 3) == 0);
}

/* The next member begins here; false behind the last one. */
static bool next_member(ps_decoder *decoder, ps_flow *flow) {
    if (decoder->any && (decoder->padding || flow->in.ptr[0] == 0)) {
        decoder->padding = true;
        while (flow->in.len && flow->in.ptr[0] == 0)
            flow->in = ps_span_cut(flow->in, 1, flow->in.len);
        return false;
    }
    decoder->open = true;
    decoder->extra |= gzip_extra(decoder, flow->in);
    return inflateReset(&decoder->gzip) == Z_OK;
}

static ps_status gzip_step(ps_decoder *decoder, ps_flow *flow) {
    z_stream *z = &decoder->gzip;
    while (flow->made == 0 && (flow->in.len || decoder->open)) {
        if (!decoder->open && !next_member(decoder, flow))
            return flow->in.len ? PS_E_DECODE : PS_OK;
        unsigned given = uint_of(flow->in.len), room = uint_of(flow->room);
        z->next_in = input_of(flow->in);
        z->avail_in = given;
        z->next_out = (Bytef *)flow->to;
        z->avail_out = room;
        int result = inflate(z, Z_NO_FLUSH);
        flow->in = ps_span_cut(flow->in, given - z->avail_in, flow->in.len);
        flow->made = room - z->avail_out;
        if (result == Z_STREAM_END) {
            decoder->open = false;
            decoder->any = true;
        } else if (result == Z_MEM_ERROR) {
            return PS_E_NOMEM;
        } else if (result == Z_BUF_ERROR) {
            return PS_OK;
        } else if (result != Z_OK) {
            return PS_E_DECODE;
        }
    }
    return PS_OK;
}

static ps_status zstd_step(ps_decoder *decoder, ps_flow *flow) {
    ZSTD_inBuffer in = {flow->in.ptr, flow->in.len, 0};
    ZSTD_outBuffer out = {flow->to, flow->room, 0};
    ps_status status = PS_OK;
    while (out.pos == 0) {
        size_t before = in.pos;
        if (in.pos == in.size && !decoder->open) break;
        if (!decoder->open) decoder->extra |= zstd_extra(flow->in.ptr + in.pos, in.size - in.pos);
        size_t left = ZSTD_decompressStream(decoder->zstd, &out, &in);
        if (ZSTD_isError(left)) {
            status = PS_E_DECODE;
            break;
        }
        decoder->open = left != 0;
        decoder->any = decoder->any || left == 0;
        if (in.pos == before && out.pos == 0) break;
    }
    flow->in = ps_span_cut(flow->in, in.pos, flow->in.len);
    flow->made = out.pos;
    return status;
}

ps_status ps_decoder_step(ps_decoder *decoder, ps_flow *flow) {
    flow->made = 0;
    return decoder->codec == PS_CODEC_ZSTD ? zstd_step(decoder, flow) : gzip_step(decoder, flow);
}

/* A frame may claim a window of 128 MiB; what stands in a log needs none larger than this. */
enum { UNPACK_WINDOW_LOG = 23 };

ps_status ps_decoder_again(ps_decoder *decoder) {
    bool ready;
    decoder->open = decoder->padding = decoder->any = decoder->extra = false;
    if (decoder->codec != PS_CODEC_ZSTD) {
        ready = inflateReset(&decoder->gzip) == Z_OK;
    } else {
        ready = !ZSTD_isError(ZSTD_DCtx_reset(decoder->zstd, ZSTD_reset_session_only)) &&
                !ZSTD_isError(
                    ZSTD_DCtx_setParameter(decoder->zstd, ZSTD_d_windowLogMax, UNPACK_WINDOW_LOG));
    }
    return ready ? PS_OK : PS_E_INTERNAL;
}

static ps_status unpack_with(ps_decoder *decoder, ps_flow *flow, size_t most, ps_buf *out,
                             bool *sound) {
    bool single = decoder->codec == PS_CODEC_ZLIB || decoder->codec == PS_CODEC_DEFLATE;
    for (size_t made = 0, chunk = 4096;; chunk *= 2) {
        size_t left = most - made + 1; /* one more would be too many, and must be seen */
        flow->room = left < chunk ? left : chunk;
        ps_status status = ps_buf_reserve(out, flow->room);
        if (status != PS_OK) return status;
        flow->to = out->ptr + out->len;
        status = ps_decoder_step(decoder, flow);
        if (status != PS_OK && status != PS_E_DECODE) return status;
        made += flow->made;
        out->len += flow->made;
        *sound = status == PS_OK && made <= most;
        if (made > most) out->len--;
        if (!*sound || !flow->made || (single && ps_decoder_complete(decoder))) return PS_OK;
    }
}

ps_status ps_unpack(ps_codec codec, ps_span in, size_t most, ps_buf *out, bool *sound) {
    ps_decoder *decoder;
    ps_flow flow = {.in = in};
    ps_status status = ps_decoder_new(&decoder, codec);
    if (status != PS_OK) return status;
    if (codec == PS_CODEC_ZSTD)
        (void)ZSTD_DCtx_setParameter(decoder->zstd, ZSTD_d_windowLogMax, UNPACK_WINDOW_LOG);
    status = unpack_with(decoder, &flow, most, out, sound);
    ps_decoder_free(decoder);
    return status;
}

ps_status ps_encoder_new(ps_encoder **out, ps_codec codec) {
    *out = NULL;
    ps_encoder *encoder = calloc(1, sizeof *encoder);
    if (!encoder) return PS_E_NOMEM;
    encoder->codec = codec;
    bool ready = codec == PS_CODEC_ZSTD
                     ? (encoder->zstd = ZSTD_createCStream()) != NULL
                     : deflateInit2(&encoder->gzip, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                                    window_bits(codec), 8, Z_DEFAULT_STRATEGY) == Z_OK;
    if (ready && codec == PS_CODEC_ZSTD)
        ready = !ZSTD_isError(ZSTD_CCtx_setParameter(encoder->zstd, ZSTD_c_checksumFlag, 1));
    if (!ready) {
        free(encoder);
        return PS_E_NOMEM;
    }
    *out = encoder;
    return PS_OK;
}

void ps_encoder_free(ps_encoder *encoder) {
    if (!encoder) return;
    if (encoder->codec == PS_CODEC_ZSTD)
        (void)ZSTD_freeCStream(encoder->zstd);
    else
        (void)deflateEnd(&encoder->gzip);
    free(encoder);
}

ps_status ps_encoder_again(ps_encoder *encoder) {
    bool ready = encoder->codec == PS_CODEC_ZSTD
                     ? !ZSTD_isError(ZSTD_CCtx_reset(encoder->zstd, ZSTD_reset_session_only))
                     : deflateReset(&encoder->gzip) == Z_OK;
    return ready ? PS_OK : PS_E_INTERNAL;
}

static ps_status zstd_encode(ps_encoder *encoder, ps_flow *flow, bool end, bool *done) {
    ZSTD_inBuffer in = {flow->in.ptr, flow->in.len, 0};
    ZSTD_outBuffer out = {flow->to, flow->room, 0};
    size_t left =
        ZSTD_compressStream2(encoder->zstd, &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left)) return PS_E_INTERNAL;
    flow->in = ps_span_cut(flow->in, in.pos, flow->in.len);
    flow->made = out.pos;
    *done = end && left == 0;
    return PS_OK;
}

ps_status ps_encoder_step(ps_encoder *encoder, ps_flow *flow, bool end, bool *done) {
    flow->made = 0;
    *done = false;
    if (encoder->codec == PS_CODEC_ZSTD) return zstd_encode(encoder, flow, end, done);
    z_stream *z = &encoder->gzip;
    unsigned given = uint_of(flow->in.len), room = uint_of(flow->room);
    z->next_in = input_of(flow->in);
    z->avail_in = given;
    z->next_out = (Bytef *)flow->to;
    z->avail_out = room;
    int result = deflate(z, end && given == flow->in.len ? Z_FINISH : Z_NO_FLUSH);
    if (result == Z_STREAM_ERROR) return PS_E_INTERNAL;
    flow->in = ps_span_cut(flow->in, given - z->avail_in, flow->in.len);
    flow->made = room - z->avail_out;
    *done = result == Z_STREAM_END;
    return PS_OK;
}
