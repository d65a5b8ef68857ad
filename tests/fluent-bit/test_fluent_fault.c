/* SPDX-License-Identifier: Apache-2.0
 *
 * The n-th allocation of the plugin fails, for every n: the filter answers "modified" and never
 * with what was planted; the output never says that it was delivered when it was not. */
#include "alloc.h"
#include "chunk_kit.h"
#include "host.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka needs these before it */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { AT_MOST = 20000, FOLD = 64 };

/* Many events, so that every buffer has to grow. */
static char dirty[FOLD * CHUNK_SIZE(CHUNK_DIRTY)];
static const char *const none[] = {NULL};

/* The host's log: plugins find it by its name. */
static unsigned said;
__attribute__((visibility("default"))) void flb_log_print(int level, const char *file, int line,
                                                          const char *format, ...);
void flb_log_print(int level, const char *file, int line, const char *format, ...) {
    char text[1024];
    va_list args;
    (void)level;
    (void)file;
    (void)line;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    said++;
    assert_false(chunk_leaks(text, strlen(text)));
}

static int fill(void **state) {
    (void)state;
    for (size_t i = 0; i < FOLD; i++)
        memcpy(dirty + i * CHUNK_SIZE(CHUNK_DIRTY), CHUNK_DIRTY, CHUNK_SIZE(CHUNK_DIRTY));
    return 0;
}

/* A new instance for each n: a plugin keeps what it has once allocated. */
static bool pass_with_failure(size_t n, bool all) {
    host_filter host;
    void *out;
    size_t size;
    assert_non_null(host_filter_load(&host, PS_FILTER, 88));
    assert_int_equal(host_filter_init(&host, none), 0);
    alloc_fail(n, all);
    int answer = host_filter_pass(&host, dirty, sizeof dirty, &out, &size);
    bool failed = alloc_failed();
    assert_int_equal(answer, HOST_MODIFIED);
    assert_false(chunk_leaks(out, size));
    free(out);
    assert_int_equal(host_filter_exit(&host), 0);
    host_filter_unload(&host);
    return failed;
}

static void filter_without_memory(void **state) {
    size_t n = 1;
    (void)state;
    while (n < AT_MOST && pass_with_failure(n, false)) n++;
    assert_true(n > 3 && n < AT_MOST && said > n);
    for (size_t i = 1; i < n; i += 3) (void)pass_with_failure(i, true);
}

/* At the start: refused or as good as ever. Hyperscan's compiler is not asked: the built-in rules
 * are compiled when the plugin is built. */
static void filter_that_begins_without_memory(void **state) {
    (void)state;
    bool failed = true;
    for (size_t n = 1; failed && n < AT_MOST; n += n < 200 ? 1 : 37) {
        host_filter host;
        assert_non_null(host_filter_load(&host, PS_FILTER, 88));
        alloc_fail(n, false);
        int answer = host_filter_init(&host, none);
        failed = alloc_failed();
        assert_true(answer == 0 || answer == -1);
        if (answer == 0) assert_int_equal(host_filter_exit(&host), 0);
        host_filter_unload(&host);
    }
}

static void output_without_memory(void **state) {
    char path[] = "/tmp/phisieve-fluent-XXXXXX";
    static char text[sizeof dirty * 4];
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    const char *const pairs[] = {"mode", "file", "path", path, NULL};
    bool failed = true;
    for (size_t n = 1; failed && n < AT_MOST; n++) {
        host_instance instance;
        host_out *out = host_out_load(PS_OUT);
        assert_non_null(out);
        assert_true(host_out_init(&instance, out, pairs, 9) > 0);
        assert_int_equal(ftruncate(fd, 0), 0);
        alloc_fail(n, false);
        int answer = host_out_flush(&instance, dirty, sizeof dirty, "app");
        failed = alloc_failed();
        ssize_t size = pread(fd, text, sizeof text, 0);
        assert_false(chunk_leaks(text, (size_t)size));
        unsigned lines = 0;
        for (ssize_t i = 0; i < size; i++) lines += text[i] == '\n';
        assert_int_equal(lines, answer == HOST_OK ? 2 * FOLD : 0);
        host_out_exit(&instance);
        host_out_unload(out);
    }
    (void)close(fd);
    (void)unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter_without_memory),
        cmocka_unit_test(filter_that_begins_without_memory),
        cmocka_unit_test(output_without_memory),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
