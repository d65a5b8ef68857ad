/* SPDX-License-Identifier: Apache-2.0
 *
 * The lists of names and words: sorted as the search needs them, and what they say of a word. */
#include "kit.h"
#include "name_rank.h"
#include "word_list.h"

static void test_lists_are_sorted(void **state) {
    (void)state;
    const ps_word_list *lists[] = {&ps_list_english_words, &ps_list_given_names, &ps_list_surnames,
                                   &ps_list_world_names};
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        ps_span before = {"", 0};
        for (size_t at = 0; at < lists[k]->len;) {
            const char *end = memchr(lists[k]->text + at, '\n', lists[k]->len - at);
            assert_non_null(end); /* the last line ends too */
            ps_span word = {lists[k]->text + at, (size_t)(end - lists[k]->text) - at};
            size_t common = before.len < word.len ? before.len : word.len;
            int order = memcmp(before.ptr, word.ptr, common);
            assert_true(order < 0 || (order == 0 && before.len < word.len));
            assert_true(ps_word_list_has(lists[k], word));
            before = word;
            at += word.len + 1;
        }
    }
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
        cmocka_unit_test(test_lists_are_sorted),
        cmocka_unit_test(test_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
