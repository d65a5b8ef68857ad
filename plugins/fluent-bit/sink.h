/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the output plugin leaves clean events. One instance is used on one hand alone. */
#ifndef PS_SINK_H
#define PS_SINK_H

#include "settings.h"

typedef struct ps_sink_chunk {
    ps_span tag;
    ps_span events;    /* one behind the other, all complete */
    bool engine_waits; /* the host takes nothing in while this chunk is under way */
} ps_sink_chunk;

typedef struct ps_sink_kind {
    const char *name; /* as `mode` has it */
    /* *out is NULL after a failure. Settings outlive it. */
    ps_status (*open)(void **out, const ps_settings *settings, ps_error *err);
    /* PS_OK: it is written, or the server has acknowledged it. Else all of it will come again. */
    ps_status (*put)(void *sink, const ps_sink_chunk *chunk, ps_error *err);
    void (*close)(void *sink); /* NULL is fine */
} ps_sink_kind;

extern const ps_sink_kind ps_sink_file, ps_sink_stdout, ps_sink_forward, ps_sink_kafka;

#define PS_SINK_FILE_SETTINGS                                                                      \
    {"path", NULL}, {"format", NULL}, {                                                            \
        "fsync", NULL                                                                              \
    }
#define PS_SINK_FORWARD_SETTINGS                                                                   \
    {"to", NULL}, {"to_shared_key_file", NULL}, {"to_user_file", NULL}, {"to_tls", NULL},          \
        {"to_ca", NULL}, {"to_cert", NULL}, {"to_key", NULL}, {"require_ack", NULL},               \
        {"send_metadata", NULL}, {"gzip", NULL}, {                                                 \
        "timeout", NULL                                                                            \
    }
#define PS_SINK_KAFKA_SETTINGS                                                                     \
    {"brokers", NULL}, {"topic", NULL}, {                                                          \
        "kafka_conf", NULL                                                                         \
    }

#endif
