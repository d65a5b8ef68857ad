/* SPDX-License-Identifier: Apache-2.0
 *
 * What must hold for any input: chunks do not matter, a second pass is a no-op, only findings
 * change, they are in order, JSON stays JSON, and what was planted under a key is gone. */
#include "generate.h"
#include "json_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH_LINES = 40, FINDINGS_MAX = 4096 };

typedef struct batch {
    ps_buf text;
    planted_line lines[BATCH_LINES];
    size_t at[BATCH_LINES]; /* of each line in text */
    size_t count;
    uint64_t seed; /* that makes this batch again */
} batch;

typedef struct findings {
    ps_finding list[FINDINGS_MAX];
    size_t count;
} findings;

static kit k;
static size_t failures;

static int setup(void **state) {
    (void)state;
    k = kit_open(NULL);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    kit_close(&k);
    return 0;
}

static void complain(const batch *b, const char *what, ps_span line, ps_span out) {
    if (++failures > kit_number("PS_SHOW", 40)) return;
    print_error("PS_SEED=%" PRIu64 ": %s\n    %.*s\n    %.*s\n", b->seed, what, (int)line.len,
                line.ptr, (int)out.len, out.ptr);
}

static void make_batch(kit_random *r, batch *b) {
    b->seed = r->state;
    ps_buf_clear(&b->text);
    for (b->count = 0; b->count < BATCH_LINES; b->count++) {
        b->at[b->count] = b->text.len;
        generate_line(r, &b->text, &b->lines[b->count]);
        bool last = b->count + 1 == BATCH_LINES;
        if (last && kit_below(r, 2)) continue; /* a missing last newline */
        ps_span end = kit_below(r, 6) ? PS_LIT("\n") : PS_LIT("\r\n");
        assert_int_equal(ps_buf_add(&b->text, end), PS_OK);
    }
    for (size_t i = 0; i < b->count; i++) b->lines[i].text.ptr = b->text.ptr + b->at[i];
}

static int keep(const ps_finding *f, void *ctx) {
    findings *all = ctx;
    assert_true(all->count < FINDINGS_MAX);
    all->list[all->count++] = *f;
    return 0;
}

/* ---- the properties ---- */

static void check_order(const batch *b, const findings *f) {
    for (size_t i = 0; i < f->count; i++) {
        bool good = f->list[i].from < f->list[i].to && f->list[i].to <= b->text.len &&
                    (i == 0 || f->list[i - 1].to <= f->list[i].from);
        if (!good) complain(b, "findings are not in order", ps_buf_span(&b->text), PS_LIT(""));
    }
}

/* The label of the finding at out[*at], perhaps between quotes that were added. */
static bool step_label(ps_span out, size_t *at, const char *label) {
    size_t i = *at, wrap = 0, n = strlen(label);
    while (i < out.len && wrap < 8 && strchr("\\\"'", out.ptr[i]) && out.ptr[i]) i++, wrap++;
    if (i + n + 2 + wrap > out.len || out.ptr[i] != '[' || memcmp(out.ptr + i + 1, label, n) != 0)
        return false;
    i += n + 2;
    if (memcmp(out.ptr + i, out.ptr + *at, wrap) != 0) return false;
    *at = i + wrap;
    return true;
}

static void check_outside(const batch *b, const findings *f, ps_span out) {
    size_t in = 0, at = 0;
    bool good = true;
    for (size_t i = 0; i <= f->count && good; i++) {
        size_t to = i < f->count ? f->list[i].from : b->text.len;
        good = out.len - at >= to - in && !memcmp(out.ptr + at, b->text.ptr + in, to - in);
        at += to - in;
        if (!good || i == f->count) break;
        good = step_label(out, &at, ps_engine_rule_label(k.engine, f->list[i].rule));
        in = f->list[i].to;
    }
    if (!good || at != out.len)
        complain(b, "bytes outside findings changed", ps_buf_span(&b->text), out);
}

static void check_second_pass(const batch *b, ps_span once) {
    size_t len = 0;
    char *twice = kit_redact(&k, once, &len);
    if (!twice || len != once.len || memcmp(twice, once.ptr, len) != 0) {
        size_t at = 0;
        while (twice && at < len && at < once.len && twice[at] == once.ptr[at]) at++;
        size_t from = at > 150 ? at - 150 : 0;
        complain(b, "a second pass changes",
                 ps_span_cut(once, from, once.len - at > 60 ? at + 60 : once.len),
                 ps_span_of(twice ? twice + from : "",
                            twice ? (len - from < 210 ? len - from : 210) : 0));
    }
    free(twice);
}

static void check_chunks(kit_random *r, const batch *b, ps_span want) {
    ps_stream *stream;
    ps_buf all;
    ps_buf_init(&all, 1 << 24);
    assert_int_equal(ps_stream_new(&stream, k.engine, NULL), PS_OK);
    size_t most = 1 + kit_below(r, 3) * 40 + kit_below(r, 600);
    ps_span out;
    for (size_t at = 0; at < b->text.len;) {
        size_t n = 1 + kit_below(r, most);
        if (n > b->text.len - at) n = b->text.len - at;
        assert_int_equal(ps_stream_feed(stream, ps_span_of(b->text.ptr + at, n), &out), PS_OK);
        assert_int_equal(ps_buf_add(&all, out), PS_OK);
        at += n;
    }
    assert_int_equal(ps_stream_end(stream, &out), PS_OK);
    assert_int_equal(ps_buf_add(&all, out), PS_OK);
    if (!ps_span_eq(ps_buf_span(&all), want)) complain(b, "chunks matter", ps_buf_span(&all), want);
    ps_buf_free(&all);
    ps_stream_free(stream);
}

static ps_span next_line(ps_span out, size_t *at) {
    const char *end = memchr(out.ptr + *at, '\n', out.len - *at);
    size_t to = end ? (size_t)(end - out.ptr) : out.len;
    ps_span line = ps_span_cut(out, *at, to);
    *at = end ? to + 1 : to;
    if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
    return line;
}

static void check_lines(const batch *b, ps_span out) {
    size_t at = 0;
    for (size_t i = 0; i < b->count; i++) {
        const planted_line *line = &b->lines[i];
        ps_span got = next_line(out, &at);
        for (size_t p = 0; p < line->count; p++)
            if (kit_has(got, ps_span_z(line->values[p])))
                complain(b, line->values[p], line->text, got);
        if (!line->json) continue;
        assert_true(json_check(line->text.ptr, line->text.len)); /* the generator's own duty */
        if (!json_check(got.ptr, got.len)) complain(b, "is no JSON any more", line->text, got);
    }
    assert_int_equal(at, out.len);
}

static void check_batch(kit_random *r, const batch *b) {
    static findings f;
    f.count = 0;
    ps_span text = ps_buf_span(&b->text);
    assert_int_equal(ps_scan(k.engine, k.scratch, text, keep, &f), PS_OK);
    size_t len = 0;
    char *out = kit_redact(&k, text, &len);
    assert_non_null(out);
    ps_span redacted = ps_span_of(out, len);
    check_order(b, &f);
    check_outside(b, &f, redacted);
    check_lines(b, redacted);
    check_second_pass(b, redacted);
    check_chunks(r, b, redacted);
    free(out);
}

static void test_lines(void **state) {
    (void)state;
    kit_random r = kit_seed(20240115);
    failures = 0;
    batch b = {0};
    size_t lines = kit_number("PS_LINES", 20000), planted = 0;
    ps_buf_init(&b.text, 1 << 24);
    for (size_t n = 0; n < lines; n += BATCH_LINES) {
        make_batch(&r, &b);
        for (size_t i = 0; i < b.count; i++) planted += b.lines[i].count;
        check_batch(&r, &b);
    }
    ps_buf_free(&b.text);
    print_message("%zu lines, %zu values\n", lines, planted);
    assert_true(planted > lines);
    assert_int_equal(failures, 0);
}

/* Bytes of no form at all. */
static void test_garbage(void **state) {
    (void)state;
    kit_random r = kit_seed(99);
    failures = 0;
    static const char signs[] =
        "0123456789-./: =\"'\\%&{}[],@ssnmrdob\n\r\x1b\xef\xbc\x93\xe2\x80\x90";
    batch b = {0};
    ps_buf_init(&b.text, 1 << 24);
    for (size_t round = 0; round < 1500; round++) {
        b.seed = r.state;
        ps_buf_clear(&b.text);
        for (size_t i = kit_below(&r, 600); i; i--) {
            char c =
                kit_below(&r, 12) ? signs[kit_below(&r, sizeof signs - 1)] : (char)kit_next(&r);
            assert_int_equal(ps_buf_add_char(&b.text, c), PS_OK);
        }
        b.count = 0;
        if (b.text.len) {
            static findings f;
            f.count = 0;
            size_t len = 0;
            ps_span text = ps_buf_span(&b.text);
            assert_int_equal(ps_scan(k.engine, k.scratch, text, keep, &f), PS_OK);
            char *out = kit_redact(&k, text, &len);
            assert_non_null(out);
            check_order(&b, &f);
            check_outside(&b, &f, ps_span_of(out, len));
            check_second_pass(&b, ps_span_of(out, len));
            check_chunks(&r, &b, ps_span_of(out, len));
            free(out);
        }
    }
    ps_buf_free(&b.text);
    assert_int_equal(failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_garbage),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
