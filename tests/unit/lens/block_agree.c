/* SPDX-License-Identifier: Apache-2.0 */
#include "block_agree.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 4000 };

static size_t below(uint64_t *state, size_t n) { /* splitmix64 */
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (size_t)((z ^ (z >> 31)) % n);
}

/* Bytes on both sides of every class border come often. */
static unsigned char random_byte(uint64_t *state) {
    static const unsigned char borders[] = {0,    '/',  '0',  '9',  ':',  ';',  '<',  '=',  '>',
                                            '@',  'A',  'Z',  '[',  '\\', ']',  '%',  '$',  '&',
                                            '\'', 0x1a, 0x1b, 0x1c, 0x7f, 0x80, 0x81, 0xff, '-',
                                            '.',  ' ',  '`',  'a',  'z',  '{'};
    return below(state, 2) ? borders[below(state, sizeof borders)]
                           : (unsigned char)below(state, 256);
}

static ps_block_sets random_sets(uint64_t *state) {
    ps_block_sets sets = {0};
    for (unsigned k = 0; k < PS_SETS; k++)
        for (size_t n = below(state, PS_BLOCK_BYTES + 1); n; n--)
            (void)ps_block_set_add(&sets, k, random_byte(state));
    return sets;
}

/* The first mask that differs. */
static const char *difference(const ps_block_masks *a, const ps_block_masks *b) {
    if (a->digit != b->digit) return "digit";
    if (a->upper != b->upper) return "upper";
    if (a->alnum != b->alnum) return "alnum";
    if (a->separator != b->separator) return "separator";
    if (a->trigger != b->trigger) return "trigger";
    if (a->base64 != b->base64) return "base64";
    for (unsigned k = 0; k < PS_SETS; k++)
        if (a->set[k] != b->set[k]) return "set";
    return NULL;
}

static bool all_give(const unsigned char *block, const ps_block_sets *sets,
                     const ps_block_masks *want, block_fault *fault) {
    for (const ps_block_engine *e = ps_block_engines(); e->name; e++) {
        ps_block_masks got;
        memset(&got, 0xa5, sizeof got);
        e->scan(block, sets, &got);
        *fault = (block_fault){e->name, difference(want, &got)};
        if (fault->mask) return false;
    }
    return true;
}

bool block_agree_random(uint64_t seed, block_fault *fault) {
    bool agree = true;
    for (size_t round = 0; round < ROUNDS && agree; round++) {
        size_t offset = round % PS_BLOCK;
        unsigned char *memory = malloc(offset + PS_BLOCK);
        if (!memory) return false;
        for (size_t i = 0; i < offset + PS_BLOCK; i++) memory[i] = random_byte(&seed);
        ps_block_sets sets = random_sets(&seed);
        ps_block_masks want;
        ps_block_portable(memory + offset, &sets, &want);
        agree = all_give(memory + offset, &sets, &want, fault);
        free(memory);
    }
    return agree;
}

static ps_block_masks defined(unsigned c, uint64_t bit) {
    bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z';
    bool trigger = c == '%' || c == '\\' || c == '&' || c == 0x1b || c >= 0x80;
    bool alnum = digit || upper || (c >= 'a' && c <= 'z');
    bool base64 = alnum || c == '+' || c == '/' || c == '-' || c == '_';
    return (ps_block_masks){.digit = digit ? bit : 0,
                            .upper = upper ? bit : 0,
                            .alnum = alnum ? bit : 0,
                            .base64 = base64 ? bit : 0,
                            .separator = c == ':' || c == '=' ? bit : 0,
                            .trigger = trigger ? bit : 0,
                            .set = {[PS_SET_JOINS] = bit}};
}

bool block_agree_every_byte(block_fault *fault) {
    for (unsigned c = 0; c < 256; c++) {
        unsigned char block[PS_BLOCK];
        ps_block_sets sets = {0};
        (void)ps_block_set_add(&sets, PS_SET_JOINS, (unsigned char)c);
        for (unsigned at = 0; at < PS_BLOCK; at++) {
            memset(block, c == '~' ? '!' : '~', sizeof block);
            block[at] = (unsigned char)c;
            ps_block_masks want = defined(c, (uint64_t)1 << at);
            if (!all_give(block, &sets, &want, fault)) return false;
        }
    }
    return true;
}
