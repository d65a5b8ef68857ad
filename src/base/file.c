/* SPDX-License-Identifier: Apache-2.0 */
#include "file.h"

#include "error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DEPTH 16
#define MAX_FILES 4096
#define PIECE ((size_t)64 << 10)

static ps_status fail_io(const char *path, const char *what, ps_error *err) {
    int error = errno;
    if (error == ENOMEM) return ps_fail(err, PS_E_NOMEM, "out of memory");
    char reason[64];
    if (strerror_r(error, reason, sizeof reason) != 0) reason[0] = '\0';
    return ps_fail(err, PS_E_IO, "%s: cannot %s it: %s", path, what, reason);
}

/* Asks for one byte more than the ceiling allows, so that exactly full is told from too long. */
static ps_status read_piece(int fd, const char *path, ps_buf *out, bool *end, ps_error *err) {
    size_t room = out->ceiling - out->len;
    ps_status status = room ? ps_buf_reserve(out, room < PIECE ? room : PIECE) : PS_OK;
    if (status != PS_OK) return ps_fail(err, status, "%s: %s", path, ps_status_text(status));
    char spare;
    ssize_t n = room ? read(fd, out->ptr + out->len, out->cap - out->len) : read(fd, &spare, 1);
    if (n < 0) return errno == EINTR ? PS_OK : fail_io(path, "read", err);
    if (n > 0 && !room)
        return ps_fail(err, PS_E_LIMIT,
                       "%s: longer than the %zu bytes that are read of such a file", path,
                       out->ceiling);
    *end = n == 0;
    out->len += (size_t)n;
    return PS_OK;
}

ps_status ps_file_read(const char *path, ps_buf *out, ps_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail_io(path, "open", err);
    ps_status status = PS_OK;
    for (bool end = false; !end && status == PS_OK;) status = read_piece(fd, path, out, &end, err);
    close(fd);
    return status;
}

ps_status ps_file_sync_folder(const char *path, ps_error *err) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (len >= sizeof folder) return ps_fail(err, PS_E_IO, "%.200s: the path is too long", path);
    memcpy(folder, path, len);
    folder[len] = '\0';
    const char *name = len ? folder : slash ? "/" : ".";
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (!done) (void)ps_fail(err, PS_E_IO, "%.200s: %s", name, strerror(errno));
    if (fd >= 0) (void)close(fd);
    return done ? PS_OK : PS_E_IO;
}

bool ps_file_is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

typedef struct lister {
    const char *suffix;
    ps_arena *arena;
    ps_files *files;
    ps_error *err;
} lister;

static ps_status list_folder(lister *l, const char *folder, unsigned depth);

static ps_status list_entry(lister *l, const char *folder, const char *name, unsigned depth) {
    if (name[0] == '.') return PS_OK;
    size_t len = strlen(folder);
    const char *path =
        ps_arena_join(l->arena, folder, len && folder[len - 1] == '/' ? "" : "/", name, NULL);
    if (!path) return ps_fail(l->err, PS_E_NOMEM, "out of memory");
    if (ps_file_is_folder(path)) return list_folder(l, path, depth + 1);
    size_t n = strlen(name), tail = strlen(l->suffix);
    if (n <= tail || strcmp(name + n - tail, l->suffix) != 0) return PS_OK;
    if (l->files->count == MAX_FILES)
        return ps_fail(l->err, PS_E_LIMIT, "%s: more than %d files; name a smaller folder", folder,
                       MAX_FILES);
    l->files->paths[l->files->count++] = path;
    return PS_OK;
}

static ps_status list_folder(lister *l, const char *folder, unsigned depth) {
    if (depth > MAX_DEPTH)
        return ps_fail(l->err, PS_E_LIMIT, "%s: more than %d folders inside each other", folder,
                       MAX_DEPTH);
    DIR *dir = opendir(folder);
    if (!dir) return fail_io(folder, "open", l->err);
    ps_status status = PS_OK;
    const struct dirent *entry;
    errno = 0;
    while (status == PS_OK && (entry = readdir(dir)) != NULL) {
        status = list_entry(l, folder, entry->d_name, depth);
        errno = 0;
    }
    if (status == PS_OK && errno != 0) status = fail_io(folder, "list", l->err);
    closedir(dir);
    return status;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

ps_status ps_file_list(const char *folder, const char *suffix, ps_arena *arena, ps_files *out,
                       ps_error *err) {
    *out = (ps_files){0};
    ps_files files = {.paths = ps_arena_new(arena, MAX_FILES, sizeof(char *))};
    if (!files.paths) return ps_fail(err, PS_E_NOMEM, "out of memory");
    lister l = {.suffix = suffix, .arena = arena, .files = &files, .err = err};
    ps_status status = list_folder(&l, folder, 0);
    if (status != PS_OK) return status;
    qsort(files.paths, files.count, sizeof files.paths[0], by_name);
    *out = files;
    return PS_OK;
}
