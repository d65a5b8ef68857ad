/* SPDX-License-Identifier: Apache-2.0
 *
 * What is remembered of an event must not change what comes of another: each line of every case, of
 * every form there is, goes through again and again with other numbers in it, once with all that
 * was learnt and once with none of it, and both must give the same. PS_RECALL_FOLDER: further files
 * (*.log, *.txt), PS_RECALL_ROUNDS: how often. */
#include "buf.h"
#include "folder.h"
#include "recall.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_MOST = 2000 };

static const char *const folders[] = {"containers", "csv", "dicom", "encodings", "fhir",
                                      "fields",     "hl7", "json",  "ncpdp",     "prose",
                                      "sql",        "x12", "xml"};

typedef struct pair {
    kit knows;           /* as it is used */
    ps_scratch *forgets; /* looks at everything */
    kit_random random;
    size_t lines, failures, rounds;
} pair;

static void ignore(const ps_trace *trace, void *ctx) {
    (void)trace, (void)ctx;
}

/* A short input is not learnt from. */
static void warm(pair *p) {
    char *blank = calloc(PS_RECALL_WORTH_BYTES, 1);
    ps_span out;
    assert_non_null(blank);
    memset(blank, ' ', PS_RECALL_WORTH_BYTES);
    assert_int_equal(ps_redact(p->knows.engine, p->knows.scratch,
                               ps_span_of(blank, PS_RECALL_WORTH_BYTES), &out),
                     PS_OK);
    free(blank);
}

static pair open_pair(const char *profile) {
    pair p = {.knows = kit_open(profile), .random = kit_seed(1), .rounds = 8};
    p.rounds = kit_number("PS_RECALL_ROUNDS", p.rounds);
    assert_int_equal(ps_scratch_new(&p.forgets, p.knows.engine), PS_OK);
    ps_scratch_trace(p.forgets, ignore, NULL); /* who asks why wants everything looked at */
    warm(&p);
    return p;
}

static uint64_t close_pair(pair *p) {
    uint64_t recalled = ps_scratch_counts(p->knows.scratch)->recalled;
    assert_int_equal(ps_scratch_counts(p->forgets)->recalled, 0);
    ps_scratch_free(p->forgets);
    kit_close(&p->knows);
    return recalled;
}

static void compare(pair *p, const char *path, ps_span line) {
    ps_span out, want;
    ps_status status = ps_redact(p->knows.engine, p->knows.scratch, line, &out);
    ps_status should = ps_redact(p->knows.engine, p->forgets, line, &want);
    p->lines++;
    if (status == should && ps_span_eq(out, want)) return;
    if (p->failures++ > kit_number("PS_SHOW", 20)) return;
    print_error("%s:\n    %.*s\n    %.*s\n    %.*s\n", path, (int)line.len, line.ptr, (int)out.len,
                out.ptr, (int)want.len, want.ptr);
}

/* Another digit for each digit; letters of hexadecimal words change, too, now and then. */
static void renumber(pair *p, char *line, size_t len) {
    bool letters = kit_below(&p->random, 2);
    size_t base = kit_below(&p->random, 3);
    for (size_t i = 0; i < len; i++) {
        char c = line[i];
        bool hex = ps_is_digit(c) || (unsigned char)(c - 'a') < 6;
        bool beside = (i > 0 && ps_is_hex(line[i - 1])) || (i + 1 < len && ps_is_hex(line[i + 1]));
        if (letters && hex && beside && kit_below(&p->random, 4) == 0)
            line[i] = "0123456789abcdef"[kit_below(&p->random, 16)];
        else if (ps_is_digit(c) && kit_below(&p->random, 4))
            line[i] = (char)('0' + (base == 0   ? kit_below(&p->random, 10)
                                    : base == 1 ? (size_t)(c - '0' + 1) % 10
                                                : kit_below(&p->random, 3)));
    }
}

/* In the place of one of its words, or of what is left of it: an id, a UUID now and then. */
static size_t plant(pair *p, char *line, size_t len, size_t room) {
    static const char *const names[] = {"", "", "", "sha256:", "md5=", "ref2/", "x86-"};
    size_t from = kit_below(&p->random, len), to = from;
    while (from > 0 && ps_is_alnum(line[from - 1])) from--;
    while (to < len && ps_is_alnum(line[to])) to++;
    const char *name = names[kit_below(&p->random, KIT_COUNT(names))];
    static const size_t sizes[] = {36, 32, 40, 64};
    bool small = kit_below(&p->random, 3);
    size_t size = small ? 8 + kit_below(&p->random, 9) : sizes[kit_below(&p->random, 4)];
    size_t named = strlen(name), all = named + size;
    if (len - (to - from) + all > room) return len;
    memmove(line + from + all, line + to, len - to);
    memcpy(line + from, name, named);
    for (size_t i = 0; i < size; i++) {
        bool dash = size == 36 && (i == 8 || i == 13 || i == 18 || i == 23);
        line[from + named + i] = dash ? '-' : "0123456789abcdef"[kit_below(&p->random, 16)];
    }
    return len - (to - from) + all;
}

static void each_line(const char *path, ps_span text, void *ctx) {
    pair *p = ctx;
    char line[LINE_MOST];
    for (size_t at = 0; at < text.len;) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len, len = end - at;
        for (size_t n = 0; n < p->rounds && len > 0 && len <= sizeof line; n++) {
            memcpy(line, text.ptr + at, len);
            if (n > 1) renumber(p, line, len);
            size_t now = n > 1 && n % 2 ? plant(p, line, len, sizeof line) : len;
            compare(p, path, ps_span_of(line, now));
        }
        at = end + 1;
    }
}

/* The whole file as one record, a few lines at a time. */
static void each_record(const char *path, ps_span text, void *ctx) {
    pair *p = ctx;
    if (text.len > LINE_MOST) text.len = LINE_MOST;
    char *record = malloc(text.len + 1);
    assert_non_null(record);
    for (size_t n = 0; n < p->rounds; n++) {
        memcpy(record, text.ptr, text.len);
        if (n > 1) renumber(p, record, text.len);
        compare(p, path, ps_span_of(record, text.len));
    }
    free(record);
}

static void each_case(const char *path, ps_span marked, void *ctx) {
    char *copy = malloc(marked.len + 1);
    assert_non_null(copy);
    memcpy(copy, marked.ptr, marked.len);
    copy[marked.len] = 0;
    ps_buf text;
    ps_buf_init(&text, SIZE_MAX);
    for (size_t i = 0; i < marked.len; i++) { /* without the marks */
        if (!memcmp(copy + i, "\xe2\x9f\xa6", i + 3 <= marked.len ? 3 : 0) && i + 3 <= marked.len)
            while (i < marked.len && copy[i] != ':') i++;
        else if (i + 3 <= marked.len && !memcmp(copy + i, "\xe2\x9f\xa7", 3))
            i += 2;
        else
            assert_int_equal(ps_buf_add_char(&text, copy[i]), PS_OK);
    }
    each_line(path, ps_buf_span(&text), ctx);
    each_record(path, ps_buf_span(&text), ctx);
    ps_buf_free(&text);
    free(copy);
}

static void check_profile(const char *profile) {
    pair p = open_pair(profile);
    char folder[512];
    for (size_t i = 0; i < KIT_COUNT(folders); i++) {
        (void)snprintf(folder, sizeof folder, PS_SOURCE_DIR "/src/formats/%s/cases", folders[i]);
        assert_true(folder_each(folder, ".txt", each_case, &p) > 0);
    }
    static const char *const own[] = {"keep", "marked"};
    for (size_t i = 0; i < KIT_COUNT(own); i++) {
        (void)snprintf(folder, sizeof folder, PS_SOURCE_DIR "/tests/golden/%s", own[i]);
        assert_true(folder_each(folder, ".txt", each_case, &p) > 0);
    }
    const char *more = getenv("PS_RECALL_FOLDER");
    if (more) folder_each(more, ".log", each_line, &p);
    if (more) folder_each(more, ".txt", each_case, &p);
    if (folder_of_logs()) folder_each(folder_of_logs(), ".log", each_line, &p);
    size_t failures = p.failures, lines = p.lines;
    uint64_t recalled = close_pair(&p);
    print_message("%zu lines, %llu recalled, %zu differ\n", lines, (unsigned long long)recalled,
                  failures);
    assert_int_equal(failures, 0);
    assert_true(recalled > lines / 20); /* else this test says nothing */
}

static void test_standard(void **state) {
    (void)state;
    check_profile(NULL);
}

static void test_safe_harbor(void **state) {
    (void)state;
    check_profile("safe-harbor");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standard),
        cmocka_unit_test(test_safe_harbor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
