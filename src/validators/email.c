/* SPDX-License-Identifier: Apache-2.0
 *
 * E-mail addresses as they are written (RFC 5321 without quoted local parts), also with the @
 * percent-encoded once or twice. Not: `user@host`, `pkg@1.2.3`, `git@`, `icon@2x.png`.
 *
 * Grammar anchor: the `@`, or the `%` of `%40` or `%2540`. */
#include "boundary.h"
#include "checks.h"
#include "scan.h"

enum { LOCAL_MAX = 64, DOMAIN_MAX = 253, TOP_MIN = 2, TOP_MAX = 24 };

static size_t at_sign(ps_span t, size_t at) {
    if (ps_peek(t, at) == '@') return 1;
    if (ps_peek(t, at) != '%') return 0;
    if (ps_starts(t, at, "%40")) return 3;
    return ps_starts(t, at, "%2540") ? 5 : 0;
}

static bool local_char(char c) {
    return ps_is_alnum(c) || ps_is_one_of(c, "._%+'-");
}

/* A Latin letter with an accent that ends before i: two bytes, C3..C5 and a continuation. */
static bool accented(ps_span t, size_t i) {
    if (i < 2) return false;
    unsigned char lead = (unsigned char)t.ptr[i - 2], last = (unsigned char)t.ptr[i - 1];
    return lead >= 0xC3 && lead <= 0xC5 && last >= 0x80 && last <= 0xBF;
}

/* Where the local part that ends at `at` begins. An escape before it (`%3D`, `\n`) is outside. */
static size_t local_start(ps_span t, size_t at) {
    size_t i = at;
    while (i > 0 && at - i <= LOCAL_MAX) {
        size_t start;
        int c = ps_byte_before(t, i, &start);
        if (accented(t, i))
            i -= 2;
        else if (local_char((char)c) && (start + 1 == i || c != '%'))
            i = start;
        else
            break;
    }
    while (i < at && !ps_is_alnum(t.ptr[i]) && t.ptr[i] != '_' && !ps_is_high(t.ptr[i])) i++;
    return i;
}

static size_t label_end(ps_span t, size_t i) {
    size_t n = 0;
    while (n < 63 && (ps_is_alnum(ps_peek(t, i + n)) || ps_peek(t, i + n) == '-')) n++;
    return i + n;
}

/* Length of a top-level label at i that ends there: letters only, or the ASCII form xn--. */
static size_t top_level(ps_span t, size_t i, size_t end) {
    if (end - i > 4 && ps_starts_nocase(t, i, "xn--")) return end - i;
    size_t n = 0;
    while (ps_is_alpha(ps_peek(t, i + n))) n++;
    if (n < TOP_MIN || n > TOP_MAX) return 0;
    return i + n == end || ps_peek(t, i + n) == '-' ? n : 0;
}

/* The end of the longest domain at i, 0 when there is none. */
static size_t domain_end(ps_span t, size_t i) {
    size_t from = i, best = 0;
    for (int labels = 1; from - i < DOMAIN_MAX; labels++) {
        size_t end = label_end(t, from);
        if (end == from || ps_peek(t, from) == '-') break;
        size_t top = labels > 1 ? top_level(t, from, end) : 0;
        if (top > 0 && ps_peek(t, end) != '_') best = from + top;
        if (ps_peek(t, end) != '.') break;
        from = end + 1;
    }
    return best;
}

/* `1.2.3` and `2x.png` are a version and the name of a picture. */
static bool is_version(ps_span t, size_t i) {
    size_t n = ps_digit_run(t, i);
    if (n == 0) return false;
    if (ps_peek(t, i + n) == '.') return ps_is_digit(ps_peek(t, i + n + 1));
    return ps_starts(t, i + n, "x.") && n == 1;
}

/* Object@1b6d3586.toString: the hash of an object and one of its methods. */
static bool is_object_hash(ps_span t, size_t i) {
    size_t n = 0;
    while (ps_is_hex(ps_peek(t, i + n))) n++;
    return n >= 5 && n <= 8 && ps_peek(t, i + n) == '.' && ps_is_lower(ps_peek(t, i + n + 1)) &&
           ps_all_digits(ps_span_cut(t, i, i + 1));
}

/* getty@tty1.service and lib@rc.jar: units and files, no domains. */
static bool is_unit(ps_span t, size_t end) {
    static const char *const units[] = {
        "service", "socket", "timer", "target", "slice", "scope", "mount", "automount", "swap",
        "jar",     "war",    "js",    "ts",     "rb",    "go",    "java",  "class",     "log",
        "json",    "xml",    "yaml",  "yml",    "txt",   "conf",  "dll",   "exe"};
    size_t from = end;
    while (from > 0 && ps_is_alpha(t.ptr[from - 1])) from--;
    ps_span word = ps_span_cut(t, from, end);
    for (size_t i = 0; word.len > 1 && i < sizeof units / sizeof *units; i++)
        if (ps_span_is(word, units[i])) return true;
    return false;
}

/* https://user:word@host: the word is a credential, and the host is no part of an address. */
static bool is_userinfo(ps_span t, size_t from) {
    size_t i = from;
    if (i == 0 || t.ptr[i - 1] != ':') return false;
    while (i > 0 && from - i < LOCAL_MAX && !ps_is_one_of(t.ptr[i - 1], " /\"'")) i--;
    return i > 1 && t.ptr[i - 1] == '/' && t.ptr[i - 2] == '/';
}

bool ps_grammar_email(ps_span t, size_t at, ps_extent *out) {
    size_t sign = at_sign(t, at), domain = at + sign;
    if (sign == 0 || at == 0 || is_version(t, domain)) return false;
    size_t end = domain_end(t, domain); /* the right side first: most @ have no domain */
    if (end == 0 || is_object_hash(t, domain)) return false;
    size_t from = local_start(t, at);
    if (from == at || at - from > LOCAL_MAX || is_userinfo(t, from)) return false;
    if (ps_span_eq_nocase(ps_span_cut(t, from, at), PS_LIT("git")) || is_unit(t, end)) return false;
    if (ps_peek(t, end) == '\'') /* N'maria@example.com': the quote is none of an address */
        for (size_t i = from; i < at; i++)
            if (t.ptr[i] == '\'') from = i + 1;
    *out = (ps_extent){from, end};
    return from < at;
}

bool ps_check_email(ps_span v) {
    for (size_t i = 1; i < v.len && i <= 3 * LOCAL_MAX; i++)
        if (at_sign(v, i) > 0) return ps_is_whole(ps_grammar_email, v, i);
    return false;
}
