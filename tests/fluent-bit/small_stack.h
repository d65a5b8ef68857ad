/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls a function on a stack as small as Fluent Bit's coroutines have it (until 5.0), with a page
 * behind it that nobody may touch. */
#ifndef SMALL_STACK_H
#define SMALL_STACK_H

#include <stddef.h>

enum { SMALL_STACK = 24576, SMALL_STACK_MAY_USE = 8192 };

/* Bytes of it that were used; 0 in the build of a sanitizer, whose frames say nothing of ours: it
 * is called on the usual stack there. */
size_t small_stack_call(void (*fn)(void *arg), void *arg);

#endif
