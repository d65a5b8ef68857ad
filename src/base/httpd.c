/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd.h"

#include "error.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef PHISIEVE_HTTP
#include <microhttpd.h>

enum { ANSWER_MOST = 64 << 20, CONNECTIONS_MOST = 32, TIMEOUT_SECONDS = 10, BACKLOG = 16 };

/* The calls of the library, by name. */
typedef struct library {
    void *handle;
    __typeof__(MHD_start_daemon) *start;
    __typeof__(MHD_stop_daemon) *stop;
    __typeof__(MHD_create_response_from_buffer) *respond;
    __typeof__(MHD_add_response_header) *header;
    __typeof__(MHD_queue_response) *queue;
    __typeof__(MHD_destroy_response) *destroy;
    __typeof__(MHD_lookup_connection_value) *lookup;
} library;

struct ps_httpd {
    library lib;
    struct MHD_Daemon *daemon;
    ps_httpd_fn *fn;
    void *ctx;
    unsigned port;
};

static bool find(void *handle, const char *name, void *call) {
    void *found = dlsym(handle, name);
    memcpy(call, &found, sizeof found); /* ISO C has no cast from an object to a function */
    return found != NULL;
}

static bool load(library *lib) {
    lib->handle = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL);
    void *h = lib->handle;
    return h && find(h, "MHD_start_daemon", &lib->start) &&
           find(h, "MHD_stop_daemon", &lib->stop) &&
           find(h, "MHD_create_response_from_buffer", &lib->respond) &&
           find(h, "MHD_add_response_header", &lib->header) &&
           find(h, "MHD_queue_response", &lib->queue) &&
           find(h, "MHD_destroy_response", &lib->destroy) &&
           find(h, "MHD_lookup_connection_value", &lib->lookup);
}

/* ---- where ---- */

typedef union place {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} place;

static bool read_port(const char *text, in_port_t *out) {
    unsigned long port = 0;
    if (!*text) return false;
    for (; *text; text++) {
        if (!ps_is_digit(*text)) return false;
        port = port * 10 + (unsigned long)(*text - '0');
        if (port > 65535) return false;
    }
    *out = htons((in_port_t)port);
    return true;
}

static bool read_place(const char *address, place *out, socklen_t *len) {
    char host[64];
    const char *colon = strrchr(address, ':');
    memset(out, 0, sizeof *out);
    if (!colon || colon - address >= (long)sizeof host) return false;
    (void)snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    size_t n = strlen(host);
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        host[n - 1] = '\0';
        *len = sizeof out->v6;
        out->v6.sin6_family = AF_INET6;
        return inet_pton(AF_INET6, host + 1, &out->v6.sin6_addr) == 1 &&
               read_port(colon + 1, &out->v6.sin6_port);
    }
    *len = sizeof out->v4;
    out->v4.sin_family = AF_INET;
    const char *name = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    return inet_pton(AF_INET, name, &out->v4.sin_addr) == 1 &&
           read_port(colon + 1, &out->v4.sin_port);
}

static int listen_on(const place *where, socklen_t len, unsigned *port) {
    int on = 1, fd = socket(where->any.sa_family, SOCK_STREAM, 0);
    place mine;
    socklen_t mine_len = sizeof mine;
    if (fd < 0) return -1;
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, &where->any, len) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, &mine.any, &mine_len) != 0) {
        int why = errno;
        (void)close(fd);
        errno = why;
        return -1;
    }
    *port = ntohs(mine.any.sa_family == AF_INET6 ? mine.v6.sin6_port : mine.v4.sin_port);
    return fd;
}

/* ---- answers ---- */

static enum MHD_Result send_answer(const ps_httpd *h, struct MHD_Connection *connection,
                                   unsigned status, const ps_buf *text, const char *type) {
    struct MHD_Response *response = h->lib.respond(text->len, text->ptr, MHD_RESPMEM_MUST_COPY);
    if (!response) return MHD_NO;
    (void)h->lib.header(response, "Content-Type", type);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) (void)h->lib.header(response, "Allow", "GET, HEAD");
    enum MHD_Result done = h->lib.queue(connection, status, response);
    h->lib.destroy(response);
    return done;
}

static enum MHD_Result answer(void *ctx, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_len, void **request) {
    const ps_httpd *h = ctx;
    static const char known = 0;
    (void)version, (void)upload;
    if (!*request) { /* the head alone */
        *request = (void *)(uintptr_t)&known;
        return MHD_YES;
    }
    if (*upload_len) { /* what is sent is not read */
        *upload_len = 0;
        return MHD_YES;
    }
    ps_buf text;
    const char *type = "text/plain; charset=utf-8";
    ps_buf_init(&text, ANSWER_MOST);
    bool get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    unsigned status = MHD_HTTP_METHOD_NOT_ALLOWED;
    if (get)
        status =
            h->fn(h->ctx, url, h->lib.lookup(connection, MHD_HEADER_KIND, "Accept"), &text, &type);
    enum MHD_Result done = send_answer(h, connection, status, &text, type);
    ps_buf_free(&text);
    return done;
}

ps_status ps_httpd_start(ps_httpd **out, const char *address, ps_httpd_fn *fn, void *ctx,
                         ps_error *err) {
    place where;
    socklen_t len;
    *out = NULL;
    if (!read_place(address, &where, &len))
        return ps_fail(err, PS_E_USAGE,
                       "--listen %.80s: must be ADDRESS:PORT, such as 127.0.0.1:9464", address);
    ps_httpd *h = calloc(1, sizeof *h);
    if (!h) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    h->fn = fn;
    h->ctx = ctx;
    if (!load(&h->lib)) {
        ps_httpd_stop(h);
        return ps_fail(err, PS_E_IO,
                       "--listen needs the library libmicrohttpd (Debian: libmicrohttpd12)");
    }
    int fd = listen_on(&where, len, &h->port);
    /* Its thread inherits the mask: signals are for those who wait for them. */
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, &before);
    if (fd >= 0)
        h->daemon = h->lib.start(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, h,
                                 MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
                                 (unsigned)CONNECTIONS_MOST, MHD_OPTION_CONNECTION_TIMEOUT,
                                 (unsigned)TIMEOUT_SECONDS, MHD_OPTION_END);
    int failure = errno;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (h->daemon) {
        *out = h;
        return PS_OK;
    }
    const char *why = fd < 0 ? strerror(failure) : "the server does not start";
    (void)ps_fail(err, PS_E_IO, "--listen %.80s: %s", address, why);
    if (fd >= 0) (void)close(fd);
    ps_httpd_stop(h);
    return PS_E_IO;
}

unsigned ps_httpd_port(const ps_httpd *httpd) {
    return httpd->port;
}

void ps_httpd_stop(ps_httpd *httpd) {
    if (!httpd) return;
    if (httpd->daemon) httpd->lib.stop(httpd->daemon); /* closes the socket */
    if (httpd->lib.handle) (void)dlclose(httpd->lib.handle);
    free(httpd);
}

#else

ps_status ps_httpd_start(ps_httpd **out, const char *address, ps_httpd_fn *fn, void *ctx,
                         ps_error *err) {
    (void)address, (void)fn, (void)ctx;
    *out = NULL;
    return ps_fail(err, PS_E_USAGE, "--listen: this program was built without PHISIEVE_HTTP");
}
unsigned ps_httpd_port(const ps_httpd *httpd) {
    (void)httpd;
    return 0;
}
void ps_httpd_stop(ps_httpd *httpd) {
    (void)httpd;
}

#endif
