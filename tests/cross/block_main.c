/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints the block functions that this processor can run, the chosen one first; fails when they
 * do not agree. */
#include "block_agree.h"

#include <stdio.h>

int main(void) {
    block_fault fault = {"memory", "none"};
    if (!block_agree_random(11, &fault) || !block_agree_every_byte(&fault)) {
        printf("%s: %s differs\n", fault.engine, fault.mask);
        return 1;
    }
    for (const ps_block_engine *e = ps_block_engines(); e->name; e++)
        printf("%s%s", e->name, e[1].name ? " " : "\n");
    return 0;
}
