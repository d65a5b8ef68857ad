/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine finds what the slow oracle finds, on mutations of the rules' examples and on real
 * logs. Both ask the same judge; what differs is how the places to judge are found. Lines that hold
 * an encoded stretch are left out: their views are the engine's own. */
#include "example.h"
#include "folder.h"
#include "oracle.h"
#include "sieve_inside.h"
#include "trigger.h"

#include <stdio.h>
#include <stdlib.h>

enum { FINDS_MAX = 1024, SHOWN = 25 };

static kit k;
static oracle *slow;
static ps_judge_scratch *judge_scratch;
static size_t failures, compared, findings;

static int setup(void **state) {
    (void)state;
    k = kit_open(NULL);
    slow = oracle_new(k.rules, ps_lens_keys(k.engine->lens));
    return ps_judge_scratch_new(&judge_scratch, k.engine->judge) != PS_OK;
}

static int teardown(void **state) {
    (void)state;
    ps_judge_scratch_free(judge_scratch);
    oracle_free(slow);
    kit_close(&k);
    return 0;
}

typedef struct places {
    ps_finding list[FINDS_MAX];
    size_t count;
} places;

static int keep(const ps_finding *f, void *ctx) {
    places *p = ctx;
    assert_true(p->count < FINDS_MAX);
    p->list[p->count++] = *f;
    return 0;
}

/* What the oracle's candidates come to: judged, without what a keep action lets stand, merged. */
static void by_oracle(ps_span line, places *out) {
    static ps_candidate candidates[ORACLE_MAX];
    static ps_found kept[ORACLE_MAX];
    size_t n = oracle_look(slow, line, candidates), count = 0;
    const ps_found *found;
    size_t found_count;
    ps_event event = {.text = line, .candidates = candidates, .candidate_count = n};
    ps_status status = ps_judge_event(k.engine->judge, judge_scratch, &event, &found, &found_count);
    assert_int_equal(status, PS_OK);
    assert_true(found_count <= ORACLE_MAX);
    for (size_t i = 0; i < found_count; i++)
        if (k.engine->actions[found[i].rule].kind != PS_ACTION_KEEP) kept[count++] = found[i];
    count = ps_found_resolve(kept, count, k.rules);
    for (out->count = 0; out->count < count; out->count++)
        out->list[out->count] = (ps_finding){.rule = kept[out->count].rule,
                                             .from = kept[out->count].from,
                                             .to = kept[out->count].to};
}

static bool same(const places *a, const places *b) {
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->list[i].rule != b->list[i].rule || a->list[i].from != b->list[i].from ||
            a->list[i].to != b->list[i].to)
            return false;
    return true;
}

static void show(const char *who, const places *p, ps_span line) {
    for (size_t i = 0; i < p->count; i++)
        print_error("    %s: %s [%zu,%zu) '%.*s'\n", who,
                    ps_engine_rule_id(k.engine, p->list[i].rule), p->list[i].from, p->list[i].to,
                    (int)(p->list[i].to - p->list[i].from), line.ptr + p->list[i].from);
}

/* The oracle knows nothing of views. */
static bool is_encoded(ps_span line) {
    ps_sight sight;
    ps_status status = ps_lens_scan(k.engine->lens, k.scratch->lens, line, 0, &sight);
    return status != PS_OK || sight.trigger_count > 0;
}

static void compare(ps_span line) {
    static places engine, oracle_places;
    if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
    if (!line.len || is_encoded(line)) return;
    engine.count = 0;
    assert_int_equal(ps_scan(k.engine, k.scratch, line, keep, &engine), PS_OK);
    by_oracle(line, &oracle_places);
    compared++;
    findings += engine.count;
    if (same(&engine, &oracle_places)) return;
    if (++failures > SHOWN) return;
    print_error("%.*s\n", (int)line.len, line.ptr);
    show("engine", &engine, line);
    show("oracle", &oracle_places, line);
}

/* ---- mutations ---- */

static size_t collect(ps_marked *all, size_t room) {
    size_t n = 0;
    for (size_t r = 0; r < ps_rules_count(k.rules); r++) {
        const ps_rule *rule = ps_rules_at(k.rules, r);
        for (size_t i = 0; i < rule->example_count + rule->negative_count && n < room; i++) {
            const ps_example *e = i < rule->example_count
                                      ? &rule->examples[i]
                                      : &rule->negatives[i - rule->example_count];
            assert_int_equal(ps_marked_parse(&all[n++], ps_span_z(e->text)), PS_OK);
        }
    }
    return n;
}

static void splice(kit_random *r, ps_buf *line, ps_span other) {
    size_t from = kit_below(r, other.len), to = from + kit_below(r, other.len - from) + 1;
    if (kit_below(r, 2)) assert_int_equal(ps_buf_add_char(line, ' '), PS_OK);
    assert_int_equal(ps_buf_add(line, ps_span_cut(other, from, to)), PS_OK);
}

static void change_bytes(kit_random *r, ps_buf *line) {
    static const char signs[] = "0123456789-./: =\"'_,;()[]{}@#|aSnX\x01\xc3\xa9";
    for (size_t n = kit_below(r, 5); n && line->len > 1; n--) {
        size_t at = kit_below(r, line->len);
        switch (kit_below(r, 4)) {
        case 0: memmove(line->ptr + at, line->ptr + at + 1, --line->len - at); break;
        case 1: /* another case */
            line->ptr[at] = kit_below(r, 2) ? ps_upper(line->ptr[at]) : ps_lower(line->ptr[at]);
            break;
        default: line->ptr[at] = signs[kit_below(r, sizeof signs - 1)];
        }
    }
}

static void test_mutations(void **state) {
    (void)state;
    enum { EXAMPLES = 2048 };
    static ps_marked all[EXAMPLES];
    kit_random r = kit_seed(7);
    size_t count = collect(all, EXAMPLES), lines = kit_number("PS_LINES", 20000);
    failures = compared = findings = 0;
    for (size_t i = 0; i < count; i++) compare(ps_buf_span(&all[i].text));
    ps_buf line;
    ps_buf_init(&line, 1 << 20);
    for (size_t n = 0; n < lines; n++) {
        ps_buf_clear(&line);
        splice(&r, &line, ps_buf_span(&all[kit_below(&r, count)].text));
        assert_int_equal(ps_buf_add(&line, ps_buf_span(&all[kit_below(&r, count)].text)), PS_OK);
        if (kit_below(&r, 2)) splice(&r, &line, ps_buf_span(&all[kit_below(&r, count)].text));
        change_bytes(&r, &line);
        compare(ps_buf_span(&line));
    }
    print_message("%zu lines compared, %zu findings\n", compared, findings);
    assert_true(compared * 2 > lines && findings > compared / 3);
    ps_buf_free(&line);
    for (size_t i = 0; i < count; i++) ps_marked_free(&all[i]);
    assert_int_equal(failures, 0);
}

/* ---- real logs ---- */

static void each_line(const char *path, ps_span text, void *ctx) {
    (void)path;
    size_t step = *(size_t *)ctx, number = 0;
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t to = end ? (size_t)(end - text.ptr) : text.len;
        if (number++ % step == 0) compare(ps_span_cut(text, at, to));
        at = to + 1;
    }
}

static void test_real_logs(void **state) {
    (void)state;
    const char *folder = folder_of_logs();
    if (!folder) {
        print_message("no real logs here; name their folder with PHISIEVE_LOGHUB\n");
        skip();
    }
    failures = compared = findings = 0;
    size_t step = kit_number("PS_STEP", 4); /* every fourth line */
    assert_true(folder_each(folder, ".log", each_line, &step) > 0);
    print_message("%zu lines compared, %zu findings\n", compared, findings);
    assert_true(compared > 100);
    assert_int_equal(failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_real_logs),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
