/* SPDX-License-Identifier: Apache-2.0
 *
 * The time of day behind a date: ISO 8601 and RFC 3339, what Go, .NET, Java, Oracle and web
 * servers print. */
#include "boundary.h"
#include "date.h"
#include "scan.h"

/* `.118`, or `,118` with three digits: a comma before other numbers parts fields. */
static void fraction(ps_date_scan *s) {
    char c = ps_peek(s->text, s->i);
    size_t n = ps_digit_run(s->text, s->i + 1);
    if ((c == '.' && n >= 1 && n <= 9) || (c == ',' && n == 3)) s->i += 1 + n;
}

bool ps_date_clock(ps_date_scan *s, char sep) {
    size_t start = s->i;
    int h = ps_date_number(s, 1, 2);
    bool ok = h >= 0 && h <= 24 && ps_date_take(s, sep);
    int m = ok ? ps_date_number(s, 2, 2) : -1;
    if (m < 0 || m > 59) {
        s->i = start;
        return false;
    }
    size_t minute = s->i;
    if (sep == ':') ps_date_mark(s);
    int sec = ps_date_take(s, sep) ? ps_date_number(s, 2, 2) : -1;
    if (sec < 0 || sec > 60) {
        s->i = sep == ':' ? minute : start;
        return sep == ':';
    }
    ps_date_mark(s);
    fraction(s);
    ps_date_mark(s);
    return true;
}

/* AM, p.m. after at most one blank. */
static void half_day(ps_date_scan *s) {
    size_t i = s->i + (ps_peek(s->text, s->i) == ' ');
    if (!ps_is_one_of(ps_peek(s->text, i), "AaPp")) return;
    i++;
    bool dot = ps_peek(s->text, i) == '.';
    if (dot) i++;
    if (!ps_is_one_of(ps_peek(s->text, i), "Mm")) return;
    i++;
    if (dot && ps_peek(s->text, i) == '.') i++;
    if (!ps_word_ends(s->text, i)) return;
    s->i = i;
    ps_date_mark(s);
}

/* The letters of a name as one number, to be switched on. */
#define NAME(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

static size_t zone_name(ps_span t, size_t i) {
    size_t n = 0;
    uint32_t name = 0;
    while (n < 5 && ps_is_upper(ps_peek(t, i + n)))
        name = name << 8 | (unsigned char)t.ptr[i + n++];
    if (n > 4) return 0;
    switch (name) {
    case NAME(0, 0, 0, 'Z'):
    case NAME(0, 'U', 'T', 'C'):
    case NAME(0, 'G', 'M', 'T'):
    case NAME(0, 'E', 'S', 'T'):
    case NAME(0, 'E', 'D', 'T'):
    case NAME(0, 'C', 'S', 'T'):
    case NAME(0, 'C', 'D', 'T'):
    case NAME(0, 'M', 'S', 'T'):
    case NAME(0, 'M', 'D', 'T'):
    case NAME(0, 'P', 'S', 'T'):
    case NAME(0, 'P', 'D', 'T'):
    case NAME('A', 'K', 'S', 'T'):
    case NAME('A', 'K', 'D', 'T'):
    case NAME(0, 'H', 'S', 'T'):
    case NAME(0, 'A', 'S', 'T'):
    case NAME(0, 'A', 'D', 'T'):
    case NAME(0, 'N', 'S', 'T'):
    case NAME(0, 'N', 'D', 'T'):
    case NAME(0, 'B', 'S', 'T'):
    case NAME(0, 'C', 'E', 'T'):
    case NAME('C', 'E', 'S', 'T'):
    case NAME(0, 'E', 'E', 'T'):
    case NAME('E', 'E', 'S', 'T'):
    case NAME(0, 'W', 'E', 'T'):
    case NAME('W', 'E', 'S', 'T'):
    case NAME(0, 'I', 'S', 'T'):
    case NAME(0, 'J', 'S', 'T'):
    case NAME('A', 'E', 'S', 'T'):
    case NAME('A', 'E', 'D', 'T'):
    case NAME(0, 'S', 'S', 'T'):
    case NAME('C', 'H', 'S', 'T'): return n;
    default: return 0;
    }
}

/* +0000, -05:00, +05: at most 14 hours, and quarters of one; -4775 is part of a number. */
static size_t zone_offset(ps_span t, size_t i) {
    if (!ps_is_one_of(ps_peek(t, i), "+-")) return 0;
    size_t n = ps_digit_run(t, i + 1);
    if ((n != 2 && n != 4) || ps_number(t, i + 1, 2) > 14) return 0;
    if (n == 4) return ps_number(t, i + 3, 2) % 15 == 0 ? 5 : 0;
    return ps_peek(t, i + 3) == ':' && ps_digit_run(t, i + 4) == 2 ? 6 : 3;
}

bool ps_date_zone(ps_date_scan *s) {
    size_t i = s->i + (ps_peek(s->text, s->i) == ' ');
    if (i >= s->text.len) return false;
    size_t n = zone_offset(s->text, i);
    if (n == 3 && i > s->i) return false; /* ` +05` or ` -12` may be any number */
    if (n == 0) {
        n = zone_name(s->text, i);
        if (n == 3) n += zone_offset(s->text, i + n);
    }
    if (n == 0 || !ps_boundary_after(s->text, i + n)) return false;
    s->i = i + n;
    ps_date_mark(s);
    return true;
}

/* [Europe/Paris] behind the offset, as java.time prints it. */
static void zone_region(ps_date_scan *s) {
    size_t i = s->i;
    if (ps_peek(s->text, i) != '[' || !ps_is_upper(ps_peek(s->text, i + 1))) return;
    for (i++; ps_is_word(ps_peek(s->text, i)) || ps_is_one_of(ps_peek(s->text, i), "/+-"); i++)
        if (i - s->i > 40) return;
    if (ps_peek(s->text, i) != ']') return;
    s->i = i + 1;
    s->best = s->i;
}

void ps_date_time(ps_date_scan *s, bool dots) {
    size_t start = s->i;
    char c = ps_peek(s->text, s->i);
    if (c == ',' && ps_peek(s->text, s->i + 1) == ' ') {
        s->i++;
        c = ' ';
    }
    if (c == ' ') {
        s->i += ps_blank_run(s->text, s->i) > 1 ? 2 : 1;
    } else if (c == 'T' || c == 't' || c == ':') {
        s->i++;
    } else {
        return;
    }
    if (!ps_date_clock(s, ':') && !(dots && ps_date_clock(s, '.'))) {
        s->i = start;
        return;
    }
    half_day(s);
    /* Go prints `+0000 UTC`: an offset, then its name. */
    if (ps_date_zone(s)) {
        zone_region(s);
        ps_date_zone(s);
    }
}
