/* SPDX-License-Identifier: Apache-2.0
 *
 * Telephone numbers. North American Numbering Plan: NPA-NXX-XXXX with N = 2-9; the area code is no
 * service code (N11), no expansion code (N9X) and not reserved (37X, 96X); the exchange is not
 * N11. Elsewhere: ITU-T E.164.
 *
 * Grammar anchor: the first digit of the area code, or `(`, or `+`; the extent may begin before it
 * with `+1 `, `1-` or `(`, and leaves out an extension. */
#include "boundary.h"
#include "checks.h"
#include "scan.h"

enum { E164_MIN = 8, E164_MAX = 15 };

static bool separator(char c) {
    return ps_is_one_of(c, "-. ");
}

static size_t skip_separator(ps_span t, size_t i) {
    return separator(ps_peek(t, i)) ? i + 1 : i;
}

/* Index after NPA-NXX-XXXX at i, parentheses round the area code allowed; 0 for none. *area is
 * where the area code begins, *exchange where the exchange does. */
static size_t ten_digits(ps_span t, size_t i, size_t *area, size_t *exchange) {
    bool paren = ps_peek(t, i) == '(';
    if (paren) i++;
    *area = i;
    if (ps_digit_run(t, i) < 3 || ps_peek(t, i) < '2') return 0;
    i += 3;
    if (paren) {
        if (ps_peek(t, i) != ')') return 0;
        i++;
        if (ps_peek(t, i) == ' ') i++;
    } else {
        i = skip_separator(t, i);
    }
    *exchange = i;
    if (ps_digit_run(t, i) < 3 || ps_peek(t, i) < '2') return 0;
    i = skip_separator(t, i + 3);
    return ps_digit_run(t, i) < 4 ? 0 : i + 4;
}

/* Index after `+1 `, `1-`, `1`; i when there is no country code. */
static size_t country_one(ps_span t, size_t i) {
    size_t k = ps_peek(t, i) == '+' ? i + 1 : i;
    return ps_peek(t, k) == '1' ? skip_separator(t, k + 1) : i;
}

/* Is what follows nothing, or ` x12`, ` ext. 12`. */
static bool only_extension(ps_span t, size_t i) {
    if (i == t.len) return true;
    if (ps_peek(t, i) == ' ') i++;
    if (ps_starts_nocase(t, i, "ext")) {
        i += 3;
        if (ps_peek(t, i) == '.') i++;
    } else if (ps_lower(ps_peek(t, i)) == 'x') {
        i++;
    } else {
        return false;
    }
    if (ps_peek(t, i) == ' ') i++;
    size_t n = ps_digit_run(t, i);
    return n >= 1 && n <= 6 && i + n == t.len;
}

bool ps_check_nanp(ps_span v) {
    size_t area, exchange;
    size_t end = ten_digits(v, country_one(v, 0), &area, &exchange);
    if (end == 0 || !only_extension(v, end)) return false;
    const char *a = v.ptr + area, *x = v.ptr + exchange;
    if ((a[1] == '1' && a[2] == '1') || a[1] == '9') return false;
    if ((a[0] == '3' && a[1] == '7') || (a[0] == '9' && a[1] == '6')) return false;
    return !(x[1] == '1' && x[2] == '1');
}

/* An extension counts as part of the number here, so only numbers without one pass, or nearly. */
bool ps_check_nanp_fiction(ps_span v) {
    char d[64];
    size_t n = ps_strip(v, "()+ -./", d, sizeof d);
    if (!ps_check_nanp(v) || n > sizeof d || n < 10) return false;
    const char *last = d + n - 10;
    return memcmp(last + 3, "555", 3) == 0 && memcmp(last + 6, "01", 2) == 0;
}

bool ps_check_e164(ps_span v) {
    return v.len >= 1 + E164_MIN && v.len <= 1 + E164_MAX && v.ptr[0] == '+' && v.ptr[1] != '0' &&
           ps_all_digits(ps_span_cut(v, 1, v.len));
}

/* Index after `+` and 8-15 digits, written together or in groups; 0 for none. */
static size_t international(ps_span t, size_t i) {
    if (ps_peek(t, i) != '+' || ps_peek(t, i + 1) < '1') return 0;
    size_t digits = ps_digit_run(t, i + 1), end = i + 1 + digits;
    if (digits == 0 || digits >= E164_MIN) return digits == 0 || digits > E164_MAX ? 0 : end;
    for (int groups = 1; groups < 6; groups++) {
        size_t from = end + (separator(ps_peek(t, end)) ? 1 : 0);
        bool paren = ps_peek(t, from) == '(';
        size_t n = ps_digit_run(t, from + paren);
        if (paren && ps_peek(t, from + 1 + n) != ')') break;
        if (n == 0 || (from == end && !paren) || digits + n > E164_MAX) break;
        digits += n;
        end = from + n + (paren ? 2 : 0);
        if (paren && separator(ps_peek(t, end)) && ps_is_digit(ps_peek(t, end + 1))) {
            n = ps_digit_run(t, end + 1);
            if (digits + n > E164_MAX) break;
            digits += n;
            end += 1 + n;
        }
    }
    return digits >= E164_MIN ? end : 0;
}

bool ps_check_phone(ps_span v) {
    return ps_check_nanp(v) || ps_check_e164(v) || ps_shape(v, "ddd-dddd") ||
           (v.len > 0 && international(v, 0) == v.len);
}

/* Where the number begins when the text before `at` is `(`, `+1 `, `1-` and the like. */
static size_t extend_left(ps_span t, size_t at) {
    size_t from = at;
    if (from > 0 && t.ptr[from] != '(' && t.ptr[from - 1] == '(') from--;
    size_t k = from;
    if (k > 0 && separator(t.ptr[k - 1])) k--;
    if (k == 0 || t.ptr[k - 1] != '1') return from;
    k--;
    if (k > 0 && t.ptr[k - 1] == '+') return k - 1;
    return ps_boundary_before(t, k) ? k : from;
}

/* `x12` and `ext12` may touch the number. */
static bool ends_well(ps_span t, size_t end) {
    if (ps_boundary_after(t, end)) return true;
    size_t i = end + (ps_starts_nocase(t, end, "ext")    ? 3
                      : ps_lower(ps_peek(t, end)) == 'x' ? 1
                                                         : 0);
    size_t n = i > end ? ps_digit_run(t, i) : 0;
    return n >= 1 && n <= 6 && ps_word_ends(t, i + n);
}

static bool accept(ps_span t, size_t from, size_t end, ps_extent *out) {
    /* A parenthesis or plus sign begins a number wherever it stands, but not after a digit. */
    bool opens = t.ptr[from] == '(' && (from == 0 || !ps_is_digit(t.ptr[from - 1]));
    if (!(opens || ps_boundary_before(t, from)) || !ends_well(t, end)) return false;
    *out = (ps_extent){from, end};
    return true;
}

bool ps_grammar_phone(ps_span t, size_t at, ps_extent *out) {
    char c = ps_peek(t, at);
    if (!ps_is_digit(c) && c != '(' && c != '+') return false;
    /* An area code, or the 1 of a country. */
    if (c >= '2' && !(ps_is_digit(ps_peek(t, at + 1)) && ps_is_digit(ps_peek(t, at + 2))))
        return false;
    size_t area, exchange, one = country_one(t, at);
    if (ps_is_digit(c) && at > 0 && t.ptr[at - 1] == '(') one = at - 1;
    size_t end = ten_digits(t, one, &area, &exchange);
    if (end != 0 && accept(t, one > at ? at : extend_left(t, at), end, out)) return true;
    if (one < at) { /* `(317-555-0142)`: the bracket is the sentence's, not the number's */
        end = ten_digits(t, at, &area, &exchange);
        if (end != 0 && accept(t, at, end, out)) return true;
    }
    end = international(t, at);
    if (end != 0 && accept(t, at, end, out)) return true;
    if (ps_digit_run(t, at) == 3 && ps_peek(t, at + 3) == '-' && ps_digit_run(t, at + 4) == 4)
        return accept(t, at, at + 8, out);
    return false;
}
