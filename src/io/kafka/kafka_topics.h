/* SPDX-License-Identifier: Apache-2.0
 *
 * Which topic goes where: --from and --to. */
#ifndef PS_KAFKA_TOPICS_H
#define PS_KAFKA_TOPICS_H

#include "span.h"

/* Bytes of a topic's name, at most; Kafka: 249. */
enum { PS_KAFKA_TOPIC_MAX = 249 };

typedef struct ps_kafka_topics ps_kafka_topics; /* immutable */

/* PS_E_USAGE: an expression or template that cannot be used. */
PS_MUST_CHECK ps_status ps_kafka_topics_new(ps_kafka_topics **out, const char *from, const char *to,
                                            ps_error *err);
void ps_kafka_topics_free(ps_kafka_topics *topics);

/* "^(...)$", as a subscription takes it. */
const char *ps_kafka_topics_pattern(const ps_kafka_topics *topics);
bool ps_kafka_topics_match(const ps_kafka_topics *topics, const char *topic);

/* The target of a topic that matches. PS_E_USAGE: none is a name of a topic, or it would be read
 * again, for ever. */
PS_MUST_CHECK ps_status ps_kafka_topics_map(const ps_kafka_topics *topics, const char *topic,
                                            char out[PS_KAFKA_TOPIC_MAX + 1], ps_error *err);

#endif
