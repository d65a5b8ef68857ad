/* SPDX-License-Identifier: Apache-2.0
 *
 * gzip, zstd and zlib as streams: bytes in, bytes out, any chunking. Raw deflate can be read, which
 * payloads inside of logs need. The only door to zlib and libzstd.
 * A decoder reads members (frames) one after the other, as the tools of the formats do. One thread
 * at a time. */
#ifndef PS_INFLATE_H
#define PS_INFLATE_H

#include "buf.h"

typedef enum ps_codec {
    PS_CODEC_PLAIN,
    PS_CODEC_GZIP,
    PS_CODEC_ZSTD,
    PS_CODEC_ZLIB,   /* never the answer of ps_codec_of */
    PS_CODEC_DEFLATE /* the same without any header, for reading only */
} ps_codec;

#define PS_CODEC_MAGIC 4 /* bytes after which ps_codec_of is always certain */

const char *ps_codec_name(ps_codec codec); /* "plain", "gzip", "zstd", "zlib", "deflate" */
/* What the first bytes of an input say. *certain is false while more of them could still change
 * the answer. */
ps_codec ps_codec_of(ps_span head, bool *certain);

/* One step of a stream: `in` loses what was taken, `made` is what was written to [to, to+room). */
typedef struct ps_flow {
    ps_span in;
    char *to;
    size_t room, made;
} ps_flow;

typedef struct ps_decoder ps_decoder;
PS_MUST_CHECK ps_status ps_decoder_new(ps_decoder **out, ps_codec codec);
void ps_decoder_free(ps_decoder *decoder);
/* made == 0 with PS_OK: give more. PS_E_DECODE: the bytes are not of this format, or damaged; what
 * was made in this call is sound. */
PS_MUST_CHECK ps_status ps_decoder_step(ps_decoder *decoder, ps_flow *flow);
/* True where the input may end: behind a whole member. */
bool ps_decoder_complete(const ps_decoder *decoder);
/* For payloads, which come one by one and from anybody: as new, whatever came before; zstd takes
 * frames with windows of at most 8 MiB from now on. */
PS_MUST_CHECK ps_status ps_decoder_again(ps_decoder *decoder);
/* False when the input had bytes of its own that no output shows: names and comments in headers of
 * gzip, skippable frames of zstd. Where it cannot be seen it is false, too: it is certain only for
 * an input that is given whole. */
bool ps_decoder_bare(const ps_decoder *decoder);

/* Everything at once: appends to `out` what `in` holds, at most `most` bytes. *sound is false when
 * there is more than that, or the bytes are damaged; bytes that are merely cut off are sound.
 * PS_E_NOMEM and PS_E_LIMIT (the ceiling of `out`) are the only failures. */
PS_MUST_CHECK ps_status ps_unpack(ps_codec codec, ps_span in, size_t most, ps_buf *out,
                                  bool *sound);

typedef struct ps_encoder ps_encoder;
PS_MUST_CHECK ps_status ps_encoder_new(ps_encoder **out, ps_codec codec);
void ps_encoder_free(ps_encoder *encoder);
/* As new, whatever came before. */
PS_MUST_CHECK ps_status ps_encoder_again(ps_encoder *encoder);
/* With `end` (nothing follows flow->in) *done says that the last byte has been written. */
PS_MUST_CHECK ps_status ps_encoder_step(ps_encoder *encoder, ps_flow *flow, bool end, bool *done);

#endif
