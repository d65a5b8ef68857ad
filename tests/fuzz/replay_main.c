/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a fuzz target over files and folders, each input also cut at every eighth of its length and
 * with some bytes changed. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { INPUT_MAX = 1 << 20, CHANGES = 40 };

static size_t ran;

/* A copy that ends where its memory does. */
static void run(const uint8_t *data, size_t size) {
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact) abort();
    memcpy(exact, data, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    ran++;
}

static void vary(uint8_t *data, size_t size) {
    for (size_t part = 1; part <= 8; part++) run(data, size * part / 8);
    uint64_t state = size;
    for (unsigned i = 0; i < CHANGES && size; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(state >> 33) % size;
        uint8_t before = data[at];
        data[at] = (uint8_t)(state >> 20);
        run(data, size);
        data[at] = before;
    }
}

static int run_file(const char *path) {
    static uint8_t data[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    if (!file) {
        (void)fprintf(stderr, "%s: cannot be read\n", path);
        return 1;
    }
    size_t size = fread(data, 1, sizeof data, file);
    (void)fclose(file);
    vary(data, size);
    return 0;
}

static int run_folder(const char *folder) {
    DIR *dir = opendir(folder);
    if (!dir) return run_file(folder);
    int bad = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[4096];
        if (e->d_name[0] == '.') continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        bad |= run_file(path);
    }
    (void)closedir(dir);
    return bad;
}

int main(int argc, char **argv) {
    int bad = argc < 2;
    for (int i = 1; i < argc; i++) bad |= run_folder(argv[i]);
    (void)printf("%zu inputs\n", ran);
    return bad || ran == 0;
}
