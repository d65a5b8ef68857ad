/* SPDX-License-Identifier: Apache-2.0
 *
 * Do all block functions of this processor give the same masks? Without cmocka, so that the same
 * comparison runs where only a compiler for another processor is at hand (tests/cross). */
#ifndef BLOCK_AGREE_H
#define BLOCK_AGREE_H

#include "block.h"

#include <stdbool.h>

/* What is wrong, NULL for nothing: "avx2: alnum". */
typedef struct block_fault {
    const char *engine, *mask;
} block_fault;

/* Random bytes at every alignment; the block ends where its memory does, so that a byte read too
 * far is seen by ASan. */
bool block_agree_random(uint64_t seed, block_fault *fault);
/* Every byte value at every place, against the definition and not against another function. */
bool block_agree_every_byte(block_fault *fault);

#endif
