/* SPDX-License-Identifier: Apache-2.0
 *
 * Hex ids: what is one and what is not, that nothing else is touched, and which rules may hang on
 * one. */
#include "hex_id_rules.h"
#include "hex_ids.h"
#include "hex_word.h"
#include "kit.h"
#include "skeleton.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>

/* The text with its ids as they are read. */
static const char *read_as(const char *text) {
    static char out[PS_SKELETON_MAX + 1];
    size_t len = strlen(text);
    bool even;
    memcpy(out, text, len + 1);
    (void)ps_hex_ids_read(ps_byte_sets_portable, ps_span_of(text, len), out, &even);
    return out;
}

static void test_ids(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"request id=7f3a2b1c9d0e done", "request id=2fb7b7b7b7b7 done"},
        {"span 9c5eb2aa", "span 2fb7b7b7"},
        {"at 0x7ffe12ab34c8 in", "at 0x2fb7b7b7b7b7 in"},
        {"id \"b5c3f1ea-9f2d-4c1e-8e7f-a1b2c3d4e5f6\"",
         "id \"2fb7b7b7-7b7b-b7b7-7b7b-b7b7b7b7b7b7\""},
        {"commit f1e2d3c4b5a697887a605142b32415c69788a9ba\tok",
         "commit 2fb7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7\tok"},
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++)
        assert_string_equal(read_as(rows[i][0]), rows[i][1]);
}

static void test_others(void **state) {
    (void)state;
    static const char *const rows[] = {
        "",
        "id=7f3a2b1 done",               /* seven digits */
        "id=12345678 done",              /* a number */
        "the defaced facade",            /* words */
        "deadbeef",                      /* no digit */
        "id=7F3A2B1C9D0E",               /* capitals: a shape may have them */
        "id=7f3a2b1c9d0eX id=z7f3a2b1c", /* in a word */
        "id=a1234567 b",                 /* a number with a letter before it */
        "v 5376616e 2031323334 35",      /* groups of a dump */
        "x 53532078797a31 y",            /* characters */
        "7f3a2b1c9d0e\n",                /* a line of nothing else */
        "x=AbCd+/7f3a2b1c9d0e/QrSt",     /* base64 */
        "71645-fb26c6d1 fb26c6d1-555-0123",
        "%7f3a2b1c \\7f3a2b1c #7f3a2b1c &7f3a2b1c +7f3a2b1c",
        "of 1984abcd", /* a year */
        "=?8859e1ab?=",
        "<1C>d2f3a4b5c6",
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++) assert_string_equal(read_as(rows[i]), rows[i]);
}

/* Where the hex word ends that begins at the '<' of the text, which is not a part of it. */
static size_t word_end(const char *marked) {
    char text[128];
    size_t from = (size_t)(strchr(marked, '<') - marked), len = strlen(marked) - 1;
    memcpy(text, marked, from);
    memcpy(text + from, marked + from + 1, len - from);
    return ps_hex_word_end(ps_span_of(text, len), from);
}

static void test_words(void **state) {
    (void)state;
    assert_int_equal(word_end("id <7f3a2b1c done"), 11);
    assert_int_equal(word_end("<b5c3f1ea-9f2d-4c1e-8e7f-a1b2c3d4e5f6"), 36);
    assert_int_equal(word_end("name-<7f3a2b1c."), 13);
    assert_int_equal(word_end("<7f3a2b1"), 0);     /* seven digits */
    assert_int_equal(word_end("<1234567a b"), 0);  /* a number with a letter */
    assert_int_equal(word_end("<abcdefab1 b"), 0); /* a word with a digit */
    assert_int_equal(word_end("<7f3a2b1cX"), 0);   /* goes on */
    assert_int_equal(word_end("x<7f3a2b1c"), 0);   /* in a word */
    assert_int_equal(word_end("<7F3A2B1C"), 0);
    assert_true(ps_hex_word_touches(PS_LIT("(7f3a2b1c"), 1, true));
    assert_true(ps_hex_word_touches(PS_LIT("7f3a2bc1: x"), 7, false));
    assert_false(ps_hex_word_touches(PS_LIT("40718322: x"), 7, false));
    assert_false(ps_hex_word_touches(PS_LIT("7f3a2b1c"), 4, false));
}

static bool is_apart(const char *text) {
    const char *at = strstr(text, "7f3a2b1c");
    size_t from = (size_t)(at - text);
    return ps_hex_word_is_apart(ps_span_z(text), from, from + 8);
}

static void test_apart(void **state) {
    (void)state;
    static const char *const yes[] = {"7f3a2b1c",         "id=7f3a2b1c,", "\"7f3a2b1c\"",
                                      "\\\"7f3a2b1c\\\"", "a-7f3a2b1c-b", "7f3a2b1c\\n"};
    static const char *const no[] = {"a.b.7f3a2b1c",    "7f3a2b1c%2Dx",    "7f3a2b1c&#45;",
                                     "7f3a2b1c\\u002d", "7f3a2b1c\x1b[0m", "12,7f3a2b1c"};
    for (size_t i = 0; i < KIT_COUNT(yes); i++)
        if (!is_apart(yes[i])) fail_msg("%s", yes[i]);
    for (size_t i = 0; i < KIT_COUNT(no); i++)
        if (is_apart(no[i])) fail_msg("%s", no[i]);
}

static size_t random_text(kit_random *random, char *text, size_t most) {
    static const char hex[] = "0123456789abcdef", rest[] = "  -=:\"/.,x0Zg+_\n#%\xc3";
    size_t len = 0, want = kit_below(random, (uint32_t)most);
    while (len < want) {
        size_t run = kit_below(random, kit_below(random, 4) ? 14 : 70);
        for (; run && len < want; run--) text[len++] = hex[kit_below(random, sizeof hex - 1)];
        if (len < want) text[len++] = rest[kit_below(random, sizeof rest - 1)];
    }
    return len;
}

/* Of every instruction set the same; of what was given, the same again; other bytes than those of
 * long runs of hexadecimal digits stay; and nobody asks for other digits in a stand-in. */
static void test_random(void **state) {
    (void)state;
    kit_random random = kit_seed(23);
    size_t ids = 0, changed = 0, kept = 0;
    for (size_t n = 0; n < 4000; n++) {
        char text[600], skeleton[sizeof text + PS_SKELETON_SPARE], settled[sizeof skeleton];
        size_t len = random_text(&random, text, sizeof text);
        char *exact = malloc(len ? len : 1), *out = malloc(len + 1), *again = malloc(len + 1);
        assert_true(exact && out && again);
        memcpy(exact, text, len); /* reading behind it is noticed */
        ps_span span = ps_span_of(exact, len);
        bool even;
        size_t count = ps_hex_ids_read(ps_byte_sets_portable, span, out, &even);
        if (!count) memcpy(out, text, len);
        ids += count;
        for (ps_byte_sets_fn *const *sets = ps_byte_sets_all(); *sets; sets++) {
            memcpy(again, text, len);
            assert_int_equal(ps_hex_ids_read(*sets, span, again, &even), count);
            assert_memory_equal(again, out, len);
        }
        memcpy(again, out, len);
        (void)ps_hex_ids_read(ps_byte_sets_portable, ps_span_of(out, len), again, &even);
        assert_memory_equal(again, out, len);
        for (size_t i = 0; i < len; i++)
            if (out[i] != text[i])
                assert_true(ps_is_hex(text[i]) && !ps_is_upper(text[i]) && ps_is_hex(out[i]));
        ps_skeleton_make(ps_byte_sets_portable, ps_span_of(out, len), skeleton);
        memcpy(settled, skeleton, len);
        ps_hex_ids_settle(ps_byte_sets_portable, ps_span_of(out, len), settled);
        for (size_t i = 0; i < len; i++) {
            assert_true(settled[i] == out[i] || settled[i] == skeleton[i]);
            changed += out[i] != text[i];
            kept += out[i] != text[i] && settled[i] == out[i];
        }
        free(exact);
        free(out);
        free(again);
    }
    assert_true(ids > 4000);
    assert_true(kept > changed / 2);
}

static ps_find find_of(ps_find_kind kind, const char *text, bool nocase) {
    return (ps_find){.kind = kind, .text = text, .len = strlen(text), .nocase = nocase};
}

static void test_rules(void **state) {
    (void)state;
    static const struct {
        const char *regex;
        bool reads;
    } rows[] = {
        {"sk_live_[0-9a-zA-Z]{24}", false}, /* takes any of them */
        {"\\bMRN[- ]?\\d{6,10}\\b", true},  /* takes digits, not letters */
        {"\\bghp_[0-9A-Za-z]{36}\\b", false},
        {"token [g-z]+!", false}, /* takes none */
        {"key [a-c]{12}!", true},
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        ps_find find = find_of(PS_FIND_REGEX, rows[i].regex, false);
        if (ps_find_reads_ids(&find) != rows[i].reads) fail_msg("%s", rows[i].regex);
    }
    ps_find finds[] = {find_of(PS_FIND_SHAPE, "999-99-9999", false),
                       find_of(PS_FIND_ANCHOR, "@", false),
                       find_of(PS_FIND_SHAPE, "9999999a", false)};
    ps_rule rule = {.finds = finds, .find_count = 2};
    assert_false(ps_finds_hide_in_ids(&rule));
    rule.find_count = 3;
    assert_true(ps_finds_hide_in_ids(&rule));
}

/* May a literal of a rule that finds this stand in ids? */
static bool hides(const char *find) {
    char yaml[256], path[64];
    (void)snprintf(yaml, sizeof yaml,
                   "pack: own\nrules:\n  - {id: own.one, label: ID, identifier: R, find: [%s]}\n",
                   find);
    kit_write_config(yaml, path);
    ps_rules *rules = kit_rules();
    ps_error err = {0};
    ps_words_db *db = NULL;
    if (ps_rules_add(rules, path, &err) != PS_OK) fail_msg("%s", err.text);
    assert_int_equal(remove(path), 0);
    size_t count = ps_rules_count(rules);
    bool *enabled = calloc(count, sizeof *enabled), hide;
    assert_non_null(enabled);
    enabled[count - 1] = true;
    if (ps_words_db_new(&db, rules, enabled, (ps_form_anchors){0}, &err) != PS_OK)
        fail_msg("%s", err.text);
    hide = ps_words_db_hide_in_ids(db);
    ps_words_db_free(db);
    free(enabled);
    ps_rules_free(rules);
    return hide;
}

static void test_literals(void **state) {
    (void)state;
    assert_true(hides("{regex: 'beef[0-9]{3}', evidence: []}"));
    assert_true(hides("{regex: 'BEEF[0-9]{3}', nocase: true, evidence: []}"));
    assert_false(hides("{regex: 'BEEF[0-9]{3}', evidence: []}"));
    assert_false(hides("{regex: 'beef-[0-9]{3}', evidence: []}"));
    assert_false(hides("{anchor: '@', grammar: email, evidence: []}"));
    assert_true(hides("{anchor: 'fade', grammar: email, evidence: []}"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),      cmocka_unit_test(test_words),
        cmocka_unit_test(test_apart),    cmocka_unit_test(test_others),
        cmocka_unit_test(test_random),   cmocka_unit_test(test_rules),
        cmocka_unit_test(test_literals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
