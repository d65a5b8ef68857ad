/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_keep_file.h"

#include "buf.h"
#include "digest.h"
#include "error.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHECK = 8, HEAD = 4 + CHECK };
#define RECORD_MOST ((size_t)1 << 30)

struct ps_keep_file {
    int fd;
    uint64_t end, synced; /* bytes that are whole; those that outlive the machine */
};

/* ---- one record ---- */

static bool head_of(ps_span record, uint8_t head[HEAD]) {
    uint8_t hash[PS_DIGEST_SIZE];
    ps_digest *digest;
    if (record.len > RECORD_MOST || ps_digest_new(&digest) != PS_OK) return false;
    ps_digest_add(digest, record);
    bool done = ps_digest_end(digest, hash) == PS_OK;
    ps_digest_free(digest);
    for (unsigned i = 0; i < 4; i++) head[i] = (uint8_t)(record.len >> (24 - 8 * i));
    memcpy(head + 4, hash, CHECK);
    return done;
}

/* Of [at, at + len), all or false. */
static bool read_at(int fd, void *out, size_t len, uint64_t at) {
    char *to = out;
    while (len) {
        ssize_t n = pread(fd, to, len, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        to += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return true;
}

static bool write_at(int fd, const void *bytes, size_t len, uint64_t at) {
    const char *from = bytes;
    while (len) {
        ssize_t n = pwrite(fd, from, len, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        from += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return true;
}

/* A file that grew and was not written before the machine went off. */
static bool is_zero(int fd, uint64_t at, uint64_t size) {
    char block[512];
    while (at < size) {
        size_t n = size - at < sizeof block ? (size_t)(size - at) : sizeof block;
        if (!read_at(fd, block, n, at)) return false;
        for (size_t i = 0; i < n; i++)
            if (block[i]) return false;
        at += n;
    }
    return true;
}

/* The record at `at`. PS_E_USAGE: what stands there up to the end of the file is the beginning of
 * one, as a crash leaves it; PS_E_IO: it is damaged, or cannot be read. */
static ps_status record_at(int fd, uint64_t at, uint64_t size, ps_buf *out) {
    uint8_t head[HEAD], proof[HEAD];
    ps_buf_clear(out);
    if (size - at < HEAD) return PS_E_USAGE;
    if (!read_at(fd, head, HEAD, at)) return PS_E_IO;
    size_t len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    bool last = len >= size - at - HEAD; /* it reaches to the end, or beyond */
    if (len == 0) return is_zero(fd, at, size) ? PS_E_USAGE : PS_E_IO; /* none of ours is empty */
    if (len > size - at - HEAD) return PS_E_USAGE;
    if (len > RECORD_MOST) return PS_E_IO;
    if (ps_buf_reserve(out, len + 1) != PS_OK) return PS_E_NOMEM;
    if (!read_at(fd, out->ptr, len, at + HEAD)) return PS_E_IO;
    out->len = len;
    if (!head_of(ps_buf_span(out), proof)) return PS_E_NOMEM;
    if (memcmp(head, proof, HEAD) == 0) return PS_OK;
    /* Of the last one, the length may have reached the disk and the bytes not. */
    return last ? PS_E_USAGE : PS_E_IO;
}

/* *end: that of the last whole record. PS_OK: what is behind it is torn, or nothing. */
static ps_status walk(int fd, uint64_t size, ps_keep_file_fn *fn, void *ctx, uint64_t *end) {
    ps_buf record;
    ps_status status = PS_OK;
    *end = 0;
    ps_buf_init(&record, RECORD_MOST + 1);
    while (*end < size && status == PS_OK) {
        status = record_at(fd, *end, size, &record);
        if (status != PS_OK) break;
        *end += HEAD + record.len;
        if (fn && !fn(ctx, ps_buf_span(&record))) *end = size; /* enough */
    }
    ps_buf_free(&record);
    return status == PS_E_USAGE ? PS_OK : status;
}

/* Whoever cut there would lose what follows. */
static ps_status say_damaged(const char *path, uint64_t at, ps_error *err) {
    return ps_fail(err, PS_E_IO,
                   "%.200s: what stands at byte %llu is damaged or cannot be read; move the file "
                   "away, `phisieve quarantine` still opens what is before it",
                   path, (unsigned long long)at);
}

/* ---- writing ---- */

static bool lock(int fd) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_SETLK, &whole) == 0;
}

static ps_status take(ps_keep_file *file, const char *path, uint64_t *torn, ps_error *err) {
    struct stat about;
    if (fstat(file->fd, &about) != 0 || !S_ISREG(about.st_mode))
        return ps_fail(err, PS_E_IO, "%.200s: is no file", path);
    if (about.st_mode & 077)
        return ps_fail(err, PS_E_IO, "%.200s: others than its owner may use it; chmod 600 it",
                       path);
    if (!lock(file->fd)) return ps_fail(err, PS_E_IO, "%.200s: another process writes it", path);
    if (walk(file->fd, (uint64_t)about.st_size, NULL, NULL, &file->end) != PS_OK)
        return say_damaged(path, file->end, err);
    *torn = (uint64_t)about.st_size - file->end;
    if (*torn && ftruncate(file->fd, (off_t)file->end) != 0)
        return ps_fail(err, PS_E_IO, "%.200s: %s", path, strerror(errno));
    return PS_OK;
}

ps_status ps_keep_file_open(ps_keep_file **out, const char *path, uint64_t *torn, ps_error *err) {
    *out = NULL;
    *torn = 0;
    ps_keep_file *file = calloc(1, sizeof *file);
    if (!file) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    file->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    ps_status status = file->fd < 0 ? ps_fail(err, PS_E_IO, "%.200s: %s", path, strerror(errno))
                                    : take(file, path, torn, err);
    if (status == PS_OK) status = ps_keep_file_sync(file);
    if (status == PS_OK) status = ps_file_sync_folder(path, err);
    if (status == PS_OK)
        *out = file;
    else
        ps_keep_file_close(file);
    return status;
}

ps_status ps_keep_file_append(ps_keep_file *file, ps_span record) {
    uint8_t head[HEAD];
    if (!head_of(record, head)) return PS_E_LIMIT;
    if (write_at(file->fd, head, HEAD, file->end) &&
        write_at(file->fd, record.ptr, record.len, file->end + HEAD)) {
        file->end += HEAD + record.len;
        return PS_OK;
    }
    /* Where that fails, too, the next one overwrites it, or the next open cuts it off. */
    if (ftruncate(file->fd, (off_t)file->end) != 0) return PS_E_IO;
    return PS_E_IO;
}

ps_status ps_keep_file_sync(ps_keep_file *file) {
    if (fsync(file->fd) == 0) {
        file->synced = file->end;
        return PS_OK;
    }
    /* After a failure the system may have dropped what it could not write, and say so but once. */
    file->end = file->synced;
    if (ftruncate(file->fd, (off_t)file->end) != 0) return PS_E_IO;
    return PS_E_IO;
}

void ps_keep_file_close(ps_keep_file *file) {
    if (!file) return;
    if (file->fd >= 0) (void)close(file->fd);
    free(file);
}

/* ---- reading ---- */

ps_status ps_keep_file_read(const char *path, ps_keep_file_fn *fn, void *ctx, uint64_t *torn,
                            ps_error *err) {
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *torn = 0;
    if (fd < 0) return ps_fail(err, PS_E_IO, "%.200s: %s", path, strerror(errno));
    ps_status status = fstat(fd, &about) == 0 && S_ISREG(about.st_mode)
                           ? PS_OK
                           : ps_fail(err, PS_E_IO, "%.200s: is no file", path);
    uint64_t end = 0;
    if (status == PS_OK && walk(fd, (uint64_t)about.st_size, fn, ctx, &end) != PS_OK)
        status = say_damaged(path, end, err);
    if (status == PS_OK) *torn = (uint64_t)about.st_size - end;
    (void)close(fd);
    return status;
}
