/* SPDX-License-Identifier: Apache-2.0
 *
 * A stream of bytes to another process: TCP or a unix socket, plain or in TLS. Every wait has an
 * end. One thread at a time. */
#ifndef PS_WIRE_H
#define PS_WIRE_H

#include "tls.h"

enum { PS_WIRE_HOST_MAX = 255, PS_WIRE_PATH_MAX = 107 };

/* HOST:PORT, [IPv6]:PORT, HOST (with a port that is usual), or unix:PATH. */
typedef struct ps_wire_address {
    char host[PS_WIRE_HOST_MAX + 1]; /* empty: path */
    char port[6];
    char path[PS_WIRE_PATH_MAX + 1];
} ps_wire_address;
PS_MUST_CHECK ps_status ps_wire_address_read(ps_wire_address *out, ps_span text, const char *port,
                                             ps_error *err);

/* A socket that is listened at; closed with close. A unix socket is for this user alone, and takes
 * the place of one that nobody listens at. *port: what was chosen for port 0, of TCP. */
PS_MUST_CHECK ps_status ps_wire_listen(int *fd, const ps_wire_address *address, unsigned *port,
                                       ps_error *err);
void ps_wire_unlisten(int fd, const ps_wire_address *address);

typedef struct ps_wire ps_wire;
/* How long to wait, at most, and what ends it earlier: a descriptor that becomes readable; -1:
 * none.
 */
typedef struct ps_wire_wait {
    uint32_t ms;
    int stop_fd;
} ps_wire_wait;

/* PS_E_STOPPED: nobody came, or stop_fd. `tls` NULL: plain; it must outlive the wire. */
PS_MUST_CHECK ps_status ps_wire_accept(ps_wire **out, int listen_fd, const ps_tls *tls,
                                       ps_wire_wait wait);
/* PS_E_IO, with why in err. */
PS_MUST_CHECK ps_status ps_wire_connect(ps_wire **out, const ps_wire_address *address,
                                        const ps_tls *tls, ps_wire_wait wait, ps_error *err);
/* The handshake of TLS, which the first read or write would do otherwise. */
PS_MUST_CHECK ps_status ps_wire_shake(ps_wire *wire, ps_wire_wait wait, ps_error *err);
void ps_wire_close(ps_wire *wire);

/* PS_OK with *got == 0: the other side has ended. PS_E_STOPPED: the time is over, or stop_fd.
 * PS_E_IO: it broke. */
PS_MUST_CHECK ps_status ps_wire_read(ps_wire *wire, char *to, size_t room, ps_wire_wait wait,
                                     size_t *got);
/* All of it. wait.ms is counted anew whenever some of it went. */
PS_MUST_CHECK ps_status ps_wire_write(ps_wire *wire, ps_span bytes, ps_wire_wait wait);

#endif
