/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "wire.h"

#include "clock.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 128 };

struct ps_wire {
    int fd;
    ps_tls_session *tls; /* NULL: plain */
    bool shaken;
};

/* ---- addresses ---- */

static bool copy(char *to, size_t room, ps_span from) {
    if (from.len == 0 || from.len >= room || memchr(from.ptr, 0, from.len)) return false;
    memcpy(to, from.ptr, from.len);
    to[from.len] = '\0';
    return true;
}

static bool is_port(ps_span text) {
    unsigned number = 0;
    for (size_t i = 0; i < text.len && i < 6; i++) {
        if (!ps_is_digit(text.ptr[i])) return false;
        number = number * 10 + (unsigned)(text.ptr[i] - '0');
    }
    return text.len > 0 && text.len <= 5 && number <= 65535;
}

static bool read_address(ps_wire_address *out, ps_span text, const char *port) {
    static const char unix_word[] = "unix:";
    size_t skip = sizeof unix_word - 1;
    if (text.len > skip && memcmp(text.ptr, unix_word, skip) == 0)
        return copy(out->path, sizeof out->path, ps_span_cut(text, skip, text.len));
    const char *colon = memrchr(text.ptr, ':', text.len), *close;
    ps_span host = text, number = ps_span_z(port);
    bool bracketed = text.len && text.ptr[0] == '[';
    close = bracketed ? memchr(text.ptr, ']', text.len) : NULL;
    if (bracketed && !close) return false;
    if (colon && (!close || colon > close)) {
        host.len = (size_t)(colon - text.ptr);
        number = ps_span_cut(text, host.len + 1, text.len);
    }
    if (bracketed) {
        if (close != host.ptr + host.len - 1) return false;
        host = ps_span_cut(host, 1, host.len - 1);
    }
    return copy(out->host, sizeof out->host, host) && is_port(number) &&
           copy(out->port, sizeof out->port, number);
}

ps_status ps_wire_address_read(ps_wire_address *out, ps_span text, const char *port,
                               ps_error *err) {
    *out = (ps_wire_address){0};
    if (read_address(out, text, port)) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "%.*s is no address: HOST:PORT, [IPv6]:PORT or unix:PATH",
                   (int)(text.len < 100 ? text.len : 100), text.ptr);
}

static bool unix_address(const ps_wire_address *address, struct sockaddr_un *out) {
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    return copy(out->sun_path, sizeof out->sun_path, ps_span_z(address->path));
}

/* NULL with why in err. */
static struct addrinfo *look_up(const ps_wire_address *address, bool passive, ps_error *err) {
    struct addrinfo want = {.ai_family = AF_UNSPEC,
                            .ai_socktype = SOCK_STREAM,
                            .ai_flags = passive ? AI_PASSIVE : AI_ADDRCONFIG};
    struct addrinfo *found = NULL;
    int wrong = getaddrinfo(address->host, address->port, &want, &found);
    if (!wrong) return found;
    (void)ps_fail(err, PS_E_IO, "%s: %s", address->host, gai_strerror(wrong));
    return NULL;
}

/* ---- listening ---- */

static int socket_of(int family) {
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* A socket's file that nobody listens at is left over from a process that is gone. */
static void remove_left_over(const struct sockaddr_un *at) {
    struct stat file;
    if (lstat(at->sun_path, &file) != 0 || !S_ISSOCK(file.st_mode)) return;
    int fd = socket_of(AF_UNIX);
    bool alive = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof *at) == 0;
    bool refused = !alive && errno == ECONNREFUSED;
    if (fd >= 0) (void)close(fd);
    if (refused) (void)unlink(at->sun_path);
}

static int listen_unix(const ps_wire_address *address) {
    struct sockaddr_un at;
    if (!unix_address(address, &at)) return -1;
    remove_left_over(&at);
    int fd = socket_of(AF_UNIX);
    mode_t before = umask(0177); /* for this user alone, from the first moment */
    bool good = fd >= 0 && bind(fd, (const struct sockaddr *)&at, sizeof at) == 0 &&
                listen(fd, BACKLOG) == 0;
    int why = errno;
    (void)umask(before);
    if (good) return fd;
    if (fd >= 0) (void)close(fd);
    errno = why;
    return -1;
}

static int listen_tcp(const struct addrinfo *at) {
    int fd = socket_of(at->ai_family), yes = 1;
    if (fd < 0) return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) return fd;
    int why = errno;
    (void)close(fd);
    errno = why;
    return -1;
}

static unsigned port_of(int fd) {
    struct sockaddr_storage at = {0};
    socklen_t len = sizeof at;
    if (getsockname(fd, (struct sockaddr *)&at, &len) != 0) return 0;
    if (at.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&at)->sin_port);
    return at.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&at)->sin6_port) : 0;
}

ps_status ps_wire_listen(int *fd, const ps_wire_address *address, unsigned *port, ps_error *err) {
    *fd = -1;
    *port = 0;
    if (*address->path) {
        *fd = listen_unix(address);
        if (*fd >= 0) return PS_OK;
        return ps_fail(err, PS_E_IO, "%s: cannot listen there: %s", address->path, strerror(errno));
    }
    struct addrinfo *found = look_up(address, true, err);
    if (!found) return PS_E_IO;
    *fd = listen_tcp(found);
    int why = errno;
    freeaddrinfo(found);
    if (*fd < 0)
        return ps_fail(err, PS_E_IO, "%s:%s: cannot listen there: %s", address->host, address->port,
                       strerror(why));
    *port = port_of(*fd);
    return PS_OK;
}

void ps_wire_unlisten(int fd, const ps_wire_address *address) {
    if (fd < 0) return;
    (void)close(fd);
    if (*address->path) (void)unlink(address->path);
}

/* ---- waiting ---- */

/* PS_OK: `events` have come. The time is over at `until`. */
static ps_status wait_for(int fd, short events, ps_wire_wait wait, uint64_t until) {
    for (;;) {
        struct pollfd both[2] = {{.fd = fd, .events = events},
                                 {.fd = wait.stop_fd, .events = POLLIN}};
        uint64_t now = ps_clock_ms();
        int left = now >= until ? 0 : (int)(until - now);
        int ready = poll(both, 2, left);
        if (ready < 0 && errno != EINTR) return PS_E_IO;
        if (ready > 0 && both[0].revents) return PS_OK;
        if (ready > 0 && both[1].revents) return PS_E_STOPPED;
        if (ready == 0 && left == 0) return PS_E_STOPPED;
    }
}

static uint64_t until_of(ps_wire_wait wait) {
    return ps_clock_ms() + wait.ms;
}

/* ---- connections ---- */

static ps_status make(ps_wire **out, int fd, const ps_tls *tls, const char *host) {
    int yes = 1;
    ps_wire *wire = *out = calloc(1, sizeof *wire);
    if (!wire) {
        (void)close(fd);
        return PS_E_NOMEM;
    }
    wire->fd = fd;
    wire->shaken = !tls;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* unix sockets have none */
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    ps_status status = tls ? ps_tls_session_new(&wire->tls, tls, fd, host) : PS_OK;
    if (status == PS_OK) return PS_OK;
    ps_wire_close(wire);
    *out = NULL;
    return status;
}

ps_status ps_wire_accept(ps_wire **out, int listen_fd, const ps_tls *tls, ps_wire_wait wait) {
    *out = NULL;
    uint64_t until = until_of(wait);
    for (;;) {
        ps_status status = wait_for(listen_fd, POLLIN, wait, until);
        if (status != PS_OK) return status;
        int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) return make(out, fd, tls, NULL);
        bool again = errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
        if (!again) return PS_E_IO;
    }
}

static ps_status finish_connect(int fd, ps_wire_wait wait) {
    int why = 0;
    socklen_t len = sizeof why;
    ps_status status = wait_for(fd, POLLOUT, wait, until_of(wait));
    if (status != PS_OK) {
        errno = ETIMEDOUT;
        return status;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) != 0) return PS_E_IO;
    errno = why;
    return why ? PS_E_IO : PS_OK;
}

static int connect_to(const struct sockaddr *at, socklen_t len, int family, ps_wire_wait wait) {
    int fd = socket_of(family);
    if (fd < 0) return -1;
    if (connect(fd, at, len) == 0) return fd;
    if (errno == EINPROGRESS && finish_connect(fd, wait) == PS_OK) return fd;
    int why = errno;
    (void)close(fd);
    errno = why;
    return -1;
}

static int connect_any(const struct addrinfo *at, ps_wire_wait wait) {
    int fd = -1;
    for (; at && fd < 0; at = at->ai_next)
        fd = connect_to(at->ai_addr, at->ai_addrlen, at->ai_family, wait);
    return fd;
}

ps_status ps_wire_connect(ps_wire **out, const ps_wire_address *address, const ps_tls *tls,
                          ps_wire_wait wait, ps_error *err) {
    int fd;
    *out = NULL;
    if (*address->path) {
        struct sockaddr_un at;
        (void)unix_address(address, &at);
        fd = connect_to((const struct sockaddr *)&at, sizeof at, AF_UNIX, wait);
    } else {
        struct addrinfo *found = look_up(address, false, err);
        if (!found) return PS_E_IO;
        fd = connect_any(found, wait);
        int why = errno;
        freeaddrinfo(found);
        errno = why;
    }
    if (fd < 0)
        return ps_fail(err, PS_E_IO, "%s%s%s%s: %s", address->host, address->path,
                       *address->path ? "" : ":", address->port, strerror(errno));
    ps_status status = make(out, fd, tls, address->host);
    return status == PS_OK ? PS_OK : ps_fail(err, status, "not enough memory");
}

void ps_wire_close(ps_wire *wire) {
    if (!wire) return;
    if (wire->tls) {
        ps_tls_end(wire->tls);
        ps_tls_session_free(wire->tls);
    }
    (void)close(wire->fd);
    free(wire);
}

/* ---- bytes ---- */

static short events_of(ps_tls_turn turn) {
    return turn == PS_TLS_READ ? POLLIN : POLLOUT;
}

ps_status ps_wire_shake(ps_wire *wire, ps_wire_wait wait, ps_error *err) {
    uint64_t until = until_of(wait);
    while (!wire->shaken) {
        ps_tls_turn turn = ps_tls_shake(wire->tls);
        wire->shaken = turn == PS_TLS_DONE;
        if (wire->shaken) break;
        ps_status status = PS_E_IO;
        if (turn == PS_TLS_READ || turn == PS_TLS_WRITE)
            status = wait_for(wire->fd, events_of(turn), wait, until);
        if (status != PS_OK)
            return ps_fail(err, status, "TLS: %s",
                           status == PS_E_IO ? ps_tls_why(wire->tls) : "no answer in time");
    }
    return PS_OK;
}

static ps_tls_turn plain_turn(ssize_t done) {
    if (done >= 0 || errno == EINTR) return PS_TLS_DONE;
    return errno == EAGAIN || errno == EWOULDBLOCK ? PS_TLS_READ : PS_TLS_FAILED;
}

static ps_tls_turn read_some(ps_wire *wire, char *to, size_t room, size_t *got) {
    if (wire->tls) return ps_tls_read(wire->tls, to, room, got);
    ssize_t done;
    do done = recv(wire->fd, to, room, 0);
    while (done < 0 && errno == EINTR);
    *got = done > 0 ? (size_t)done : 0;
    return done == 0 ? PS_TLS_END : plain_turn(done);
}

static ps_tls_turn write_some(ps_wire *wire, ps_span bytes, size_t *put) {
    if (wire->tls) return ps_tls_write(wire->tls, bytes, put);
    ssize_t done = send(wire->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
    *put = done > 0 ? (size_t)done : 0;
    ps_tls_turn turn = plain_turn(done);
    return turn == PS_TLS_READ ? PS_TLS_WRITE : turn;
}

ps_status ps_wire_read(ps_wire *wire, char *to, size_t room, ps_wire_wait wait, size_t *got) {
    *got = 0;
    ps_status status = ps_wire_shake(wire, wait, NULL);
    uint64_t until = until_of(wait);
    while (status == PS_OK) {
        ps_tls_turn turn = read_some(wire, to, room, got);
        if (turn == PS_TLS_DONE || turn == PS_TLS_END) return PS_OK;
        if (turn == PS_TLS_FAILED) return PS_E_IO;
        status = wait_for(wire->fd, events_of(turn), wait, until);
    }
    return status;
}

ps_status ps_wire_write(ps_wire *wire, ps_span bytes, ps_wire_wait wait) {
    ps_status status = ps_wire_shake(wire, wait, NULL);
    uint64_t until = until_of(wait);
    while (status == PS_OK && bytes.len) {
        size_t put;
        ps_tls_turn turn = write_some(wire, bytes, &put);
        if (turn == PS_TLS_FAILED || turn == PS_TLS_END) return PS_E_IO;
        bytes = ps_span_cut(bytes, put, bytes.len);
        if (put) until = until_of(wait);
        if (turn != PS_TLS_DONE) status = wait_for(wire->fd, events_of(turn), wait, until);
    }
    return status;
}
