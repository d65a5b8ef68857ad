/* SPDX-License-Identifier: Apache-2.0
 *
 * latency LINES_A_SECOND SECONDS FILE -- COMMAND...: writes the lines of FILE one by one, at an
 * even pace, into the command, and notes when each comes out again. A filter keeps lines and their
 * order, so that the nth line end is the nth line's. Run on `cat` it shows what the driver itself
 * and the kernel add. The clock of a line starts when it is really written: a late writer is not
 * the filter's fault. */
#include "bench.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct feed {
    int fd;
    double gap; /* seconds between lines */
    const char *text;
    size_t len, lines;
    double *sent;
} feed;

static void sleep_until(double when) {
    struct timespec t = {.tv_sec = (time_t)when};
    t.tv_nsec = (long)((when - (double)t.tv_sec) * 1e9);
    (void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static void *write_lines(void *ctx) {
    feed *f = ctx;
    size_t at = 0;
    (void)prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
    double start = bench_now(CLOCK_MONOTONIC) + 0.01;
    for (size_t i = 0; i < f->lines; i++) {
        const char *end = memchr(f->text + at, '\n', f->len - at);
        if (!end) {
            at = 0; /* once more from the top */
            end = memchr(f->text, '\n', f->len);
        }
        size_t len = (size_t)(end - f->text) + 1 - at;
        double due = start + (double)i * f->gap;
        if (bench_now(CLOCK_MONOTONIC) < due) sleep_until(due);
        f->sent[i] = bench_now(CLOCK_MONOTONIC);
        if (write(f->fd, f->text + at, len) != (ssize_t)len) break;
        at += len;
        if (at >= f->len) at = 0;
    }
    (void)close(f->fd);
    return NULL;
}

static size_t read_lines(int fd, double *come, size_t room) {
    static char block[1 << 16];
    size_t count = 0;
    ssize_t got;
    while ((got = read(fd, block, sizeof block)) > 0) {
        double now = bench_now(CLOCK_MONOTONIC);
        for (ssize_t i = 0; i < got; i++)
            if (block[i] == '\n' && count < room) come[count++] = now;
    }
    return count;
}

static pid_t start(char **command, int *to, int *from) {
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        for (int i = 0; i < 2; i++) {
            (void)close(in[i]);
            (void)close(out[i]);
        }
        (void)execvp(command[0], command);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    *to = in[1];
    *from = out[0];
    return child;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void report(feed *f, double *come, size_t count, size_t skip) {
    size_t n = 0;
    for (size_t i = skip; i < count; i++) come[n++] = (come[i] - f->sent[i]) * 1e6;
    qsort(come, n, sizeof *come, by_size);
    double pace = n > 1 ? (double)(count - 1) / (f->sent[count - 1] - f->sent[0]) : 0;
    (void)printf("{\"sent\":%zu,\"came\":%zu,\"lines_a_second\":%.0f,\"p50_us\":%.0f,"
                 "\"p99_us\":%.0f,\"p999_us\":%.0f,\"max_us\":%.0f}\n",
                 f->lines, count, pace, n ? come[n / 2] : 0, n ? come[n * 99 / 100] : 0,
                 n ? come[n * 999 / 1000] : 0, n ? come[n - 1] : 0);
}

static int drive(feed *f, char **command) {
    int from;
    pthread_t writer;
    double *come = malloc(f->lines * sizeof *come);
    f->sent = calloc(f->lines, sizeof *f->sent);
    pid_t child = come && f->sent ? start(command, &f->fd, &from) : -1;
    if (child < 0) return 3;
    (void)sleep(1); /* its start is measured elsewhere */
    if (pthread_create(&writer, NULL, write_lines, f) != 0) return 3;
    size_t count = read_lines(from, come, f->lines);
    (void)pthread_join(writer, NULL);
    (void)waitpid(child, NULL, 0);
    report(f, come, count, count / 20); /* the first lines warm caches up */
    free(come);
    free(f->sent);
    return 0;
}

int bench_cmd_latency(int argc, char **argv) {
    static char text[1 << 22];
    if (argc < 5 || strcmp(argv[3], "--") != 0) {
        (void)bench_fail("latency LINES_A_SECOND SECONDS FILE -- COMMAND...");
        return 2;
    }
    double rate = strtod(argv[0], NULL);
    FILE *file = fopen(argv[2], "rb");
    feed f = {.gap = 1 / rate, .text = text, .lines = (size_t)(rate * strtod(argv[1], NULL))};
    if (file) {
        f.len = fread(text, 1, sizeof text, file);
        (void)fclose(file);
    }
    if (!memchr(text, '\n', f.len)) {
        (void)bench_fail("%s: cannot be read, or holds no line", argv[2]);
        return 3;
    }
    while (text[f.len - 1] != '\n') f.len--; /* whole lines only */
    return drive(&f, argv + 4);
}
