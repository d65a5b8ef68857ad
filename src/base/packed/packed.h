/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed values, whole in memory: gzip, zstd, zlib, lz4 and snappy in the frames that clients
 * write. The only door to liblz4 and libsnappy, which only the sidecar links; the first three go
 * through inflate.h. One thread at a time. */
#ifndef PS_PACKED_H
#define PS_PACKED_H

#include "buf.h"

typedef enum ps_pack {
    PS_PACK_NONE,
    PS_PACK_GZIP,        /* RFC 1952 */
    PS_PACK_ZSTD,        /* RFC 8878 */
    PS_PACK_LZ4,         /* the LZ4 frame format, 1.6 */
    PS_PACK_SNAPPY,      /* the snappy framing format, "sNaPpY" */
    PS_PACK_SNAPPY_JAVA, /* the blocks of snappy-java's SnappyOutputStream */
    PS_PACK_ZLIB,        /* RFC 1950: never the answer of ps_pack_of, a frame around it says so */
    PS_PACK_OTHER        /* bzip2, xz, zip, LZ4Block of lz4-java: known, and not opened */
} ps_pack;

/* What the first bytes say. */
ps_pack ps_pack_of(ps_span value);

/* Decoders and encoders, made when they are first needed and kept. */
typedef struct ps_packer ps_packer;
PS_MUST_CHECK ps_status ps_packer_new(ps_packer **out);
void ps_packer_free(ps_packer *packer);

/* Appends what `value` holds: all its members (frames), one after the other, at most `most` bytes.
 * PS_E_DECODE: damaged, cut off, or followed by something else. PS_E_LIMIT: more than `most`, or
 * than `out` takes. *bare false: it has bytes that are no content (names in headers, skippable
 * frames), which must not go on unseen. */
PS_MUST_CHECK ps_status ps_packer_open(ps_packer *packer, ps_pack pack, ps_span value, size_t most,
                                       ps_buf *out, bool *bare);
/* Appends `content` in one member of that format, with a checksum where the format has one. */
PS_MUST_CHECK ps_status ps_packer_close(ps_packer *packer, ps_pack pack, ps_span content,
                                        ps_buf *out);

#endif
