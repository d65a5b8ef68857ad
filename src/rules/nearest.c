/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <stdio.h>

#define LONGEST 48

static size_t least(size_t a, size_t b, size_t c) {
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein distance, row by row; words over LONGEST bytes are never near. */
static size_t distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    size_t row[LONGEST + 1];
    if (n > LONGEST || m > LONGEST) return SIZE_MAX;
    for (size_t j = 0; j <= m; j++) row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t above = row[j];
            bool same = ps_lower(a[i - 1]) == ps_lower(b[j - 1]);
            row[j] = least(above + 1, row[j - 1] + 1, corner + (same ? 0 : 1));
            corner = above;
        }
    }
    return row[m];
}

void ps_nearest_offer(ps_nearest *nearest, const char *candidate) {
    size_t d = distance(nearest->word, candidate);
    if (d > 1 + strlen(nearest->word) / 3 || (nearest->best && d >= nearest->distance)) return;
    nearest->best = candidate;
    nearest->distance = d;
}

const char *ps_nearest_hint(const ps_nearest *nearest, char out[80]) {
    out[0] = '\0';
    if (nearest->best) (void)snprintf(out, 80, "; did you mean `%.48s`?", nearest->best);
    return out;
}
