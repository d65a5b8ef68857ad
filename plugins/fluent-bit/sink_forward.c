/* SPDX-License-Identifier: Apache-2.0
 *
 * Servers of the Forward protocol, by the client that the sidecar has. */
#include "error.h"
#include "file.h"
#include "forward_client.h"
#include "forward_events.h"
#include "host.h"
#include "own_socket.h"
#include "sink.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    EVENTS_MOST = 1 << 30,
    FRAME = 2 << 20, /* bytes of events in a message: servers refuse some 6 MB */
    HOST_MAX = 256,
    SECRET_MOST = 1 << 16,
    TIMEOUT = 10,
    TIMEOUT_MOST = 3600
};
#define USUAL_PORT "24224"

typedef struct forward_sink {
    ps_forward_client_options opt;
    ps_forward_client *client;
    atomic_uint next;
    ps_tls *tls;
    ps_buf key, user, arranged;
    bool metadata;
    bool loops; /* a server is in this process */
    bool known; /* `loops` is */
    char host[HOST_MAX];
} forward_sink;

/* ---- settings ---- */

static ps_status read_servers(ps_forward_client_options *out, const ps_settings *settings,
                              ps_error *err) {
    const char *text = ps_setting_of(settings, "to");
    if (!text) return ps_fail(err, PS_E_USAGE, "mode forward needs `to`, HOST:PORT or unix:PATH");
    for (ps_span rest = ps_span_z(text); rest.len;) {
        const char *comma = memchr(rest.ptr, ',', rest.len);
        size_t len = comma ? (size_t)(comma - rest.ptr) : rest.len;
        if (out->server_count == PS_FORWARD_SERVERS_MAX)
            return ps_fail(err, PS_E_USAGE, "to: at most %d servers", PS_FORWARD_SERVERS_MAX);
        ps_status status = ps_wire_address_read(&out->servers[out->server_count++],
                                                ps_span_cut(rest, 0, len), USUAL_PORT, err);
        if (status != PS_OK) return status;
        rest = ps_span_cut(rest, comma ? len + 1 : len, rest.len);
    }
    return PS_OK;
}

/* The file, without the line end behind it. */
static ps_status read_secret(ps_buf *out, const ps_settings *settings, const char *name,
                             ps_error *err) {
    const char *path = ps_setting_of(settings, name);
    if (!path) return PS_OK;
    ps_status status = ps_file_read(path, out, err);
    while (out->len && (out->ptr[out->len - 1] == '\n' || out->ptr[out->len - 1] == '\r'))
        out->len--;
    return status != PS_OK || out->len ? status
                                       : ps_fail(err, PS_E_USAGE, "%s: the file is empty", name);
}

static ps_status read_secrets(forward_sink *f, const ps_settings *settings, ps_error *err) {
    ps_forward_secrets *secrets = &f->opt.secrets;
    ps_status status = read_secret(&f->key, settings, "to_shared_key_file", err);
    if (status == PS_OK) status = read_secret(&f->user, settings, "to_user_file", err);
    if (status != PS_OK) return status;
    secrets->key = ps_buf_span(&f->key);
    secrets->host = f->host;
    if (!f->user.len) return PS_OK;
    const char *colon = memchr(f->user.ptr, ':', f->user.len);
    if (!f->key.len || !colon)
        return ps_fail(err, PS_E_USAGE,
                       "to_user_file: it holds user:password, and needs to_shared_key_file");
    secrets->user = ps_span_of(f->user.ptr, (size_t)(colon - f->user.ptr));
    secrets->password = ps_span_cut(ps_buf_span(&f->user), secrets->user.len + 1, f->user.len);
    return PS_OK;
}

static ps_status read_tls(forward_sink *f, const ps_settings *settings, ps_error *err) {
    bool tls;
    ps_tls_options opt = {.certificate = ps_setting_of(settings, "to_cert"),
                          .key = ps_setting_of(settings, "to_key"),
                          .ca = ps_setting_of(settings, "to_ca")};
    ps_status status = ps_setting_flag(settings, "to_tls", false, &tls, err);
    if (status == PS_OK && !tls && (opt.certificate || opt.key || opt.ca))
        status = ps_fail(err, PS_E_USAGE, "to_ca, to_cert and to_key need to_tls on");
    if (status == PS_OK && tls) status = ps_tls_new(&f->tls, &opt, err);
    f->opt.tls = f->tls;
    return status;
}

static ps_status read_settings(forward_sink *f, const ps_settings *settings, ps_error *err) {
    bool ack, gzip;
    unsigned seconds;
    memcpy(f->host, "phisieve", sizeof "phisieve");
    (void)gethostname(f->host, sizeof f->host - 1);
    ps_status status = read_servers(&f->opt, settings, err);
    if (status == PS_OK) status = read_secrets(f, settings, err);
    if (status == PS_OK) status = read_tls(f, settings, err);
    if (status == PS_OK) status = ps_setting_flag(settings, "require_ack", true, &ack, err);
    if (status == PS_OK) status = ps_setting_flag(settings, "gzip", false, &gzip, err);
    if (status == PS_OK)
        status = ps_setting_flag(settings, "send_metadata", false, &f->metadata, err);
    if (status == PS_OK)
        status = ps_setting_number(settings, "timeout", 1, TIMEOUT_MOST, TIMEOUT, &seconds, err);
    if (status != PS_OK) return status;
    f->opt.no_ack = !ack;
    f->opt.pack = gzip ? PS_FORWARD_GZIP : PS_FORWARD_PLAIN;
    f->opt.wait_ms = seconds * 1000;
    f->opt.stop_fd = -1;
    return PS_OK;
}

/* ---- opening and closing ---- */

static void wipe(ps_buf *secret) {
    if (secret->ptr) ps_host_wipe(secret->ptr, secret->cap);
    ps_buf_free(secret);
}

static void close_sink(void *sink) {
    forward_sink *f = sink;
    if (!f) return;
    ps_forward_client_free(f->client);
    ps_tls_free(f->tls);
    wipe(&f->key);
    wipe(&f->user);
    ps_buf_free(&f->arranged);
    free(f);
}

static ps_status open_sink(void **out, const ps_settings *settings, ps_error *err) {
    forward_sink *f = *out = calloc(1, sizeof *f);
    if (!f) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_buf_init(&f->key, SECRET_MOST);
    ps_buf_init(&f->user, SECRET_MOST);
    ps_buf_init(&f->arranged, EVENTS_MOST);
    ps_status status = read_settings(f, settings, err);
    if (status == PS_OK) status = ps_forward_client_new(&f->client, &f->opt, &f->next);
    if (status == PS_OK) return PS_OK;
    close_sink(f);
    *out = NULL;
    return status;
}

/* ---- sending ---- */

/* Would the host wait for itself? It would hold still until the timeout, and for each chunk. */
static ps_status check_loop(forward_sink *f, ps_error *err) {
    for (size_t i = 0; !f->known && i < f->opt.server_count; i++)
        f->loops |= ps_own_socket(&f->opt.servers[i]);
    f->known = true;
    if (!f->loops) return PS_OK;
    return ps_fail(err, PS_E_USAGE,
                   "`to` is an input of this very process, which cannot read while it waits for "
                   "us: write `workers 1`");
}

static ps_status send_frames(forward_sink *f, ps_span tag, ps_span events, ps_error *err) {
    ps_status status = PS_OK;
    for (size_t from = 0, to = 0, count = 0; to < events.len && status == PS_OK;) {
        to += ps_msgpack_object(events, to);
        count++;
        size_t next = to < events.len ? ps_msgpack_object(events, to) : 0;
        if (next && to - from + next <= FRAME) continue;
        status = ps_forward_send(f->client, tag, ps_span_cut(events, from, to), count, err);
        from = to;
        count = 0;
    }
    return status;
}

static ps_status put(void *sink, const ps_sink_chunk *chunk, ps_error *err) {
    forward_sink *f = sink;
    ps_span events;
    ps_forward_count count;
    ps_buf_trim(&f->arranged);
    ps_status status = chunk->engine_waits ? check_loop(f, err) : PS_OK;
    if (status != PS_OK) return status;
    status = ps_forward_arrange(chunk->events, f->metadata, &f->arranged, &events, &count);
    if (status != PS_OK) return ps_fail(err, status, "%s", ps_status_text(status));
    if (count.events) status = send_frames(f, chunk->tag, events, err);
    f->known = f->known && status == PS_OK; /* inputs may have begun to listen since */
    return status;
}

const ps_sink_kind ps_sink_forward = {"forward", open_sink, put, close_sink};
