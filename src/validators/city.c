/* SPDX-License-Identifier: Apache-2.0
 *
 * City, state code, ZIP, as USPS Publication 28 writes the last line of an address. `200 OK 51234`
 * is no Oklahoma ZIP: a city must stand before the code, and where the code is a word too, a comma
 * between them.
 *
 * Grammar anchor of both: the first digit of the ZIP, or the first letter of the state code. */
#include "boundary.h"
#include "checks.h"
#include "log_words.h"
#include "scan.h"
#include "usps.h"

enum { CITY_WORDS = 4 };

static size_t blanks_left(ps_span t, size_t end) {
    size_t n = 0;
    while (n < 3 && n < end && ps_is_blank(t.ptr[end - n - 1])) n++;
    return n;
}

static bool city_word(ps_span w) {
    if (w.len == 0 || !(ps_is_upper(w.ptr[0]) || ps_is_high(w.ptr[0]))) return false;
    for (size_t i = 0; i < w.len; i++)
        if (ps_is_digit(w.ptr[i])) return false;
    return true;
}

/* New York and Key West begin with a word that otherwise belongs to the log line. */
static bool may_begin(ps_span w) {
    return !ps_is_log_word(w) || ps_word_in(w, "new los key port union date state box card");
}

/* Is the word the suffix of a street that ends here, as in `88 Larkspur Ln Springfield`. */
static bool ends_street(ps_span t, size_t start, size_t end) {
    size_t from;
    return ps_usps_suffix(ps_span_cut(t, start, end)) != PS_SUFFIX_NONE &&
           ps_street_left(t, start, &from);
}

/* The blanks, or full stop and blank of `St. Louis`, before a word of a city. */
static size_t city_gap(ps_span t, size_t start) {
    size_t gap = blanks_left(t, start);
    if (gap == 0 || start < gap + 3 || t.ptr[start - gap - 1] != '.') return gap;
    size_t stop = start - gap - 1;
    return ps_word_in(ps_span_cut(t, ps_token_start(t, stop), stop), "st ste mt ft") ? gap + 1 : 0;
}

/* Where the city that ends at `end` begins; `end` when there is none. */
static size_t city_start(ps_span t, size_t end) {
    size_t from = end, stop = end;
    bool named = false;
    for (int words = 0; words < CITY_WORDS; words++) {
        size_t start = ps_token_start(t, stop);
        ps_span word = ps_span_cut(t, start, stop);
        if (!city_word(word) || !ps_word_starts(t, start)) break;
        if (words > 0 && ends_street(t, start, stop)) break;
        /* City in Kansas City is a log word; it only may not be all there is. */
        if (may_begin(word)) {
            from = start;
            named = named || !ps_is_log_word(word);
        }
        size_t gap = city_gap(t, start);
        if (gap == 0) break;
        stop = start - gap;
    }
    return named ? from : end;
}

static bool find_city(ps_span t, size_t zip, ps_extent *city) {
    size_t gap = zip < t.len ? blanks_left(t, zip) : 0;
    if (gap == 0 || zip < gap + 2) return false;
    size_t state = zip - gap - 2;
    ps_span code = ps_span_cut(t, state, state + 2);
    if (!ps_usps_state(code)) return false;
    size_t end = state - blanks_left(t, state);
    bool comma = end > 0 && t.ptr[end - 1] == ',';
    if (!comma && (end == state || ps_usps_state_is_word(code))) return false;
    if (comma) end -= 1 + blanks_left(t, end - 1);
    *city = (ps_extent){city_start(t, end), end};
    return city->from < end;
}

static size_t zip_end(ps_span t, size_t at) {
    if (ps_digit_run(t, at) != 5) return 0;
    size_t end = at + 5;
    if (ps_peek(t, end) == '-' && ps_digit_run(t, end + 1) == 4) end += 5;
    return ps_boundary_after(t, end) ? end : 0;
}

/* `IN 46204` and `IN, 46204`: from the state code to the ZIP. */
static size_t to_zip(ps_span t, size_t at) {
    if (!ps_is_upper(ps_peek(t, at))) return at;
    size_t i = at + 2;
    if (ps_peek(t, i) == ',') i++;
    return i + ps_blank_run(t, i);
}

bool ps_grammar_city_state_zip(ps_span t, size_t at, ps_extent *out) {
    ps_extent city;
    at = to_zip(t, at);
    size_t end = zip_end(t, at);
    if (end == 0 || !find_city(t, at, &city)) return false;
    *out = (ps_extent){at, end};
    return true;
}

bool ps_grammar_city_before_zip(ps_span t, size_t at, ps_extent *out) {
    ps_extent city;
    at = to_zip(t, at);
    if (zip_end(t, at) == 0 || !find_city(t, at, &city)) return false;
    *out = city;
    return true;
}

bool ps_city_follows(ps_span t, size_t i) {
    if (zip_end(t, i) != 0) return true;
    for (int words = 0; words < CITY_WORDS + 1; words++) {
        size_t end = ps_token_end(t, i);
        ps_span word = ps_span_cut(t, i, end);
        size_t blanks = ps_blank_run(t, end);
        if (words > 0 && ps_usps_state(word) && blanks > 0 && zip_end(t, end + blanks) != 0)
            return true;
        if (!city_word(word) || (words == 0 && !may_begin(word))) return false;
        size_t comma = ps_peek(t, end) == ',' ? 1 : 0;
        size_t next = end + comma + ps_blank_run(t, end + comma);
        if (next == end) return false;
        if (comma > 0) {
            size_t stop = ps_token_end(t, next);
            return ps_usps_state(ps_span_cut(t, next, stop));
        }
        i = next;
    }
    return false;
}
