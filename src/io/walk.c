/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"

#include "error.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { DEPTH = 64 };

void ps_paths_free(ps_paths *paths) {
    for (size_t i = 0; i < paths->count; i++) free(paths->items[i]);
    free(paths->items);
    *paths = (ps_paths){0};
}

/* Takes `path`, NULL included. */
static ps_status keep(ps_paths *paths, char *path) {
    if (path && paths->count == paths->room) {
        size_t room = paths->room ? paths->room * 2 : 16;
        char **items = realloc(paths->items, room * sizeof *items);
        if (items) {
            paths->items = items;
            paths->room = room;
        }
    }
    if (!path || paths->count == paths->room) {
        free(path);
        return PS_E_NOMEM;
    }
    paths->items[paths->count++] = path;
    return PS_OK;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *below(const char *folder, const char *name) {
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/') len--;
    size_t room = len + strlen(name) + 2;
    char *path = malloc(room);
    if (path)
        (void)snprintf(path, room, "%.*s%s%s", (int)len, folder, folder[len - 1] == '/' ? "" : "/",
                       name);
    return path;
}

static ps_status list(ps_paths *names, const char *folder, ps_error *err) {
    DIR *dir = opendir(folder);
    if (!dir) return ps_fail(err, PS_E_IO, "%s: cannot be read: %s", folder, strerror(errno));
    ps_status status = PS_OK;
    for (const struct dirent *entry; status == PS_OK && (entry = readdir(dir)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        status = keep(names, below(folder, entry->d_name));
    }
    (void)closedir(dir);
    if (status != PS_OK) return ps_fail(err, status, "%s: not enough memory", folder);
    if (names->count) qsort(names->items, names->count, sizeof *names->items, by_bytes);
    return PS_OK;
}

/* Recursion is bounded by DEPTH. */
static ps_status walk(ps_paths *paths, const char *folder, unsigned depth, ps_error *err) {
    ps_paths names = {0};
    if (depth == DEPTH) return ps_fail(err, PS_E_IO, "%s: folders too deep", folder);
    ps_status status = list(&names, folder, err);
    for (size_t i = 0; i < names.count && status == PS_OK; i++) {
        struct stat stat;
        if (lstat(names.items[i], &stat) != 0) continue; /* gone meanwhile */
        if (S_ISDIR(stat.st_mode)) status = walk(paths, names.items[i], depth + 1, err);
        if (!S_ISREG(stat.st_mode)) continue;
        char *path = names.items[i];
        names.items[i] = NULL;
        status = keep(paths, path);
        if (status != PS_OK) (void)ps_fail(err, status, "%s: not enough memory", folder);
    }
    ps_paths_free(&names);
    return status;
}

ps_status ps_paths_add(ps_paths *paths, const char *path, ps_error *err) {
    struct stat now;
    if (stat(path, &now) != 0)
        return ps_fail(err, PS_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (S_ISDIR(now.st_mode)) return walk(paths, path, 0, err);
    if (keep(paths, strdup(path)) == PS_OK) return PS_OK;
    return ps_fail(err, PS_E_NOMEM, "%s: not enough memory", path);
}
