/* SPDX-License-Identifier: Apache-2.0 */
#include "follow.h"

#include "error.h"
#include "inflate.h"
#include "stop.h"
#include "waiter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often an idle file is looked at, and how many looks an empty successor gets before the old
 * file is left (its writer may not have noticed yet). */
enum { LOOK_MS = 200, PATIENCE = 5 };

struct ps_follow {
    int fd;
    const char *path;
    uint64_t position;
    bool mid_line;
    unsigned looks;
    ps_waiter waiter;
};

static ps_status check_plain(ps_follow *follow, ps_error *err) {
    char head[PS_CODEC_MAGIC];
    struct stat stat;
    if (fstat(follow->fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        return ps_fail(err, PS_E_USAGE, "%s: only a regular file can be followed", follow->path);
    ssize_t got = pread(follow->fd, head, sizeof head, 0);
    bool certain;
    if (got > 0 && ps_codec_of(ps_span_of(head, (size_t)got), &certain) != PS_CODEC_PLAIN)
        return ps_fail(err, PS_E_USAGE, "%s: a compressed file cannot be followed", follow->path);
    return PS_OK;
}

ps_status ps_follow_open(ps_follow **out, const char *path, ps_error *err) {
    *out = NULL;
    ps_follow *follow = calloc(1, sizeof *follow);
    if (!follow) return ps_fail(err, PS_E_NOMEM, "%s: not enough memory", path);
    *follow = (ps_follow){.path = path, .waiter = {{-1, -1}}};
    follow->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ps_status status = PS_OK;
    if (follow->fd < 0)
        status = ps_fail(err, PS_E_IO, "%s: cannot be opened: %s", path, strerror(errno));
    if (status == PS_OK) status = check_plain(follow, err);
    if (status == PS_OK) status = ps_waiter_open(&follow->waiter, err);
    if (status != PS_OK) {
        ps_follow_close(follow);
        return status;
    }
    *out = follow;
    return PS_OK;
}

void ps_follow_close(ps_follow *follow) {
    if (!follow) return;
    if (follow->fd >= 0) (void)close(follow->fd);
    ps_waiter_close(&follow->waiter);
    free(follow);
}

typedef enum look { LOOK_SAME, LOOK_TRUNCATED, LOOK_REPLACED } look;

/* Called at the end of the file in hand. */
static look look_at(ps_follow *follow) {
    struct stat own, named;
    if (fstat(follow->fd, &own) != 0) return LOOK_SAME;
    if ((uint64_t)own.st_size < follow->position) return LOOK_TRUNCATED;
    if (stat(follow->path, &named) != 0 || !S_ISREG(named.st_mode)) return LOOK_SAME;
    if (named.st_dev == own.st_dev && named.st_ino == own.st_ino) {
        follow->looks = 0;
        return LOOK_SAME;
    }
    return named.st_size > 0 || ++follow->looks > PATIENCE ? LOOK_REPLACED : LOOK_SAME;
}

static bool start_again(ps_follow *follow, look seen) {
    if (seen == LOOK_TRUNCATED) {
        (void)lseek(follow->fd, 0, SEEK_SET);
    } else {
        int fd = open(follow->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0) return false; /* gone again: look later */
        (void)close(follow->fd);
        follow->fd = fd;
        follow->looks = 0;
    }
    follow->position = 0;
    bool cut = follow->mid_line;
    follow->mid_line = false;
    return cut;
}

static ps_status read_now(ps_follow *follow, char *to, size_t room, size_t *got, ps_error *err) {
    ssize_t n;
    do n = read(follow->fd, to, room);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return ps_fail(err, PS_E_IO, "%s: cannot be read: %s", follow->path, strerror(errno));
    *got = (size_t)n;
    follow->position += *got;
    if (n > 0) follow->mid_line = to[n - 1] != '\n';
    return PS_OK;
}

static ps_status read_some(void *self, char *to, size_t room, size_t *got, ps_error *err) {
    ps_follow *follow = self;
    for (;;) {
        ps_status status = read_now(follow, to, room, got, err);
        if (status != PS_OK || *got) return status;
        look seen = look_at(follow);
        /* Written between the last read and the look: it belongs before the change. */
        if (seen == LOOK_REPLACED) status = read_now(follow, to, room, got, err);
        if (status != PS_OK || *got) return status;
        if (seen != LOOK_SAME && start_again(follow, seen)) {
            to[0] = '\n';
            *got = 1;
            return PS_OK;
        }
        if (seen == LOOK_SAME && ps_waiter_wait(&follow->waiter, -1, LOOK_MS) == PS_WAIT_STOP)
            return read_now(follow, to, room, got, err);
    }
}

static bool pending(void *self) {
    const ps_follow *follow = self;
    struct stat stat;
    return fstat(follow->fd, &stat) == 0 && (uint64_t)stat.st_size > follow->position;
}

static void stop(void *self) {
    ps_follow *follow = self;
    ps_waiter_stop(&follow->waiter);
}

ps_source ps_follow_source(ps_follow *follow) {
    return (ps_source){.self = follow, .read = read_some, .pending = pending, .stop = stop};
}
