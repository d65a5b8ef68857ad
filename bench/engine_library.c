/* SPDX-License-Identifier: Apache-2.0
 *
 * phisieve as a library, by its public header: a stream that is fed block by block. */
#include "bench.h"

#include <stdlib.h>

typedef struct library_engine {
    ps_engine *engine;
} library_engine;

static void library_close(void *self) {
    ps_engine_unref(((library_engine *)self)->engine);
    free(self);
}

static void *library_open(const char *more, ps_span text) {
    (void)text;
    ps_error err = {0};
    ps_rules *rules = bench_rules(more);
    library_engine *self = calloc(1, sizeof *self);
    ps_status status = rules && self ? ps_engine_new(&self->engine, rules, NULL, &err) : PS_E_NOMEM;
    ps_rules_free(rules);
    if (status == PS_OK) return self;
    free(self);
    return bench_fail("library: %s", err.text);
}

static size_t put(ps_span bytes, FILE *out) {
    if (out) (void)fwrite(bytes.ptr, 1, bytes.len, out);
    return bytes.len;
}

static size_t library_pass(void *self, ps_span text, FILE *out) {
    ps_stream *stream = NULL;
    ps_error err = {0};
    ps_span done;
    size_t written = 0;
    ps_status status = ps_stream_new(&stream, ((library_engine *)self)->engine, &err);
    for (size_t at = 0; status == PS_OK && at < text.len; at += BENCH_BLOCK) {
        size_t len = text.len - at < BENCH_BLOCK ? text.len - at : BENCH_BLOCK;
        status = ps_stream_feed(stream, (ps_span){text.ptr + at, len}, &done);
        if (status == PS_OK) written += put(done, out);
    }
    if (status == PS_OK) status = ps_stream_end(stream, &done);
    if (status == PS_OK) written += put(done, out);
    ps_stream_free(stream);
    if (status != PS_OK) (void)bench_fail("library: %s", ps_status_text(status));
    return written;
}

const bench_engine bench_library_engines[] = {
    {"library", library_open, library_pass, library_close}, {0}};
