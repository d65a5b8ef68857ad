/* SPDX-License-Identifier: Apache-2.0
 *
 * A value in Avro's binary encoding, walked twice with its writer's schema: first to show it to the
 * engine, then to write it anew with what was replaced.
 *
 * A string, a map's key and bytes that are text take any replacement. A number, a boolean, a symbol
 * and a fixed cannot: null where they stand in a union with null, else zero bytes, an enum's
 * default or first symbol. Bytes that nobody can read become PS_WITHHELD_BINARY, and a fixed of
 * such bytes null or zero bytes. */
#ifndef PS_AVRO_WALK_H
#define PS_AVRO_WALK_H

#include "avro_schema.h"
#include "mirror.h"

/* Mirrors `value` in the record under way. *opaque: it has bytes that nobody can read. PS_E_DECODE:
 * it is no value of this schema, from its first byte to its last; PS_E_LIMIT: too deep, or too many
 * values for its size. */
PS_MUST_CHECK ps_status ps_avro_show(const ps_avro_type *schema, ps_span value, ps_mirror *mirror,
                                     bool *opaque);
/* Appends it to `out`, after the same value was shown without failure. `mirror`: its record is read
 * back; NULL: nothing was found in it. */
PS_MUST_CHECK ps_status ps_avro_write(const ps_avro_type *schema, ps_span value, ps_mirror *mirror,
                                      ps_buf *out);

#endif
