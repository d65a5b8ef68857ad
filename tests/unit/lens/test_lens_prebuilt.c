/* SPDX-License-Identifier: Apache-2.0
 *
 * The databases that are compiled with the program: the built-in profiles use them, they find what
 * a fresh one finds, and whatever does not fit them is compiled. */
#include "builtin_packs.h"
#include "form.h"
#include "kit.h"
#include "sieve_inside.h"
#include "word_texts.h"
#include "words.h"

#include <ctype.h>
#include <stdlib.h>

/* A build that cannot run what it builds has none. */
static void need_table(void) {
    if (!ps_prebuilt_words_count) skip();
}

/* ---- they are used ---- */

static void test_profiles(void **state) {
    (void)state;
    need_table();
    static const char *const profiles[] = {NULL, "standard", "safe-harbor", "limited-data-set",
                                           "strict"};
    for (size_t i = 0; i < KIT_COUNT(profiles); i++) {
        kit k = kit_open(profiles[i]);
        if (!ps_lens_is_prebuilt(k.engine->lens))
            fail_msg(
                "%s: the literals are compiled at every start; the list of cmake/prebuild_words.c "
                "differs from the engine's",
                profiles[i] ? profiles[i] : "no profile");
        kit_close(&k);
    }
}

static void test_changed_rules(void **state) {
    (void)state;
    ps_rules *rules = kit_rules();
    ps_error err;
    assert_int_equal(ps_rules_except(rules, PS_LIT("us.ssn"), &err), PS_OK);
    kit k = kit_of(rules);
    assert_false(ps_lens_is_prebuilt(k.engine->lens));
    kit_close(&k);
}

/* ---- they find the same ---- */

typedef struct hit {
    uint32_t end, len, before;
    uint16_t rule, item;
    uint8_t kind;
} hit;

typedef struct hits {
    hit *items;
    size_t count, room;
} hits;

static bool keep_hit(void *ctx, const ps_word_pattern *pattern, uint32_t end) {
    hits *all = ctx;
    if (all->count == all->room) {
        all->room = all->room ? all->room * 2 : 1024;
        all->items = realloc(all->items, all->room * sizeof *all->items);
        assert_non_null(all->items);
    }
    hit *h = &all->items[all->count++];
    memset(h, 0, sizeof *h); /* compared with memcmp */
    h->end = end;
    h->len = pattern->len;
    h->before = pattern->before;
    h->rule = pattern->rule;
    h->item = pattern->item;
    h->kind = pattern->kind;
    return true;
}

static int by_bytes(const void *a, const void *b) {
    return memcmp(a, b, sizeof(hit));
}

static int as_is(int c) {
    return c;
}

static void scan_as(const ps_words_db *db, ps_words_scratch *scratch, const ps_builtin_pack *pack,
                    int (*in_case)(int), hits *all) {
    char *text = malloc(pack->len + 1);
    assert_non_null(text);
    for (size_t i = 0; i < pack->len; i++) text[i] = (char)in_case(pack->bytes[i]);
    assert_int_equal(ps_words_scan(db, scratch, ps_span_of(text, pack->len), keep_hit, all), PS_OK);
    free(text);
}

/* The packs hold every label and literal, and the examples of every rule; here also in capitals and
 * in small letters, which some literals mind and others do not. */
static hits scan_packs(const ps_words_db *db) {
    static int (*const cases[])(int) = {as_is, toupper, tolower};
    hits all = {0};
    ps_words_scratch *scratch;
    assert_int_equal(ps_words_scratch_new(&scratch, db), PS_OK);
    for (size_t i = 0; i < ps_builtin_pack_count; i++)
        for (size_t k = 0; k < KIT_COUNT(cases); k++)
            scan_as(db, scratch, &ps_builtin_packs[i], cases[k], &all);
    ps_words_scratch_free(scratch);
    if (all.items) qsort(all.items, all.count, sizeof *all.items, by_bytes);
    return all;
}

/* The database of the standard profile, with the forms' anchors and `more` of them besides. */
static ps_words_db *open_db(const ps_rules *rules, const char *more) {
    ps_words_db *db;
    ps_error err;
    size_t count = ps_form_anchor_list(NULL);
    ps_form_anchor *anchors = calloc(count + 1, sizeof *anchors);
    bool *enabled = calloc(ps_rules_count(rules), sizeof *enabled);
    assert_true(anchors && enabled);
    for (size_t i = 0; i < ps_rules_count(rules); i++) enabled[i] = ps_rules_at(rules, i)->enabled;
    (void)ps_form_anchor_list(anchors);
    if (more) anchors[count++] = (ps_form_anchor){more, 0};
    if (ps_words_db_new(&db, rules, enabled, (ps_form_anchors){anchors, count}, &err) != PS_OK)
        fail_msg("%s", err.text);
    free(anchors);
    free(enabled);
    return db;
}

static void test_same_matches(void **state) {
    (void)state;
    need_table();
    ps_rules *rules = kit_rules();
    ps_words_db *prebuilt = open_db(rules, NULL);
    ps_words_db *compiled = open_db(rules, "\x01stands nowhere\x01");
    assert_true(ps_words_db_is_prebuilt(prebuilt));
    assert_false(ps_words_db_is_prebuilt(compiled));
    hits a = scan_packs(prebuilt), b = scan_packs(compiled);
    assert_true(a.count > 10000);
    assert_int_equal(a.count, b.count);
    assert_memory_equal(a.items, b.items, a.count * sizeof *a.items);
    free(a.items);
    free(b.items);
    ps_words_db_free(prebuilt);
    ps_words_db_free(compiled);
    ps_rules_free(rules);
}

/* ---- what does not fit is not taken ---- */

static void refuse_bytes(const ps_prebuilt_words *row, size_t at, size_t len) {
    uint64_t *bytes = malloc(row->len + sizeof *bytes);
    assert_non_null(bytes);
    memcpy(bytes, row->bytes, row->len);
    ((char *)bytes)[at] ^= 4;
    ps_prebuilt_words damaged = {.bytes = bytes, .len = len};
    memcpy(damaged.digest, row->digest, sizeof damaged.digest);
    struct hs_database *db;
    assert_int_equal(ps_word_texts_prebuilt(&db, row->digest, &damaged, 1), PS_OK);
    assert_null(db);
    free(bytes);
}

static void test_damage(void **state) {
    (void)state;
    need_table();
    const ps_prebuilt_words *row = &ps_prebuilt_words_table[0];
    for (size_t at = 0; at < 8; at++) refuse_bytes(row, at, row->len); /* its mark and version */
    for (size_t at = 64; at < row->len - 128; at += row->len / 64) refuse_bytes(row, at, row->len);
    refuse_bytes(row, 0, 0);
    refuse_bytes(row, 100, row->len / 2);
}

static void test_digest(void **state) {
    (void)state;
    char *text[] = {(char[]){"ab"}, (char[]){"c"}};
    size_t len[] = {2, 1};
    unsigned flags[] = {0, 1}, ids[] = {0, 1};
    ps_word_texts texts = {text, len, flags, ids, 2};
    uint8_t first[PS_DIGEST_SIZE], next[PS_DIGEST_SIZE];
    assert_int_equal(ps_word_texts_digest(&texts, first), PS_OK);
    assert_int_equal(ps_word_texts_digest(&texts, next), PS_OK);
    assert_memory_equal(first, next, sizeof first);
    flags[0] = 1;
    assert_int_equal(ps_word_texts_digest(&texts, next), PS_OK);
    assert_memory_not_equal(first, next, sizeof first);
    flags[0] = 0;
    text[1][0] = 'd';
    assert_int_equal(ps_word_texts_digest(&texts, next), PS_OK);
    assert_memory_not_equal(first, next, sizeof first);
    texts.count = 1;
    assert_int_equal(ps_word_texts_digest(&texts, next), PS_OK);
    assert_memory_not_equal(first, next, sizeof first);
    struct hs_database *db;
    assert_int_equal(
        ps_word_texts_prebuilt(&db, first, ps_prebuilt_words_table, ps_prebuilt_words_count),
        PS_OK);
    assert_null(db);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profiles),     cmocka_unit_test(test_changed_rules),
        cmocka_unit_test(test_same_matches), cmocka_unit_test(test_damage),
        cmocka_unit_test(test_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
