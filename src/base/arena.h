/* SPDX-License-Identifier: Apache-2.0
 *
 * Bump allocator for things that live and die together. One owner, one thread. */
#ifndef PS_ARENA_H
#define PS_ARENA_H

#include "span.h"

typedef struct ps_arena {
    struct ps_arena_block *blocks; /* newest first */
} ps_arena;

/* A zeroed ps_arena is an empty one. */
void ps_arena_free(ps_arena *arena); /* all of it; the arena is empty again */

/* Zeroed bytes, aligned for any type, valid until ps_arena_free. NULL when memory is out or
 * count * size overflows; the arena stays usable. A count of 0 gives a valid pointer. */
void *ps_arena_new(ps_arena *arena, size_t count, size_t size);
/* A copy with a NUL behind it. NULL when memory is out. */
char *ps_arena_copy(ps_arena *arena, ps_span text);
/* All parts in one string, NULL-terminated list: ps_arena_join(a, folder, "/", name, NULL). */
char *ps_arena_join(ps_arena *arena, const char *first, ...);

#endif
