/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Not assert: NDEBUG must not take it away. */
#define FUZZ_CHECK(what)                                                                           \
    do {                                                                                           \
        if (!(what)) abort();                                                                      \
    } while (0)

#endif
