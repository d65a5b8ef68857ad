/* SPDX-License-Identifier: Apache-2.0
 *
 * TLS 1.2 and later over a socket that does not block. The only door to libssl, which only the
 * programs that speak over the network link. A context is shared, a session belongs to one
 * thread. */
#ifndef PS_TLS_H
#define PS_TLS_H

#include "span.h"

typedef struct ps_tls ps_tls; /* a context: immutable, any thread */

typedef struct ps_tls_options {
    bool server;
    const char *certificate, *key; /* PEM files; a server needs both, a client may have both */
    const char *ca;                /* PEM file. Client: NULL, what the system trusts. Server: NULL,
                                      clients need no certificate */
} ps_tls_options;

/* PS_E_USAGE names the file that cannot be used. */
PS_MUST_CHECK ps_status ps_tls_new(ps_tls **out, const ps_tls_options *opt, ps_error *err);
void ps_tls_free(ps_tls *tls);

typedef struct ps_tls_session ps_tls_session;
/* `host` is the name or address that the server's certificate must be for; NULL for a server. */
PS_MUST_CHECK ps_status ps_tls_session_new(ps_tls_session **out, const ps_tls *tls, int fd,
                                           const char *host);
void ps_tls_session_free(ps_tls_session *session);

typedef enum ps_tls_turn {
    PS_TLS_DONE,
    PS_TLS_READ,  /* again when the socket can be read */
    PS_TLS_WRITE, /* again when it can be written */
    PS_TLS_END,   /* the other side has closed in order */
    PS_TLS_FAILED
} ps_tls_turn;
ps_tls_turn ps_tls_shake(ps_tls_session *session);
ps_tls_turn ps_tls_read(ps_tls_session *session, char *to, size_t room, size_t *got);
ps_tls_turn ps_tls_write(ps_tls_session *session, ps_span bytes, size_t *put);
/* Says that nothing follows, when that is possible at once. */
void ps_tls_end(ps_tls_session *session);
/* Why the handshake failed, in a word or two of libssl's; never bytes of the other side. */
const char *ps_tls_why(const ps_tls_session *session);

#endif
