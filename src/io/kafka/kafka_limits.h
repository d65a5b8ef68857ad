/* SPDX-License-Identifier: Apache-2.0
 *
 * What topics take. Asked of the cluster, which need not tell (DescribeConfigs); what is not known
 * is found out by being refused. */
#ifndef PS_KAFKA_LIMITS_H
#define PS_KAFKA_LIMITS_H

#include "kafka_inside.h"

/* A setting of a topic; texts for the time of the call. */
typedef void ps_kafka_setting_fn(void *ctx, const char *topic, const char *name, const char *value);

/* Waits up to `ms` for the settings of these topics, each named once. Of those that may not be seen
 * nothing is told. */
void ps_kafka_ask_settings(rd_kafka_t *client, const char *const *topics, size_t count, int ms,
                           ps_kafka_setting_fn *fn, void *ctx);

/* With the turn: asks for the limits of all targets that are ours, and of the quarantine's topic.
 * Returns the least of them; SIZE_MAX: none is known. */
size_t ps_kafka_learn_limits(ps_kafka *k);

/* With the turn: will the target take it? False where it is certain that it will not; a limit that
 * says so is asked for again, since it may have been raised. */
bool ps_kafka_fits(ps_kafka *k, const ps_kafka_record *record);
/* Certainly, as it is, uncompressed; where the limit is not known, that of Kafka's default. */
bool ps_kafka_fits_plain(const ps_kafka *k, const ps_kafka_record *record);

#endif
