/* SPDX-License-Identifier: Apache-2.0 */
#include "skeleton.h"

#include <string.h>

enum { WORD = 8, MASKS = PS_SKELETON_MAX / PS_SETS_BLOCK + 2 };

/* ---- masks ---- */

#define UNDERSCORE(n) PS_ROW_BYTE(n, '_')

enum { IN_DIGITS, IN_LETTERS, IN_UNDERSCORE, SETS };
static const ps_byte_set sets_of_bytes[SETS] = {
    PS_BYTE_SET(PS_ROW_DIGITS), PS_BYTE_SET(PS_ROW_LETTERS), PS_BYTE_SET(UNDERSCORE)};

/* Bit i of a block: the byte i is of the class. A block of zeros stands before the text, and one
 * behind it. */
typedef struct ps_masks {
    uint64_t digit[MASKS], letter[MASKS], underscore[MASKS];
} ps_masks;

/* Bit i: bit i - by, and i + by. */
static uint64_t behind(const uint64_t *mask, unsigned by) {
    return mask[0] << by | mask[-1] >> (PS_SETS_BLOCK - by);
}
static uint64_t ahead(const uint64_t *mask, unsigned by) {
    return mask[0] >> by | mask[1] << (PS_SETS_BLOCK - by);
}

/* `text` goes on with zeros to the end of its last block. Returns how many there are. */
static size_t read_masks(ps_byte_sets_fn *sets, const char *text, size_t len, ps_masks *masks) {
    uint64_t in[SETS + 1];
    size_t n = 1;
    masks->digit[0] = masks->letter[0] = masks->underscore[0] = 0;
    for (size_t at = 0; at < len; at += PS_SETS_BLOCK, n++) {
        sets((const unsigned char *)text + at, sets_of_bytes, SETS, in);
        masks->digit[n] = in[IN_DIGITS];
        masks->letter[n] = in[IN_LETTERS];
        masks->underscore[n] = in[IN_UNDERSCORE];
    }
    masks->digit[n] = masks->letter[n] = masks->underscore[n] = 0;
    return n - 1;
}

/* ---- digits of names ---- */

/* The first digits of those that stay. */
static uint64_t names_at(const ps_masks *masks, size_t n) {
    const uint64_t *digit = &masks->digit[n];
    uint64_t two = ahead(digit, 1), three = two & ahead(digit, 2), four = three & ahead(digit, 3);
    uint64_t first = *digit & ~behind(digit, 1);
    uint64_t joint = behind(&masks->letter[n], 1) & behind(digit, 2);
    uint64_t letters = behind(&masks->letter[n], 1) & ~joint & ~four;
    return first & (letters | (behind(&masks->underscore[n], 1) & ~three));
}

/* All of them; *first are those of the block before, then of this one. */
static uint64_t stay_at(const ps_masks *masks, size_t n, uint64_t first[2]) {
    const uint64_t *digit = &masks->digit[n];
    first[0] = first[1];
    first[1] = names_at(masks, n);
    uint64_t second = behind(first + 1, 1) & *digit;
    uint64_t third = behind(first + 1, 2) & *digit & behind(digit, 1);
    return first[1] | second | third;
}

/* ---- blanking ---- */

/* Byte i keeps its upper half alone when bit i of the index is set: '0' to '9' become '0'. */
#define B(n, i) ((uint64_t)((n) >> (i)&1 ? 0xF0 : 0xFF) << 8 * (i))
#define W(n) (B(n, 0) | B(n, 1) | B(n, 2) | B(n, 3) | B(n, 4) | B(n, 5) | B(n, 6) | B(n, 7))
#define W4(n) W(n), W((n) + 1), W((n) + 2), W((n) + 3)
#define W16(n) W4(n), W4((n) + 4), W4((n) + 8), W4((n) + 12)
#define W64(n) W16(n), W16((n) + 16), W16((n) + 32), W16((n) + 48)
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "byte 0 of a word is its lowest");
static const uint64_t blanks[256] = {W64(0), W64(64), W64(128), W64(192)};

/* The digits of `numbers` in the block become PS_NUMBER; two hashes go on over it. */
static void blank_block(char *block, uint64_t numbers, uint64_t hash[2]) {
    for (unsigned i = 0; i < PS_SETS_BLOCK; i += WORD, numbers >>= WORD) {
        uint64_t word;
        memcpy(&word, block + i, sizeof word);
        word &= blanks[numbers & 0xFF];
        memcpy(block + i, &word, sizeof word);
        uint64_t *lane = &hash[i / WORD % 2];
        *lane = ((*lane << 23 | *lane >> 41) ^ word) * 0x9E3779B97F4A7C15u;
    }
    hash[0] ^= hash[0] >> 32;
    hash[1] ^= hash[1] >> 29;
}

uint64_t ps_skeleton_make(ps_byte_sets_fn *sets, ps_span text, char *out) {
    ps_masks masks;
    uint64_t first[2] = {0, 0}, hash[2] = {text.len, 0};
    memcpy(out, text.ptr, text.len);
    memset(out + text.len, 0, PS_SETS_BLOCK);
    size_t blocks = read_masks(sets, out, text.len, &masks);
    for (size_t n = 1; n <= blocks; n++) {
        uint64_t numbers = masks.digit[n] & ~stay_at(&masks, n, first);
        blank_block(out + (n - 1) * PS_SETS_BLOCK, numbers, hash);
    }
    hash[0] = (hash[0] ^ (hash[1] << 1 | hash[1] >> 63)) * 0x9E3779B97F4A7C15u;
    return hash[0] ^ hash[0] >> 32;
}
