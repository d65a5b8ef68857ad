/* SPDX-License-Identifier: Apache-2.0 */
#include "alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t left, count;
static bool all_fail, failed, ours;

/* The program's own code, as the linker laid it out. */
extern const char __executable_start, etext;

void alloc_fail_ours_only(bool ours_only) {
    ours = ours_only;
}

void alloc_fail(size_t n, bool all) {
    failed = false;
    all_fail = all;
    left = n;
}

bool alloc_failed(void) {
    left = 0;
    return failed;
}

size_t alloc_count(void) {
    return count;
}

static bool fails(const void *caller) {
    if (!left) return false;
    const char *at = caller;
    if (ours && (at < &__executable_start || at >= &etext)) return false;
    if (left > 1) {
        left--;
        return false;
    }
    failed = true;
    if (!all_fail) left = 0;
    return true;
}

#ifdef ALLOC_WRAP
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *ptr, size_t size);
char *__wrap_strdup(const char *text);
void __sanitizer_malloc_hook(const volatile void *ptr, size_t size);

/* Called by the sanitizer for every allocation of the process. */
__attribute__((visibility("default"))) void __sanitizer_malloc_hook(const volatile void *ptr,
                                                                    size_t size) {
    (void)ptr;
    (void)size;
    count++;
}

void *__wrap_malloc(size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *ptr, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __real_realloc(ptr, size);
}

char *__wrap_strdup(const char *text) {
    size_t len = strlen(text) + 1;
    char *copy = fails(__builtin_return_address(0)) ? NULL : __real_malloc(len);
    return copy ? memcpy(copy, text, len) : NULL;
}
#else
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *ptr, size_t size);
void *__libc_memalign(size_t align, size_t size);
#define PUBLIC __attribute__((visibility("default")))

PUBLIC void *malloc(size_t size) {
    count++;
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

PUBLIC void *calloc(size_t n, size_t size) {
    count++;
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

PUBLIC void *realloc(void *ptr, size_t size) {
    count++;
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(ptr, size);
}

PUBLIC int posix_memalign(void **out, size_t align, size_t size) {
    count++;
    void *ptr = fails(__builtin_return_address(0)) ? NULL : __libc_memalign(align, size);
    if (!ptr) return 12; /* ENOMEM */
    *out = ptr;
    return 0;
}
#endif
