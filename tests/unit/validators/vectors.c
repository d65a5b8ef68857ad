/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the .vec files of this folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "vectors.h"

static ps_span word(ps_span *rest) {
    size_t n = 0;
    while (n + 1 < rest->len && !(rest->ptr[n] == ' ' && rest->ptr[n + 1] == ' ')) n++;
    ps_span w = ps_span_of(rest->ptr, n);
    *rest = n + 2 <= rest->len ? ps_span_cut(*rest, n + 2, rest->len) : ps_span_of("", 0);
    return w;
}

int vectors_each(const char *file, void (*each)(const vector *)) {
    char path[512], line[1024];
    snprintf(path, sizeof path, "%s/tests/unit/validators/%s", PS_SOURCE_DIR, file);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    int count = 0;
    for (int n = 1; fgets(line, sizeof line, f) != NULL; n++) {
        ps_span rest = ps_span_of(line, strcspn(line, "\n"));
        if (rest.len == 0 || line[0] == '#') continue;
        vector v = {.line = n};
        ps_span name = word(&rest);
        v.validator = ps_validator_find(name);
        if (v.validator == NULL) fail_msg("%s:%d: no such validator", file, n);
        v.good = ps_span_eq(word(&rest), PS_LIT("ok"));
        v.text = rest;
        each(&v);
        count++;
    }
    fclose(f);
    return count;
}
