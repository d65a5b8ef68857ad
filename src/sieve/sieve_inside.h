/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share. Not for other layers. */
#ifndef PS_SIEVE_INSIDE_H
#define PS_SIEVE_INSIDE_H

#include "judge.h"
#include "sieve.h"
#include "view.h"

#include <stdatomic.h>

struct ps_engine {
    atomic_uint refs;
    ps_rules *rules; /* our own share */
    bool *enabled;
    ps_action *actions; /* by rule */
    uint32_t rule_count;
    ps_lens *lens;
    ps_judge *judge;
    char *token_key; /* wiped when freed */
    size_t token_key_len;
    const char *token_key_id; /* of the configuration; may be NULL */
    size_t max_record;
    char digest[65];
};

/* Lines that could not be examined, as extents in the batch. */
typedef struct ps_withheld {
    size_t from, to;
} ps_withheld;

struct ps_scratch {
    const ps_engine *engine;
    ps_lens_scratch *lens;
    ps_judge_scratch *judge;
    ps_view views[2];
    ps_found *found; /* of the batch under way, offsets in the batch */
    size_t found_count, found_room;
    ps_withheld *withheld;
    size_t withheld_count, withheld_room;
    ps_buf out;
    ps_counts counts;
    ps_trace_fn *trace;
    void *trace_ctx;
};

/* examine.c: fills found (resolved, in order) and withheld (in order) for the batch. */
PS_MUST_CHECK ps_status ps_examine(ps_scratch *scratch, ps_span batch);
/* apply.c: the batch with what was found replaced, from `from` to `to` of it. */
PS_MUST_CHECK ps_status ps_apply(ps_scratch *scratch, ps_span batch, size_t from, size_t to,
                                 ps_span *out);

#endif
