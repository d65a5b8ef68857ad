/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_keep_file.h"

#include "buf.h"
#include "digest.h"
#include "error.h"

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

/* The record at `at`; false: none is whole there. */
static bool record_at(int fd, uint64_t at, uint64_t size, ps_buf *out) {
    uint8_t head[HEAD], proof[HEAD];
    ps_buf_clear(out);
    if (size - at < HEAD || !read_at(fd, head, HEAD, at)) return false;
    size_t len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (len > size - at - HEAD || len > RECORD_MOST || ps_buf_reserve(out, len + 1) != PS_OK ||
        !read_at(fd, out->ptr, len, at + HEAD))
        return false;
    out->len = len;
    return head_of(ps_buf_span(out), proof) && memcmp(head, proof, HEAD) == 0;
}

/* Returns the end of the last whole record. */
static uint64_t walk(int fd, uint64_t size, ps_keep_file_fn *fn, void *ctx) {
    ps_buf record;
    uint64_t at = 0;
    ps_buf_init(&record, RECORD_MOST + 1);
    while (at < size && record_at(fd, at, size, &record)) {
        at += HEAD + record.len;
        if (fn && !fn(ctx, ps_buf_span(&record))) {
            at = size; /* enough: nothing is said of what follows */
            break;
        }
    }
    ps_buf_free(&record);
    return at;
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
    file->end = walk(file->fd, (uint64_t)about.st_size, NULL, NULL);
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
    if (status == PS_OK)
        *torn = (uint64_t)about.st_size - walk(fd, (uint64_t)about.st_size, fn, ctx);
    (void)close(fd);
    return status;
}
