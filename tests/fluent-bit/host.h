/* SPDX-License-Identifier: Apache-2.0
 *
 * What Fluent Bit does with a plugin, written from how its binary interface is laid out and without
 * the plugins' own header: every call on a small stack. */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>

/* Properties: "name", "value", ..., NULL. */
typedef const char *const *host_pairs;

/* The deepest any callback has gone, of all threads. */
size_t host_deepest(void);

/* ---- the filter ---- */

enum { HOST_MODIFIED = 1, HOST_NOTOUCH = 2 };

typedef struct host_filter {
    void *loaded;
    union {
        unsigned char bytes[96];
        void *align;
    } table;
    void *context;
    host_pairs pairs;
} host_filter;

/* Loads it and copies `size` bytes of its table, as hosts do. The name: NULL when that failed. */
const char *host_filter_load(host_filter *host, const char *path, size_t size);
void host_filter_unload(host_filter *host);
int host_filter_init(host_filter *host, host_pairs pairs);
/* *out is freed with free. */
int host_filter_pass(host_filter *host, const void *data, size_t size, void **out,
                     size_t *out_size);
int host_filter_exit(host_filter *host);

/* ---- the output ---- */

enum { HOST_ERROR = 0, HOST_OK = 1, HOST_RETRY = 2 };

typedef struct host_out host_out; /* the .so */
typedef struct host_instance {
    host_out *out;
    host_pairs pairs;
    void *ours;
} host_instance;

/* NULL: it cannot be loaded or registered, or has written where it must not. */
host_out *host_out_load(const char *path);
void host_out_unload(host_out *out);
/* `entries` of the table of functions are there, the rest of it is poison. Above 0: it began. */
int host_out_init(host_instance *instance, host_out *out, host_pairs pairs, unsigned entries);
int host_out_flush(const host_instance *instance, const void *data, size_t size, const char *tag);
int host_out_exit(host_instance *instance);

#endif
