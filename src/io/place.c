/* SPDX-License-Identifier: Apache-2.0 */
#include "place.h"

#include "error.h"
#include "host.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The file that the name really means. */
static char *resolve(const char *path) {
    char *real = ps_host_real_path(path);
    return real || errno != ENOENT ? real : strdup(path);
}

static char *joined(const char *a, size_t a_len, const char *b, const char *c) {
    size_t len = a_len + strlen(b) + strlen(c) + 1;
    char *text = malloc(len);
    if (text) (void)snprintf(text, len, "%.*s%s%s", (int)a_len, a, b, c);
    return text;
}

static void give_back(ps_place *place) {
    ps_stop_removes(NULL);
    if (place->fd >= 0) (void)close(place->fd);
    free(place->final);
    free(place->temp);
    *place = (ps_place){.fd = -1};
}

static ps_status failed(ps_place *place, const char *what, ps_error *err) {
    ps_status status = ps_fail(err, PS_E_IO, "%s: %s: %s", place->shown, what, strerror(errno));
    ps_place_discard(place);
    return status;
}

ps_status ps_place_open(ps_place *place, const char *path, ps_error *err) {
    *place = (ps_place){.fd = -1, .shown = path};
    place->final = resolve(path);
    if (!place->final) return failed(place, "cannot be written", err);
    const char *slash = strrchr(place->final, '/');
    const char *base = slash ? slash + 1 : place->final;
    char name[64];
    (void)snprintf(name, sizeof name, ".%.32s", base);
    place->temp = joined(place->final, (size_t)(base - place->final), name, ".phisieve-XXXXXX");
    place->fd = place->temp ? mkstemp(place->temp) : -1;
    if (place->fd < 0) {
        free(place->temp);
        place->temp = NULL;
        return failed(place, "cannot be written", err);
    }
    (void)fcntl(place->fd, F_SETFD, FD_CLOEXEC);
    ps_stop_removes(place->temp);
    return PS_OK;
}

void ps_place_like(ps_place *place, const struct stat *old) {
    mode_t mask = umask(077);
    (void)umask(mask);
    (void)fchmod(place->fd, old ? old->st_mode & 07777 : 0666 & ~mask);
}

ps_status ps_place_own(ps_place *place, const struct stat *old, const char *suffix, ps_error *err) {
    place->suffix = suffix;
    struct stat now;
    if (fstat(place->fd, &now) != 0) return failed(place, "cannot be written", err);
    bool same = now.st_uid == old->st_uid && now.st_gid == old->st_gid;
    if (!same && fchown(place->fd, old->st_uid, old->st_gid) != 0)
        return failed(place, "its owner cannot be kept", err);
    if (fchmod(place->fd, old->st_mode & 07777) != 0)
        return failed(place, "its mode cannot be kept", err);
    return PS_OK;
}

/* The name itself must survive a power cut, too. A wish. */
static void sync_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    char *folder = slash ? joined(path, (size_t)(slash - path), "/", "") : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(folder);
}

static ps_status keep_backup(ps_place *place, ps_error *err) {
    char *backup = joined(place->final, strlen(place->final), place->suffix, "");
    if (!backup) return failed(place, "no backup could be made", err);
    int result = link(place->final, backup);
    free(backup);
    if (result == 0) return PS_OK;
    return failed(place, "its backup could not be made, the file is unchanged", err);
}

ps_status ps_place_finish(ps_place *place, ps_error *err) {
    if (fsync(place->fd) != 0) return failed(place, "cannot be written", err);
    int fd = place->fd;
    place->fd = -1;
    if (close(fd) != 0) return failed(place, "cannot be written", err);
    if (place->suffix && *place->suffix) {
        ps_status status = keep_backup(place, err);
        if (status != PS_OK) return status;
    }
    if (rename(place->temp, place->final) != 0) return failed(place, "cannot be written", err);
    sync_folder(place->final);
    give_back(place);
    return PS_OK;
}

void ps_place_discard(ps_place *place) {
    int kept = errno;
    if (place->temp) (void)unlink(place->temp);
    give_back(place);
    errno = kept;
}
