/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

double bench_now(int clock) {
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void *bench_fail(const char *format, ...) {
    va_list list;
    va_start(list, format);
    (void)fputs("phisieve_bench: ", stderr);
    (void)vfprintf(stderr, format, list);
    (void)fputc('\n', stderr);
    va_end(list);
    return NULL;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {
        {"engine", bench_cmd_engine}, {"run", bench_cmd_run}, {"latency", bench_cmd_latency}};
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 2, argv + 2);
    (void)bench_fail("engine NAME FILE [ARGUMENT [ROUNDS [OUT]]]\n"
                     "  run IN OUT -- COMMAND...\n"
                     "  latency LINES_A_SECOND SECONDS FILE -- COMMAND...");
    return 2;
}
