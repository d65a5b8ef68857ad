/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates in the forms that programs print: ISO 8601, United States, day-month-name, month-name,
 * java.util.Date, HL7 and X12 digits, arguments of date constructors, Microsoft JSON. Which dates
 * are a person's is not decided here.
 *
 * Grammar anchor: the first byte of the date; the longest form wins. */
#include "date.h"

#include "boundary.h"
#include "checks.h"
#include "scan.h"

static const char *const month_names[12] = {"january",   "february", "march",    "april",
                                            "may",       "june",     "july",     "august",
                                            "september", "october",  "november", "december"};

/* The first three letters of a word as one number, to be switched on. */
#define LETTERS(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

static uint32_t three_letters(ps_span t, size_t i) {
    return LETTERS(ps_peek(t, i) | 0x20, ps_peek(t, i + 1) | 0x20, ps_peek(t, i + 2) | 0x20);
}

/* The month whose name begins so, 0 for none: no two begin with the same three letters. */
static int month_at(ps_span t, size_t i) {
    switch (three_letters(t, i)) {
    case LETTERS('j', 'a', 'n'): return 1;
    case LETTERS('f', 'e', 'b'): return 2;
    case LETTERS('m', 'a', 'r'): return 3;
    case LETTERS('a', 'p', 'r'): return 4;
    case LETTERS('m', 'a', 'y'): return 5;
    case LETTERS('j', 'u', 'n'): return 6;
    case LETTERS('j', 'u', 'l'): return 7;
    case LETTERS('a', 'u', 'g'): return 8;
    case LETTERS('s', 'e', 'p'): return 9;
    case LETTERS('o', 'c', 't'): return 10;
    case LETTERS('n', 'o', 'v'): return 11;
    case LETTERS('d', 'e', 'c'): return 12;
    default: return 0;
    }
}

static bool begins_weekday(ps_span t, size_t i) {
    switch (three_letters(t, i)) {
    case LETTERS('m', 'o', 'n'):
    case LETTERS('t', 'u', 'e'):
    case LETTERS('w', 'e', 'd'):
    case LETTERS('t', 'h', 'u'):
    case LETTERS('f', 'r', 'i'):
    case LETTERS('s', 'a', 't'):
    case LETTERS('s', 'u', 'n'): return true;
    default: return false;
    }
}

/* Takes a month's name, whole or its first three letters (Sept too); 0 when there is none. */
static int take_month(ps_date_scan *s) {
    size_t n = 3;
    int month = month_at(s->text, s->i);
    if (!month) return 0;
    while (n < 10 && ps_is_alpha(ps_peek(s->text, s->i + n))) n++;
    ps_span word = ps_span_of(s->text.ptr + s->i, n);
    if (n > 3 && !ps_span_eq_nocase(word, ps_span_z(month_names[month - 1])) &&
        !(month == 9 && ps_span_eq_nocase(word, PS_LIT("sept"))))
        return 0;
    s->i += n;
    return month;
}

/* Day of one or two digits, with st, nd, rd, th or without. */
static int take_day(ps_date_scan *s) {
    int d = ps_date_number(s, 1, 2);
    if (d < 1 || d > 31) return -1;
    if (ps_is_alpha(ps_peek(s->text, s->i)) && ps_word_ends(s->text, s->i + 2) &&
        s->i + 2 <= s->text.len && ps_word_in(ps_span_of(s->text.ptr + s->i, 2), "st nd rd th"))
        s->i += 2;
    return d;
}

/* 1957-04-09, 1957/4/9, 1957.04.09, 1957-Apr-09 */
static void year_first(ps_date_scan s, size_t *best) {
    int y = ps_date_number(&s, 4, 4);
    char sep = ps_peek(s.text, s.i);
    if (y < 0 || !ps_is_one_of(sep, "-/.")) return;
    s.i++;
    int m = ps_is_digit(ps_peek(s.text, s.i)) ? ps_date_number(&s, 1, 2) : take_month(&s);
    if (!ps_date_take(&s, sep)) return;
    int d = ps_date_number(&s, 1, 2);
    if (!ps_date_plausible(y, m, d) || y < 1800) return;
    ps_date_mark(&s);
    ps_date_time(&s, false);
    if (s.best > *best) *best = s.best;
}

/* 04/09/1957, 4/9/57, 09.04.1957, 04-09-1957: only slashes stand a year of two digits. */
static void year_last(ps_date_scan s, size_t *best) {
    int a = ps_date_number(&s, 1, 2);
    char sep = ps_peek(s.text, s.i);
    if (a < 0 || !ps_is_one_of(sep, "-/.")) return;
    s.i++;
    int b = ps_date_number(&s, 1, 2);
    if (!ps_date_take(&s, sep)) return;
    size_t n = ps_digit_run(s.text, s.i);
    if (n != 4 && !(n == 2 && sep == '/')) return;
    int y = ps_date_number(&s, 2, 4);
    if (!ps_date_plausible(y, a, b) || (n == 4 && y < 1800)) return;
    ps_date_mark(&s);
    ps_date_time(&s, false);
    if (s.best > *best) *best = s.best;
}

/* Year of four digits, or of two where it may be short. */
static bool take_year(ps_date_scan *s, bool may_be_short) {
    size_t n = ps_digit_run(s->text, s->i);
    if (n != 4 && !(may_be_short && n == 2)) return false;
    int y = ps_date_number(s, 2, 4);
    return n == 2 || (y >= 1800 && y <= 2199);
}

/* 09-APR-57, 09-Apr-1957, 15/Jan/2024:09:30:12 +0000, 9 April 1957, 9th of April, 1957, 09APR1957
 */
static void day_month_year(ps_date_scan s, size_t *best) {
    if (take_day(&s) < 0) return;
    char sep = ps_peek(s.text, s.i);
    if (ps_is_one_of(sep, "-/ ")) s.i++;
    if (sep == ' ' && ps_starts_nocase(s.text, s.i, "of ")) s.i += 3;
    if (take_month(&s) == 0) return;
    if (sep == ' ') {
        ps_date_take(&s, '.');
        ps_date_take(&s, ',');
    }
    if (ps_is_one_of(sep, "-/ ") && !ps_date_take(&s, sep)) return;
    if (!take_year(&s, sep == '-' || sep == '/')) return;
    ps_date_mark(&s);
    ps_date_time(&s, true);
    if (s.best > *best) *best = s.best;
}

/* April 9, 1957; Apr. 9th 1957; Apr-09-1957 */
static void month_day_year(ps_date_scan s, size_t *best) {
    if (take_month(&s) == 0) return;
    ps_date_take(&s, '.');
    char sep = ps_peek(s.text, s.i);
    if (!ps_is_one_of(sep, "- ")) return;
    s.i += sep == ' ' ? ps_blank_run(s.text, s.i) : 1;
    if (take_day(&s) < 0) return;
    ps_date_take(&s, ',');
    if (!ps_date_take(&s, sep) || !take_year(&s, false)) return;
    ps_date_mark(&s);
    ps_date_time(&s, false);
    if (s.best > *best) *best = s.best;
}

/* Tue Apr 09 00:00:00 UTC 1957, as java.util.Date and ctime print it; s stands on the month. */
static void year_behind_time(ps_date_scan s, size_t *best) {
    if (take_month(&s) == 0 || ps_peek(s.text, s.i) != ' ') return;
    s.i += ps_blank_run(s.text, s.i);
    if (take_day(&s) < 0 || !ps_date_take(&s, ' ') || !ps_date_clock(&s, ':')) return;
    ps_date_zone(&s);
    s.best = 0; /* without its year it is no date */
    if (!ps_date_take(&s, ' ') || !take_year(&s, false)) return;
    ps_date_mark(&s);
    if (s.best > *best) *best = s.best;
}

/* Tuesday, April 9, 1957; Tue, 09 Apr 1957 00:00:00 GMT; and the java.util.Date form. */
static void weekday_first(ps_date_scan s, size_t *best) {
    size_t n = 0;
    if (!begins_weekday(s.text, s.i)) return;
    while (n < 10 && ps_is_alpha(ps_peek(s.text, s.i + n))) n++;
    if (!ps_word_in(ps_span_of(s.text.ptr + s.i, n),
                    "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday "
                    "sunday tues thur thurs"))
        return;
    s.i += n;
    ps_date_take(&s, ',');
    if (!ps_date_take(&s, ' ')) return;
    year_behind_time(s, best);
    month_day_year(s, best);
    day_month_year(s, best);
}

/* Digits without separators are weak evidence, so here the order is fixed. */
static bool compact_day(ps_span t, size_t i) {
    int y = ps_number(t, i, 4), m = ps_number(t, i + 4, 2);
    return y >= 1800 && m <= 12 && ps_date_plausible(y, m, ps_number(t, i + 6, 2));
}

/* yyyymmdd[hh[mm[ss[.ssss]]]][+zzzz] of HL7 and X12, and the X12 range yyyymmdd-yyyymmdd. */
static void compact(ps_date_scan s, size_t *best) {
    size_t n = ps_digit_run(s.text, s.i);
    if (n < 8 || n > 14 || n % 2 != 0 || !compact_day(s.text, s.i)) return;
    if (n > 8 && ps_number(s.text, s.i + 8, 2) > 24) return;
    if (n > 10 && ps_number(s.text, s.i + 10, 2) > 59) return;
    s.i += n;
    ps_date_mark(&s);
    if (n == 8 && ps_peek(s.text, s.i) == '-' && ps_digit_run(s.text, s.i + 1) == 8 &&
        compact_day(s.text, s.i + 1)) {
        s.i += 9;
        ps_date_mark(&s);
    } else {
        size_t f = ps_digit_run(s.text, s.i + 1);
        if (n == 14 && ps_peek(s.text, s.i) == '.' && f >= 1 && f <= 6) s.i += 1 + f;
        ps_date_mark(&s);
        if (ps_is_one_of(ps_peek(s.text, s.i), "+-") && ps_digit_run(s.text, s.i + 1) == 4)
            s.i += 5;
        ps_date_mark(&s);
    }
    if (s.best > *best) *best = s.best;
}

/* 1957, 4, 9 and up to four numbers of the time; true when the cursor is behind them. */
static bool take_list(ps_date_scan *s) {
    int part[3] = {0, 0, 0};
    for (int k = 0; k < 7; k++) {
        size_t start = s->i;
        if (k > 0) {
            if (!ps_date_take(s, ',')) return k > 2;
            s->i += ps_blank_run(s->text, s->i);
        }
        int v = k == 0 ? ps_date_number(s, 4, 4) : ps_date_number(s, 1, k < 6 ? 2 : 9);
        if (v < 0) {
            s->i = start;
            return k > 2;
        }
        if (k < 3) part[k] = v;
        if (k == 2 && (part[0] < 1800 || !ps_date_plausible(part[0], part[1], part[2])))
            return false;
    }
    return true;
}

/* Does `(` of a date constructor, or `[`, open right before at. */
static bool in_constructor(ps_span t, size_t at) {
    static const char *const ends[] = {"date",    "datetime", "time.of",
                                       "date.of", "date.utc", "timestamp"};
    while (at > 0 && ps_is_blank(t.ptr[at - 1])) at--;
    if (at == 0) return false;
    if (t.ptr[at - 1] == '[') return true;
    if (t.ptr[at - 1] != '(') return false;
    for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++) {
        size_t n = strlen(ends[k]);
        if (at - 1 >= n && ps_starts_nocase(t, at - 1 - n, ends[k])) return true;
    }
    return false;
}

/* [1957,4,9] with its brackets. */
static void bracketed(ps_date_scan s, size_t *best) {
    s.i++;
    s.i += ps_blank_run(s.text, s.i);
    if (!take_list(&s)) return;
    s.i += ps_blank_run(s.text, s.i);
    if (ps_date_take(&s, ']') && s.i > *best) *best = s.i;
}

/* /Date(-401760000000+0000)/, whose slashes JSON may escape. */
static void microsoft(ps_date_scan s, size_t *best) {
    ps_date_take(&s, '\\');
    if (!ps_starts(s.text, s.i, "/Date(")) return;
    s.i += 6;
    ps_date_take(&s, '-');
    size_t n = ps_digit_run(s.text, s.i);
    if (n == 0 || n > 17) return;
    s.i += n;
    if (ps_is_one_of(ps_peek(s.text, s.i), "+-") && ps_digit_run(s.text, s.i + 1) == 4) s.i += 5;
    if (!ps_date_take(&s, ')')) return;
    ps_date_take(&s, '\\');
    if (ps_date_take(&s, '/') && s.i > *best) *best = s.i;
}

/* May a month's name stand behind the day that ends at `end`? */
static bool letters_behind(ps_span t, size_t end) {
    char c = ps_peek(t, end);
    return ps_is_alpha(ps_is_one_of(c, "-/ ") ? ps_peek(t, end + 1) : c);
}

static size_t longest(ps_span t, size_t at, bool list) {
    ps_date_scan s = {t, at, 0};
    size_t best = 0;
    char c = ps_peek(t, at);
    if (c == '[') bracketed(s, &best);
    if (c == '/' || c == '\\') microsoft(s, &best);
    if (ps_is_alpha(c)) {
        month_day_year(s, &best);
        weekday_first(s, &best);
    }
    size_t n = ps_digit_run(t, at);
    if (n == 4) year_first(s, &best);
    if (n == 1 || n == 2) {
        year_last(s, &best);
        if (letters_behind(t, at + n)) day_month_year(s, &best);
    }
    if (n >= 8) compact(s, &best);
    if (list && n == 4 && take_list(&s) && ps_boundary_after(t, s.i) && s.i > best) best = s.i;
    return best;
}

bool ps_grammar_date(ps_span t, size_t at, ps_extent *out) {
    char c = ps_peek(t, at);
    if (c == '\0' || (ps_is_alnum(c) && !ps_boundary_before(t, at))) return false;
    size_t end = longest(t, at, ps_is_digit(c) && in_constructor(t, at));
    if (end == 0) return false;
    *out = (ps_extent){at, end};
    return true;
}

/* Numbers that stand for a day: milliseconds or days since 1970 (negative before), the serial day
 * of a spreadsheet, ticks of 100 ns since the year 1. */
static bool is_count(ps_span v) {
    bool negative = ps_peek(v, 0) == '-';
    ps_span d = ps_span_cut(v, negative ? 1 : 0, v.len);
    if (!ps_all_digits(d) || (d.ptr[0] == '0' && d.len > 1)) return false;
    if (negative) return d.len <= 5 || (d.len >= 9 && d.len <= 13);
    return d.len == 5 || d.len == 12 || d.len == 13 ||
           (d.len == 18 && ps_is_one_of(d.ptr[0], "56"));
}

bool ps_check_date(ps_span v) {
    if (v.len == 0) return false;
    return longest(v, 0, true) == v.len || is_count(v);
}
