/* SPDX-License-Identifier: Apache-2.0
 *
 * Pieces of the date grammar that its two files share. Private to the validators. */
#ifndef PS_DATE_H
#define PS_DATE_H

#include "boundary.h"
#include "scan.h"

/* A cursor that remembers the farthest place where a whole date could end. */
typedef struct ps_date_scan {
    ps_span text;
    size_t i;
    size_t best; /* 0 while there is none */
} ps_date_scan;

/* The date may end here, if what follows lets it. */
static inline void ps_date_mark(ps_date_scan *s) {
    if (s->i > s->best && ps_boundary_after(s->text, s->i)) s->best = s->i;
}

static inline bool ps_date_take(ps_date_scan *s, char c) {
    if (ps_peek(s->text, s->i) != c) return false;
    s->i++;
    return true;
}

/* Reads a whole digit run of min..max digits; -1, and nothing moves, when it is no such run. */
static inline int ps_date_number(ps_date_scan *s, size_t min, size_t max) {
    const char *digits = s->text.ptr + s->i;
    size_t n = 0, left = s->i < s->text.len ? s->text.len - s->i : 0;
    int v = 0;
    for (; n < max && n < left && ps_is_digit(digits[n]); n++) v = v * 10 + (digits[n] - '0');
    if (n < min || (n < left && ps_is_digit(digits[n]))) return -1;
    s->i += n;
    return v;
}

/* Month 1-12 and day 1-31 in one order or the other, year 1800-2199 (or of two digits). A day
 * that its month has not (April 31) is still somebody's mistyped date. */
static inline bool ps_date_plausible(int year, int a, int b) {
    if (year > 99 && (year < 1800 || year > 2199)) return false;
    return a >= 1 && b >= 1 && ((a <= 12 && b <= 31) || (b <= 12 && a <= 31));
}

/* After the day: a time of day, AM/PM, zone, each optional. `dots` allows 12.00.00 as Oracle
 * prints it. */
void ps_date_time(ps_date_scan *s, bool dots);

/* h:mm:ss alone, and a zone name or offset alone; false when there is none. */
bool ps_date_clock(ps_date_scan *s, char sep);
bool ps_date_zone(ps_date_scan *s);

#endif
