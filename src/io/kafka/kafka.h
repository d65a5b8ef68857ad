/* SPDX-License-Identifier: Apache-2.0
 *
 * The sidecar: reads topics as a member of a consumer group, redacts on many threads, writes to
 * other topics, in order of each partition.
 *
 * Exactly once: what is written and how far was read are one transaction of the cluster. At least
 * once: the offset moves when everything before it has been acknowledged, so that an end at any
 * moment repeats records, and loses none. A record that cannot be examined is replaced, at its
 * place, by a marker that names where it stood and why (docs/kafka.md). */
#ifndef PS_KAFKA_H
#define PS_KAFKA_H

#include "buf.h"
#include "kafka_topics.h"
#include "metrics.h"
#include "schemas.h"
#include "sieve.h"

#include <stdatomic.h>
#include <stdio.h>

typedef enum ps_kafka_keys {
    PS_KEYS_PASS_IF_CLEAN, /* a key with PHI withholds its record */
    PS_KEYS_DROP,          /* every record goes out without a key */
    PS_KEYS_TOKEN,         /* a key with PHI, or that is no text, becomes its token */
    PS_KEYS_QUARANTINE     /* as the first, and what is withheld must be kept */
} ps_kafka_keys;

/* Can it do its work? Written while it runs, read by any thread. */
typedef struct ps_kafka_health {
    atomic_bool assigned; /* a member of the group, and its partitions are known, be they none */
    atomic_bool reached;  /* some broker is there */
    atomic_bool draining;
    atomic_uint unkept; /* partitions that halt for want of a quarantine */
} ps_kafka_health;
/* NULL: ready; else why not. */
const char *ps_kafka_not_ready(const void *health);

typedef struct ps_kafka_options {
    const char *brokers;  /* HOST:PORT,...; NULL: the configuration says */
    const char *from;     /* regular expression (POSIX extended) of whole topic names */
    const char *to;       /* template: ${topic}, ${1} to ${9} */
    const char *group;    /* consumer group */
    const char *instance; /* name of this member, the same after a restart */
    bool at_least_once;   /* else exactly once */
    ps_kafka_keys keys;
    bool no_member;              /* the clients of a command beside the sidecar */
    unsigned threads;            /* workers, at least 1 */
    uint64_t drain_ms;           /* how long the end may take */
    const char *quarantine;      /* topic for sealed originals; NULL: none */
    const char *quarantine_file; /* file for them, at least once; NULL: none */
    const char *quarantine_key;  /* file with the public key that they are sealed to */
    const ps_schemas *schemas;   /* borrowed; NULL: frames hold JSON */
    const char *state_file;    /* where workers leave their trail (kafka_trail.h); NULL: nowhere */
    ps_metrics *metrics;       /* borrowed; NULL: nobody looks */
    const char *metrics_topic; /* NULL: they are not published; needs metrics */
    ps_kafka_health *health;   /* NULL: nobody looks */
    const char *conf_file;     /* prop=value lines; NULL: none */
    const char *const *set;    /* prop=value, stronger than the file */
    size_t set_count;
} ps_kafka_options;

typedef struct ps_kafka_totals {
    /* records; in = clean + redacted + withheld + kept */
    uint64_t in, clean, redacted;
    uint64_t withheld, kept; /* a marker in their place, without and with a sealed original */
    uint64_t commits, aborts, rebalances;
} ps_kafka_totals;

typedef enum ps_kafka_end {
    PS_KAFKA_DRAINED,
    PS_KAFKA_FAILED,      /* see the error */
    PS_KAFKA_NOT_DRAINED, /* threads may still run: nothing is freed, end the process */
    PS_KAFKA_UNKEEPABLE,  /* there is no quarantine where one is asked for */
    PS_KAFKA_FENCED       /* another process goes by the same instance name */
} ps_kafka_end;

/* Runs until a signal asks for its end (stop.h, PS_STOP_SOON) or it fails. Says what happens on
 * standard error, a JSON object a line, never with bytes of records. */
ps_kafka_end ps_kafka_run(const ps_engine *engine, const ps_kafka_options *opt,
                          ps_kafka_totals *totals, ps_error *err);

/* Records of a partition, from the first to the last offset. */
typedef struct ps_kafka_place {
    char topic[PS_KAFKA_TOPIC_MAX + 1];
    int32_t partition;
    int64_t first, last;
} ps_kafka_place;

/* TOPIC/PARTITION/OFFSET or TOPIC/PARTITION/FIRST-LAST; PS_E_USAGE otherwise. */
PS_MUST_CHECK ps_status ps_kafka_place_read(ps_kafka_place *out, const char *text, ps_error *err);

/* Moves the group past records that stop it, leaving one marker. PS_E_USAGE: the group does not
 * stand at the first of them. */
PS_MUST_CHECK ps_status ps_kafka_skip(const ps_kafka_options *opt, const ps_kafka_place *place,
                                      ps_error *err);

/* One thing that was looked at, in a sentence. */
typedef void ps_kafka_said(void *ctx, bool good, const char *text);

/* Asks the cluster for all that the sidecar needs, and changes nothing there. PS_E_IO: something is
 * not as it must be; `said` has told what. */
PS_MUST_CHECK ps_status ps_kafka_check(const ps_kafka_options *opt, ps_kafka_said *said, void *ctx,
                                       ps_error *err);

/* Every setting of librdkafka that --kafka-conf and -X take, as it describes them itself. */
void ps_kafka_settings_list(FILE *out);
/* The settings as they would be, `consumer.name=value` a line; secrets are masked. */
PS_MUST_CHECK ps_status ps_kafka_settings_dump(const ps_kafka_options *opt, ps_buf *out,
                                               ps_error *err);

#endif
