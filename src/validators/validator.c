/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of validators, and canonical forms of values. */
#include "validator.h"

#include "checks.h"

#define CHECK_YES(name) ps_check_##name
#define CHECK_NO(name) NULL
#define GRAMMAR_YES(name) ps_grammar_##name
#define GRAMMAR_NO(name) NULL
#define ROW(name, check, grammar, canon, about)                                                    \
    {#name, CHECK_##check(name), GRAMMAR_##grammar(name), PS_CANON_##canon, about},

static const ps_validator table[] = {
#include "validators.def"
};
#undef ROW

static const size_t table_len = sizeof table / sizeof table[0];

/* Called while rules are loaded, never per record: a linear search is enough. */
const ps_validator *ps_validator_find(ps_span name) {
    for (size_t i = 0; i < table_len; i++)
        if (ps_span_eq(ps_span_z(table[i].name), name)) return &table[i];
    return NULL;
}

size_t ps_validator_count(void) {
    return table_len;
}

const ps_validator *ps_validator_at(size_t index) {
    return index < table_len ? &table[index] : NULL;
}

static void put(char *out, size_t cap, size_t *n, char c) {
    if (*n < cap) out[*n] = c;
    *n += 1;
}

static bool is_space(char c) {
    return ps_is_blank(c) || c == '\n' || c == '\r';
}

static size_t canonical_text(ps_span v, char *out, size_t cap) {
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < v.len; i++) {
        if (is_space(v.ptr[i])) {
            gap = n > 0;
            continue;
        }
        if (gap) put(out, cap, &n, ' ');
        gap = false;
        put(out, cap, &n, ps_lower(v.ptr[i]));
    }
    return n;
}

size_t ps_canonical(ps_canon kind, ps_span v, char *out, size_t cap) {
    if (kind == PS_CANON_TEXT) return canonical_text(v, out, cap);
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (kind == PS_CANON_LOWER)
            put(out, cap, &n, ps_lower(c));
        else if (ps_is_digit(c))
            put(out, cap, &n, c);
        else if (kind == PS_CANON_ALNUM && ps_is_alpha(c))
            put(out, cap, &n, ps_upper(c));
    }
    return n;
}
