/* SPDX-License-Identifier: Apache-2.0
 *
 * Sends events to a server of the Forward protocol: Fluent Bit, Fluentd, Vector, or another of us.
 * A chunk is sent until the server has acknowledged it, on as many connections as that takes: at
 * least once. One thread at a time; several clients may share their options. */
#ifndef PS_FORWARD_CLIENT_H
#define PS_FORWARD_CLIENT_H

#include "forward_frame.h"
#include "forward_shake.h"
#include "wire.h"

#include <stdatomic.h>

enum { PS_FORWARD_SERVERS_MAX = 16 };

typedef struct ps_forward_client_options {
    ps_wire_address servers[PS_FORWARD_SERVERS_MAX]; /* taken by turns; who fails is left */
    size_t server_count;
    const ps_tls *tls;          /* borrowed; NULL: plain */
    ps_forward_secrets secrets; /* with a key there is a handshake */
    bool no_ack;                /* what was written counts as taken */
    ps_forward_pack pack;       /* PS_FORWARD_PLAIN or PS_FORWARD_GZIP */
    uint32_t wait_ms;           /* for a connection, an answer, room */
    int stop_fd;                /* readable: nothing is waited for any more; -1: none */
} ps_forward_client_options;

typedef struct ps_forward_client ps_forward_client;
/* `next` is shared by the clients of the same servers, so that they begin with different ones. */
PS_MUST_CHECK ps_status ps_forward_client_new(ps_forward_client **out,
                                              const ps_forward_client_options *opt,
                                              atomic_uint *next);
void ps_forward_client_free(ps_forward_client *client);

/* Sends `entries` ([time, record], one behind the other) once to each server, until one takes them.
 * PS_E_IO: none did, and err says why the last one did not. */
PS_MUST_CHECK ps_status ps_forward_send(ps_forward_client *client, ps_span tag, ps_span entries,
                                        size_t count, ps_error *err);

#endif
