/* SPDX-License-Identifier: Apache-2.0
 *
 * The two halves of our own first look, alone: the literals of all rules and forms, and the digit
 * shapes. What they cost is the floor of the whole filter; places are looked at, nothing judged. */
#include "bench.h"

#include "block.h"
#include "form.h"
#include "shapes.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

typedef struct words_engine {
    ps_rules *rules;
    ps_words_db *db;
    ps_words_scratch *scratch;
} words_engine;

static void words_close(void *self) {
    words_engine *engine = self;
    ps_words_scratch_free(engine->scratch);
    ps_words_db_free(engine->db);
    ps_rules_free(engine->rules);
    free(engine);
}

static ps_form_anchors all_anchors(void) {
    static ps_form_anchor items[4096];
    size_t count = 0;
    for (size_t f = 0; f < ps_form_count; f++)
        for (const char *const *a = ps_forms[f].anchors; *a && count < 4096; a++)
            items[count++] = (ps_form_anchor){*a, (uint16_t)f};
    return (ps_form_anchors){items, count};
}

static bool words_compile(words_engine *engine) {
    ps_error err = {0};
    size_t count = ps_rules_count(engine->rules);
    bool *enabled = calloc(count + 1, sizeof *enabled);
    if (!enabled) return bench_fail("out of memory");
    for (size_t r = 0; r < count; r++) enabled[r] = ps_rules_at(engine->rules, r)->enabled;
    ps_status status = ps_words_db_new(&engine->db, engine->rules, enabled, all_anchors(), &err);
    free(enabled);
    if (status == PS_OK) status = ps_words_scratch_new(&engine->scratch, engine->db);
    return status == PS_OK || bench_fail("words: %s", err.text);
}

static void *words_open(const char *more, ps_span text) {
    (void)text;
    words_engine *engine = calloc(1, sizeof *engine);
    if (!engine) return bench_fail("out of memory");
    engine->rules = bench_rules(more);
    if (engine->rules && words_compile(engine)) return engine;
    words_close(engine);
    return NULL;
}

static bool count_word(void *ctx, const ps_word_pattern *pattern, uint32_t end) {
    (void)pattern, (void)end;
    ++*(size_t *)ctx;
    return true;
}

static size_t words_pass(void *self, ps_span text, FILE *out) {
    (void)out;
    words_engine *engine = self;
    size_t count = 0;
    for (size_t at = 0, end; at < text.len; at = end) {
        end = bench_block_end(text, at);
        ps_span block = {text.ptr + at, end - at};
        if (ps_words_scan(engine->db, engine->scratch, block, count_word, &count) != PS_OK)
            (void)bench_fail("words: the scan failed");
    }
    return count;
}

/* ---- digits ---- */

typedef struct digits_engine {
    ps_rules *rules;
    ps_block_fn *block;
    ps_block_sets sets;
    ps_shapes shapes;
} digits_engine;

static void digits_close(void *self) {
    digits_engine *engine = self;
    ps_rules_free(engine->rules);
    free(engine);
}

static bool digits_compile(digits_engine *engine) {
    for (size_t r = 0; r < ps_rules_count(engine->rules); r++) {
        const ps_rule *rule = ps_rules_at(engine->rules, r);
        for (size_t i = 0; rule->enabled && i < rule->find_count; i++)
            if (rule->finds[i].kind == PS_FIND_SHAPE &&
                ps_shapes_add(&engine->shapes, &engine->sets, &rule->finds[i], (uint16_t)r,
                              (uint16_t)i) != PS_OK)
                return bench_fail("digits: too many shapes");
    }
    return true;
}

static void *digits_open(const char *more, ps_span text) {
    (void)text;
    digits_engine *engine = calloc(1, sizeof *engine);
    if (!engine) return bench_fail("out of memory");
    engine->block = ps_block_best();
    engine->rules = bench_rules(more);
    if (engine->rules && digits_compile(engine)) return engine;
    digits_close(engine);
    return NULL;
}

static bool count_shape(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len) {
    (void)shape, (void)at, (void)len;
    ++*(size_t *)ctx;
    return true;
}

static size_t digits_in(const digits_engine *engine, ps_span text) {
    size_t count = 0;
    (void)ps_shapes_scan(&engine->shapes, &engine->sets, engine->block, text,
                         (ps_extent){0, text.len}, count_shape, &count);
    return count;
}

static size_t digits_pass(void *self, ps_span text, FILE *out) {
    (void)out;
    size_t count = 0;
    for (size_t at = 0, end; at < text.len; at = end) {
        end = bench_block_end(text, at);
        count += digits_in(self, (ps_span){text.ptr + at, end - at});
    }
    return count;
}

const bench_engine bench_lens_engines[] = {{"words", words_open, words_pass, words_close},
                                           {"digits", digits_open, digits_pass, digits_close},
                                           {0}};
