/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"

#include "error.h"
#include "httpd.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { OK = 200, NOT_FOUND = 404, FAILED = 500, UNAVAILABLE = 503, STUCK_MS = 60000 };

struct ps_watch {
    ps_httpd *httpd;
    _Atomic(const ps_metrics *) metrics; /* NULL: not begun, or ended */
    ps_watch_fn *ready;                  /* set before metrics */
    const void *ctx;
    atomic_bool ended;
    atomic_uint looking; /* answers under way, which may use all of it */
};

static unsigned say(ps_buf *out, const char *problem) {
    ps_status status = ps_buf_addf(out, "%s\n", problem ? problem : "ok");
    return status != PS_OK ? FAILED : problem ? UNAVAILABLE : OK;
}

static const char *not_live(const ps_metrics *metrics) {
    return metrics && ps_metrics_busy_ms(metrics) > STUCK_MS
               ? "a thread has been at one piece of work for more than a minute"
               : NULL;
}

static const char *not_ready(const ps_watch *watch, const ps_metrics *metrics) {
    if (atomic_load(&watch->ended)) return "ending";
    if (!metrics) return "rules are being loaded";
    return watch->ready ? watch->ready(watch->ctx) : NULL;
}

static unsigned show_metrics(const ps_metrics *metrics, const char *accept, ps_buf *out,
                             const char **type) {
    bool open_metrics = accept && strstr(accept, "application/openmetrics-text");
    *type = open_metrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                         : "text/plain; version=0.0.4; charset=utf-8";
    if (!metrics) return say(out, "rules are being loaded");
    return ps_metrics_text(metrics, open_metrics, out) == PS_OK ? OK : FAILED;
}

static unsigned answer(void *ctx, const char *path, const char *accept, ps_buf *out,
                       const char **type) {
    ps_watch *watch = ctx;
    atomic_fetch_add(&watch->looking, 1);
    const ps_metrics *metrics = atomic_load(&watch->metrics);
    unsigned status = NOT_FOUND;
    if (strcmp(path, "/metrics") == 0)
        status = show_metrics(metrics, accept, out, type);
    else if (strcmp(path, "/livez") == 0)
        status = say(out, not_live(metrics));
    else if (strcmp(path, "/startupz") == 0)
        status = say(out, metrics || atomic_load(&watch->ended) ? NULL : "rules are being loaded");
    else if (strcmp(path, "/readyz") == 0)
        status = say(out, not_ready(watch, metrics));
    else if (ps_buf_addf(out, "/metrics /livez /readyz /startupz\n") != PS_OK)
        status = FAILED;
    atomic_fetch_sub(&watch->looking, 1);
    return status;
}

ps_status ps_watch_open(ps_watch **out, const char *address, ps_error *err) {
    *out = NULL;
    ps_watch *watch = calloc(1, sizeof *watch);
    if (!watch) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_status status = ps_httpd_start(&watch->httpd, address, answer, watch, err);
    if (status == PS_OK)
        *out = watch;
    else
        free(watch);
    return status;
}

unsigned ps_watch_port(const ps_watch *watch) {
    return ps_httpd_port(watch->httpd);
}

void ps_watch_begin(ps_watch *watch, const ps_metrics *metrics, ps_watch_fn *ready,
                    const void *ctx) {
    if (!watch) return;
    watch->ready = ready;
    watch->ctx = ctx;
    atomic_store(&watch->metrics, metrics);
}

void ps_watch_end(ps_watch *watch) {
    if (!watch) return;
    atomic_store(&watch->ended, true);
    atomic_store(&watch->metrics, NULL);
    while (atomic_load(&watch->looking)) {
    }
}

void ps_watch_close(ps_watch *watch) {
    if (!watch) return;
    ps_httpd_stop(watch->httpd);
    free(watch);
}
