/* SPDX-License-Identifier: Apache-2.0
 *
 * Every function for sets of bytes gives the masks of the portable one, and those are right. */
#include "byte_sets.h"
#include "kit.h"

#include <string.h>

enum { SETS = 9, ROUNDS = 2000 };

#define VOWEL(n)                                                                                   \
    (PS_ROW_LETTER(n, 'a') | PS_ROW_LETTER(n, 'e') | PS_ROW_LETTER(n, 'i') |                       \
     PS_ROW_LETTER(n, 'o') | PS_ROW_LETTER(n, 'u'))
#define WORD(n) (PS_ROW_LETTERS(n) | PS_ROW_DIGITS(n) | PS_ROW_BYTE(n, '_'))

static bool is_in(const ps_byte_set *set, unsigned char c) {
    return c < 0x80 && set->rows[c & 15] >> (c >> 4) & 1;
}

static void test_functions_agree(void **state) {
    (void)state;
    kit_random r = kit_seed(17);
    for (size_t round = 0; round < ROUNDS; round++) {
        ps_byte_set sets[SETS];
        unsigned char block[PS_SETS_BLOCK];
        unsigned count = (unsigned)kit_below(&r, SETS + 1);
        for (size_t i = 0; i < sizeof sets; i++)
            ((unsigned char *)sets)[i] = (unsigned char)kit_below(&r, 256);
        for (size_t i = 0; i < sizeof block; i++) block[i] = (unsigned char)kit_below(&r, 256);
        for (ps_byte_sets_fn *const *scan = ps_byte_sets_all(); *scan; scan++) {
            uint64_t out[SETS + 1];
            (*scan)(block, sets, count, out);
            for (unsigned i = 0; i < PS_SETS_BLOCK; i++) {
                for (unsigned k = 0; k < count; k++)
                    assert_int_equal(out[k] >> i & 1, is_in(&sets[k], block[i]));
                assert_int_equal(out[count] >> i & 1, block[i] >= 0x80);
            }
        }
    }
}

static void test_written_sets(void **state) {
    (void)state;
    static const ps_byte_set vowel = PS_BYTE_SET(VOWEL), word = PS_BYTE_SET(WORD);
    for (unsigned c = 0; c < 256; c++) {
        assert_int_equal(is_in(&vowel, (unsigned char)c),
                         c && c < 128 && strchr("aeiouAEIOU", (int)c));
        bool is_word =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 'a' && c <= 'z');
        assert_int_equal(is_in(&word, (unsigned char)c), is_word);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions_agree),
        cmocka_unit_test(test_written_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
