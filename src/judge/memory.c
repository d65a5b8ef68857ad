/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

void ps_memory_add(ps_memory *memory, uint16_t rule, ps_span value) {
    if (memory->count == PS_MEMORY_VALUES || value.len > PS_MEMORY_LEN) return;
    for (unsigned i = 0; i < memory->count; i++)
        if (ps_span_eq(ps_span_of(memory->bytes[i], memory->len[i]), value)) return;
    unsigned i = memory->count++;
    memory->rule[i] = rule;
    memory->len[i] = (uint8_t)value.len;
    memcpy(memory->bytes[i], value.ptr, value.len);
}
