/* SPDX-License-Identifier: Apache-2.0
 *
 * Chunks for tests in C. */
#ifndef CHUNK_KIT_H
#define CHUNK_KIT_H

#include <stddef.h>
#include <string.h>

#define CHUNK_SSN "306-30-2348"
/* [[time, {}], {"log": "patient ssn 306-30-2348"}], then [time, {"log": "hello"}] */
#define CHUNK_DIRTY                                                                                \
    "\x92\x92\xd7\x00\x65\x53\xf1\x00\x00\x00\x00\x00\x80\x81\xa3log\xb7patient ssn " CHUNK_SSN    \
    "\x92\xce\x65\x53\xf1\x01\x81\xa3log\xa5hello"
#define CHUNK_CLEAN "\x92\xce\x65\x53\xf1\x01\x81\xa3log\xa5hello"
#define CHUNK_SIZE(CHUNK) (sizeof(CHUNK) - 1)

/* Does the planted value stand in these bytes? */
static inline int chunk_leaks(const void *bytes, size_t size) {
    const char *at = bytes;
    for (size_t len = strlen(CHUNK_SSN); size >= len; at++, size--)
        if (memcmp(at, CHUNK_SSN, len) == 0) return 1;
    return 0;
}

#endif
