/* SPDX-License-Identifier: Apache-2.0
 *
 * The n-th allocation fails, for every n: the call says PS_E_NOMEM, nothing leaks (run it under
 * ASan), and the rules are as they were. Linked with --wrap for the three functions. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *ptr, size_t size);

static size_t left = SIZE_MAX; /* allocations until the one that fails */

static bool fails(void) {
    if (left == SIZE_MAX) return false;
    return left == 0 || --left == 0;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *ptr, size_t size) {
    return fails() ? NULL : __real_realloc(ptr, size);
}

static const char pack[] = "pack: a\nsets: {p: [a, b]}\nrules:\n"
                           "  - {id: a.one, label: SSN, identifier: G, keys: [a], raise: ['@p']}\n";

typedef ps_status call(ps_rules **rules, ps_error *err);

static ps_status call_load(ps_rules **rules, ps_error *err) {
    return ps_rules_load(rules, path_of("a.yml"), err);
}

static ps_status call_add(ps_rules **rules, ps_error *err) {
    return ps_rules_add(*rules, path_of("dir"), err);
}

static ps_status call_configure(ps_rules **rules, ps_error *err) {
    return ps_rules_configure(*rules, path_of("c.yml"), err);
}

static ps_status call_only(ps_rules **rules, ps_error *err) {
    return ps_rules_only(*rules, PS_LIT("SSN,a.one"), err);
}

static void every_allocation(call *fn, ps_rules *rules) {
    char before[65] = "", after[65] = "";
    for (size_t n = 1;; n++) {
        ps_rules *got = rules;
        ps_error err = {0};
        if (rules) ps_rules_digest(rules, before);
        left = n;
        ps_status status = fn(&got, &err);
        bool failed = left == 0;
        left = SIZE_MAX;
        if (!failed) {
            assert_int_equal(status, PS_OK);
            assert_true(n > 3);
            if (!rules) ps_rules_free(got);
            return;
        }
        assert_int_equal(status, PS_E_NOMEM);
        assert_int_equal(err.status, PS_E_NOMEM);
        if (!rules) assert_null(got);
        if (rules) ps_rules_digest(rules, after);
        assert_string_equal(before, after);
    }
}

static void out_of_memory(void **state) {
    (void)state;
    write_file("a.yml", pack);
    write_file("dir/b.yml", "pack: b\nrules: [{id: b.one, label: SSN, identifier: G}]\n");
    write_file("c.yml", "profile: standard\nactions: {SSN: drop}\nallow: {values: [a]}\n"
                        "token: {key_file: k}\nonly: [SSN]\n");
    every_allocation(call_load, NULL);
    ps_rules *rules = load(path_of("a.yml"));
    every_allocation(call_add, rules);
    every_allocation(call_configure, rules);
    every_allocation(call_only, rules);
    ps_rules_free(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(out_of_memory)};
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
