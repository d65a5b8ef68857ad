/* SPDX-License-Identifier: Apache-2.0
 *
 * engine NAME FILE [ARGUMENT [ROUNDS [OUT]]]: reads the whole file into memory, opens the engine,
 * and measures its passes over the text. Neither reading nor opening is part of a round. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

size_t bench_block_end(ps_span text, size_t at) {
    size_t end = at + BENCH_BLOCK;
    if (end >= text.len) return text.len;
    for (size_t i = end; i > at; i--)
        if (text.ptr[i - 1] == '\n') return i;
    return end;
}

static const bench_engine *find_engine(const char *name) {
    static const bench_engine *const lists[] = {bench_copy_engines, bench_hs_engines,
                                                bench_pcre2_engines, bench_lens_engines,
                                                bench_library_engines};
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        for (const bench_engine *engine = lists[l]; engine->name; engine++)
            if (strcmp(engine->name, name) == 0) return engine;
    return bench_fail("there is no engine %s", name);
}

static bool read_file(const char *path, char **bytes, size_t *len) {
    struct stat info;
    FILE *file = fopen(path, "rb");
    if (!file || fstat(fileno(file), &info) != 0) {
        if (file) (void)fclose(file);
        return bench_fail("%s: cannot be read", path);
    }
    *len = (size_t)info.st_size;
    *bytes = malloc(*len + 1);
    bool whole = *bytes && fread(*bytes, 1, *len, file) == *len;
    (void)fclose(file);
    return whole || bench_fail("%s: cannot be read", path);
}

static long peak_rss(void) { /* KiB */
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
}

static void measure(const bench_engine *engine, void *self, ps_span text, int rounds, FILE *out) {
    size_t count = 0;
    (void)printf("\"rounds\":[");
    for (int i = 0; i < rounds; i++) {
        double wall = bench_now(CLOCK_MONOTONIC), cpu = bench_now(CLOCK_PROCESS_CPUTIME_ID);
        count = engine->pass(self, text, i == 0 ? out : NULL);
        (void)printf("%s{\"wall\":%.6f,\"cpu\":%.6f}", i ? "," : "",
                     bench_now(CLOCK_MONOTONIC) - wall, bench_now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
    (void)printf("],\"count\":%zu", count);
}

static int run_engine(const bench_engine *engine, ps_span text, const char *argument, int rounds,
                      const char *out_path) {
    FILE *out = out_path ? fopen(out_path, "wb") : NULL;
    if (out_path && !out) {
        (void)bench_fail("%s: cannot be written", out_path);
        return 3;
    }
    double start = bench_now(CLOCK_MONOTONIC);
    void *self = engine->open(argument, text);
    if (self) {
        (void)printf("{\"engine\":\"%s\",\"bytes\":%zu,\"open\":%.6f,", engine->name, text.len,
                     bench_now(CLOCK_MONOTONIC) - start);
        measure(engine, self, text, rounds, out);
        (void)printf(",\"rss_kib\":%ld}\n", peak_rss());
        engine->close(self);
    }
    bool written = !out || fclose(out) == 0;
    return self && written ? 0 : 3;
}

int bench_cmd_engine(int argc, char **argv) {
    if (argc < 2) {
        (void)bench_fail("engine needs a name and a file");
        return 2;
    }
    const bench_engine *engine = find_engine(argv[0]);
    char *bytes = NULL;
    size_t len = 0;
    if (!engine || !read_file(argv[1], &bytes, &len)) return 3;
    const char *argument = argc > 2 && argv[2][0] ? argv[2] : NULL;
    int rounds = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 1;
    int code = run_engine(engine, (ps_span){bytes, len}, argument, rounds < 1 ? 1 : rounds,
                          argc > 4 ? argv[4] : NULL);
    free(bytes);
    return code;
}
