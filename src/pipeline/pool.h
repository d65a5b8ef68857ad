/* SPDX-License-Identifier: Apache-2.0
 *
 * Things that threads take and give back, such as what they redact with. Who finds none waits. */
#ifndef PS_POOL_H
#define PS_POOL_H

#include "span.h"

typedef struct ps_pool ps_pool;

PS_MUST_CHECK ps_status ps_pool_new(ps_pool **out, size_t most);
/* All things are there again; whoever made them frees them, before or after. */
void ps_pool_free(ps_pool *pool);
/* At most `most` of them, those that are taken counted. */
void ps_pool_give(ps_pool *pool, void *thing);
/* NULL: the pool is closed. */
void *ps_pool_take(ps_pool *pool);
/* Nobody waits any more, now or later. */
void ps_pool_close(ps_pool *pool);

#endif
