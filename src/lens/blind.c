/* SPDX-License-Identifier: Apache-2.0 */
#include "blind.h"

static bool takes_all_or_none(unsigned char low, unsigned char high) {
    return high < '0' || low > '9' || (low <= '0' && high >= '9');
}

/* \d, \b and the like; a back reference, \x and \p are more than that. */
static bool is_plain_escape(char c) {
    return c && (ps_is_one_of(c, "dDwWsSbBrnthHvVAzZ") || !ps_is_alnum(c));
}

/* One character of a set at *at, an escape decoded; false: a class or what is not understood. */
static bool set_char(ps_span regex, size_t *at, unsigned char *c) {
    *c = (unsigned char)regex.ptr[(*at)++];
    if (*c != '\\') return true;
    if (*at >= regex.len) return false;
    *c = (unsigned char)regex.ptr[(*at)++];
    return !ps_is_alnum((char)*c);
}

/* The set that begins behind its '[' at *at, to behind its ']'. */
static bool read_set(ps_span regex, size_t *at) {
    if (*at < regex.len && regex.ptr[*at] == '^') ++*at;
    for (bool first = true; *at < regex.len && (first || regex.ptr[*at] != ']'); first = false) {
        size_t begin = *at;
        unsigned char low, high;
        if (regex.ptr[begin] == '[' && begin + 1 < regex.len && regex.ptr[begin + 1] == ':')
            return false; /* [:alpha:] */
        if (!set_char(regex, at, &low)) {
            if (*at > regex.len || !is_plain_escape(regex.ptr[*at - 1])) return false;
            continue;
        }
        high = low;
        if (*at + 1 < regex.len && regex.ptr[*at] == '-' && regex.ptr[*at + 1] != ']') {
            ++*at;
            if (!set_char(regex, at, &high)) return false;
        }
        if (!takes_all_or_none(low, high)) return false;
    }
    if (*at >= regex.len) return false;
    ++*at;
    return true;
}

/* {2,4}: from behind the brace to behind the other; what is no count stays. */
static size_t behind_count(ps_span regex, size_t at) {
    size_t end = at;
    while (end < regex.len && (ps_is_digit(regex.ptr[end]) || regex.ptr[end] == ',')) end++;
    return end > at && end < regex.len && regex.ptr[end] == '}' ? end + 1 : at;
}

bool ps_regex_is_blind(ps_span regex) {
    for (size_t at = 0; at < regex.len;) {
        char c = regex.ptr[at++];
        if (ps_is_digit(c)) return false;
        if (c == '\\' && (at == regex.len || !is_plain_escape(regex.ptr[at++]))) return false;
        if (c == '[' && !read_set(regex, &at)) return false;
        if (c == '{') at = behind_count(regex, at);
        if (c == '(' && at + 1 < regex.len && regex.ptr[at] == '?' &&
            !ps_is_one_of(regex.ptr[at + 1], ":=!<"))
            return false; /* options, recursion, conditions */
    }
    return true;
}
