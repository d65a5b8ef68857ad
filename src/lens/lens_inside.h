/* SPDX-License-Identifier: Apache-2.0
 *
 * What lens.c and sight.c share. Not for other files. */
#ifndef PS_LENS_INSIDE_H
#define PS_LENS_INSIDE_H

#include "key_memory.h"
#include "lens.h"
#include "words.h"

enum {
    PS_CANDIDATES_MAX = 1 << 20, /* per scan: 20 MiB; a batch denser than that is split */
    PS_CANDIDATES_FIRST = 4096
};

struct ps_lens_scratch {
    ps_words_scratch *words;
    ps_candidate *candidates;
    size_t count, room;
    uint32_t *triggers;
    size_t trigger_count, trigger_room;
    ps_status status; /* of the scan under way */
    ps_key_memory no_keys;
};

/* Doubles an array up to the limit; the high-water mark stays for the next scan, up to ps_trim. */
PS_MUST_CHECK ps_status ps_lens_more_room(void **array, size_t *room, size_t each);

/* What was seen in a text that begins at `from` of another, in order; the first `blocks` candidates
 * and `triggers` triggers are those of the blocks, the others those of the words. */
PS_MUST_CHECK ps_status ps_sight_settle(ps_lens_scratch *scratch, size_t blocks, size_t triggers,
                                        size_t from, ps_sight *sight);

#endif
