/* SPDX-License-Identifier: Apache-2.0
 *
 * The handshake of the Forward protocol: HELO, PING, PONG prove to both sides that the other knows
 * the shared key, and to the server who the user is, without sending either. Pure but for random
 * numbers. */
#ifndef PS_FORWARD_SHAKE_H
#define PS_FORWARD_SHAKE_H

#include "buf.h"

enum { PS_FORWARD_SALT = 32 };

/* What a side knows. Empty: not used. Borrowed. */
typedef struct ps_forward_secrets {
    ps_span key;
    ps_span user, password; /* of a client */
    ps_span users;          /* of a server: lines user:password; others are refused then */
    const char *host;       /* how it calls itself */
} ps_forward_secrets;

/* Of one connection. Text, so that peers which read strings as UTF-8 see the same bytes. */
typedef struct ps_forward_shake {
    char nonce[PS_FORWARD_SALT + 1]; /* the server's */
    char auth[PS_FORWARD_SALT + 1];  /* likewise; empty: nobody asks for a user */
    char salt[PS_FORWARD_SALT + 1];  /* the client's */
} ps_forward_shake;

/* ---- server ---- */
PS_MUST_CHECK ps_status ps_forward_put_helo(ps_buf *out, ps_forward_shake *shake,
                                            const ps_forward_secrets *secrets);
/* Appends the PONG. *good: the client may go on. PS_E_DECODE: it is no PING. */
PS_MUST_CHECK ps_status ps_forward_answer_ping(ps_buf *out, ps_span ping,
                                               const ps_forward_shake *shake,
                                               const ps_forward_secrets *secrets, bool *good);

/* ---- client ---- */
/* Appends the PING that answers a HELO. PS_E_DECODE: it is none. */
PS_MUST_CHECK ps_status ps_forward_answer_helo(ps_buf *out, ps_span helo, ps_forward_shake *shake,
                                               const ps_forward_secrets *secrets);
/* Is it the PONG of a server that knows the key, and takes us? PS_E_DECODE: it is none;
 * PS_E_USAGE: it refuses, or does not know it. `salted` is what answer_helo left. */
PS_MUST_CHECK ps_status ps_forward_check_pong(ps_span pong, const ps_forward_shake *shake,
                                              ps_span nonce, const ps_forward_secrets *secrets);
/* The nonce of a HELO, which may be any bytes; empty: it is none. */
ps_span ps_forward_helo_nonce(ps_span helo);

#endif
