/* SPDX-License-Identifier: Apache-2.0
 *
 * What Fluent Bit and a plugin say to each other in memory, in our own words, so that plugins are
 * built without its headers: processors of 64 bits. Two of its interfaces:
 *
 * - The one its Go plugins have, for outputs: the same since 1.4. Its tables only grow at their
 *   end, so that nothing behind what is named here is read or written.
 * - The one of its own filters, as it is from 2.2.0 to (at least) 5.1. Older hosts have another and
 *   must not call a filter of this one; PS_FLUENT_MARK tells them. */
#ifndef PS_FLUENT_ABI_H
#define PS_FLUENT_ABI_H

#include <stddef.h>

#define PS_FLUENT_EXPORT __attribute__((visibility("default")))
/* Given by the host, or NULL. */
#define PS_FLUENT_HOST extern __attribute__((weak, visibility("default")))

/* ---- what the host exports ---- */

enum { PS_FLUENT_LOG_ERROR = 1, PS_FLUENT_LOG_WARN = 2, PS_FLUENT_LOG_INFO = 3 };
/* Takes kilobytes of stack. */
PS_FLUENT_HOST void flb_log_print(int level, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- outputs ---- */

enum { PS_FLUENT_ERROR = 0, PS_FLUENT_OK = 1, PS_FLUENT_RETRY = 2 };
enum { PS_FLUENT_TYPE_OUTPUT = 2, PS_FLUENT_PROXY_GO = 11 };

/* Of the host, who may have it larger, and filled with anything: only these are written. */
typedef struct ps_fluent_def {
    int type, proxy, flags;
    const char *name, *description; /* ours; it copies or only reads them */
} ps_fluent_def;
_Static_assert(offsetof(ps_fluent_def, proxy) == 4 && offsetof(ps_fluent_def, flags) == 8 &&
                   offsetof(ps_fluent_def, name) == 16 &&
                   offsetof(ps_fluent_def, description) == 24 && sizeof(ps_fluent_def) == 32,
               "a definition");

/* The first function of its table; no other is there in all versions. NULL: not set. */
typedef struct ps_fluent_api {
    const char *(*output_property)(const char *key, void *instance);
} ps_fluent_api;

typedef struct ps_fluent_context {
    void *ours; /* comes back with each chunk */
} ps_fluent_context;

/* What an instance begins with. It is another one's after the next beginning. */
typedef struct ps_fluent_plugin {
    const char *name;
    const ps_fluent_api *api;
    void *instance;
    ps_fluent_context *context;
} ps_fluent_plugin;
_Static_assert(offsetof(ps_fluent_plugin, api) == 8 && offsetof(ps_fluent_plugin, instance) == 16 &&
                   offsetof(ps_fluent_plugin, context) == 24,
               "an output's beginning");

/* ---- filters ---- */

enum { PS_FLUENT_MODIFIED = 1, PS_FLUENT_NOTOUCH = 2 };
enum { PS_FLUENT_LOGS = 1 };

/* An instance of the host's. */
PS_FLUENT_HOST const char *flb_filter_get_property(const char *key, void *instance);
PS_FLUENT_HOST void flb_filter_set_context(void *instance, void *ours);
/* Is there since 2.2.0, and never called. */
PS_FLUENT_HOST void flb_proxy_output_cb_init(void);
#define PS_FLUENT_MARK flb_proxy_output_cb_init

/* *out is freed with free. Whatever is returned but PS_FLUENT_MODIFIED passes the bytes on as they
 * were. */
typedef int ps_fluent_filter_fn(const void *data, size_t size, const char *tag, int tag_len,
                                void **out, size_t *out_size, void *instance, void *input,
                                void *ours, void *config);

/* The host copies it when it has loaded us: 88 bytes since 3.2, 80 before. */
typedef struct ps_fluent_filter {
    int event_type, flags;
    const char *name, *description;
    void *config_map;
    int (*pre_run)(void *instance, void *config, void *data);
    int (*init)(void *instance, void *config, void *data); /* 0, or -1: the host does not start */
    ps_fluent_filter_fn *filter;
    int (*exit)(void *ours, void *config);
    void *notification; /* before 3.2 the first half of the host's list */
    void *list[2];
} ps_fluent_filter;
_Static_assert(offsetof(ps_fluent_filter, flags) == 4 && offsetof(ps_fluent_filter, name) == 8 &&
                   offsetof(ps_fluent_filter, description) == 16 &&
                   offsetof(ps_fluent_filter, config_map) == 24 &&
                   offsetof(ps_fluent_filter, pre_run) == 32 &&
                   offsetof(ps_fluent_filter, init) == 40 &&
                   offsetof(ps_fluent_filter, filter) == 48 &&
                   offsetof(ps_fluent_filter, exit) == 56 &&
                   offsetof(ps_fluent_filter, notification) == 64 &&
                   offsetof(ps_fluent_filter, list) == 72 && sizeof(ps_fluent_filter) == 88,
               "a filter");

#endif
