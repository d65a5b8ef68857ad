/* SPDX-License-Identifier: Apache-2.0
 *
 * The filter against a rival that looks for nothing:
 *   phisieve_bench_fluent PLUGIN CHUNK SECONDS
 * CHUNK: a file of events. Both get it again and again, in turn: msgpack-c unpacks each event and
 * packs it anew; the filter is called as a host calls it. Prints
 * {"events":N,"repack_ns":X,"filter_ns":Y}, of an event and by the CPU. */
#include <dlfcn.h>
#include <msgpack.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOST_API __attribute__((visibility("default")))

/* ---- the host that the plugin finds ---- */

static void *context;
HOST_API const char *flb_filter_get_property(const char *key, void *instance);
HOST_API void flb_filter_set_context(void *instance, void *ours);
HOST_API void flb_proxy_output_cb_init(void);
HOST_API void flb_log_print(int level, const char *file, int line, const char *format, ...);

const char *flb_filter_get_property(const char *key, void *instance) {
    (void)key;
    (void)instance;
    return NULL;
}
void flb_filter_set_context(void *instance, void *ours) {
    (void)instance;
    context = ours;
}
void flb_proxy_output_cb_init(void) {}
void flb_log_print(int level, const char *file, int line, const char *format, ...) {
    (void)level;
    (void)file;
    (void)line;
    (void)format;
}

typedef int init_fn(void *instance, void *config, void *data);
typedef int filter_fn(const void *data, size_t size, const char *tag, int tag_len, void **out,
                      size_t *out_size, void *instance, void *input, void *ours, void *config);
enum { INIT = 40, FILTER = 48 };

static filter_fn *load(const char *path) {
    void *library = dlopen(path, RTLD_LAZY);
    const char *table = library ? dlsym(library, "filter_phisieve_plugin") : NULL;
    init_fn *init;
    filter_fn *filter;
    if (!table) return NULL;
    memcpy(&init, table + INIT, sizeof init);
    memcpy(&filter, table + FILTER, sizeof filter);
    return init(NULL, NULL, NULL) == 0 ? filter : NULL;
}

/* ---- the two ---- */

typedef struct chunk {
    char *bytes;
    size_t size;
} chunk;

static size_t repack(chunk in) {
    msgpack_sbuffer out;
    msgpack_packer packer;
    msgpack_unpacked event;
    size_t at = 0, events = 0;
    msgpack_sbuffer_init(&out);
    msgpack_packer_init(&packer, &out, msgpack_sbuffer_write);
    msgpack_unpacked_init(&event);
    while (msgpack_unpack_next(&event, in.bytes, in.size, &at) == MSGPACK_UNPACK_SUCCESS) {
        msgpack_pack_object(&packer, event.data);
        events++;
    }
    if (out.size != in.size) events = 0;
    msgpack_unpacked_destroy(&event);
    msgpack_sbuffer_destroy(&out);
    return events;
}

static bool pass(filter_fn *filter, chunk in) {
    void *out = NULL;
    size_t size = 0;
    int answer = filter(in.bytes, in.size, "app", 3, &out, &size, NULL, NULL, context, NULL);
    free(out);
    return answer == 2 || size;
}

/* CPU time of all threads: the filter has one of its own. */
static double now(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static bool read_chunk(const char *path, chunk *out) {
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    (void)fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    out->size = size > 0 ? (size_t)size : 0;
    out->bytes = malloc(out->size + 1);
    bool good = out->bytes && fread(out->bytes, 1, out->size, file) == out->size && out->size;
    (void)fclose(file);
    return good;
}

int main(int argc, char **argv) {
    chunk in;
    double spent[2] = {0, 0};
    filter_fn *filter = argc == 4 ? load(argv[1]) : NULL;
    if (!filter || !read_chunk(argv[2], &in)) {
        (void)fprintf(stderr, "phisieve_bench_fluent PLUGIN CHUNK SECONDS\n");
        return 2;
    }
    size_t events = repack(in), rounds[2] = {0, 0};
    double seconds = strtod(argv[3], NULL) * 1e9;
    if (!events || !pass(filter, in)) return 1;
    for (double began = now(); now() - began < seconds;)
        for (unsigned which = 0; which < 2; which++) {
            double at = now();
            /* The rival is so much faster that one round of it would be all clock. */
            for (unsigned i = which ? 1 : 8; i-- > 0; rounds[which]++)
                if (which ? !pass(filter, in) : repack(in) != events) return 1;
            spent[which] += now() - at;
        }
    (void)printf("{\"events\":%zu,\"repack_ns\":%.1f,\"filter_ns\":%.1f}\n", events,
                 spent[0] / (double)(rounds[0] * events), spent[1] / (double)(rounds[1] * events));
    return 0;
}
