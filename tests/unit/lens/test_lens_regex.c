/* SPDX-License-Identifier: Apache-2.0
 *
 * Wherever a regex matches, the lens reports a candidate from which the judge looks back far
 * enough. Checked with PCRE2 on mutations of the rules' own examples. */
#include "example.h"
#include "kit.h"
#include "lens.h"
#include "literals.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

enum { MUTATIONS = 60 };

static pcre2_code *compile(ps_span text, bool nocase) {
    int error;
    PCRE2_SIZE at;
    uint32_t options = PCRE2_MULTILINE | (nocase ? PCRE2_CASELESS : 0);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len, options, &error, &at, NULL);
    if (!code) fail_msg("does not compile (%d at %zu): %.*s", error, at, (int)text.len, text.ptr);
    return code;
}

typedef struct pair {
    const ps_find *find;
    uint16_t rule, item;
    pcre2_code *whole;
    pcre2_match_data *data;
    ps_lens *lens;
    ps_lens_scratch *scratch;
    size_t matches;
} pair;

static bool anchored(const pair *p, const pcre2_code *code, ps_span text, size_t at) {
    int rc = pcre2_match(code, (PCRE2_SPTR)text.ptr, text.len, at, PCRE2_ANCHORED, p->data, NULL);
    assert_true(rc >= 0 || rc == PCRE2_ERROR_NOMATCH);
    return rc >= 0;
}

static bool lens_sees(const pair *p, ps_span text, size_t at) {
    ps_sight sight;
    assert_int_equal(ps_lens_scan(p->lens, p->scratch, text, 0, &sight), PS_OK);
    for (size_t i = 0; i < sight.candidate_count; i++) {
        const ps_candidate *c = &sight.candidates[i];
        if (c->kind != PS_CANDIDATE_REGEX || c->rule != p->rule || c->item != p->item) continue;
        if (at < c->end && c->end - at <= c->aux) return true;
    }
    return false;
}

static void check(pair *p, ps_span text) {
    for (size_t at = 0; at < text.len; at++) {
        if (!anchored(p, p->whole, text, at)) continue;
        p->matches++;
        if (!lens_sees(p, text, at))
            fail_msg("%.*s matches at %zu of '%.*s', the lens has no candidate", (int)p->find->len,
                     p->find->text, at, (int)text.len, text.ptr);
    }
}

static size_t mutate(kit_random *r, ps_span text, char *out, size_t room) {
    static const char signs[] = "0123456789abcdefXYZ -_.:/=\"'(){}[]%,;+@#&\\\t\xc3\xa9";
    size_t len = text.len < room ? text.len : room;
    memcpy(out, text.ptr, len);
    for (size_t n = kit_below(r, 4); n && len > 1; n--) {
        size_t at = kit_below(r, len);
        switch (kit_below(r, 3)) {
        case 0: out[at] = signs[kit_below(r, sizeof signs - 1)]; break;
        case 1: memmove(out + at, out + at + 1, --len - at); break;
        default:
            if (len == room) break;
            memmove(out + at + 1, out + at, len++ - at);
            out[at] = signs[kit_below(r, sizeof signs - 1)];
        }
    }
    return len;
}

static void check_example(pair *p, kit_random *r, const char *marked_text) {
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, ps_span_z(marked_text)), PS_OK);
    check(p, ps_buf_span(&marked.text));
    char text[600];
    for (size_t i = 0; i < MUTATIONS; i++) {
        size_t len = mutate(r, ps_buf_span(&marked.text), text, sizeof text);
        check(p, ps_span_of(text, len));
    }
    ps_marked_free(&marked);
}

static void open_pair(pair *p, const ps_rules *rules, uint16_t r, uint16_t i, bool *enabled) {
    ps_error err = {0};
    const ps_find *find = &ps_rules_at(rules, r)->finds[i];
    *p = (pair){.find = find, .rule = r, .item = i};
    memset(enabled, 0, ps_rules_count(rules));
    enabled[r] = true;
    if (ps_lens_new(&p->lens, rules, enabled, (ps_form_anchors){0}, &err) != PS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(ps_lens_scratch_new(&p->scratch, p->lens), PS_OK);
    p->whole = compile(ps_span_of(find->text, find->len), find->nocase);
    p->data = pcre2_match_data_create(16, NULL);
}

static void close_pair(pair *p) {
    pcre2_code_free(p->whole);
    pcre2_match_data_free(p->data);
    ps_lens_scratch_free(p->scratch);
    ps_lens_free(p->lens);
}

static void check_find(const ps_rules *rules, kit_random *random, uint16_t r, uint16_t i,
                       bool *enabled, size_t *idle) {
    pair p;
    const ps_rule *rule = ps_rules_at(rules, r);
    open_pair(&p, rules, r, i, enabled);
    for (size_t k = 0; k < rule->example_count; k++)
        check_example(&p, random, rule->examples[k].text);
    for (size_t k = 0; k < rule->negative_count; k++)
        check_example(&p, random, rule->negatives[k].text);
    if (!p.matches)
        print_message("%s: no example matches %.60s\n", rule->id, p.find->text), ++*idle;
    close_pair(&p);
}

static bool may_follow(const ps_literals *literals, char c) {
    return literals->follow[(unsigned char)c / 64] >> ((unsigned char)c % 64) & 1;
}

static void check_follow(ps_span regex, const char *yes, const char *no) {
    ps_literals literals;
    assert_int_equal(ps_regex_literals(regex, &literals), PS_OK);
    assert_true(literals.count > 0);
    for (; *yes; yes++)
        if (!may_follow(&literals, *yes)) fail_msg("'%c' follows in %s", *yes, regex.ptr);
    for (; *no; no++)
        if (may_follow(&literals, *no)) fail_msg("'%c' does not follow in %s", *no, regex.ptr);
}

/* Digits all or none, letters in both cases; behind the end of a match anything. */
static void test_follow(void **state) {
    (void)state;
    check_follow(PS_LIT("\\b(?:from|by)[/\\[]?[2-5a-c]+"), "0189abcABC/[", "dz _-]");
    check_follow(PS_LIT("\\b(?:sta|station)[ =:]{1,9}x"), " =:", "tTx0");
    check_follow(PS_LIT("(?:key: )+[@#]"), "kK@#", "e0 ");
    check_follow(PS_LIT("\\bpatient\\b(?: no)?"), " a0.\xff", "");
}

static void test_windows(void **state) {
    (void)state;
    kit_random random = kit_seed(31);
    ps_rules *rules = kit_rules();
    bool *enabled = calloc(ps_rules_count(rules), sizeof *enabled);
    size_t regexes = 0, idle = 0;
    for (uint16_t r = 0; r < ps_rules_count(rules); r++) {
        const ps_rule *rule = ps_rules_at(rules, r);
        for (uint16_t i = 0; i < rule->find_count; i++) {
            if (rule->finds[i].kind != PS_FIND_REGEX) continue;
            check_find(rules, &random, r, i, enabled, &idle);
            regexes++;
        }
    }
    print_message("%zu regexes, %zu without a match\n", regexes, idle);
    assert_true(regexes > 20 && idle * 2 < regexes);
    free(enabled);
    ps_rules_free(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
