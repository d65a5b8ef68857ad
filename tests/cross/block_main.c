/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints the block functions that this processor can run, the chosen one first; fails when they, or
 * those for sets of bytes, do not agree. */
#include "block_agree.h"
#include "byte_sets.h"

#include <stdio.h>
#include <string.h>

enum { SETS = 3 };

/* On all bytes, in steps that bring each to every place. */
static bool sets_agree(void) {
    ps_byte_set sets[SETS];
    for (unsigned i = 0; i < sizeof sets; i++)
        ((unsigned char *)sets)[i] = (unsigned char)(i * 37 + (i >> 3));
    for (unsigned round = 0; round < 256; round++) {
        unsigned char block[PS_SETS_BLOCK];
        uint64_t want[SETS + 1], got[SETS + 1];
        for (unsigned i = 0; i < PS_SETS_BLOCK; i++) block[i] = (unsigned char)(round + i * 5);
        ps_byte_sets_portable(block, sets, SETS, want);
        for (ps_byte_sets_fn *const *scan = ps_byte_sets_all(); *scan; scan++) {
            (*scan)(block, sets, SETS, got);
            if (memcmp(want, got, sizeof want) != 0) return false;
        }
    }
    return true;
}

int main(void) {
    block_fault fault = {"memory", "none"};
    if (!block_agree_random(11, &fault) || !block_agree_every_byte(&fault)) {
        printf("%s: %s differs\n", fault.engine, fault.mask);
        return 1;
    }
    if (!sets_agree()) {
        printf("sets of bytes differ\n");
        return 1;
    }
    for (const ps_block_engine *e = ps_block_engines(); e->name; e++)
        printf("%s%s", e->name, e[1].name ? " " : "\n");
    return 0;
}
