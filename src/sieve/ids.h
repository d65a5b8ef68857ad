/* SPDX-License-Identifier: Apache-2.0
 *
 * What a scratch has for hex ids (hex_ids.h). */
#ifndef PS_IDS_H
#define PS_IDS_H

#include "skeleton.h"
#include "span.h"

#include <stdbool.h>
#include <stdint.h>

enum { PS_IDS_CLAIMED = 1 << 12 };

/* The finds of a rule, bit by bit: has it been asked whether a match of it, a regex, may hang on an
 * id, and does it? */
typedef struct ps_reading_finds {
    uint64_t asked, read;
} ps_reading_finds;

typedef struct ps_ids {
    char event[PS_SKELETON_MAX]; /* one event with stand-ins */
    char *stretch;               /* of the batch, at its offsets */
    size_t room;
    ps_span batch;                   /* as it stands */
    bool ready;                      /* the rules have been asked */
    bool off;                        /* by the rules: every event is looked at as it stands */
    bool claimed;                    /* an event of the stretch has become so */
    uint16_t claims[PS_IDS_CLAIMED]; /* by the hash of an event: bits of one that was claimed */
    ps_reading_finds *reads;         /* by rule */
} ps_ids;

void ps_ids_free(ps_ids *ids);

#endif
