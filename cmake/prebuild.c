/* SPDX-License-Identifier: Apache-2.0
 *
 * prebuild OUT: runs during the build and writes what a start of the program would have to work out
 * each time, as C tables. */
#include "prebuild.h"

#include <stdbool.h>

int main(int argc, char **argv) {
    FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
    if (!out) {
        (void)fprintf(stderr, "prebuild OUT: OUT cannot be written\n");
        return 2;
    }
    (void)fprintf(out, "/* Made by cmake/prebuild.c: do not edit. */\n");
    ps_error err = {0};
    ps_status status = prebuild_trees(out, &err);
    if (status == PS_OK) status = prebuild_words(out, &err);
    if (status != PS_OK) (void)fprintf(stderr, "prebuild: %s\n", err.text);
    bool written = !ferror(out);
    if (fclose(out) != 0) written = false;
    if (status == PS_OK && written) return 0;
    (void)remove(argv[1]); /* no half table for the next run of the build */
    return 1;
}
