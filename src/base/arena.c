/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>

#define BLOCK_SIZE ((size_t)32 << 10)

struct ps_arena_block {
    struct ps_arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

void ps_arena_free(ps_arena *arena) {
    while (arena->blocks) {
        struct ps_arena_block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
}

static struct ps_arena_block *block_add(ps_arena *arena, size_t need) {
    size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
    if (size > SIZE_MAX - sizeof(struct ps_arena_block)) return NULL;
    struct ps_arena_block *block = malloc(sizeof *block + size);
    if (!block) return NULL;
    block->used = 0;
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *ps_arena_new(ps_arena *arena, size_t count, size_t size) {
    const size_t align = alignof(max_align_t);
    if (size && count > (SIZE_MAX - align) / size) return NULL;
    size_t need = (count * size + align - 1) / align * align;
    if (need == 0) need = align;
    struct ps_arena_block *block = arena->blocks;
    if (!block || block->size - block->used < need) block = block_add(arena, need);
    if (!block) return NULL;
    void *ptr = block->bytes + block->used;
    block->used += need;
    return memset(ptr, 0, need);
}

char *ps_arena_copy(ps_arena *arena, ps_span text) {
    if (text.len == SIZE_MAX) return NULL;
    char *copy = ps_arena_new(arena, text.len + 1, 1);
    if (copy && text.len) memcpy(copy, text.ptr, text.len);
    return copy;
}

char *ps_arena_join(ps_arena *arena, const char *first, ...) {
    size_t len = 0;
    va_list args;
    va_start(args, first);
    for (const char *part = first; part; part = va_arg(args, const char *)) len += strlen(part);
    va_end(args);
    char *text = ps_arena_new(arena, len + 1, 1);
    if (!text) return NULL;
    char *to = text;
    va_start(args, first);
    for (const char *part = first; part; part = va_arg(args, const char *)) {
        size_t n = strlen(part);
        memcpy(to, part, n);
        to += n;
    }
    va_end(args);
    return text;
}
