/* SPDX-License-Identifier: Apache-2.0
 *
 * Random log lines that know what was planted in them. */
#ifndef GENERATE_H
#define GENERATE_H

#include "buf.h"
#include "kit.h"

enum { PLANTED_MAX = 4 };

typedef struct planted_line {
    ps_span text; /* without its line end */
    char values[PLANTED_MAX][64];
    size_t count;
    bool json;
} planted_line;

/* Appends one line (without line end) to `out` and says what stands in it; text.ptr is not set,
 * because out may move: text.len is. */
void generate_line(kit_random *r, ps_buf *out, planted_line *line);

#endif
