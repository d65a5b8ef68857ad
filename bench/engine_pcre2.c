/* SPDX-License-Identifier: Apache-2.0
 *
 * PCRE2, rule by rule, each compiled by its JIT: every rule goes over every block. */
#include "bench.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

typedef struct pcre2_engine {
    pcre2_code *code[256];
    size_t count;
    pcre2_match_data *match;
} pcre2_engine;

static void engine_close(void *self) {
    pcre2_engine *engine = self;
    for (size_t i = 0; i < engine->count; i++) pcre2_code_free(engine->code[i]);
    pcre2_match_data_free(engine->match);
    free(engine);
}

static bool add(pcre2_engine *engine, const bench_pattern *pattern) {
    int error;
    PCRE2_SIZE at;
    uint32_t options = pattern->caseless ? PCRE2_CASELESS : 0;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern->text, PCRE2_ZERO_TERMINATED, options, &error, &at, NULL);
    if (!code) return bench_fail("pcre2: error %d at byte %zu of a pattern", error, at);
    engine->code[engine->count++] = code;
    return pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0 || bench_fail("pcre2: no JIT here");
}

static void *engine_open(const char *path, ps_span text) {
    (void)text;
    bench_patterns patterns;
    if (!path || !bench_patterns_read(&patterns, path)) return NULL;
    pcre2_engine *engine = calloc(1, sizeof *engine);
    bool good = engine && (engine->match = pcre2_match_data_create(32, NULL));
    for (size_t i = 0; good && i < patterns.count; i++) good = add(engine, &patterns.items[i]);
    bench_patterns_free(&patterns);
    if (good) return engine;
    if (engine) engine_close(engine);
    return NULL;
}

static size_t look(pcre2_engine *engine, const pcre2_code *code, ps_span block, size_t base,
                   FILE *out) {
    const PCRE2_SIZE *found = pcre2_get_ovector_pointer(engine->match);
    size_t count = 0, at = 0;
    while (at < block.len && pcre2_jit_match(code, (PCRE2_SPTR)block.ptr, block.len, at, 0,
                                             engine->match, NULL) > 0) {
        if (out) (void)fprintf(out, "%zu %zu\n", base + found[0], base + found[1]);
        at = found[1] > at ? found[1] : at + 1;
        count++;
    }
    return count;
}

static size_t engine_pass(void *self, ps_span text, FILE *out) {
    pcre2_engine *engine = self;
    size_t count = 0;
    for (size_t at = 0, end; at < text.len; at = end) {
        end = bench_block_end(text, at);
        ps_span block = {text.ptr + at, end - at};
        for (size_t i = 0; i < engine->count; i++)
            count += look(engine, engine->code[i], block, at, out);
    }
    return count;
}

const bench_engine bench_pcre2_engines[] = {{"pcre2", engine_open, engine_pass, engine_close}, {0}};
