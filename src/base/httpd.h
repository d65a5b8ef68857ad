/* SPDX-License-Identifier: Apache-2.0
 *
 * A small server of short answers: the only door to libmicrohttpd, which is loaded when it is asked
 * for (what it needs would cost every start). It runs in a thread of its own. */
#ifndef PS_HTTPD_H
#define PS_HTTPD_H

#include "buf.h"

typedef struct ps_httpd ps_httpd;

/* Fills `out` with the answer to GET `path` and returns its status; *type is its content type. In
 * the server's thread. `accept` may be NULL. */
typedef unsigned ps_httpd_fn(void *ctx, const char *path, const char *accept, ps_buf *out,
                             const char **type);

/* `address` is HOST:PORT or [HOST]:PORT with numbers; port 0: any, see ps_httpd_port. PS_E_USAGE:
 * it is no such address. PS_E_IO: it cannot be listened on, or the library is not there. */
PS_MUST_CHECK ps_status ps_httpd_start(ps_httpd **out, const char *address, ps_httpd_fn *fn,
                                       void *ctx, ps_error *err);
unsigned ps_httpd_port(const ps_httpd *httpd);
void ps_httpd_stop(ps_httpd *httpd);

#endif
