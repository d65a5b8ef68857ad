/* SPDX-License-Identifier: Apache-2.0
 *
 * The lists of names and words and what they say of a word. */
#include "kit.h"
#include "name_rank.h"
#include "word_list.h"

static void test_lists(void **state) {
    (void)state;
    assert_int_equal(ps_word_lists(PS_LIT("aaliyah")) & PS_LIST_ENGLISH_WORDS, 0);
    assert_int_equal(ps_word_lists(PS_LIT("maria")), PS_LIST_GIVEN_NAMES | PS_LIST_SURNAMES);
    assert_true(ps_word_lists(PS_LIT("grant")) & PS_LIST_ENGLISH_WORDS);
    assert_int_equal(ps_word_lists(PS_LIT("zookeeper")) & PS_LIST_PROGRAM_WORDS,
                     PS_LIST_PROGRAM_WORDS);
    assert_int_equal(ps_word_lists(PS_LIT("okafor")), PS_LIST_WORLD_NAMES);
    assert_int_equal(ps_word_lists(PS_LIT("mari")) & PS_LIST_ENGLISH_WORDS, 0);
    assert_int_equal(ps_word_lists(PS_LIT("")), 0);
}

typedef struct row {
    const char *word;
    unsigned rank;
} row;

static void test_ranks(void **state) {
    (void)state;
    static const row rows[] = {
        {"Maria", PS_NAME_ANY},
        {"LOPEZ", PS_NAME_SURNAME},
        {"O'Neil", PS_NAME_SURNAME},
        {"Nguyen-Smith", PS_NAME_ANY},
        {"Jos\xc3\xa9", PS_NAME_ANY},
        {"Dvo\xc5\x99\xc3\xa1k", PS_NAME_ANY},
        {"okafor", PS_NAME_ANY},
        {"Will", PS_NAME_ANY | PS_NAME_WORD},
        {"Grant", PS_NAME_ANY | PS_NAME_WORD},
        {"Monday", PS_NAME_SURNAME | PS_NAME_WORD},
        {"Cassandra", PS_NAME_GIVEN | PS_NAME_WORD},
        {"Dashboard", PS_NAME_WORD},
        {"Merging", PS_NAME_WORD},
        {"allergies", PS_NAME_WORD},
        {"Portlet", 0},
        {"a", 0},
        {"", 0},
        {"-", 0},
        {"Patient2", 0},
        {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (ps_name_rank(ps_span_z(rows[i].word)) != rows[i].rank)
            fail_msg("%s: %u", rows[i].word, ps_name_rank(ps_span_z(rows[i].word)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
