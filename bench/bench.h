/* SPDX-License-Identifier: Apache-2.0
 *
 * The C half of the bench: engines that run in this process under one interface, a runner that
 * measures other programs, and the latency driver. Each command prints one line of JSON. */
#ifndef PS_BENCH_H
#define PS_BENCH_H

#include "ruleset.h"

#include <stdbool.h>
#include <stdio.h>

enum { BENCH_BLOCK = 1 << 20 }; /* what the scanning engines are given at once */

/* One way to look at a text. `pass` looks at all of it and returns what it counted: matches, or
 * bytes written. `out`, when not NULL, gets what was found, for the comparison with the truth:
 * lines of "from to" (scans), or the redacted text (filters). */
typedef struct bench_engine {
    const char *name;
    void *(*open)(const char *argument, ps_span text); /* NULL: said why on stderr */
    size_t (*pass)(void *self, ps_span text, FILE *out);
    void (*close)(void *self);
} bench_engine;

/* Each list ends with a row without name. */
extern const bench_engine bench_copy_engines[], bench_hs_engines[], bench_pcre2_engines[],
    bench_lens_engines[], bench_library_engines[];

/* ---- what the engines share ---- */

void *bench_fail(const char *format, ...); /* says it on stderr; NULL */

/* The end of the block that begins at `at`: behind the last line end of the next BENCH_BLOCK
 * bytes, or all of them when there is none. */
size_t bench_block_end(ps_span text, size_t at);

/* The built-in rules and those of the file `more` (may be NULL). */
ps_rules *bench_rules(const char *more);

/* A file of patterns, one a line; a leading "i " means caseless. */
typedef struct bench_pattern {
    char *text;
    bool caseless;
} bench_pattern;
typedef struct bench_patterns {
    bench_pattern items[256];
    size_t count;
} bench_patterns;
bool bench_patterns_read(bench_patterns *out, const char *path);
void bench_patterns_free(bench_patterns *patterns);

/* ---- commands; argv[0] is the first word behind the command ---- */

double bench_now(int clock); /* seconds */
int bench_cmd_engine(int argc, char **argv);
int bench_cmd_run(int argc, char **argv);
int bench_cmd_latency(int argc, char **argv);

#endif
