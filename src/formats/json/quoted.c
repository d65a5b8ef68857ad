/* SPDX-License-Identifier: Apache-2.0 */
#include "value.h"

/* A quote closes at this depth when the backslashes before it are the depth's own plus an even
 * number of escaped backslashes at that depth; with fewer, an outer string ends here. */
static bool closes(size_t backslashes, size_t depth) {
    return backslashes < depth || (backslashes - depth) % (2 * (depth + 1)) == 0;
}

/* 'Anne-Marie d'Arcy': between letters it is no quote. */
static bool apostrophe(ps_span line, size_t at, size_t from, char quote) {
    return quote == '\'' && at > from && at + 1 < line.len && ps_is_alpha(line.ptr[at - 1]) &&
           ps_is_alpha(line.ptr[at + 1]);
}

/* 'O''Neil': SQL doubles a quote inside a string. */
static bool doubled(ps_span line, size_t at, size_t from, char quote) {
    return quote == '\'' && at > from && at + 2 < line.len && line.ptr[at + 1] == '\'' &&
           ps_is_alnum(line.ptr[at + 2]);
}

size_t ps_quoted_end(ps_span line, size_t from, char quote, size_t depth, bool *closed) {
    *closed = true;
    for (size_t at = from; at < line.len; at++) {
        const char *found = memchr(line.ptr + at, quote, line.len - at);
        size_t end = found ? (size_t)(found - line.ptr) : line.len;
        const char *newline = memchr(line.ptr + at, '\n', end - at);
        *closed = found && !newline;
        if (newline) return (size_t)(newline - line.ptr); /* no string goes over lines */
        if (!found) return line.len;
        at = end;
        size_t backslashes = 0;
        while (at - backslashes > from && line.ptr[at - backslashes - 1] == '\\') backslashes++;
        if (doubled(line, at, from, quote))
            at++;
        else if (apostrophe(line, at, from, quote))
            continue;
        else if (closes(backslashes, depth))
            return at - (backslashes < depth ? backslashes : depth);
    }
    *closed = false;
    return line.len;
}
