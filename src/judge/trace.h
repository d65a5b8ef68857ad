/* SPDX-License-Identifier: Apache-2.0
 *
 * The vocabulary of decisions: what was looked at, with which evidence, and why it was kept or
 * redacted. `explain` prints it, counters count it. It names offsets, never bytes. */
#ifndef PS_TRACE_H
#define PS_TRACE_H

#include "span.h"

/* Rows of reasons.def: PS_REASON_<NAME>. */
typedef enum ps_reason {
#define PS_REASON(name, redacts, word, about) PS_REASON_##name,
#include "reasons.def"
#undef PS_REASON
    PS_REASON_COUNT
} ps_reason;

const char *ps_reason_word(ps_reason reason);  /* "check-failed" */
const char *ps_reason_about(ps_reason reason); /* one sentence */
bool ps_reason_redacts(ps_reason reason);

typedef struct ps_trace {
    uint32_t rule;
    size_t from, to;      /* in the record that was given in (a batch: in the batch) */
    const char *lens;     /* "key", "label", "regex", "shape", "anchor", "again" */
    const char *evidence; /* "K", "K+V", "S+V", "V+C", ... (docs/rules.md) */
    ps_reason reason;
} ps_trace;
typedef void ps_trace_fn(const ps_trace *trace, void *ctx);

#endif
