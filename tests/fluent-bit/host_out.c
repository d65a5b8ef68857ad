/* SPDX-License-Identifier: Apache-2.0 */
#include "host.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* host_filter.c */
void host_call(void (*fn)(void *arg), void *arg);

enum { DEFINITION = 32, CANARY = 64, TABLE = 9, POISON = 0x5a };

typedef int register_fn(void *definition);
typedef void unregister_fn(void *definition);
typedef int init_fn(void *plugin);
typedef int flush_fn(void *ours, const void *data, size_t size, const char *tag);
typedef int exit_fn(void *ours);
typedef int pre_register_fn(int hot_reloading);

struct host_out {
    void *loaded;
    union {
        unsigned char bytes[DEFINITION + CANARY];
        void *align;
    } definition;
};

/* A function of the plugin, as no cast may make one of an address. */
static bool find(const host_out *out, const char *name, void *fn) {
    const void *address = dlsym(out->loaded, name);
    memcpy(fn, &address, sizeof address);
    return address;
}

static const char *property(const char *key, void *o_ins) {
    for (host_pairs p = ((const host_instance *)o_ins)->pairs; p && *p; p += 2)
        if (strcasecmp(*p, key) == 0) return p[1];
    return NULL;
}

static bool canary_lives(const host_out *out) {
    for (size_t i = DEFINITION; i < sizeof out->definition.bytes; i++)
        if (out->definition.bytes[i] != POISON) return false;
    return true;
}

static bool is_output(const host_out *out) {
    int head[3];
    const char *name;
    memcpy(head, out->definition.bytes, sizeof head);
    memcpy(&name, out->definition.bytes + 16, sizeof name);
    return head[0] == 2 && head[1] == 11 && head[2] == 0 && strcmp(name, "phisieve") == 0;
}

typedef struct out_call {
    host_out *out;
    void *arg;
    const host_instance *instance;
    const void *data;
    size_t size;
    const char *tag;
    int answer;
} out_call;

static void call_register(void *arg) {
    out_call *c = arg;
    pre_register_fn *before;
    register_fn *fn;
    bool found =
        find(c->out, "FLBPluginPreRegister", &before) && find(c->out, "FLBPluginRegister", &fn);
    c->answer = found && before(0) == 0 ? fn(c->out->definition.bytes) : -1;
}

static void call_unregister(void *arg) {
    out_call *c = arg;
    unregister_fn *fn;
    if (find(c->out, "FLBPluginUnregister", &fn)) fn(c->out->definition.bytes);
}

static void call_init(void *arg) {
    out_call *c = arg;
    init_fn *fn;
    if (find(c->out, "FLBPluginInit", &fn)) c->answer = fn(c->arg);
}

static void call_flush(void *arg) {
    out_call *c = arg;
    flush_fn *fn;
    if (find(c->instance->out, "FLBPluginFlushCtx", &fn))
        c->answer = fn(c->instance->ours, c->data, c->size, c->tag);
}

static void call_exit(void *arg) {
    out_call *c = arg;
    exit_fn *fn;
    if (find(c->instance->out, "FLBPluginExitCtx", &fn)) c->answer = fn(c->instance->ours);
}

host_out *host_out_load(const char *path) {
    host_out *out = calloc(1, sizeof *out);
    out_call c = {.out = out};
    if (!out) return NULL;
    memset(out->definition.bytes, POISON, sizeof out->definition.bytes);
    out->loaded = dlopen(path, RTLD_LAZY);
    if (out->loaded) host_call(call_register, &c);
    if (c.answer == 1 && canary_lives(out) && is_output(out)) return out;
    if (out->loaded) (void)dlclose(out->loaded);
    free(out);
    return NULL;
}

void host_out_unload(host_out *out) {
    out_call c = {.out = out};
    host_call(call_unregister, &c);
    (void)dlclose(out->loaded);
    free(out);
}

int host_out_init(host_instance *instance, host_out *out, host_pairs pairs, unsigned entries) {
    void *api[TABLE], *context[2] = {NULL, NULL};
    *instance = (host_instance){.out = out, .pairs = pairs};
    static char name[] = "phisieve";
    /* then functions of the host's */
    void *plugin[8] = {name, api, instance, context};
    memset(api, POISON, sizeof api);
    memset(plugin + 4, POISON, 4 * sizeof *plugin);
    const char *(*get)(const char *, void *) = property;
    memcpy(api, &get, sizeof get);
    memset(api + 1, 0, (entries - 1) * sizeof *api);
    out_call c = {.out = out, .arg = plugin};
    host_call(call_init, &c);
    instance->ours = context[0];
    memset(api, POISON, sizeof api); /* and the plugin is another's from now on */
    return c.answer;
}

int host_out_flush(const host_instance *instance, const void *data, size_t size, const char *tag) {
    out_call c = {.instance = instance, .data = data, .size = size, .tag = tag};
    host_call(call_flush, &c);
    return c.answer;
}

int host_out_exit(host_instance *instance) {
    out_call c = {.instance = instance};
    host_call(call_exit, &c);
    return c.answer;
}
