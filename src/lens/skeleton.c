/* SPDX-License-Identifier: Apache-2.0 */
#include "skeleton.h"

#include <string.h>

enum { MASKS = PS_SKELETON_MAX / PS_SETS_BLOCK + 2 };

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

/* The digits of `numbers` in the block become PS_NUMBER. */
static void blank_block(char *block, uint64_t numbers) {
    for (; numbers; numbers &= numbers - 1) block[__builtin_ctzll(numbers)] = PS_NUMBER;
}

void ps_skeleton_make(ps_byte_sets_fn *sets, ps_span text, char *out) {
    ps_masks masks;
    uint64_t first[2] = {0, 0};
    memcpy(out, text.ptr, text.len);
    memset(out + text.len, 0, PS_SETS_BLOCK);
    size_t blocks = read_masks(sets, out, text.len, &masks);
    for (size_t n = 1; n <= blocks; n++) {
        uint64_t numbers = masks.digit[n] & ~stay_at(&masks, n, first);
        blank_block(out + (n - 1) * PS_SETS_BLOCK, numbers);
    }
}
