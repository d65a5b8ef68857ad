/* SPDX-License-Identifier: Apache-2.0
 *
 * The trees that were parsed with the program are those that libyaml gives. */
#include "builtin_tree.h"
#include "support.h"

static void same_text(const char *a, const char *b) {
    assert_true((a == NULL) == (b == NULL));
    if (a) assert_string_equal(a, b);
}

static void same_tree(const ps_node *a, const ps_node *b) {
    for (; a && b; a = a->next, b = b->next) {
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->line, b->line);
        assert_int_equal(a->plain, b->plain);
        assert_int_equal(a->len, b->len);
        assert_int_equal(a->count, b->count);
        same_text(a->key, b->key);
        same_text(a->text, b->text);
        same_tree(a->first, b->first);
    }
    assert_true(!a && !b);
}

static void test_trees(void **state) {
    (void)state;
    if (!ps_prebuilt_tree_count) skip(); /* a build that cannot run what it builds has none */
    assert_int_equal(ps_prebuilt_tree_count, ps_builtin_pack_count);
    for (size_t i = 0; i < ps_builtin_pack_count; i++) {
        const ps_builtin_pack *pack = &ps_builtin_packs[i];
        ps_arena arena = {0};
        ps_error err = {0};
        const ps_node *parsed, *grown;
        ps_span text = ps_span_of((const char *)pack->bytes, pack->len);
        assert_int_equal(ps_yaml_parse(text, pack->name, &arena, &parsed, &err), PS_OK);
        assert_int_equal(ps_builtin_tree(i, pack->name, &arena, &grown, &err), PS_OK);
        /* Prebuilt, that is to say not parsed again: the texts are not the arena's. */
        assert_ptr_equal(grown->text, ps_prebuilt_trees[i].texts + ps_prebuilt_trees[i].rows->text);
        same_tree(grown, parsed);
        ps_arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_trees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
