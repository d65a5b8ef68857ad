/* SPDX-License-Identifier: Apache-2.0 */
#include "parent.h"

#include "byte_sets.h"

enum { BLANKS_MAX = 16, WORD_MAX = 40 };

static size_t back_over(ps_span text, size_t at, const char *signs) {
    for (unsigned n = 0;
         n < BLANKS_MAX && at > 0 && text.ptr[at - 1] && ps_is_one_of(text.ptr[at - 1], signs); n++)
        at--;
    return at;
}

/* The identifier that ends at `end`. */
static bool word_before(ps_span text, size_t end, ps_extent *word) {
    size_t from = end;
    while (from > 0 && end - from < WORD_MAX && ps_is_word(text.ptr[from - 1])) from--;
    *word = (ps_extent){from, end};
    return from < end && ps_is_alpha(text.ptr[from]);
}

/* What stands before an opening bracket: a key with its separator, or a type. */
static bool owner_before(ps_span text, size_t bracket, ps_extent *word) {
    size_t end = back_over(text, bracket, " \t\r\n&*");
    size_t sign = back_over(text, end, ":=>");
    if (sign < end) return word_before(text, back_over(text, sign, " \t\"'\\])"), word);
    return word_before(text, end, word);
}

/* [{..},{..}]: the elements of a list have the name of the list. */
static bool in_list(ps_span text, size_t bracket) {
    size_t end = back_over(text, bracket, " \t\r\n");
    return end > 0 && ps_is_one_of(text.ptr[end - 1], "[,");
}

#define BRACKETS(n)                                                                                \
    (PS_ROW_BYTE(n, '(') | PS_ROW_BYTE(n, ')') | PS_ROW_BYTE(n, '<') | PS_ROW_BYTE(n, '[') |       \
     PS_ROW_BYTE(n, ']') | PS_ROW_BYTE(n, '{') | PS_ROW_BYTE(n, '}'))

/* Behind the last bracket of [limit, at), of any kind; `limit`: there is none. */
static size_t bracket_before(ps_span text, size_t limit, size_t at) {
    static const ps_byte_set brackets = PS_BYTE_SET(BRACKETS);
    ps_byte_sets_fn *scan = ps_byte_sets_best();
    while (at > limit) {
        size_t n = at - limit < PS_SETS_BLOCK ? at - limit : PS_SETS_BLOCK;
        const unsigned char *bytes = (const unsigned char *)text.ptr + at - n;
        unsigned char few[PS_SETS_BLOCK] = {0};
        if (n < PS_SETS_BLOCK) bytes = memcpy(few, bytes, n);
        uint64_t in[2];
        scan(bytes, &brackets, 1, in);
        if (in[0]) return at - n + PS_SETS_BLOCK - (unsigned)__builtin_clzll(in[0]);
        at -= n;
    }
    return limit;
}

bool ps_parent_word(ps_span text, size_t at, ps_extent *word) {
    size_t limit = at > PS_PARENT_REACH ? at - PS_PARENT_REACH : 0;
    unsigned depth = 0;
    for (size_t i = at; i > limit; i--) {
        i = bracket_before(text, limit, i);
        if (i == limit) return false;
        char c = text.ptr[i - 1];
        if (c == '}' || c == ']' || c == ')') depth++;
        if (c == '<' && i > 1 && text.ptr[i - 2] == '#' && !depth) { /* #<Member id: 17 */
            size_t end = i;
            while (end < at && ps_is_word(text.ptr[end])) end++;
            *word = (ps_extent){i, end};
            return end > i;
        }
        if (c != '{' && c != '[' && c != '(') continue;
        if (depth)
            depth--;
        else if (owner_before(text, i - 1, word))
            return true;
        else if (!in_list(text, i - 1))
            return false;
    }
    return false;
}
