/* SPDX-License-Identifier: Apache-2.0 */
#include "block.h"

static int is_trigger(unsigned char c) {
    return c == '%' || c == '\\' || c == '&' || c == 0x1b || c >= 0x80;
}

bool ps_block_set_add(ps_block_sets *sets, unsigned which, unsigned char c) {
    ps_block_set *set = &sets->set[which];
    for (unsigned k = 0; k < set->count; k++)
        if (set->byte[k] == c) return true;
    if (set->count == PS_BLOCK_BYTES) return false;
    unsigned at = set->count++;
    if (c >= 0x80) {
        set->wide_count++;
        sets->wide = true;
    } else {
        set->low[c & 15] |= (uint8_t)(1u << (c >> 4));
        for (; at > set->count - 1u - set->wide_count; at--) set->byte[at] = set->byte[at - 1];
    }
    set->byte[at] = c;
    return true;
}

static void read_last(ps_block_fn *scan, const ps_block_sets *sets, ps_span rest,
                      ps_block_masks *out) {
    unsigned char padded[PS_BLOCK] = {0};
    memcpy(padded, rest.ptr, rest.len);
    scan(padded, sets, out);
}

void ps_block_read(ps_block_fn *scan, const ps_block_sets *sets, ps_span text, size_t base,
                   ps_block_masks *out) {
    if (base + PS_BLOCK <= text.len)
        scan((const unsigned char *)text.ptr + base, sets, out);
    else if (base < text.len)
        read_last(scan, sets, ps_span_cut(text, base, text.len), out);
    else
        *out = (ps_block_masks){0};
}

static bool in_set(const ps_block_set *set, unsigned char c) {
    for (unsigned k = 0; k < set->count; k++)
        if (set->byte[k] == c) return true;
    return false;
}

void ps_block_portable(const unsigned char *block, const ps_block_sets *sets, ps_block_masks *out) {
    ps_block_masks m = {0};
    for (unsigned i = 0; i < PS_BLOCK; i++) {
        unsigned char c = block[i];
        uint64_t bit = (uint64_t)1 << i;
        if ((unsigned char)(c - '0') < 10) m.digit |= bit;
        if ((unsigned char)(c - 'A') < 26) m.upper |= bit;
        if ((unsigned char)(c - '0') < 10 || (unsigned char)((c | 0x20) - 'a') < 26) m.alnum |= bit;
        if ((m.alnum & bit) || c == '+' || c == '/' || c == '-' || c == '_') m.base64 |= bit;
        if (c == ':' || c == '=') m.separator |= bit;
        if (is_trigger(c)) m.trigger |= bit;
        for (unsigned k = 0; k < PS_SETS; k++)
            if (in_set(&sets->set[k], c)) m.set[k] |= bit;
    }
    *out = m;
}

/* A compiler's cpu test reads the processor once and keeps the answer: no state of ours. */
const ps_block_engine *ps_block_engines(void) {
#if defined(__x86_64__)
    static const ps_block_engine all[] = {{"avx512", ps_block_avx512},
                                          {"avx2", ps_block_avx2},
                                          {"sse2", ps_block_sse2},
                                          {"portable", ps_block_portable},
                                          {NULL, NULL}};
    if (__builtin_cpu_supports("avx512bw")) return all;
    if (__builtin_cpu_supports("avx2")) return all + 1;
    return all + 2;
#elif defined(__aarch64__)
    static const ps_block_engine all[] = {
        {"neon", ps_block_neon}, {"portable", ps_block_portable}, {NULL, NULL}};
    return all;
#else
    static const ps_block_engine all[] = {{"portable", ps_block_portable}, {NULL, NULL}};
    return all;
#endif
}

ps_block_fn *ps_block_best(void) {
    return ps_block_engines()[0].scan;
}
