/* SPDX-License-Identifier: Apache-2.0
 *
 * Every shape of every pack, all compiled together, against a naive matcher: what the lens reports
 * is a match, and no match whose left edge is a boundary is missed, wherever the 64-byte blocks
 * are cut. */
#include "boundary.h"
#include "lens.h"
#include "naive_shape.h"
#include "shapes.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct bench {
    ps_rules *rules;
    bool *enabled;
    ps_lens *lens;
    ps_lens_scratch *scratch;
    ps_shapes *shapes; /* the same ones alone */
    ps_block_sets sets;
} bench;

static bench b;

static void compile_shapes(void) {
    b.shapes = calloc(1, sizeof *b.shapes);
    assert_non_null(b.shapes);
    for (size_t r = 0; r < ps_rules_count(b.rules); r++) {
        const ps_rule *rule = ps_rules_at(b.rules, r);
        for (size_t i = 0; i < rule->find_count; i++)
            if (rule->finds[i].kind == PS_FIND_SHAPE)
                assert_int_equal(
                    ps_shapes_add(b.shapes, &b.sets, &rule->finds[i], (uint16_t)r, (uint16_t)i),
                    PS_OK);
    }
}

static int setup(void **state) {
    (void)state;
    ps_error err = {0};
    b.rules = kit_rules();
    b.enabled = malloc(ps_rules_count(b.rules));
    memset(b.enabled, 1, ps_rules_count(b.rules));
    compile_shapes();
    if (ps_lens_new(&b.lens, b.rules, b.enabled, (ps_form_anchors){0}, &err) != PS_OK) {
        print_error("all packs together: %s\n", err.text);
        return 1;
    }
    return ps_lens_scratch_new(&b.scratch, b.lens) != PS_OK;
}

static int teardown(void **state) {
    (void)state;
    ps_lens_scratch_free(b.scratch);
    ps_lens_free(b.lens);
    ps_rules_free(b.rules);
    free(b.enabled);
    free(b.shapes);
    return 0;
}

static const ps_find *find_of(const ps_candidate *c) {
    return &ps_rules_at(b.rules, c->rule)->finds[c->item];
}

static ps_span shape_of(const ps_find *find) {
    return ps_span_of(find->text, find->len);
}

static void fail_on(const char *what, ps_span shape, size_t at, ps_span text) {
    fail_msg("%s: shape %.*s at %zu of '%.*s'", what, (int)shape.len, shape.ptr, at, (int)text.len,
             text.ptr);
}

static bool reported(const ps_sight *sight, size_t rule, size_t item, size_t at, size_t len) {
    size_t times = 0;
    for (size_t i = 0; i < sight->candidate_count; i++) {
        const ps_candidate *c = &sight->candidates[i];
        times += c->kind == PS_CANDIDATE_SHAPE && c->rule == rule && c->item == item &&
                 c->at == at && c->end == at + len;
    }
    assert_true(times <= 1); /* once is enough */
    return times == 1;
}

static void none_invented(const ps_sight *sight, ps_span text) {
    for (size_t i = 0; i < sight->candidate_count; i++) {
        const ps_candidate *c = &sight->candidates[i];
        if (c->kind != PS_CANDIDATE_SHAPE) continue;
        ps_span shape = shape_of(find_of(c));
        if (naive_shape_at(shape, text, c->at) != c->end - c->at)
            fail_on("no match", shape, c->at, text);
    }
}

/* Nothing but one run: where the run goes on behind the match, a boundary is missing there. */
static bool goes_on(ps_span shape, ps_span text, size_t end) {
    if (end >= text.len || !(ps_is_upper(text.ptr[end]) || ps_is_digit(text.ptr[end])))
        return false;
    for (size_t i = 0; i < shape.len; i++)
        if (!strchr("#@${},", shape.ptr[i]) && !ps_is_upper(shape.ptr[i]) &&
            !ps_is_digit(shape.ptr[i]))
            return false;
    return true;
}

static void none_missed(const ps_sight *sight, ps_span text, size_t rule, size_t item) {
    ps_span shape = shape_of(&ps_rules_at(b.rules, rule)->finds[item]);
    for (size_t at = 0; at < text.len; at++) {
        size_t len = naive_shape_at(shape, text, at);
        if (!len || !ps_boundary_before(text, at) || goes_on(shape, text, at + len)) continue;
        if (!reported(sight, rule, item, at, len)) fail_on("missed", shape, at, text);
    }
}

typedef struct counting {
    const ps_sight *sight;
    size_t count;
} counting;

static bool count_one(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len) {
    counting *c = ctx;
    c->count++;
    return reported(c->sight, shape->rule, shape->item, at, len);
}

/* The shapes of a stretch alone are those that the lens reports in it. */
static void same_alone(const ps_sight *sight, ps_span text, ps_extent range) {
    size_t want = 0;
    for (size_t i = 0; i < sight->candidate_count; i++) {
        const ps_candidate *c = &sight->candidates[i];
        want += c->kind == PS_CANDIDATE_SHAPE && c->at >= range.from && c->at < range.to;
    }
    counting c = {sight, 0};
    assert_true(ps_shapes_scan(b.shapes, &b.sets, ps_block_best(), text, range, count_one, &c));
    assert_int_equal(c.count, want);
}

static void check(ps_span text) {
    ps_sight sight;
    assert_int_equal(ps_lens_scan(b.lens, b.scratch, text, 0, &sight), PS_OK);
    none_invented(&sight, text);
    same_alone(&sight, text, (ps_extent){0, text.len});
    same_alone(&sight, text, (ps_extent){text.len / 3, text.len / 3 * 2});
    for (size_t r = 0; r < ps_rules_count(b.rules); r++) {
        const ps_rule *rule = ps_rules_at(b.rules, r);
        for (size_t i = 0; i < rule->find_count; i++)
            if (rule->finds[i].kind == PS_FIND_SHAPE) none_missed(&sight, text, r, i);
    }
}

static size_t fill(kit_random *r, char *text, size_t len) {
    /* no '%' and no '\\': behind an escape a boundary stands inside the raw run of digits, which
     * is for the decoded view to see */
    static const char signs[] = "0123456789012345678901234567890123456789--..  /:()+AZb9";
    for (size_t i = 0; i < len; i++) text[i] = signs[kit_below(r, sizeof signs - 1)];
    return len;
}

static void test_random_text(void **state) {
    (void)state;
    kit_random r = kit_seed(21);
    for (size_t round = 0; round < 400; round++) {
        size_t len = 1 + kit_below(&r, 200);
        char *text = malloc(len); /* exactly: a byte read behind it is seen by ASan */
        assert_non_null(text);
        fill(&r, text, len);
        check(ps_span_of(text, len));
        free(text);
    }
}

/* One match of one shape at `offset`, with `edge` on both sides, in front of other digits. */
static void place(kit_random *r, const ps_find *find, size_t offset, bool at_end, size_t *seen) {
    char text[256];
    memset(text, 'x', sizeof text);
    if (offset) text[offset - 1] = ' ';
    size_t len = naive_shape_make(shape_of(find), r, text + offset);
    text[offset + len] = ',';
    size_t total = at_end ? offset + len : offset + len + 1 + kit_below(r, 70);
    ps_span line = ps_span_of(text, total);
    check(line);
    *seen += naive_shape_at(shape_of(find), line, offset) == len;
}

/* At the begin, at the end, and over every place of a block's border. */
static void test_borders(void **state) {
    (void)state;
    kit_random r = kit_seed(22);
    for (size_t n = 0; n < ps_rules_count(b.rules); n++) {
        const ps_rule *rule = ps_rules_at(b.rules, n);
        for (size_t i = 0; i < rule->find_count; i++) {
            const ps_find *find = &rule->finds[i];
            if (find->kind != PS_FIND_SHAPE) continue;
            size_t seen = 0;
            for (size_t offset = 0; offset < 130; offset += offset < 30 || offset > 66 ? 5 : 1)
                place(&r, find, offset, offset % 2 == 0, &seen);
            assert_true(seen > 30); /* the generator does make what it says */
        }
    }
}

/* The packs do hold shapes: a table that went empty would pass everything. */
static void test_there_are_shapes(void **state) {
    (void)state;
    size_t shapes = 0;
    for (size_t r = 0; r < ps_rules_count(b.rules); r++)
        for (size_t i = 0; i < ps_rules_at(b.rules, r)->find_count; i++)
            shapes += ps_rules_at(b.rules, r)->finds[i].kind == PS_FIND_SHAPE;
    print_message("%zu shapes\n", shapes);
    assert_true(shapes >= 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_are_shapes),
        cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_borders),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
