/* SPDX-License-Identifier: Apache-2.0
 *
 * What only a host can do to a plugin: tables of other sizes, several instances, threads, reloads.
 */
#include "chunk_kit.h"
#include "host.h"
#include "small_stack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka needs these before it */
#include <cmocka.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const none[] = {NULL};
static const char *const to_null[] = {"mode", "file", "path", "/dev/null", NULL};

/* ---- the filter ---- */

static void pass_both(host_filter *host) {
    void *out;
    size_t size;
    assert_int_equal(host_filter_pass(host, CHUNK_DIRTY, CHUNK_SIZE(CHUNK_DIRTY), &out, &size),
                     HOST_MODIFIED);
    assert_true(size > CHUNK_SIZE(CHUNK_CLEAN) && !chunk_leaks(out, size));
    assert_memory_equal((char *)out + size - CHUNK_SIZE(CHUNK_CLEAN), CHUNK_CLEAN,
                        CHUNK_SIZE(CHUNK_CLEAN));
    free(out);
    assert_int_equal(host_filter_pass(host, CHUNK_CLEAN, CHUNK_SIZE(CHUNK_CLEAN), &out, &size),
                     HOST_NOTOUCH);
    assert_null(out);
}

/* Hosts copied 80 bytes of it before 3.2, and 88 since. */
static void filter_in_tables_of_each_size(void **state) {
    static const size_t sizes[] = {80, 88};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        host_filter host;
        assert_string_equal(host_filter_load(&host, PS_FILTER, sizes[i]), "phisieve");
        assert_int_equal(host_filter_init(&host, none), 0);
        pass_both(&host);
        assert_int_equal(host_filter_exit(&host), 0);
        host_filter_unload(&host);
    }
}

/* Nothing in its hands, whatever it is given: without an instance the answer is "modified", empty.
 */
static void filter_without_an_instance(void **state) {
    (void)state;
    host_filter host;
    void *out;
    size_t size = 1;
    assert_non_null(host_filter_load(&host, PS_FILTER, 88));
    assert_int_equal(host_filter_pass(&host, CHUNK_DIRTY, CHUNK_SIZE(CHUNK_DIRTY), &out, &size),
                     HOST_MODIFIED);
    assert_null(out);
    assert_int_equal(size, 0);
    assert_int_equal(host_filter_exit(&host), 0);
    host_filter_unload(&host);
}

static void filters_side_by_side(void **state) {
    static const char *const drop[] = {"on_error", "drop", NULL};
    (void)state;
    host_filter one, other;
    void *out;
    size_t size;
    char cut[] = CHUNK_CLEAN "\xc1";
    assert_non_null(host_filter_load(&one, PS_FILTER, 88));
    assert_non_null(host_filter_load(&other, PS_FILTER, 88));
    assert_int_equal(host_filter_init(&one, none), 0);
    assert_int_equal(host_filter_init(&other, drop), 0);
    assert_int_equal(host_filter_pass(&one, cut, CHUNK_SIZE(cut), &out, &size), HOST_MODIFIED);
    assert_int_equal(size, CHUNK_SIZE(CHUNK_CLEAN));
    free(out);
    assert_int_equal(host_filter_pass(&other, cut, CHUNK_SIZE(cut), &out, &size), HOST_MODIFIED);
    assert_int_equal(size, 0);
    assert_int_equal(host_filter_exit(&one), 0);
    pass_both(&other);
    assert_int_equal(host_filter_exit(&other), 0);
    host_filter_unload(&one);
    host_filter_unload(&other);
}

enum { RELOADS = 12, THREADS = 4, ROUNDS = 25 };

static void assert_gone(const char *path) {
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__) /* those keep libraries */
    assert_null(dlopen(path, RTLD_LAZY | RTLD_NOLOAD));
#else
    (void)path;
#endif
}

static unsigned threads_of_this_process(void) {
    char line[256];
    unsigned count = 0;
    FILE *file = fopen("/proc/self/status", "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "Threads: %u", &count) == 1) break;
    (void)fclose(file);
    return count;
}

static void filter_is_reloaded(void **state) {
    (void)state;
    unsigned threads = threads_of_this_process();
    for (unsigned i = 0; i < RELOADS; i++) {
        host_filter host;
        assert_non_null(host_filter_load(&host, PS_FILTER, 88));
        assert_int_equal(host_filter_init(&host, none), 0);
        pass_both(&host);
        assert_int_equal(host_filter_exit(&host), 0);
        host_filter_unload(&host);
        assert_gone(PS_FILTER);
    }
    assert_int_equal(threads_of_this_process(), threads);
}

/* ---- the output ---- */

/* Tables of 1, 7 and 9 functions, as hosts have had them. */
static void output_in_tables_of_each_size(void **state) {
    static const unsigned sizes[] = {1, 7, 9};
    (void)state;
    host_out *out = host_out_load(PS_OUT);
    assert_non_null(out);
    for (size_t i = 0; i < 3; i++) {
        host_instance instance;
        assert_true(host_out_init(&instance, out, to_null, sizes[i]) > 0);
        assert_int_equal(host_out_flush(&instance, CHUNK_DIRTY, CHUNK_SIZE(CHUNK_DIRTY), "app"),
                         HOST_OK);
        assert_int_equal(host_out_flush(&instance, "\xc1", 1, "app"), HOST_ERROR);
        host_out_exit(&instance);
    }
    host_out_unload(out);
}

static void output_refuses(void **state) {
    static const char *const wrong[] = {"mode", "carrier-pigeon", NULL};
    (void)state;
    host_instance instance;
    host_out *out = host_out_load(PS_OUT);
    assert_non_null(out);
    assert_true(host_out_init(&instance, out, wrong, 9) <= 0);
    assert_null(instance.ours);
    assert_int_equal(host_out_flush(&instance, CHUNK_DIRTY, CHUNK_SIZE(CHUNK_DIRTY), "app"),
                     HOST_ERROR);
    host_out_exit(&instance);
    host_out_unload(out);
}

static void *flush_often(void *arg) {
    const host_instance *instance = arg;
    for (unsigned i = 0; i < ROUNDS; i++)
        if (host_out_flush(instance, CHUNK_DIRTY, CHUNK_SIZE(CHUNK_DIRTY), "app") != HOST_OK)
            return arg;
    return NULL;
}

/* With `workers N` N threads flush one instance. */
static void output_by_many_threads(void **state) {
    char path[] = "/tmp/phisieve-fluent-XXXXXX", text[1 << 16];
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    const char *const pairs[] = {"mode", "file", "path", path, NULL};
    host_out *out = host_out_load(PS_OUT);
    assert_non_null(out);
    host_instance one, other;
    assert_true(host_out_init(&one, out, pairs, 9) > 0);
    assert_true(host_out_init(&other, out, pairs, 9) > 0);
    pthread_t threads[THREADS];
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, flush_often, i % 2 ? &one : &other), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    host_out_exit(&one);
    host_out_exit(&other);
    host_out_unload(out);
    ssize_t size = pread(fd, text, sizeof text, 0);
    unsigned lines = 0;
    for (ssize_t i = 0; i < size; i++) lines += text[i] == '\n';
    assert_int_equal(lines, 2 * THREADS * ROUNDS);
    assert_false(chunk_leaks(text, (size_t)size));
    (void)close(fd);
    (void)unlink(path);
}

static void output_is_reloaded(void **state) {
    (void)state;
    unsigned threads = threads_of_this_process();
    for (unsigned i = 0; i < RELOADS; i++) {
        host_instance instance;
        host_out *out = host_out_load(PS_OUT);
        assert_non_null(out);
        assert_true(host_out_init(&instance, out, to_null, 9) > 0);
        assert_int_equal(host_out_flush(&instance, CHUNK_DIRTY, CHUNK_SIZE(CHUNK_DIRTY), "app"),
                         HOST_OK);
        host_out_exit(&instance);
        host_out_unload(out);
        assert_gone(PS_OUT);
    }
    assert_int_equal(threads_of_this_process(), threads);
}

/* Last: of all that was called before. */
static void stack_is_small(void **state) {
    (void)state;
    assert_true(host_deepest() <= SMALL_STACK_MAY_USE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter_in_tables_of_each_size),
        cmocka_unit_test(filter_without_an_instance),
        cmocka_unit_test(filters_side_by_side),
        cmocka_unit_test(filter_is_reloaded),
        cmocka_unit_test(output_in_tables_of_each_size),
        cmocka_unit_test(output_refuses),
        cmocka_unit_test(output_by_many_threads),
        cmocka_unit_test(output_is_reloaded),
        cmocka_unit_test(stack_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
