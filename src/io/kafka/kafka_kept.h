/* SPDX-License-Identifier: Apache-2.0
 *
 * The quarantine's records: an original that was withheld, sealed to the operator's public key
 * (seal.h), with what may be known of it in the open.
 *
 * Bytes: "PSQ1", the length of the open part (4 bytes, big endian), the open part (JSON: where it
 * stood, when, why, under which rules, for which key), the sealed part. The seal holds the open
 * part together with it. Sealed: key, value, number of headers, then name and value of each; a text
 * is its length (4 bytes, big endian; -1: null) and its bytes. */
#ifndef PS_KAFKA_KEPT_H
#define PS_KAFKA_KEPT_H

#include "arena.h"
#include "kafka.h"
#include "seal.h"

typedef struct ps_kept_header {
    const char *name; /* NUL-terminated */
    ps_span value;    /* ptr NULL: null */
} ps_kept_header;

/* An original, and why it was withheld. */
typedef struct ps_kept_record {
    const char *topic;
    int32_t partition;
    int64_t offset, timestamp; /* timestamp in milliseconds; -1: none */
    const char *reason;        /* ps_kafka_reason_text */
    const char *rules;         /* digest of the engine, in hex */
    int64_t kept_at;           /* milliseconds since 1970 */
    const char *key_id;        /* unpacked only: of the key it is sealed to */
    ps_span key, value;        /* ptr NULL: null */
    const ps_kept_header *headers;
    size_t header_count;
} ps_kept_record;

/* Appends the record to `out`. Topic, reason and rules have no byte that JSON would escape.
 * PS_E_LIMIT: it has no room there. */
PS_MUST_CHECK ps_status ps_kept_pack(const ps_seal_key *to, const ps_kept_record *record,
                                     ps_buf *out);

/* The open part alone; what is sealed stays empty. Texts live in the arena. PS_E_USAGE: these are
 * no bytes of a quarantine, or damaged. Nothing of it is proved until it has been opened. */
PS_MUST_CHECK ps_status ps_kept_read(ps_span bytes, ps_arena *arena, ps_kept_record *out);
/* All of it, proved. Keys, values and headers point into `secret`, which holds PHI: wipe it.
 * PS_E_USAGE: sealed to another key, or changed since. */
PS_MUST_CHECK ps_status ps_kept_open(const ps_seal_key *mine, ps_span bytes, ps_arena *arena,
                                     ps_buf *secret, ps_kept_record *out);

#endif
