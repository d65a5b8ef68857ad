/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share: one format each, with the contract of packed.h. */
#ifndef PS_PACKED_INSIDE_H
#define PS_PACKED_INSIDE_H

#include "packed.h"

/* The decoder of liblz4. */
typedef struct ps_lz4 ps_lz4;
PS_MUST_CHECK ps_status ps_lz4_new(ps_lz4 **out);
void ps_lz4_free(ps_lz4 *lz4);
PS_MUST_CHECK ps_status ps_lz4_open(ps_lz4 *lz4, ps_span value, size_t most, ps_buf *out,
                                    bool *bare);
PS_MUST_CHECK ps_status ps_lz4_close(ps_span content, ps_buf *out);

PS_MUST_CHECK ps_status ps_snappy_open(ps_span value, size_t most, ps_buf *out, bool *bare);
PS_MUST_CHECK ps_status ps_snappy_close(ps_span content, ps_buf *out);
PS_MUST_CHECK ps_status ps_snappy_java_open(ps_span value, size_t most, ps_buf *out);
PS_MUST_CHECK ps_status ps_snappy_java_close(ps_span content, ps_buf *out);

#endif
