/* SPDX-License-Identifier: Apache-2.0
 *
 * The allocator of this program, counted, and made to fail on request. One thread. */
#ifndef ALLOC_H
#define ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* From now on allocation number n (from 1) fails, and all after it when `all`; 0: none. */
void alloc_fail(size_t n, bool all);
/* Only allocations that the program's own code asks for count for alloc_fail, not those inside
 * shared libraries: Hyperscan's compiler does not survive one (it compiles at start, before any
 * byte is read, so that a crash there lets nothing out). */
void alloc_fail_ours_only(bool ours_only);
/* Ends that; did one fail? */
bool alloc_failed(void);

/* Allocations so far, those of the libraries included. */
size_t alloc_count(void);

#endif
