/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings of librdkafka: ours, those of --kafka-conf and of -X. What the promises rest on cannot
 * be set by others. */
#ifndef PS_KAFKA_CONF_H
#define PS_KAFKA_CONF_H

#include "kafka.h"
#include "kafka_token.h"

#include <librdkafka/rdkafka.h>

/* How long a transaction may be open before the broker ends it and shuts us out. Well over the
 * outages that one sits through: a restart with the same instance name ends the old one at once. */
enum { PS_KAFKA_TRANSACTION_MS = 60000 };

typedef struct ps_kafka_confs {
    rd_kafka_conf_t *consumer, *producer; /* NULL once a client has taken it */
} ps_kafka_confs;

/* PS_E_USAGE: an unknown setting, a bad value, or one that is guarded. Secrets may be written as
 * @/path: the file's first line. */
PS_MUST_CHECK ps_status ps_kafka_confs_make(ps_kafka_confs *out, const ps_kafka_options *opt,
                                            ps_error *err);
void ps_kafka_confs_free(ps_kafka_confs *confs);

#endif
