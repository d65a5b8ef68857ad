/* SPDX-License-Identifier: Apache-2.0
 *
 * The quota of a control group, from files as the kernel shows them, under a folder of our own. */
#include "cores.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct fake {
    const char *path, *text; /* path NULL: the last one */
} fake;

enum { FILES = 6, PATH = 256 };

/* Writes or removes one file with the folders above it. */
static void place(const char *root, const fake *file, int make) {
    char path[PATH];
    assert_true(snprintf(path, sizeof path, "%s%s", root, file->path) < (int)sizeof path);
    char *first = path + strlen(root);
    if (make) {
        for (char *slash = strchr(first + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
            *slash = 0;
            (void)mkdir(path, 0700);
            *slash = '/';
        }
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        assert_true(fputs(file->text, out) >= 0);
        assert_int_equal(fclose(out), 0);
        return;
    }
    (void)unlink(path);
    for (char *slash; (slash = strrchr(first, '/')) && slash > first;) {
        *slash = 0;
        (void)rmdir(path); /* others may still lie in it */
    }
}

static unsigned quota_with(const fake *files) {
    char root[] = "cores-XXXXXX";
    assert_non_null(mkdtemp(root));
    for (int i = 0; i < FILES && files[i].path; i++) place(root, &files[i], 1);
    unsigned cores = ps_cores_quota(root);
    for (int i = 0; i < FILES && files[i].path; i++) place(root, &files[i], 0);
    assert_int_equal(rmdir(root), 0);
    return cores;
}

#define OWN "/proc/self/cgroup"
#define V2 "/sys/fs/cgroup"
#define V1 "/sys/fs/cgroup/cpu"

static void test_version_2(void **state) {
    (void)state;
    static const struct {
        unsigned want;
        fake files[FILES];
    } rows[] = {
        {0, {{OWN, "0::/\n"}}},
        {0, {{OWN, "0::/\n"}, {V2 "/cpu.max", "max 100000\n"}}},
        {2, {{OWN, "0::/\n"}, {V2 "/cpu.max", "200000 100000\n"}}},
        {2, {{OWN, "0::/\n"}, {V2 "/cpu.max", "150000 100000\n"}}}, /* rounded up */
        {1, {{OWN, "0::/\n"}, {V2 "/cpu.max", "10000 100000\n"}}},
        /* any level, the smallest */
        {3, {{OWN, "0::/a/b\n"}, {V2 "/a/b/cpu.max", "300000 100000\n"}}},
        {2,
         {{OWN, "0::/a/b\n"},
          {V2 "/a/b/cpu.max", "800000 100000\n"},
          {V2 "/a/cpu.max", "200000 100000\n"}}},
        {4, {{OWN, "0::/a/b\n"}, {V2 "/a/b/cpu.max", "max 100000\n"}, {V2 "/cpu.max", "4 1\n"}}},
        /* a group's name as seen from outside the container */
        {2, {{OWN, "0::/gone/away\n"}, {V2 "/cpu.max", "200000 100000\n"}}},
        {0, {{OWN, "0::/\n"}, {V2 "/cpu.max", "nonsense\n"}}},
        {0, {{OWN, "0::/\n"}, {V2 "/cpu.max", "200000 0\n"}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (quota_with(rows[i].files) != rows[i].want) fail_msg("row %zu", i);
}

static void test_version_1(void **state) {
    (void)state;
    static const struct {
        unsigned want;
        fake files[FILES];
    } rows[] = {
        {0,
         {{OWN, "4:cpu,cpuacct:/\n"},
          {V1 "/cpu.cfs_quota_us", "-1\n"},
          {V1 "/cpu.cfs_period_us", "100000\n"}}},
        {3,
         {{OWN, "5:memory:/m\n4:cpuacct,cpu:/docker/x\n0::/\n"},
          {V1 "/cpu.cfs_quota_us", "250000\n"},
          {V1 "/cpu.cfs_period_us", "100000\n"}}},
        {1,
         {{OWN, "1:cpu:/pod/x\n"},
          {V1 "/pod/x/cpu.cfs_quota_us", "50000\n"},
          {V1 "/pod/x/cpu.cfs_period_us", "100000\n"},
          {V1 "/pod/cpu.cfs_quota_us", "400000\n"},
          {V1 "/pod/cpu.cfs_period_us", "100000\n"}}},
        /* cpuset and cpuacct are other controllers; a quota without its period is none */
        {0,
         {{OWN, "4:cpuset,cpuacct:/\n"},
          {V1 "/cpu.cfs_quota_us", "100000\n"},
          {V1 "/cpu.cfs_period_us", "100000\n"}}},
        {0, {{OWN, "4:cpu:/\n"}, {V1 "/cpu.cfs_quota_us", "100000\n"}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (quota_with(rows[i].files) != rows[i].want) fail_msg("row %zu", i);
}

static void test_nothing_there(void **state) {
    (void)state;
    static const fake none[FILES] = {{NULL, NULL}};
    assert_int_equal(quota_with(none), 0);
    assert_int_equal(quota_with((fake[FILES]){{OWN, "no colon\n1:cpu\n"}}), 0);
    assert_true(ps_cores() >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_2),
        cmocka_unit_test(test_version_1),
        cmocka_unit_test(test_nothing_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
