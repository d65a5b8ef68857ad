/* SPDX-License-Identifier: Apache-2.0 */
#include "shape.h"

/* Reads "{n}" or "{n,m}" at *at; false when it is neither, or not 1 <= n <= m <= PS_SHAPE_MAX. */
static bool read_count(ps_span shape, size_t *at, size_t *min, size_t *max) {
    size_t numbers[2] = {0, 0}, which = 0, i = *at + 1, digits = 0;
    for (; i < shape.len && shape.ptr[i] != '}'; i++) {
        char c = shape.ptr[i];
        if (c == ',' && which == 0 && digits) {
            which = 1;
            digits = 0;
            continue;
        }
        if (!ps_is_digit(c) || ++digits > 2) return false;
        numbers[which] = numbers[which] * 10 + (size_t)(c - '0');
    }
    if (i == shape.len || digits == 0) return false;
    *min = numbers[0];
    *max = which ? numbers[1] : numbers[0];
    *at = i + 1;
    return *min >= 1 && *min <= *max && *max <= PS_SHAPE_MAX;
}

static const char *check_edges(ps_span shape) {
    if (shape.len == 0) return "the shape is empty; write # for each digit";
    if (shape.ptr[0] == '~' || shape.ptr[shape.len - 1] == '~')
        return "a shape cannot begin or end with ~; write it between digits";
    for (size_t i = 0; i < shape.len; i++)
        if ((unsigned char)shape.ptr[i] < ' ' || (unsigned char)shape.ptr[i] >= 0x7f)
            return "a shape holds printable ASCII only; use a regex";
    return NULL;
}

const char *ps_shape_check(ps_span shape, ps_shape_facts *facts) {
    *facts = (ps_shape_facts){0};
    const char *wrong = check_edges(shape);
    bool after_run = false; /* "#{n}" is a whole run: no digit can follow it */
    for (size_t i = 0; !wrong && i < shape.len;) {
        char c = shape.ptr[i];
        bool countable = c == '#' || c == '@' || c == '$';
        size_t min = c == '#', max = min;
        bool run = countable && i + 1 < shape.len && shape.ptr[i + 1] == '{';
        bool digit = c == '#' || ps_is_digit(c);
        if (digit && (after_run || (run && i > 0 && shape.ptr[i - 1] == '#')))
            return "#{...} is a whole run of digits; no other digit can stand beside it";
        if (c == '{' || c == '}') return "a count stands after #, @ or $, like #{9} or #{9,19}";
        i++;
        if (run && !read_count(shape, &i, &min, &max))
            return "a count is #{n} or #{n,m} with 1 <= n <= m <= 64";
        facts->digits_min += c == '#' ? min : 0;
        facts->digits_max += c == '$' ? 1 : max;
        facts->width_max += run ? max : 1;
        after_run = run && c == '#';
    }
    if (!wrong && facts->digits_max == 0) wrong = "a shape needs at least one # or $; use a regex";
    if (!wrong && facts->width_max > PS_SHAPE_MAX) wrong = "a shape matches at most 64 bytes";
    return wrong;
}
