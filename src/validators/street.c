/* SPDX-License-Identifier: Apache-2.0
 *
 * Street addresses: house number, one to four words, suffix of USPS Publication 28, directional,
 * unit. Prose and logs are full of a number before such a word, so something must close the value
 * behind it; suffixes that are ordinary words need a unit or a city.
 *
 * Grammar anchors: street_address the first byte of the suffix word; po_box the first byte of the
 * box (`P.O. Box`, `RR`, `PSC`, `CMR`). */
#include "boundary.h"
#include "checks.h"
#include "scan.h"
#include "usps.h"

enum { WORDS_MAX = 4, NUMBER_MAX = 6 };

/* Larkspur, LARKSPUR, O'Neil, N, 5th */
static bool street_word(ps_span w) {
    if (w.len == 0) return false;
    size_t n = ps_digit_run(w, 0);
    if (n > 0) return w.len == n + 2 && ps_word_in(ps_span_cut(w, n, w.len), "st nd rd th");
    return ps_is_upper(w.ptr[0]) || ps_is_high(w.ptr[0]);
}

/* 88, 88B, 12-34 */
static bool house_number(ps_span w) {
    size_t n = ps_digit_run(w, 0);
    if (n == 0 || n > NUMBER_MAX) return false;
    if (ps_peek(w, n) == '-') {
        size_t more = ps_digit_run(w, n + 1);
        return more >= 1 && more <= 4 && n + 1 + more == w.len;
    }
    return n == w.len || (n + 1 == w.len && ps_is_alpha(w.ptr[n]));
}

/* The blank before `end`, with the full stop of an abbreviation before it: how many bytes. */
static size_t gap_left(ps_span t, size_t end) {
    size_t n = 0;
    while (n < 3 && end > n && t.ptr[end - n - 1] == ' ') n++;
    if (n > 0 && end > n && t.ptr[end - n - 1] == '.') n++;
    return n;
}

/* `88 1/2 Larkspur`: the fraction belongs to the number before it. */
static size_t skip_half(ps_span t, size_t end) {
    return end >= 4 && memcmp(t.ptr + end - 4, " 1/2", 4) == 0 ? end - 4 : end;
}

bool ps_street_left(ps_span t, size_t suffix, size_t *from) {
    size_t at = suffix;
    for (int words = 0; words <= WORDS_MAX + 1; words++) {
        size_t gap = gap_left(t, at);
        if (gap == 0) return false;
        size_t end = words > 0 ? skip_half(t, at - gap) : at - gap;
        size_t start = ps_token_start(t, end);
        ps_span word = ps_span_cut(t, start, end);
        if (words > 0 && house_number(word)) {
            *from = start;
            return ps_boundary_before(t, start);
        }
        if (end != at - gap || !street_word(word)) return false;
        at = start;
    }
    return false;
}

/* `Avenue B`, `Highway 31` directly behind the number: the name follows the suffix. */
static size_t name_behind(ps_span t, size_t suffix, size_t end, size_t *from) {
    size_t gap = gap_left(t, suffix), stop = suffix - gap;
    size_t start = ps_token_start(t, stop);
    if (gap == 0 || !house_number(ps_span_cut(t, start, stop)) || !ps_boundary_before(t, start))
        return 0;
    if (!ps_word_in(ps_span_cut(t, suffix, end), "avenue ave highway hwy route rte road")) return 0;
    if (ps_peek(t, end) != ' ') return 0;
    ps_span name = ps_span_cut(t, end + 1, ps_token_end(t, end + 1));
    if (!ps_shape(name, "L") && !(ps_all_digits(name) && name.len <= 4)) return 0;
    *from = start;
    return end + 1 + name.len;
}

static size_t skip_directional(ps_span t, size_t i) {
    size_t k = ps_peek(t, i) == '.' ? i + 1 : i;
    if (ps_peek(t, k) != ' ') return i;
    size_t end = ps_token_end(t, k + 1);
    return ps_usps_directional(ps_span_cut(t, k + 1, end)) ? end : i;
}

/* Index after `, Apt 4`, ` Unit B`, ` # 12`, ` 2nd Floor`; i when there is no unit. */
static size_t skip_unit(ps_span t, size_t i) {
    size_t k = i;
    while (k < i + 3 && ps_is_one_of(ps_peek(t, k), "., ")) k++;
    if (k == i && ps_peek(t, i) != '#') return i;
    size_t end = ps_token_end(t, k);
    if (ps_peek(t, k) == '#') {
        end = k + 1;
    } else if (!ps_usps_unit(ps_span_cut(t, k, end))) {
        bool ordinal = ps_is_digit(ps_peek(t, k)) && street_word(ps_span_cut(t, k, end));
        size_t floor = end + 1, stop = ps_token_end(t, floor);
        bool unit = ordinal && ps_peek(t, end) == ' ' && ps_usps_unit(ps_span_cut(t, floor, stop));
        return unit ? stop : i;
    } else if (ps_peek(t, end) == '.') {
        end++;
    }
    while (ps_peek(t, end) == ' ' || ps_peek(t, end) == '#') end++;
    size_t id = ps_token_end(t, end);
    bool number = id > end && id - end <= 6 && (ps_is_digit(t.ptr[end]) || id - end <= 2);
    return number ? id : i;
}

/* Nothing of the address follows: a mark that closes a value in some format, or the sentence. */
static bool value_ends(ps_span t, size_t i) {
    char c = ps_peek(t, i), next = ps_peek(t, i + 1);
    if (i >= t.len) return true;
    if (c == '.') return i + 1 >= t.len || ps_is_one_of(next, " \t\r\n\"'");
    return ps_is_one_of(c, ",\"';|<\r\n\t\\^~*)]}&`");
}

static bool closed(ps_span t, size_t i, bool trap) {
    size_t k = i;
    if (ps_peek(t, k) == '.' && ps_is_one_of(ps_peek(t, k + 1), ", ")) k++;
    if (ps_peek(t, k) == ',') k++;
    size_t blanks = ps_blank_run(t, k);
    if (k + blanks > i && ps_city_follows(t, k + blanks)) return true;
    return !trap && (value_ends(t, i) || (k > i && t.ptr[k - 1] == ','));
}

bool ps_grammar_street_address(ps_span t, size_t at, ps_extent *out) {
    if (!ps_is_upper(ps_peek(t, at)) || !ps_word_starts(t, at)) return false;
    size_t from, end = ps_token_end(t, at);
    ps_suffix kind = ps_usps_suffix(ps_span_cut(t, at, end));
    if (kind == PS_SUFFIX_NONE) return false;
    if (!ps_street_left(t, at, &from)) {
        end = name_behind(t, at, end, &from);
        if (end == 0) return false;
    }
    end = skip_directional(t, end);
    size_t unit = skip_unit(t, end);
    if (unit == end && !closed(t, end, kind == PS_SUFFIX_TRAP)) return false;
    *out = (ps_extent){from, unit};
    return true;
}

/* The same from the other end: at = the first digit of the house number. The last suffix word
 * counts (`12 Lake Street Rd`). */
bool ps_grammar_street_line(ps_span t, size_t at, ps_extent *out) {
    size_t i = at + ps_digit_run(t, at);
    bool found = false;
    if (i == at || i - at > NUMBER_MAX || !ps_boundary_before(t, at)) return false; /* a clock's */
    if (ps_is_alpha(ps_peek(t, i)) && ps_peek(t, i + 1) == ' ') i++;                /* 12B */
    for (int words = 0; words <= WORDS_MAX + 2; words++) {
        size_t gap = ps_blank_run(t, i);
        if (gap == 0 && ps_peek(t, i) == '.') gap = 1 + ps_blank_run(t, i + 1);
        size_t start = i + gap, end = ps_token_end(t, start);
        if (gap == 0 || end == start || !(ps_is_upper(t.ptr[start]) || ps_is_digit(t.ptr[start])))
            break;
        ps_extent address;
        if (ps_usps_suffix(ps_span_cut(t, start, end)) != PS_SUFFIX_NONE &&
            ps_grammar_street_address(t, start, &address) && address.from == at) {
            *out = address;
            found = true;
        } else if (!street_word(ps_span_cut(t, start, end)) && ps_peek(t, start) != '1') {
            break;
        }
        i = end;
    }
    return found;
}

/* Index after `P.O. Box`, `PO Box`, `Post Office Box`; 0 when there is none. */
static size_t box_word(ps_span t, size_t i) {
    if (ps_starts_nocase(t, i, "post office ")) {
        i += 12;
    } else if (ps_lower(ps_peek(t, i)) == 'p') {
        i++;
        if (ps_peek(t, i) == '.') i++;
        if (ps_peek(t, i) == ' ') i++;
        if (ps_lower(ps_peek(t, i)) != 'o') return 0;
        i++;
        if (ps_peek(t, i) == '.') i++;
        if (ps_peek(t, i) == ' ') i++;
    } else {
        return 0;
    }
    return ps_starts_nocase(t, i, "box") ? i + 3 : 0;
}

/* Index after `RR 2 Box`, `PSC 3 Box`, `CMR 4 Box`; 0 when there is none. */
static size_t route_box(ps_span t, size_t i) {
    if (ps_starts_nocase(t, i, "rr "))
        i += 3;
    else if (ps_starts_nocase(t, i, "psc ") || ps_starts_nocase(t, i, "cmr "))
        i += 4;
    else
        return 0;
    size_t n = ps_digit_run(t, i);
    if (n == 0 || n > 5) return 0;
    i += n;
    if (ps_peek(t, i) == ',') i++;
    return ps_starts_nocase(t, i, " box") ? i + 4 : 0;
}

bool ps_grammar_po_box(ps_span t, size_t at, ps_extent *out) {
    if (at >= t.len || !ps_word_starts(t, at)) return false;
    size_t i = box_word(t, at);
    if (i == 0) i = route_box(t, at);
    if (i == 0) return false;
    while (ps_is_one_of(ps_peek(t, i), " #") && i - at < 40) i++;
    size_t n = ps_digit_run(t, i);
    if (n == 0 || n > 7) return false;
    i += n;
    if (ps_is_alpha(ps_peek(t, i))) i++;
    if (!ps_word_ends(t, i)) return false;
    *out = (ps_extent){at, i};
    return true;
}
