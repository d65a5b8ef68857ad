/* SPDX-License-Identifier: Apache-2.0
 *
 * The two ends of a pipeline, as the layers to the right provide them. */
#ifndef PS_FLOW_H
#define PS_FLOW_H

#include "span.h"

/* Where bytes come from. `self` is the owner's; calls come from one thread at a time, except
 * `stop`, which any thread may call at any moment. */
typedef struct ps_source {
    void *self;
    /* Waits for bytes; *got == 0: the input has ended (or was stopped). The bytes lie in private
     * memory: nobody else can change them after they were examined. */
    ps_status (*read)(void *self, char *to, size_t room, size_t *got, ps_error *err);
    /* True when a read would not wait. NULL: it never does. */
    bool (*pending)(void *self);
    /* A read that waits ends soon. NULL: reads never wait. */
    void (*stop)(void *self);
    uint64_t size; /* bytes to expect, 0 when not known; only a hint */
} ps_source;

/* Where bytes go, in order. `write` writes all or fails. */
typedef struct ps_sink {
    void *self;
    ps_status (*write)(void *self, ps_span bytes, ps_error *err);
} ps_sink;

#endif
