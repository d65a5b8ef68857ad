/* SPDX-License-Identifier: Apache-2.0
 *
 * What a frame of a schema registry holds: Avro with the schema of its writer, JSON, or Protobuf.
 * The frame stays. One thread at a time. */
#ifndef PS_FRAMED_H
#define PS_FRAMED_H

#include "cargo.h"
#include "packed.h"

typedef struct ps_framed ps_framed;
/* All of it is borrowed; `schemas` NULL: frames hold JSON. */
PS_MUST_CHECK ps_status ps_framed_new(ps_framed **out, const ps_engine *engine, ps_scratch *scratch,
                                      ps_packer *packer, const ps_schemas *schemas);
void ps_framed_free(ps_framed *framed);
/* As ps_cargo_examine. `frame` is that of `value`; its content may unpack to `most` bytes. */
PS_MUST_CHECK ps_cargo_verdict ps_framed_examine(ps_framed *framed, const ps_frame *frame,
                                                 const ps_cargo_place *place, ps_span value,
                                                 size_t most, ps_span *out);

#endif
