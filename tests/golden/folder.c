/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES_MAX = 256, PATH_LEN = 1024 };

char *folder_read(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    size_t room = 1 << 16;
    char *text = malloc(room + 1);
    *len = 0;
    for (size_t n; text && (n = fread(text + *len, 1, room - *len, file)) > 0;) {
        *len += n;
        if (*len < room) continue;
        char *larger = realloc(text, (room *= 2) + 1);
        if (!larger) free(text);
        text = larger;
    }
    (void)fclose(file);
    if (text) text[*len] = 0;
    return text;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_in(const char *name, const char *ending) {
    size_t n = strlen(name), e = strlen(ending);
    return n > e && name[0] != '.' && !strcmp(name + n - e, ending);
}

size_t folder_each(const char *folder, const char *ending, folder_fn *fn, void *ctx) {
    char *names[FILES_MAX];
    size_t count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        if (!ends_in(e->d_name, ending)) continue;
        assert_true(count < FILES_MAX);
        names[count] = malloc(PATH_LEN);
        assert_non_null(names[count]);
        (void)snprintf(names[count++], PATH_LEN, "%s/%s", folder, e->d_name);
    }
    if (dir) (void)closedir(dir);
    if (count) qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        size_t len;
        char *text = folder_read(names[i], &len);
        if (!text) fail_msg("%s cannot be read", names[i]);
        fn(names[i], ps_span_of(text, len), ctx);
        free(text);
        free(names[i]);
    }
    return count;
}

const char *folder_of_logs(void) {
    static const char beside[] = PS_SOURCE_DIR "/../shared/corpora/loghub-dev";
    const char *named = getenv("PHISIEVE_LOGHUB");
    if (named && *named) return named;
    return access(beside, R_OK) == 0 ? beside : NULL;
}
