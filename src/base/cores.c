/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "cores.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 1024, GROUP = 512, MOST = 4096 };

static unsigned whole_cores(long long quota, long long period) {
    if (quota <= 0 || period <= 0) return 0; /* version 1 writes -1 for no limit */
    long long cores = quota / period + (quota % period != 0);
    return cores > MOST ? MOST : (unsigned)cores;
}

/* Reads up to two numbers of a file of the folder; how many there were. */
static int read_numbers(const char *folder, const char *name, long long *a, long long *b) {
    char path[PATH];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return 0;
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    int got = fscanf(file, "%lld %lld", a, b);
    (void)fclose(file);
    return got;
}

static unsigned quota_v2(const char *folder) {
    long long quota = 0, period = 0; /* "max" is no number */
    return read_numbers(folder, "cpu.max", &quota, &period) == 2 ? whole_cores(quota, period) : 0;
}

static unsigned quota_v1(const char *folder) {
    long long quota = 0, period = 0, none = 0;
    if (read_numbers(folder, "cpu.cfs_quota_us", &quota, &none) < 1) return 0;
    if (read_numbers(folder, "cpu.cfs_period_us", &period, &none) < 1) return 0;
    return whole_cores(quota, period);
}

typedef unsigned quota_fn(const char *folder);

/* From the group up to the mount. In a container the mount often is the group itself, and the name
 * in /proc leads nowhere below it: the walk ends at the right file all the same. */
static void walk_up(const char *mount, char *group, quota_fn *quota, unsigned *least) {
    for (;;) {
        char folder[PATH];
        if (snprintf(folder, sizeof folder, "%s%s", mount, group) < (int)sizeof folder) {
            unsigned cores = quota(folder);
            if (cores && (*least == 0 || cores < *least)) *least = cores;
        }
        char *slash = strrchr(group, '/');
        if (!slash) return;
        *slash = 0;
    }
}

/* "cpu" as one of "cpu,cpuacct". */
static bool names_cpu(const char *list) {
    for (; list; list = strchr(list, ',')) {
        if (*list == ',') list++;
        size_t len = strcspn(list, ",");
        if (len == 3 && memcmp(list, "cpu", len) == 0) return true;
    }
    return false;
}

/* "ID:CONTROLLERS:GROUP"; version 2 names no controllers. */
static void read_line(const char *root, char *line, unsigned *least) {
    line[strcspn(line, "\n")] = 0;
    char *list = strchr(line, ':');
    char *group = list ? strchr(list + 1, ':') : NULL;
    if (!group) return;
    *group++ = 0;
    bool v2 = *++list == 0;
    if (!v2 && !names_cpu(list)) return;
    char mount[PATH];
    int len = snprintf(mount, sizeof mount, "%s/sys/fs/cgroup%s", root, v2 ? "" : "/cpu");
    if (len < (int)sizeof mount) walk_up(mount, group, v2 ? quota_v2 : quota_v1, least);
}

unsigned ps_cores_quota(const char *root) {
    unsigned least = 0;
    char path[PATH], line[GROUP];
    if (snprintf(path, sizeof path, "%s/proc/self/cgroup", root) >= (int)sizeof path) return 0;
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    while (fgets(line, sizeof line, file)) read_line(root, line, &least);
    (void)fclose(file);
    return least;
}

unsigned ps_cores(void) {
    cpu_set_t set;
    long cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                             : sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1) cores = 1;
    unsigned quota = ps_cores_quota("");
    return quota && quota < cores ? quota : (unsigned)cores;
}
