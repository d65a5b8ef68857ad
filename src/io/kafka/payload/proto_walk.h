/* SPDX-License-Identifier: Apache-2.0
 *
 * A message in Protobuf's wire format, walked without its schema: first to show it to the engine,
 * with the numbers of its fields as keys, then to write it anew with what was replaced.
 *
 * Stretches with a length are messages or texts, and some bytes are both. Those are shown as both.
 * One that begins with a control character is written as the message (a first field that is a text
 * has 10 there), another as the text; what was found in the other reading alone cannot be written.
 * A number that was replaced becomes 0. */
#ifndef PS_PROTO_WALK_H
#define PS_PROTO_WALK_H

#include "mirror.h"

/* Mirrors `message` in the record under way. PS_E_DECODE: it is none, or holds bytes that are
 * neither a message nor a text in UTF-8; PS_E_LIMIT: too deep. */
PS_MUST_CHECK ps_status ps_proto_show(ps_span message, ps_mirror *mirror);
/* Appends it to `out`, after the same message was shown without failure and something was found.
 * Other readings may be possible then: it has to be shown once more. PS_E_DECODE: it cannot be
 * written. */
PS_MUST_CHECK ps_status ps_proto_write(ps_span message, ps_mirror *mirror, ps_buf *out);

#endif
