/* SPDX-License-Identifier: Apache-2.0
 *
 * What an event's lines have proven, for those of its lines that come later, behind a pause of the
 * input. Holds input bytes: kept in private memory only, bounded, and forgotten with the event. */
#ifndef PS_MEMORY_H
#define PS_MEMORY_H

#include "span.h"

enum { PS_MEMORY_VALUES = 32, PS_MEMORY_LEN = 96 };

typedef struct ps_memory {
    uint16_t count;
    bool person; /* a person was spoken of */
    bool paired; /* a key that counts by itself had a value */
    uint16_t rule[PS_MEMORY_VALUES];
    uint8_t len[PS_MEMORY_VALUES];
    char bytes[PS_MEMORY_VALUES][PS_MEMORY_LEN];
} ps_memory;

static inline void ps_memory_forget(ps_memory *memory) {
    memory->count = 0;
    memory->person = memory->paired = false;
}
/* Notes a value; nothing when it is known, too long, or there is no room. */
void ps_memory_add(ps_memory *memory, uint16_t rule, ps_span value);

#endif
