/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE
#include "small_stack.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

size_t small_stack_call(void (*fn)(void *arg), void *arg) {
    fn(arg);
    return 0;
}

#else

enum { PAGE = 4096, MARK = 0xa5 };

typedef struct call {
    void (*fn)(void *arg);
    void *arg;
} call;

/* makecontext passes ints. */
static void enter(unsigned high, unsigned low) {
    const call *c = (const call *)(uintptr_t)((uint64_t)high << 32 | low); // NOLINT
    c->fn(c->arg);
}

static size_t used(const unsigned char *stack) {
    size_t free_bytes = 0;
    while (free_bytes < SMALL_STACK && stack[free_bytes] == MARK) free_bytes++;
    return SMALL_STACK - free_bytes;
}

size_t small_stack_call(void (*fn)(void *arg), void *arg) {
    ucontext_t here, there;
    call c = {fn, arg};
    unsigned char *memory =
        mmap(NULL, PAGE + SMALL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, PAGE, PROT_NONE) != 0 || getcontext(&there)) {
        perror("small_stack");
        abort();
    }
    memset(memory + PAGE, MARK, SMALL_STACK);
    there.uc_stack.ss_sp = memory + PAGE;
    there.uc_stack.ss_size = SMALL_STACK;
    there.uc_link = &here;
    uint64_t at = (uintptr_t)&c;
    makecontext(&there, (void (*)(void))enter, 2, (unsigned)(at >> 32), (unsigned)at); // NOLINT
    if (swapcontext(&here, &there) != 0) abort();
    size_t size = used(memory + PAGE);
    (void)munmap(memory, PAGE + SMALL_STACK);
    return size;
}

#endif
