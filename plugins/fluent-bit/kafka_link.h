/* SPDX-License-Identifier: Apache-2.0
 *
 * What the output plugin and phisieve_sink_kafka.so say to each other. The client of Kafka is a
 * library of its own, beside the plugin, that is loaded when `mode kafka` asks for it: the plugin
 * itself so needs nothing of what the client needs (libsasl2), and none of its symbols meet the
 * host's own client. It stays in memory once it was loaded, since it leaves functions with
 * libsasl2. */
#ifndef PS_KAFKA_LINK_H
#define PS_KAFKA_LINK_H

#include <phisieve.h>

#define PS_KAFKA_LINK_FILE "phisieve_sink_kafka.so"
#define PS_KAFKA_LINK_NAME "ps_kafka_link_table"

typedef struct ps_kafka_link_options {
    const char *brokers;
    const char *const *pairs; /* name, value, ..., NULL: further properties of librdkafka */
    unsigned timeout_ms;      /* for a record, from its being handed over to its acknowledgement */
    /* What the client has to say, never bytes of records. On the thread that calls put. */
    void (*say)(const char *text);
} ps_kafka_link_options;

typedef struct ps_kafka_link ps_kafka_link;
typedef struct ps_kafka_link_calls {
    /* *out NULL after a failure: PS_E_USAGE names the property. Connects later. */
    ps_status (*open)(ps_kafka_link **out, const ps_kafka_link_options *opt, ps_error *err);
    /* Each line becomes the value of a record. PS_OK: the brokers have acknowledged all of them;
     * else all of them have to come again. Some may then be there twice. */
    ps_status (*put)(ps_kafka_link *link, const char *topic, ps_span lines, ps_error *err);
    void (*close)(ps_kafka_link *link); /* NULL is fine */
} ps_kafka_link_calls;

#endif
