/* SPDX-License-Identifier: Apache-2.0 */
#include "constraint.h"

#include "person_word.h"

/* Words that say what a constraint is, not of what. */
static const char *const noise[] = {"key",        "idx", "index", "unique", "uniq", "uk",  "uq",
                                    "ux",         "ix",  "pk",    "uindex", "udx",  "un",  "uix",
                                    "constraint", "ak",  "u",     "i",      "asc",  "desc"};

static bool is_noise(ps_span word) {
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++) digits += ps_is_digit(word.ptr[i]);
    if (digits == word.len) return true;
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
        if (ps_span_is(word, noise[i])) return true;
    return false;
}

/* Takes words of no meaning and signs off the end. */
static size_t trim(ps_span name, size_t end) {
    for (;;) {
        while (end > 0 && !ps_is_alnum(name.ptr[end - 1])) end--;
        size_t begin = end;
        while (begin > 0 && ps_is_alnum(name.ptr[begin - 1])) begin--;
        if (begin == end || !is_noise(ps_span_cut(name, begin, end))) return end;
        end = begin;
    }
}

bool ps_constraint_read(ps_span name, const ps_key_index *keys, ps_constraint *out) {
    int32_t found[PS_CONSTRAINT_COLUMNS]; /* from the last to the first */
    unsigned count = 0;
    size_t end = trim(name, name.len);
    while (end > 0 && count < PS_CONSTRAINT_COLUMNS) {
        ps_key_hit hit;
        ps_span rest = ps_span_cut(name, 0, end);
        if (!ps_key_index_look(keys, rest, (uint32_t)end, &hit)) break;
        ps_span word = ps_span_cut(name, hit.at, hit.end);
        if (ps_is_person_word(word)) break; /* the table's name */
        found[count++] = hit.owner;
        end = trim(name, hit.at);
    }
    out->count = count;
    for (unsigned i = 0; i < count; i++) out->column[i] = found[count - 1 - i];
    return count > 0;
}
