/* SPDX-License-Identifier: Apache-2.0
 *
 * The Forward sidecar: takes events from Fluent Bit, Fluentd, Docker and whoever speaks the Forward
 * protocol, redacts them, and sends them on.
 *
 * A sender gets its acknowledgement when the server behind us has given its own, so that an end at
 * any moment repeats events and loses none of a sender that asks for acknowledgements. What comes
 * on one connection goes on in the same order. Without a spool nothing is kept beyond what is under
 * way: a server that does not take anything makes the senders wait. With one they wait when it is
 * full, and a chunk that is safe in it is acknowledged. */
#ifndef PS_FORWARD_H
#define PS_FORWARD_H

#include "forward_client.h"
#include "forward_spool.h"
#include "metrics.h"
#include "sieve.h"

enum { PS_FORWARD_DOORS_MAX = 8 };

/* Can it do its work? Written while it runs, read by any thread. */
typedef struct ps_forward_health {
    atomic_bool listening, draining;
    atomic_bool refused; /* the last chunk was taken by no server */
} ps_forward_health;
/* NULL: ready; else why not. */
const char *ps_forward_not_ready(const void *health);

typedef struct ps_forward_options {
    ps_wire_address from[PS_FORWARD_DOORS_MAX]; /* where to listen */
    size_t from_count;
    const ps_tls *from_tls;          /* of TCP; NULL: plain */
    ps_forward_secrets from_secrets; /* with a key senders have to know it */
    ps_forward_client_options to;
    ps_forward_spool_options spool;
    const char *tag_prefix; /* put before every tag; may be empty */
    bool metadata;          /* goes on; else [time, record] alone */
    unsigned connections;   /* of each address, at once */
    unsigned threads;       /* chunks at once */
    size_t message_most;    /* bytes of a message, as it comes */
    size_t events_most;     /* bytes of its events, unpacked */
    uint64_t drain_ms;      /* how long the end may take */
    ps_metrics *metrics;    /* borrowed; NULL: nobody looks */
    ps_forward_health *health;
} ps_forward_options;

typedef struct ps_forward_totals {
    uint64_t in, clean, redacted,
        withheld;               /* events; in = clean + redacted + withheld + filtered + spooled */
    uint64_t filtered;          /* marks of groups that went no further without --send-metadata */
    uint64_t spooled;           /* those of `in` that are in the spool at the end */
    uint64_t messages, refused; /* refused: they are no messages, or not of logs */
} ps_forward_totals;

typedef enum ps_forward_end {
    PS_FORWARD_DRAINED,
    PS_FORWARD_FAILED,     /* see the error */
    PS_FORWARD_NOT_DRAINED /* threads may still run: nothing is freed, end the process */
} ps_forward_end;

/* Runs until a signal asks for its end (stop.h, PS_STOP_SOON) or it fails. Says what happens on
 * standard error, a JSON object a line, never with bytes of events. */
ps_forward_end ps_forward_run(const ps_engine *engine, const ps_forward_options *opt,
                              ps_forward_totals *totals, ps_error *err);

#endif
