/* SPDX-License-Identifier: Apache-2.0
 *
 * Payloads: from a run of base64 or of hexadecimal digits to the text inside, which may be packed.
 * What opens is limited: so many bytes, so many times the size, so many packings inside each
 * other. */
#ifndef PS_PAYLOAD_H
#define PS_PAYLOAD_H

#include "buf.h"
#include "run.h"

/* Memory for opening, reused; free with ps_payload_free. */
typedef struct ps_payload {
    ps_buf bytes, unpacked[2];
    ps_span text; /* what was in the run; empty: it did not open */
    bool refused; /* too large, damaged, or a document that nothing here can read: it ought to go
                     whole where something names it a payload */
} ps_payload;

void ps_payload_init(ps_payload *payload);
void ps_payload_free(ps_payload *payload);

/* Sets text and refused. `budget` is how many bytes may be unpacked; it is lowered. */
PS_MUST_CHECK ps_status ps_payload_open(ps_payload *payload, ps_span text, const ps_run *run,
                                        size_t *budget);

#endif
