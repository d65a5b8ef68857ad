/* SPDX-License-Identifier: Apache-2.0 */
#include "kit.h"

#include "example.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char token_key[] = "a fixed key of the tests, no secret at all";

ps_rules *kit_rules(void) {
    ps_rules *rules;
    ps_error err = {0};
    if (ps_rules_load(&rules, NULL, &err) != PS_OK) fail_msg("built-in packs: %s", err.text);
    return rules;
}

kit kit_of(ps_rules *rules) {
    kit k = {.rules = rules};
    ps_error err = {0};
    ps_engine_options opt = {.size = sizeof opt, .token_key = PS_LIT(token_key)};
    if (ps_engine_new(&k.engine, rules, &opt, &err) != PS_OK) fail_msg("engine: %s", err.text);
    assert_int_equal(ps_scratch_new(&k.scratch, k.engine), PS_OK);
    return k;
}

kit kit_open(const char *profile) {
    ps_rules *rules = kit_rules();
    ps_error err = {0};
    if (profile && ps_rules_profile(rules, profile, &err) != PS_OK)
        fail_msg("%s: %s", profile, err.text);
    return kit_of(rules);
}

void kit_write_config(const char *yaml, char path[64]) {
    (void)snprintf(path, 64, "/tmp/ps-kit-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, yaml, strlen(yaml)), (ssize_t)strlen(yaml));
    assert_int_equal(close(fd), 0);
}

kit kit_configured(const char *yaml) {
    char path[64];
    kit_write_config(yaml, path);
    ps_rules *rules = kit_rules();
    ps_error err = {0};
    ps_status status = ps_rules_configure(rules, path, &err);
    (void)unlink(path);
    if (status != PS_OK) fail_msg("configuration: %s", err.text);
    return kit_of(rules);
}

void kit_close(kit *k) {
    ps_scratch_free(k->scratch);
    ps_engine_unref(k->engine);
    ps_rules_free(k->rules);
    *k = (kit){0};
}

char *kit_redact(kit *k, ps_span record, size_t *len) {
    ps_span out;
    if (ps_redact(k->engine, k->scratch, record, &out) != PS_OK) {
        assert_null(out.ptr);
        assert_int_equal(out.len, 0);
        return NULL;
    }
    char *copy = malloc(out.len + 1);
    assert_non_null(copy);
    if (out.len) memcpy(copy, out.ptr, out.len);
    copy[out.len] = 0;
    *len = out.len;
    return copy;
}

static bool same(const char *got, size_t len, const char *want) {
    return got && len == strlen(want) && !memcmp(got, want, len);
}

void kit_expect(kit *k, const char *in, const char *out, size_t *failures) {
    size_t len = 0;
    char *got = kit_redact(k, ps_span_z(in), &len);
    if (!same(got, len, out)) {
        print_error("in:   %s\nwant: %s\ngot:  %s\n\n", in, out, got ? got : "(withheld)");
        ++*failures;
    } else {
        free(got);
        got = kit_redact(k, ps_span_z(out), &len);
        if (!same(got, len, out)) {
            print_error("in:   %s\nsecond pass changes it: %s\n\n", out, got ? got : "(withheld)");
            ++*failures;
        }
    }
    free(got);
}

void kit_expect_same(kit *k, const char *line, size_t *failures) {
    kit_expect(k, line, line, failures);
}

/* ---- marks ---- */

typedef struct marks {
    const ps_marked *marked;
    const ps_engine *engine;
    const char *where;
    bool seen[PS_MARKS_MAX];
    size_t failures;
} marks;

static int on_finding(const ps_finding *finding, void *ctx) {
    marks *m = ctx;
    const char *label = ps_engine_rule_label(m->engine, finding->rule);
    for (size_t i = 0; i < m->marked->count; i++) {
        const ps_mark *mark = &m->marked->marks[i];
        if (mark->from != finding->from || mark->to != finding->to) continue;
        if (strcmp(mark->label, label) != 0) continue;
        m->seen[i] = true;
        return 0;
    }
    print_error("%s: unexpected %s '%.*s' (rule %s, %s)\n", m->where, label,
                (int)(finding->to - finding->from), m->marked->text.ptr + finding->from,
                ps_engine_rule_id(m->engine, finding->rule), finding->evidence);
    m->failures++;
    return 0;
}

void kit_expect_marks(kit *k, const char *where, const char *marked_text, size_t *failures) {
    ps_marked marked;
    if (ps_marked_parse(&marked, ps_span_z(marked_text)) != PS_OK)
        fail_msg("%s: the marks are not well-formed: %s", where, marked_text);
    marks m = {.marked = &marked, .engine = k->engine, .where = where};
    ps_status status = ps_scan(k->engine, k->scratch, ps_buf_span(&marked.text), on_finding, &m);
    if (status != PS_OK) print_error("%s: %s\n", where, ps_status_text(status)), m.failures++;
    for (size_t i = 0; i < marked.count; i++) {
        const ps_mark *mark = &marked.marks[i];
        if (m.seen[i]) continue;
        print_error("%s: %s '%.*s' is not found\n", where, mark->label,
                    (int)(mark->to - mark->from), marked.text.ptr + mark->from);
        m.failures++;
    }
    if (m.failures) print_error("    %.*s\n", (int)marked.text.len, marked.text.ptr);
    *failures += m.failures;
    ps_marked_free(&marked);
}

bool kit_has(ps_span bytes, ps_span needle) {
    if (!needle.len) return true;
    for (size_t i = 0; i + needle.len <= bytes.len; i++) {
        const char *next = memchr(bytes.ptr + i, needle.ptr[0], bytes.len - needle.len + 1 - i);
        if (!next) return false;
        i = (size_t)(next - bytes.ptr);
        if (!memcmp(next, needle.ptr, needle.len)) return true;
    }
    return false;
}

/* ---- random numbers ---- */

kit_random kit_seed(uint64_t fallback) {
    const char *text = getenv("PS_SEED");
    kit_random r = {text && *text ? strtoull(text, NULL, 0) : fallback};
    print_message("PS_SEED=%" PRIu64 "\n", r.state);
    return r;
}

uint64_t kit_next(kit_random *r) { /* splitmix64 */
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t kit_below(kit_random *r, size_t n) {
    return (size_t)(kit_next(r) % n);
}

size_t kit_number(const char *name, size_t fallback) {
    const char *text = getenv(name);
    size_t n = text ? (size_t)strtoull(text, NULL, 10) : 0;
    return n ? n : fallback;
}
