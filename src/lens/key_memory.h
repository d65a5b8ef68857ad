/* SPDX-License-Identifier: Apache-2.0
 *
 * Words before separators that are no keys: a log has the same few dozen of them in every line.
 * What is kept is the bytes that told so, not more: the answer is the same with and without. One
 * per thread; all zero is empty. */
#ifndef PS_KEY_MEMORY_H
#define PS_KEY_MEMORY_H

#include "key_index.h"

#include <stdint.h>

enum { PS_KEY_MEMORY_BITS = 9 };

typedef struct ps_key_memory {
    uint64_t word[2][1 << PS_KEY_MEMORY_BITS]; /* without and with a quote behind it */
} ps_key_memory;

/* Is it known, or found out here, that no key ends before the separator text.ptr[at]? `alnum`:
 * which of the 64 bytes before it are letters or digits, the last one on top. */
bool ps_key_memory_excludes(ps_key_memory *memory, const ps_key_index *index, ps_span text,
                            uint32_t at, uint64_t alnum);

#endif
