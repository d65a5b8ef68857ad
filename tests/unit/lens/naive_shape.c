/* SPDX-License-Identifier: Apache-2.0 */
#include "naive_shape.h"

#include <stdlib.h>

/* "{9,19}" or "{9}" behind a class: its bounds; returns the bytes it takes. */
static size_t read_count(ps_span shape, size_t at, size_t *min, size_t *max) {
    if (at >= shape.len || shape.ptr[at] != '{') return 0;
    char *end;
    *min = *max = strtoul(shape.ptr + at + 1, &end, 10);
    if (*end == ',') *max = strtoul(end + 1, &end, 10);
    assert_int_equal(*end, '}');
    return (size_t)(end + 1 - (shape.ptr + at));
}

static bool is_one_of(char c, const char *set) {
    return c && strchr(set, c);
}

static bool fits(char sign, char c, char *separator) {
    switch (sign) {
    case '#': return c >= '0' && c <= '9';
    case '@': return c >= 'A' && c <= 'Z';
    case '$': return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    case '~':
        if (!is_one_of(c, "-. ") || (*separator && *separator != c)) return false;
        *separator = c;
        return true;
    default: return c == sign;
    }
}

size_t naive_shape_at(ps_span shape, ps_span text, size_t at) {
    size_t i = at;
    char separator = 0;
    for (size_t s = 0; s < shape.len;) {
        char sign = shape.ptr[s++];
        size_t min, max, count = strchr("#@$", sign) ? read_count(shape, s, &min, &max) : 0;
        if (!count) {
            if (i >= text.len || !fits(sign, text.ptr[i], &separator)) return 0;
            i++;
            continue;
        }
        s += count;
        size_t run = 0; /* all of the class that stand there: a run is never cut */
        while (i + run < text.len && fits(sign, text.ptr[i + run], &separator)) run++;
        if (run < min || run > max) return 0;
        i += run;
    }
    return i - at;
}

size_t naive_shape_make(ps_span shape, kit_random *r, char *out) {
    size_t n = 0;
    char separator = "-. "[kit_below(r, 3)];
    for (size_t s = 0; s < shape.len;) {
        char sign = shape.ptr[s++];
        size_t min = 1, max = 1;
        if (strchr("#@$", sign)) s += read_count(shape, s, &min, &max);
        for (size_t k = min + kit_below(r, max - min + 1); k; k--) {
            switch (sign) {
            case '#': out[n++] = (char)('0' + kit_below(r, 10)); break;
            case '@': out[n++] = (char)('A' + kit_below(r, 26)); break;
            case '$': out[n++] = "0123456789ABCXYZ"[kit_below(r, 16)]; break;
            case '~': out[n++] = separator; break;
            default: out[n++] = sign;
            }
        }
    }
    return n;
}
