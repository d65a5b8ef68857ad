/* SPDX-License-Identifier: Apache-2.0
 *
 * Every block function gives the masks of the portable one, on any bytes at any alignment. */
#include "block.h"
#include "kit.h"

#include <stdlib.h>

enum { ROUNDS = 4000 };

/* Bytes on both sides of every class border come often. */
static unsigned char random_byte(kit_random *r) {
    static const unsigned char borders[] = {0,    '/',  '0',  '9',  ':',  ';',  '<',  '=',  '>',
                                            '@',  'A',  'Z',  '[',  '\\', ']',  '%',  '$',  '&',
                                            '\'', 0x1a, 0x1b, 0x1c, 0x7f, 0x80, 0x81, 0xff, '-',
                                            '.',  ' ',  '`',  'a',  'z',  '{'};
    return kit_below(r, 2) ? borders[kit_below(r, sizeof borders)] : (unsigned char)kit_next(r);
}

static ps_block_bytes random_literals(kit_random *r) {
    ps_block_bytes bytes = {.count = (uint8_t)kit_below(r, PS_BLOCK_LITERALS + 1)};
    for (unsigned k = 0; k < bytes.count; k++) bytes.literal[k] = random_byte(r);
    return bytes;
}

static void compare(const char *name, const ps_block_masks *want, const ps_block_masks *got,
                    unsigned literals) {
    if (want->digit != got->digit) fail_msg("%s: digit", name);
    if (want->upper != got->upper) fail_msg("%s: upper", name);
    if (want->alnum != got->alnum) fail_msg("%s: alnum", name);
    if (want->separator != got->separator) fail_msg("%s: separator", name);
    if (want->trigger != got->trigger) fail_msg("%s: trigger", name);
    for (unsigned k = 0; k < literals; k++)
        if (want->literal[k] != got->literal[k]) fail_msg("%s: literal %u", name, k);
}

static void all_agree(const unsigned char *block, const ps_block_bytes *bytes) {
    ps_block_masks want;
    ps_block_portable(block, bytes, &want);
    for (const ps_block_engine *e = ps_block_engines(); e->name; e++) {
        ps_block_masks got;
        memset(&got, 0xa5, sizeof got);
        e->scan(block, bytes, &got);
        compare(e->name, &want, &got, bytes->count);
    }
}

/* The block ends where its memory does, so that a byte read too far is seen by ASan. */
static void test_random_blocks(void **state) {
    (void)state;
    kit_random r = kit_seed(11);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t offset = round % PS_BLOCK;
        unsigned char *memory = malloc(offset + PS_BLOCK);
        assert_non_null(memory);
        for (size_t i = 0; i < offset + PS_BLOCK; i++) memory[i] = random_byte(&r);
        ps_block_bytes bytes = random_literals(&r);
        all_agree(memory + offset, &bytes);
        free(memory);
    }
}

/* Every byte value at every place, against the definition and not against another function. */
static void test_every_byte(void **state) {
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        unsigned char block[PS_BLOCK];
        ps_block_bytes bytes = {.count = 1, .literal = {(uint8_t)c}};
        for (unsigned at = 0; at < PS_BLOCK; at++) {
            memset(block, c == '~' ? '!' : '~', sizeof block);
            block[at] = (unsigned char)c;
            ps_block_masks m;
            ps_block_portable(block, &bytes, &m);
            uint64_t bit = (uint64_t)1 << at;
            bool trigger = c == '%' || c == '\\' || c == '&' || c == 0x1b || c >= 0x80;
            assert_true(m.digit == (c >= '0' && c <= '9' ? bit : 0));
            assert_true(m.upper == (c >= 'A' && c <= 'Z' ? bit : 0));
            bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            assert_true(m.alnum == (letter || m.digit ? bit : 0));
            assert_true(m.separator == (c == ':' || c == '=' ? bit : 0));
            assert_true(m.trigger == (trigger ? bit : 0));
            assert_true(m.literal[0] == bit);
            all_agree(block, &bytes);
        }
    }
}

static void test_best_is_listed(void **state) {
    (void)state;
    const ps_block_engine *engines = ps_block_engines();
    assert_ptr_equal((const void *)(uintptr_t)ps_block_best(),
                     (const void *)(uintptr_t)engines[0].scan);
    bool portable = false;
    for (const ps_block_engine *e = engines; e->name; e++)
        portable = portable || e->scan == ps_block_portable;
    assert_true(portable);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_blocks),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_best_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
