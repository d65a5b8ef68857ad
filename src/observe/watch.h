/* SPDX-License-Identifier: Apache-2.0
 *
 * --listen: metrics and health over HTTP, for every door. /metrics; /livez: no thread has been at
 * one piece of work for a minute; /startupz: rules are loaded; /readyz: it can do its work now.
 * There is no login: whoever may reach the address may look, at counts alone. */
#ifndef PS_WATCH_H
#define PS_WATCH_H

#include "metrics.h"

typedef struct ps_watch ps_watch;

/* Why it is not ready: a constant text, or NULL when it is. Any thread. */
typedef const char *ps_watch_fn(const void *ctx);

/* Begins to listen; until ps_watch_begin it is live and neither started nor ready. Errors as
 * ps_httpd_start. */
PS_MUST_CHECK ps_status ps_watch_open(ps_watch **out, const char *address, ps_error *err);
unsigned ps_watch_port(const ps_watch *watch);

/* The rules are loaded. `ready` NULL: it is ready from now on. NULL watch is fine, as it is below.
 */
void ps_watch_begin(ps_watch *watch, const ps_metrics *metrics, ps_watch_fn *ready,
                    const void *ctx);
/* It ends; before metrics and ctx are freed. */
void ps_watch_end(ps_watch *watch);
void ps_watch_close(ps_watch *watch);

#endif
