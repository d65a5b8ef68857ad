/* SPDX-License-Identifier: Apache-2.0 */
#include "host.h"
#include "small_stack.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

#define HOST_API __attribute__((visibility("default")))

/* ---- what the plugin finds in the program ---- */

HOST_API const char *flb_filter_get_property(const char *key, void *instance);
HOST_API void flb_filter_set_context(void *instance, void *ours);

const char *flb_filter_get_property(const char *key, void *instance) {
    const host_filter *host = instance;
    for (host_pairs p = host->pairs; p && *p; p += 2)
        if (strcasecmp(*p, key) == 0) return p[1];
    return NULL;
}

void flb_filter_set_context(void *instance, void *ours) {
    ((host_filter *)instance)->context = ours;
}

#ifndef HOST_IS_OLD
HOST_API void flb_proxy_output_cb_init(void);
void flb_proxy_output_cb_init(void) {}
#endif

/* ---- stack ---- */

static atomic_size_t deepest;

size_t host_deepest(void) {
    return atomic_load(&deepest);
}

void host_call(void (*fn)(void *arg), void *arg);
void host_call(void (*fn)(void *arg), void *arg) {
    size_t depth = small_stack_call(fn, arg), most = atomic_load(&deepest);
    while (depth > most && !atomic_compare_exchange_weak(&deepest, &most, depth)) {
    }
}

/* ---- the table ---- */

enum { NAME = 8, INIT = 40, FILTER = 48, EXIT = 56 };

static void pointer_at(const host_filter *host, size_t offset, void *out) {
    memcpy(out, host->table.bytes + offset, sizeof(void *));
}

const char *host_filter_load(host_filter *host, const char *path, size_t size) {
    *host = (host_filter){.loaded = dlopen(path, RTLD_LAZY)};
    const void *table = host->loaded ? dlsym(host->loaded, "filter_phisieve_plugin") : NULL;
    if (!table) return NULL;
    memset(host->table.bytes, 0xee, sizeof host->table.bytes);
    memcpy(host->table.bytes, table, size);
    const char *name;
    pointer_at(host, NAME, &name);
    return name;
}

void host_filter_unload(host_filter *host) {
    if (host->loaded) (void)dlclose(host->loaded);
    host->loaded = NULL;
}

/* ---- calls ---- */

typedef struct filter_call {
    host_filter *host;
    const void *data;
    size_t size, *out_size;
    void **out;
    int answer;
} filter_call;

typedef int init_fn(void *instance, void *config, void *data);
typedef int filter_fn(const void *data, size_t size, const char *tag, int tag_len, void **out,
                      size_t *out_size, void *instance, void *input, void *ours, void *config);
typedef int exit_fn(void *ours, void *config);

static void call_init(void *arg) {
    filter_call *c = arg;
    init_fn *fn;
    pointer_at(c->host, INIT, &fn);
    c->answer = fn(c->host, NULL, NULL);
}

static void call_filter(void *arg) {
    filter_call *c = arg;
    filter_fn *fn;
    pointer_at(c->host, FILTER, &fn);
    c->answer =
        fn(c->data, c->size, "app", 3, c->out, c->out_size, c->host, NULL, c->host->context, NULL);
}

static void call_exit(void *arg) {
    filter_call *c = arg;
    exit_fn *fn;
    pointer_at(c->host, EXIT, &fn);
    c->answer = fn(c->host->context, NULL);
}

int host_filter_init(host_filter *host, host_pairs pairs) {
    filter_call c = {.host = host};
    host->pairs = pairs;
    host_call(call_init, &c);
    return c.answer;
}

int host_filter_pass(host_filter *host, const void *data, size_t size, void **out,
                     size_t *out_size) {
    filter_call c = {.host = host, .data = data, .size = size, .out = out, .out_size = out_size};
    *out = NULL;
    *out_size = 0;
    host_call(call_filter, &c);
    return c.answer;
}

int host_filter_exit(host_filter *host) {
    filter_call c = {.host = host};
    host_call(call_exit, &c);
    host->context = NULL;
    return c.answer;
}
