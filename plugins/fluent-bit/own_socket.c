/* SPDX-License-Identifier: Apache-2.0 */
#include "own_socket.h"

#include <dirent.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef union name {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
} name;

static const void *address_of(const name *n, size_t *len) {
    bool v4 = n->any.sa_family == AF_INET;
    *len = v4 ? sizeof n->v4.sin_addr : sizeof n->v6.sin6_addr;
    return v4 ? (const void *)&n->v4.sin_addr : (const void *)&n->v6.sin6_addr;
}

static in_port_t port_of(const name *n) {
    return n->any.sa_family == AF_INET ? n->v4.sin_port : n->v6.sin6_port;
}

static bool same_address(const name *a, const name *b) {
    size_t len;
    const void *bytes = address_of(a, &len);
    return a->any.sa_family == b->any.sa_family && memcmp(bytes, address_of(b, &len), len) == 0;
}

static bool is_wildcard(const name *n) {
    static const char zeros[sizeof(struct in6_addr)];
    size_t len;
    const void *bytes = address_of(n, &len);
    return memcmp(bytes, zeros, len) == 0;
}

/* Does the socket take what is sent to `to`, an address of this machine? */
static bool takes(const name *listening, const name *to, const char *path) {
    sa_family_t family = listening->any.sa_family;
    if (family == AF_UNIX) return path && strcmp(listening->local.sun_path, path) == 0;
    if (path || (family != AF_INET && family != AF_INET6)) return false;
    return port_of(listening) == port_of(to) &&
           (is_wildcard(listening) || same_address(listening, to));
}

static bool one_of_ours(const name *to, const char *path) {
    bool found = false;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) return false;
    for (const struct dirent *entry; !found && (entry = readdir(folder));) {
        int fd = (int)strtol(entry->d_name, NULL, 10), listens = 0;
        socklen_t len = sizeof listens;
        name n = {0};
        if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) != 0 || !listens) continue;
        len = sizeof n;
        found = getsockname(fd, &n.any, &len) == 0 && takes(&n, to, path);
    }
    (void)closedir(folder);
    return found;
}

/* Whoever sends to itself sends from the address it sends to. Nothing is sent here. */
static bool of_this_machine(const struct addrinfo *to) {
    name from = {0}, target = {0};
    socklen_t len = sizeof from;
    if (to->ai_addrlen > sizeof target) return false;
    memcpy(&target, to->ai_addr, to->ai_addrlen);
    int fd = socket(to->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    bool good = connect(fd, to->ai_addr, to->ai_addrlen) == 0 &&
                getsockname(fd, &from.any, &len) == 0 && same_address(&from, &target);
    (void)close(fd);
    return good;
}

bool ps_own_socket(const ps_wire_address *address) {
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *list = NULL;
    bool found = false;
    if (!*address->host) return one_of_ours(NULL, address->path);
    if (getaddrinfo(address->host, address->port, &hints, &list) != 0) return false;
    for (const struct addrinfo *to = list; to && !found; to = to->ai_next) {
        name target = {0};
        if (!of_this_machine(to)) continue;
        memcpy(&target, to->ai_addr, to->ai_addrlen);
        found = one_of_ours(&target, NULL);
    }
    freeaddrinfo(list);
    return found;
}
