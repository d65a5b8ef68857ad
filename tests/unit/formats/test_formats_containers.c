/* SPDX-License-Identifier: Apache-2.0
 *
 * What carries lines: where the message stands in them, whether it goes on, and how long what
 * stands before it is. */
#include "container.h"
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct row {
    const char *line, *message, *source;
    ps_container_kind kind;
    bool partial;
} row;

static const row rows[] = {
    {"2024-01-15T09:30:12.1Z stdout F hello", "hello", "stdout", PS_CONTAINER_CRI, false},
    {"2024-01-15T09:30:12.123456789+01:00 stderr P hel", "hel", "stderr", PS_CONTAINER_CRI, true},
    {"2024-01-15T09:30:12.1Z stdout F ", "", "stdout", PS_CONTAINER_CRI, false},
    {"2024-01-15T09:30:12.1Z stdout F", "", "stdout", PS_CONTAINER_CRI, false},
    {"2024-01-15T09:30:12.1Z stdout P:X hello", "hello", "stdout", PS_CONTAINER_CRI, true},
    {"{\"log\":\"hello\\n\",\"stream\":\"stdout\",\"time\":\"2024-01-15T09:30:12.1Z\"}", "hello",
     "stdout", PS_CONTAINER_DOCKER, false},
    {"{\"log\":\"say \\\"hi\\\" \\\\n\",\"stream\":\"stderr\",\"time\":\"\"}",
     "say \\\"hi\\\" \\\\n", "stderr", PS_CONTAINER_DOCKER, true},
    {"{\"log\":\"hello", "hello", "", PS_CONTAINER_DOCKER, false},
    {"{\"PRIORITY\":\"6\",\"MESSAGE\" : \"a \\\"b\\\"\",\"_PID\":\"1\"}", "a \\\"b\\\"", "",
     PS_CONTAINER_JOURNAL, false},
    {"{\"X\":\"\\\"MESSAGE\\\":\",\"MESSAGE\":\"m\"}", "m", "", PS_CONTAINER_JOURNAL, false},
    {"Jan 15 09:30:12 node-1 app[4711]: hello", "hello", "node-1 app[4711]", PS_CONTAINER_SYSLOG,
     false},
    {"<34>Jan  5 09:30:12 node-1 kernel: hello", "hello", "node-1 kernel", PS_CONTAINER_SYSLOG,
     false},
    {"2024-01-15T09:30:12+0000 node-1 app[4711]: hello", "hello", "node-1 app[4711]",
     PS_CONTAINER_SYSLOG, false},
    {"<165>1 2024-01-15T09:30:12.003Z host app 77 ID47 [a@1 b=\"c \\\"]\\\" d\"][e] hello", "hello",
     "host app 77", PS_CONTAINER_SYSLOG, false},
    {"<165>1 - host app - - - hello", "hello", "host app -", PS_CONTAINER_SYSLOG, false},
    {"web-1  | hello", "hello", "web-1", PS_CONTAINER_COMPOSE, false},
    {"[pod/web-7d4b/app] hello", "hello", "[pod/web-7d4b/app]", PS_CONTAINER_POD, false},
    {"2024-01-15T09:30:12.123456789Z hello", "hello", "", PS_CONTAINER_STAMPED, false},
    /* nothing carries these */
    {"hello", "hello", "", PS_CONTAINER_NONE, false},
    {"", "", "", PS_CONTAINER_NONE, false},
    {"{\"message\":\"x\"}", "{\"message\":\"x\"}", "", PS_CONTAINER_NONE, false},
    {"a | b", "a | b", "", PS_CONTAINER_NONE, false},
    {"2024-01-15 09:30:12 INFO app: x", "2024-01-15 09:30:12 INFO app: x", "", PS_CONTAINER_NONE,
     false},
    {"2024-01-15T09:30:12.118Z INFO x", "2024-01-15T09:30:12.118Z INFO x", "", PS_CONTAINER_NONE,
     false},
};

static bool is(ps_span line, ps_extent at, const char *want) {
    return ps_span_eq(ps_span_cut(line, at.from, at.to), ps_span_z(want));
}

static void test_containers(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        ps_span line = ps_span_z(rows[i].line);
        ps_container c;
        bool carried = ps_container_read(line, &c);
        if (carried == (rows[i].kind != PS_CONTAINER_NONE) && c.kind == rows[i].kind &&
            c.partial == rows[i].partial && is(line, c.message, rows[i].message) &&
            is(line, c.source, rows[i].source))
            continue;
        print_error("%s\n    kind %d, message '%.*s', partial %d\n", rows[i].line, (int)c.kind,
                    (int)(c.message.to - c.message.from), line.ptr + c.message.from, c.partial);
        failures++;
    }
    assert_int_equal(failures, 0);
}

/* The message begins at the mark. */
static void test_prefixes(void **state) {
    (void)state;
    static const char *const lines[] = {
        "2024-01-15 09:30:12,118 INFO  [main] c.e.SaveService - ^saved",
        "2024-01-15T09:30:12.118+01:00  WARN 4711 --- [http-1] c.e.Api : ^slow",
        "09:30:12.118 [main] DEBUG c.e.Sql$Impl -- ^insert",
        "[2024-01-15 09:30:12] local.ERROR: ^failed",
        "[INFO] 2024-01-15 09:30:12 - ^done",
        "I0115 09:30:12.345678   12345 file.go:123] ^started",
        "2024/01/15 09:30:12 [error] 31#31: ^*1 open() failed",
        "ERROR: ^duplicate key",
        "2024-01-15T09:30:12.1Z stdout F 2024-01-15 09:30:12 INFO ^hello",
        "{\"log\":\"09:30:12 INFO ^hello\\n\",\"stream\":\"stdout\"}",
        "Jan 15 09:30:12 node-1 app[4711]: ^hello",
        "^hello world",
        "^\tat com.example.Save.run(Save.java:12)",
        "^Caused by: java.lang.Error: x",
        "^[51, 48] bytes",
        "^",
    };
    for (size_t i = 0; i < KIT_COUNT(lines); i++) {
        char line[256];
        size_t mark = (size_t)(strchr(lines[i], '^') - lines[i]);
        (void)snprintf(line, sizeof line, "%.*s%s", (int)mark, lines[i], lines[i] + mark + 1);
        size_t len = ps_prefix_len(ps_span_z(line));
        if (len != mark) fail_msg("%s: %zu, want %zu", lines[i], len, mark);
    }
}

/* Cut anywhere, nothing is read behind the end, and the message lies inside. */
static void test_cut(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        for (size_t len = 0; len <= strlen(rows[i].line); len++) {
            char *line = malloc(len + 1);
            memcpy(line, rows[i].line, len);
            char *exact = len ? realloc(line, len) : line;
            ps_container c;
            (void)ps_container_read(ps_span_of(exact, len), &c);
            assert_true(c.message.from <= c.message.to && c.message.to <= len);
            assert_true(c.source.from <= c.source.to && c.source.to <= len);
            assert_true(ps_prefix_len(ps_span_of(exact, len)) <= len);
            free(exact);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
