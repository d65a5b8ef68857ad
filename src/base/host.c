/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "host.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

size_t ps_host_after_last_newline(const char *ptr, size_t len) {
    const char *last = len ? memrchr(ptr, '\n', len) : NULL;
    return last ? (size_t)(last - ptr) + 1 : 0;
}

uint64_t ps_host_forbid_dumps(void) {
    struct rlimit limit = {0, 0};
    (void)getrlimit(RLIMIT_CORE, &limit);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = 0;
    (void)setrlimit(RLIMIT_CORE, &limit);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return before;
}

void ps_host_core_limit(uint64_t limit) {
    struct rlimit now = {0, 0};
    if (getrlimit(RLIMIT_CORE, &now) != 0) return;
    now.rlim_cur = limit;
    (void)setrlimit(RLIMIT_CORE, &now);
}

void ps_host_return_memory(void) {
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

void ps_host_standard_fds(void) {
    /* The lowest free number is taken, so one open fills one gap; O_PATH takes neither read nor
     * write. */
    int fd;
    do fd = open("/", O_PATH);
    while (fd >= 0 && fd <= 2);
    if (fd > 2) (void)close(fd);
}

char *ps_host_real_path(const char *path) {
    return realpath(path, NULL);
}

char *ps_host_beside(const char *name) {
    char *program = realpath("/proc/self/exe", NULL);
    char *slash = program ? strrchr(program, '/') : NULL;
    char *path = slash ? malloc((size_t)(slash + 1 - program) + strlen(name) + 1) : NULL;
    if (path) {
        memcpy(path, program, (size_t)(slash + 1 - program));
        memcpy(path + (slash + 1 - program), name, strlen(name) + 1);
    }
    free(program);
    return path;
}

int ps_host_own_fd(const char *path) {
    static const char *const names[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    for (int i = 0; i < 3; i++)
        if (strcmp(path, names[i]) == 0) return i;
    for (int i = 0; i < 2; i++) {
        size_t len = strlen(folders[i]);
        if (strncmp(path, folders[i], len) != 0 || !ps_is_digit(path[len])) continue;
        char *end = NULL;
        long fd = strtol(path + len, &end, 10);
        if (*end == 0 && fd >= 0 && fd < 1 << 20) return (int)fd;
    }
    return -1;
}

void ps_host_widen_pipe(int fd, int bytes) {
    (void)fcntl(fd, F_SETPIPE_SZ, bytes);
}

void ps_host_wipe(void *ptr, size_t len) {
    explicit_bzero(ptr, len);
}

void ps_host_read_ahead(int fd) {
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
}
