/* SPDX-License-Identifier: Apache-2.0
 *
 * A file that grows, or standard output. A chunk stands in a file whole or not at all, as far as
 * that can be had: what a full disk has cut off is taken back. */
#include "error.h"
#include "json_events.h"
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 30, MODE = 0640 };

typedef struct file_sink {
    const char *path; /* NULL: standard output */
    int fd;
    bool json, sync;
    ps_buf text;
} file_sink;

static void close_sink(void *sink) {
    file_sink *file = sink;
    if (!file) return;
    if (file->path && file->fd >= 0) (void)close(file->fd);
    ps_buf_free(&file->text);
    free(file);
}

static ps_status failed(const file_sink *file, const char *what, ps_error *err) {
    int number = errno;
    return ps_fail(err, PS_E_IO, "%s: %s: %s", file->path ? file->path : "standard output", what,
                   strerror(number));
}

static ps_status open_file(file_sink *file, ps_error *err) {
    file->fd = open(file->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, MODE);
    return file->fd >= 0 ? PS_OK : failed(file, "it cannot be opened", err);
}

static ps_status read_settings(file_sink *file, const ps_settings *settings, ps_error *err) {
    static const char *const formats[] = {"json", "msgpack", NULL};
    unsigned format;
    ps_status status = ps_setting_word(settings, "format", formats, 0, &format, err);
    file->json = format == 0;
    return status == PS_OK ? ps_setting_flag(settings, "fsync", false, &file->sync, err) : status;
}

static ps_status open_at(void **out, const ps_settings *settings, const char *path, ps_error *err) {
    file_sink *file = *out = calloc(1, sizeof *file);
    if (!file) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    file->path = path;
    file->fd = path ? -1 : STDOUT_FILENO;
    ps_buf_init(&file->text, TEXT_MOST);
    ps_status status = read_settings(file, settings, err);
    if (status == PS_OK && path) status = open_file(file, err);
    if (status == PS_OK) return PS_OK;
    close_sink(file);
    *out = NULL;
    return status;
}

static ps_status open_path(void **out, const ps_settings *settings, ps_error *err) {
    const char *path = ps_setting_of(settings, "path");
    *out = NULL;
    if (!path) return ps_fail(err, PS_E_USAGE, "mode file needs a path");
    return open_at(out, settings, path, err);
}

static ps_status open_stdout(void **out, const ps_settings *settings, ps_error *err) {
    return open_at(out, settings, NULL, err);
}

/* Somebody may have moved the file away (logrotate): the next chunk goes into a new one. */
static ps_status open_again(file_sink *file, ps_error *err) {
    struct stat named, ours;
    if (file->fd >= 0 && stat(file->path, &named) == 0 && fstat(file->fd, &ours) == 0 &&
        named.st_ino == ours.st_ino && named.st_dev == ours.st_dev)
        return PS_OK;
    if (file->fd >= 0) (void)close(file->fd);
    return open_file(file, err);
}

static bool write_all(int fd, ps_span bytes) {
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        struct pollfd room = {.fd = fd, .events = POLLOUT};
        if (n >= 0)
            bytes = ps_span_cut(bytes, (size_t)n, bytes.len);
        else if (errno == EAGAIN)
            (void)poll(&room, 1, -1);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

static ps_status append(file_sink *file, ps_span bytes, ps_error *err) {
    struct stat before;
    bool regular = file->path && fstat(file->fd, &before) == 0 && S_ISREG(before.st_mode);
    if (!write_all(file->fd, bytes)) {
        ps_status status = failed(file, "it cannot be written", err);
        if (regular && ftruncate(file->fd, before.st_size) != 0)
            return failed(file, "what was written of a chunk cannot be taken back", err);
        return status;
    }
    if (file->sync && fdatasync(file->fd) != 0 && errno != EINVAL && errno != EROFS)
        return failed(file, "it cannot be brought to the disk", err);
    return PS_OK;
}

static ps_status put(void *sink, const ps_sink_chunk *chunk, ps_error *err) {
    file_sink *file = sink;
    ps_span bytes = chunk->events;
    ps_status status = file->path ? open_again(file, err) : PS_OK;
    if (status == PS_OK && file->json) {
        ps_buf_clear(&file->text);
        ps_buf_trim(&file->text);
        status = ps_json_events(&file->text, chunk->tag, chunk->events);
        if (status != PS_OK) return ps_fail(err, status, "%s", ps_status_text(status));
        bytes = ps_buf_span(&file->text);
    }
    return status == PS_OK ? append(file, bytes, err) : status;
}

const ps_sink_kind ps_sink_file = {"file", open_path, put, close_sink};
const ps_sink_kind ps_sink_stdout = {"stdout", open_stdout, put, close_sink};
