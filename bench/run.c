/* SPDX-License-Identifier: Apache-2.0
 *
 * run IN OUT -- COMMAND...: one run of another program, its input and output files (or /dev/null),
 * and what the kernel counted. This process is small: what a child inherits of its parent's peak
 * memory before exec does not hide its own. */
#include "bench.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static bool move_to(const char *path, int flags, int to) {
    int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd >= 0 && dup2(fd, to) >= 0;
}

static void become(const char *in, const char *out, char **command) {
    if (move_to(in, O_RDONLY, STDIN_FILENO) &&
        move_to(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO))
        (void)execvp(command[0], command);
    _exit(127);
}

int bench_cmd_run(int argc, char **argv) {
    if (argc < 4 || strcmp(argv[2], "--") != 0) {
        (void)bench_fail("run IN OUT -- COMMAND...");
        return 2;
    }
    int status = 0;
    struct rusage before = {0}, after = {0};
    (void)getrusage(RUSAGE_CHILDREN, &before);
    double wall = bench_now(CLOCK_MONOTONIC);
    pid_t child = fork();
    if (child == 0) become(argv[0], argv[1], argv + 3);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        (void)bench_fail("%s: cannot be started", argv[3]);
        return 3;
    }
    wall = bench_now(CLOCK_MONOTONIC) - wall;
    (void)getrusage(RUSAGE_CHILDREN, &after);
    double user = seconds(after.ru_utime), sys = seconds(after.ru_stime);
    (void)printf("{\"wall\":%.6f,\"cpu\":%.6f,\"user\":%.6f,\"sys\":%.6f,\"rss_kib\":%ld,"
                 "\"status\":%d}\n",
                 wall, user + sys, user, sys, after.ru_maxrss,
                 WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
