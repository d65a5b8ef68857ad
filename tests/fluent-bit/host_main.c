/* SPDX-License-Identifier: Apache-2.0
 *
 * A host for tests in other languages:
 *   host_main filter|out PLUGIN TAG NAME=VALUE...
 * On standard input chunks, each behind its length (4 bytes, little-endian); for each of them the
 * answer on standard output: a byte, and for the filter the length and bytes of what the host would
 * go on with. At the end "deepest N", the bytes of stack that were used. Codes: 0, 2 wrong words, 3
 * the plugin refused to begin, 4 it did not load. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 32, USAGE = 2, REFUSED = 3, NOT_LOADED = 4, BROKEN = 5, CHUNK_MOST = 1 << 28 };

/* Writes the answer to one chunk. */
typedef void answer_fn(void *host, const void *data, size_t size);

static bool read_all(void *to, size_t size) {
    return fread(to, 1, size, stdin) == size;
}

static bool read_length(size_t *out) {
    unsigned char b[4];
    if (!read_all(b, sizeof b)) return false;
    *out = (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
    return *out <= CHUNK_MOST;
}

static void write_chunk(const void *data, size_t size) {
    for (unsigned i = 0; i < 4; i++) (void)putchar((int)(size >> 8 * i & 0xff));
    if (size) (void)fwrite(data, 1, size, stdout);
}

/* Every chunk in memory of exactly its size, so that a sanitizer sees what reads behind it. */
static int serve(answer_fn *answer, void *host) {
    size_t size;
    while (read_length(&size)) {
        void *data = malloc(size ? size : 1);
        if (!data || !read_all(data, size)) return BROKEN;
        answer(host, data, size);
        free(data);
        (void)fflush(stdout);
    }
    return 0;
}

static const char *tag;

/* ---- the filter ---- */

static void answer_filter(void *host, const void *data, size_t size) {
    void *out;
    size_t out_size;
    int answer = host_filter_pass(host, data, size, &out, &out_size);
    (void)putchar(answer);
    if (answer == HOST_MODIFIED)
        write_chunk(out, out_size);
    else
        write_chunk(data, size);
    free(out);
}

static int run_filter(const char *path, host_pairs pairs) {
    host_filter host;
    const char *name = host_filter_load(&host, path, 88);
    if (!name || strcmp(name, "phisieve") != 0) return NOT_LOADED;
    int code = host_filter_init(&host, pairs) == 0 ? 0 : REFUSED;
    if (code == 0) {
        code = serve(answer_filter, &host);
        (void)host_filter_exit(&host);
    }
    host_filter_unload(&host);
    return code;
}

/* ---- the output ---- */

static void answer_out(void *host, const void *data, size_t size) {
    (void)putchar(host_out_flush(host, data, size, tag));
}

static int run_out(const char *path, host_pairs pairs) {
    host_instance instance;
    host_out *out = host_out_load(path);
    if (!out) return NOT_LOADED;
    int code = host_out_init(&instance, out, pairs, 9) > 0 ? 0 : REFUSED;
    if (code == 0) {
        code = serve(answer_out, &instance);
        (void)host_out_exit(&instance);
    }
    host_out_unload(out);
    return code;
}

int main(int argc, char **argv) {
    static const char *pairs[2 * PAIRS + 1];
    if (argc < 4 || argc - 4 > PAIRS) return USAGE;
    tag = argv[3];
    for (int i = 4, at = 0; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (!equals) return USAGE;
        *equals = '\0';
        pairs[at++] = argv[i];
        pairs[at++] = equals + 1;
    }
    int code = strcmp(argv[1], "filter") == 0 ? run_filter(argv[2], pairs)
               : strcmp(argv[1], "out") == 0  ? run_out(argv[2], pairs)
                                              : USAGE;
    (void)fprintf(stderr, "deepest %zu\n", host_deepest());
    return code;
}
