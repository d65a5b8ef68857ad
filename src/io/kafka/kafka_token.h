/* SPDX-License-Identifier: Apache-2.0
 *
 * SASL/OAUTHBEARER (RFC 7628) with a token that something else renews in a file: the projected
 * token of a Kubernetes service account, or what a login helper writes. */
#ifndef PS_KAFKA_TOKEN_H
#define PS_KAFKA_TOKEN_H

#include "span.h"

#include <librdkafka/rdkafka.h>

/* Where sasl.oauthbearer.config is "token-file=/path", clients take their tokens there. */
void ps_kafka_token_prepare(rd_kafka_conf_t *conf);

/* rd_kafka_new, whose client renews its tokens by itself. */
rd_kafka_t *ps_kafka_client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, char *why,
                                size_t room);

/* What a JSON Web Token (RFC 7519) says of itself: *expires_ms since 1970, 0 unless it does;
 * `subject` is empty unless it fits. */
void ps_kafka_token_claims(ps_span token, int64_t *expires_ms, char *subject, size_t room);

#endif
