/* SPDX-License-Identifier: Apache-2.0
 *
 * One Hyperscan database of a file of patterns, scanned block by block: what a capable programmer
 * writes first. Scan only: nothing is replaced, and where a match begins is not asked for (with
 * these patterns the compiler refuses to tell). */
#include "bench.h"

#include <hs/hs.h>
#include <stdlib.h>

typedef struct hs_engine {
    hs_database_t *db;
    hs_scratch_t *scratch;
} hs_engine;

static void hs_close(void *self) {
    hs_engine *engine = self;
    (void)hs_free_scratch(engine->scratch);
    (void)hs_free_database(engine->db);
    free(engine);
}

static bool compile(hs_engine *engine, const bench_patterns *patterns) {
    const char *texts[256];
    unsigned flags[256], ids[256];
    for (unsigned i = 0; i < patterns->count; i++) {
        texts[i] = patterns->items[i].text;
        flags[i] = patterns->items[i].caseless ? HS_FLAG_CASELESS : 0;
        ids[i] = i;
    }
    hs_compile_error_t *error = NULL;
    if (hs_compile_multi(texts, flags, ids, (unsigned)patterns->count, HS_MODE_BLOCK, NULL,
                         &engine->db, &error) != HS_SUCCESS) {
        (void)bench_fail("hyperscan: %s", error ? error->message : "?");
        (void)hs_free_compile_error(error);
        return false;
    }
    return hs_alloc_scratch(engine->db, &engine->scratch) == HS_SUCCESS;
}

static void *hs_open(const char *path, ps_span text) {
    (void)text;
    bench_patterns patterns;
    hs_engine *engine = calloc(1, sizeof *engine);
    bool good = engine && path && bench_patterns_read(&patterns, path);
    if (good) {
        good = compile(engine, &patterns);
        bench_patterns_free(&patterns);
    }
    if (good) return engine;
    if (engine) hs_close(engine);
    return NULL;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *ctx) {
    (void)id, (void)from, (void)to, (void)flags;
    ++*(size_t *)ctx;
    return 0;
}

static size_t hs_pass(void *self, ps_span text, FILE *out) {
    (void)out;
    hs_engine *engine = self;
    size_t count = 0;
    for (size_t at = 0, end; at < text.len; at = end) {
        end = bench_block_end(text, at);
        (void)hs_scan(engine->db, text.ptr + at, (unsigned)(end - at), 0, engine->scratch, on_match,
                      &count);
    }
    return count;
}

const bench_engine bench_hs_engines[] = {{"hs", hs_open, hs_pass, hs_close}, {0}};
