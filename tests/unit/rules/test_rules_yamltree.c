/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "file.h"
#include "yamltree.h"

#include <stdlib.h>
#include <string.h>

static void tree(void **state) {
    (void)state;
    ps_arena arena = {0};
    const ps_node *root;
    ps_span text = PS_LIT("# comment\na: 1\nb:\n  - 'x: y'\n  - {c: }\n");
    assert_int_equal(ps_yaml_parse(text, "f", &arena, &root, NULL), PS_OK);
    assert_int_equal(root->kind, PS_NODE_MAP);
    assert_int_equal(root->count, 2);
    const ps_node *a = ps_node_member(root, "a"), *b = ps_node_member(root, "b");
    assert_string_equal(a->text, "1");
    assert_int_equal(a->line, 2);
    assert_true(a->plain);
    assert_int_equal(b->kind, PS_NODE_LIST);
    assert_int_equal(b->line, 3);
    assert_string_equal(b->first->text, "x: y");
    assert_false(b->first->plain);
    assert_int_equal(b->first->line, 4);
    const ps_node *c = ps_node_member(b->first->next, "c");
    assert_int_equal(c->len, 0);
    assert_null(ps_node_member(b, "c"));
    assert_null(ps_node_member(NULL, "c"));
    ps_arena_free(&arena);
}

static void refuse(const char *text, uint32_t line, const char *want) {
    ps_arena arena = {0};
    ps_error err = {0};
    const ps_node *root;
    assert_int_equal(ps_yaml_parse(ps_span_z(text), "f.yml", &arena, &root, &err), PS_E_RULES);
    assert_null(root);
    if (!strstr(err.text, want)) fail_msg("%s", err.text);
    assert_int_equal(err.line, line);
    assert_memory_equal(err.text, "f.yml:", 6);
    ps_arena_free(&arena);
}

static void refused(void **state) {
    (void)state;
    refuse("a: 1\nb: 2\na: 3\n", 3, "stands twice");
    refuse("a: &x 1\n", 1, "anchors");
    refuse("a: &x [1]\n", 1, "anchors");
    refuse("a: &x {b: 1}\n", 1, "anchors");
    refuse("a: 1\nb: *x\n", 2, "aliases");
    refuse("a: !!binary aaaa\n", 1, "tags");
    refuse("a: 1\n---\nb: 2\n", 2, "second document");
    refuse("[a]: 1\n", 1, "must be a word");
    refuse("a: \"x\\0y\"\n", 1, "NUL");
    refuse("a: [1, 2\nb: 3\n", 2, "not YAML");
    refuse("a: 1\n\tb: 2\n", 2, "not YAML");
    refuse("a: \xff\n", 1, "not YAML");
    refuse("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", 1, "32 levels");
}

static void limits(void **state) {
    (void)state;
    ps_arena arena = {0};
    const ps_node *root;
    assert_int_equal(ps_yaml_parse(PS_LIT(""), "f", &arena, &root, NULL), PS_OK);
    assert_null(root);
    assert_int_equal(ps_yaml_parse(PS_LIT("# x\n"), "f", &arena, &root, NULL), PS_OK);
    assert_null(root);
    size_t len = PS_YAML_MAX_BYTES + 1;
    char *big = malloc(len);
    assert_non_null(big);
    memset(big, ' ', len);
    assert_int_equal(ps_yaml_parse(ps_span_of(big, len), "f", &arena, &root, NULL), PS_E_RULES);
    assert_int_equal(ps_yaml_parse(ps_span_of(big, len - 1), "f", &arena, &root, NULL), PS_OK);
    free(big);
    ps_buf text;
    ps_buf_init(&text, 1 << 20);
    for (int i = 0; i < 4097; i++) assert_int_equal(ps_buf_addf(&text, "k%d: 1\n", i), PS_OK);
    assert_int_equal(ps_yaml_parse(ps_buf_span(&text), "f", &arena, &root, NULL), PS_E_RULES);
    ps_buf_free(&text);
    ps_arena_free(&arena);
}

static void files(void **state) {
    (void)state;
    const char *path = write_file("ten", "0123456789");
    ps_buf text;
    ps_buf_init(&text, 10);
    assert_int_equal(ps_file_read(path, &text, NULL), PS_OK);
    assert_int_equal(text.len, 10);
    ps_buf_free(&text);
    ps_buf_init(&text, 9);
    ps_error err;
    assert_int_equal(ps_file_read(path, &text, &err), PS_E_LIMIT);
    ps_buf_free(&text);
    assert_int_equal(ps_file_read(path_of("none"), &text, &err), PS_E_IO);
    assert_int_equal(ps_file_read(path_of(""), &text, &err), PS_E_IO); /* a folder */
    ps_buf_free(&text);
}

static void arenas(void **state) {
    (void)state;
    ps_arena arena = {0};
    assert_null(ps_arena_new(&arena, SIZE_MAX / 2, 3));
    assert_null(ps_arena_new(&arena, SIZE_MAX - 8, 1));
    for (size_t i = 0; i < 2000; i++) {
        unsigned char *bytes = ps_arena_new(&arena, i * 7 % 900, 1);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % sizeof(max_align_t) % 16, 0);
        for (size_t j = 0; j < i * 7 % 900; j++) assert_int_equal(bytes[j], 0);
        memset(bytes, 0xff, i * 7 % 900);
    }
    assert_non_null(ps_arena_new(&arena, 1 << 20, 1));
    assert_string_equal(ps_arena_join(&arena, "a", "", "bc", NULL), "abc");
    ps_arena_free(&arena);
    ps_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(tree), cmocka_unit_test(refused),
                                       cmocka_unit_test(limits), cmocka_unit_test(files),
                                       cmocka_unit_test(arenas)};
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
