/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeping what is withheld: the original, sealed, into the quarantine. For whoever has the turn to
 * write. */
#ifndef PS_KAFKA_KEEP_H
#define PS_KAFKA_KEEP_H

#include "kafka_keep_file.h"
#include "kafka_record.h"
#include "seal.h"

typedef struct ps_kafka_keeper {
    ps_seal_key *key;   /* NULL: nothing is kept */
    const char *topic;  /* NULL: in the file */
    ps_keep_file *file; /* NULL: in the topic */
    char rules[65];
    ps_buf room, piece;
} ps_kafka_keeper;

/* Reads the key and opens the file. PS_E_USAGE: options that do not fit together. */
PS_MUST_CHECK ps_status ps_kafka_keeper_open(ps_kafka_keeper *keeper, const ps_kafka_options *opt,
                                             const ps_engine *engine, ps_error *err);
void ps_kafka_keeper_close(ps_kafka_keeper *keeper);

/* The sealed record, in the keeper's room until the next one. */
PS_MUST_CHECK ps_status ps_kafka_keeper_seal(ps_kafka_keeper *keeper, const char *topic,
                                             const rd_kafka_message_t *message,
                                             ps_kafka_reason reason, ps_span *out);

#endif
