/* SPDX-License-Identifier: Apache-2.0
 *
 * One scan over whole texts: labels in their spellings, anchors, triggers, order, and the limit. */
#include "kit.h"
#include "lens.h"

#include <stdio.h>
#include <stdlib.h>

static ps_rules *rules;
static ps_lens *lens;
static ps_lens_scratch *scratch;

static int setup(void **state) {
    (void)state;
    ps_error err = {0};
    rules = kit_rules();
    bool *enabled = calloc(ps_rules_count(rules), sizeof *enabled);
    for (size_t i = 0; i < ps_rules_count(rules); i++) enabled[i] = ps_rules_at(rules, i)->enabled;
    ps_status status = ps_lens_new(&lens, rules, enabled, (ps_form_anchors){0}, &err);
    free(enabled);
    if (status != PS_OK) print_error("%s\n", err.text);
    return status != PS_OK || ps_lens_scratch_new(&scratch, lens) != PS_OK;
}

static int teardown(void **state) {
    (void)state;
    ps_lens_scratch_free(scratch);
    ps_lens_free(lens);
    ps_rules_free(rules);
    return 0;
}

static ps_sight scan(ps_span text) {
    ps_sight sight;
    assert_int_equal(ps_lens_scan(lens, scratch, text, 0, &sight), PS_OK);
    return sight;
}

static bool has(const ps_sight *sight, uint8_t kind, size_t rule, size_t item, size_t at,
                size_t end) {
    for (size_t i = 0; i < sight->candidate_count; i++) {
        const ps_candidate *c = &sight->candidates[i];
        if (c->kind == kind && c->rule == rule && c->item == item && c->at == at && c->end == end)
            return true;
    }
    return false;
}

static void spell_label(const char *label, unsigned form, char *out) {
    for (; *label; label++) {
        char c = *label;
        if (c == ' ' && form == 1) c = '_';
        if (c == ' ' && form == 2) c = '-';
        *out++ = form == 3 ? ps_upper(c) : c;
    }
    *out = 0;
}

/* Every label of every rule, wherever the blocks are cut. */
static void test_labels(void **state) {
    (void)state;
    size_t failures = 0, labels = 0;
    for (size_t r = 0; r < ps_rules_count(rules); r++) {
        const ps_rule *rule = ps_rules_at(rules, r);
        for (size_t i = 0; rule->enabled && i < rule->labels.count; i++, labels++) {
            for (unsigned form = 0; form < 4; form++) {
                char label[128], text[256];
                spell_label(rule->labels.items[i], form, label);
                size_t before = (r * 7 + i * 3 + form) % 70;
                (void)snprintf(text, sizeof text, "%*s%s 306302348", (int)before, "", label);
                ps_sight sight = scan(ps_span_z(text));
                if (has(&sight, PS_CANDIDATE_LABEL, r, i, before, before + strlen(label))) continue;
                print_error("%s: label '%s' is not seen\n", rule->id, label);
                failures++;
            }
        }
    }
    assert_true(labels > 100);
    assert_int_equal(failures, 0);
}

static void test_anchors(void **state) {
    (void)state;
    size_t anchors = 0;
    for (size_t r = 0; r < ps_rules_count(rules); r++) {
        const ps_rule *rule = ps_rules_at(rules, r);
        for (size_t i = 0; rule->enabled && i < rule->find_count; i++) {
            if (rule->finds[i].kind != PS_FIND_ANCHOR) continue;
            anchors++;
            for (size_t before = 0; before < 130; before++) {
                char text[300];
                memset(text, 'x', sizeof text);
                memcpy(text + before, rule->finds[i].text, rule->finds[i].len);
                size_t end = before + rule->finds[i].len;
                ps_sight sight = scan(ps_span_of(text, before % 2 ? end : end + 20));
                if (!has(&sight, PS_CANDIDATE_ANCHOR, r, i, before, end))
                    fail_msg("%s: anchor at %zu", rule->id, before);
            }
        }
    }
    assert_true(anchors > 0);
}

/* A key is looked up wherever its separator stands in the blocks. */
static void test_keys_across_blocks(void **state) {
    (void)state;
    for (size_t before = 0; before < 140; before++) {
        char text[256];
        int n = snprintf(text, sizeof text, "%*s\"ssn\":306302348}", (int)before, "");
        ps_sight sight = scan(ps_span_of(text, (size_t)n));
        bool found = false;
        for (size_t i = 0; i < sight.candidate_count; i++) {
            const ps_candidate *c = &sight.candidates[i];
            found |= c->kind == PS_CANDIDATE_KEY && c->at == before + 1 && c->end == before + 4 &&
                     c->aux == before + 5 && !strcmp(ps_rules_at(rules, c->rule)->id, "us.ssn");
        }
        assert_true(found);
    }
}

static void test_order(void **state) {
    (void)state;
    kit_random r = kit_seed(41);
    static const char *const pieces[] = {"ssn=306-30-2348 ",
                                         "MRN 40718322, ",
                                         "a@example.com ",
                                         "dob: 1957-04-09 ",
                                         "(317) 555-0142 ",
                                         "\n",
                                         "x ",
                                         "social security number ",
                                         "203.0.113.7 "};
    char text[4000];
    for (size_t round = 0; round < 200; round++) {
        size_t n = 0;
        while (n < 3000) {
            const char *piece = pieces[kit_below(&r, KIT_COUNT(pieces))];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        ps_sight sight = scan(ps_span_of(text, n));
        assert_true(sight.candidate_count > 50);
        for (size_t i = 1; i < sight.candidate_count; i++)
            assert_true(sight.candidates[i - 1].at <= sight.candidates[i].at);
    }
}

/* One offset for each line with an encoded stretch. */
static void test_triggers(void **state) {
    (void)state;
    ps_sight sight =
        scan(PS_LIT("plain 100%\na%2Db and %2Dc\n\xc3\xa9 & co\nx &#45; y\nend\\u0033"));
    assert_int_equal(sight.trigger_count, 3);
    assert_int_equal(sight.triggers[0], 12);
    assert_int_equal(sight.triggers[1], 36);
    assert_int_equal(sight.triggers[2], 47);
}

/* A run in the middle of a line, however it lies in the blocks; paths and digests are none. */
static void test_runs(void **state) {
    (void)state;
    static const char run[] = "cGF0aWVudCBtcm49NDA3MTgzMjIgcw"; /* patient mrn=40718322 s */
    char text[256];
    for (size_t before = 0; before < 130; before++) {
        memset(text, '.', sizeof text);
        memcpy(text + before, run, sizeof run - 1);
        ps_sight sight = scan(ps_span_of(text, sizeof text));
        assert_int_equal(sight.trigger_count, 0); /* one letter too short */
        text[before + sizeof run - 1] = 'w';
        sight = scan(ps_span_of(text, sizeof text));
        assert_int_equal(sight.trigger_count, 1);
        assert_int_equal(sight.triggers[0], before);
    }
    ps_sight sight =
        scan(PS_LIT("at com.acme.AbstractTransactionManagementConfigurationSelector\n"
                    "sum 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 f\n"
                    "cp /usr/share/applications/configurationmanagementinterface/a b\n"));
    assert_int_equal(sight.trigger_count, 0);
}

/* A text that holds too much says so; the scratch is fit for the next. */
static void test_limit(void **state) {
    (void)state;
    size_t len = (size_t)5 << 20;
    char *text = malloc(len);
    for (size_t i = 0; i + 4 <= len; i += 4) memcpy(text + i, "ssn=", 4);
    ps_sight sight;
    ps_status status = ps_lens_scan(lens, scratch, ps_span_of(text, len), 0, &sight);
    assert_int_equal(status, PS_E_LIMIT);
    assert_int_equal(sight.candidate_count, 0);
    sight = scan(PS_LIT("ssn=306-30-2348"));
    assert_true(sight.candidate_count > 0);
    free(text);
}

static void test_nothing(void **state) {
    (void)state;
    ps_sight sight = scan(PS_LIT(""));
    assert_int_equal(sight.candidate_count, 0);
    assert_int_equal(sight.trigger_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_keys_across_blocks),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_triggers),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
