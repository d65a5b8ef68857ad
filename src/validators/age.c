/* SPDX-License-Identifier: Apache-2.0
 *
 * Ages. DICOM age string: PS3.5 value representation AS, nnnD nnnW nnnM nnnY. */
#include "age.h"

#include "checks.h"
#include "scan.h"

enum { AGE_MAX = 130 };

bool ps_birth_year_shows_age(int birth_year, int log_year) {
    return log_year - birth_year >= 90;
}

static bool is_years(ps_span unit) {
    return unit.len == 0 || ps_word_in(unit, "y yo y/o yr yrs year years year-old years-old yr-old "
                                             "y.o. yo. yrs. yr.");
}

static bool is_shorter(ps_span unit) {
    return ps_word_in(unit, "d w m day days wk wks week weeks mo mos month months");
}

/* `old` after a blank or hyphen adds nothing. */
static ps_span without_old(ps_span unit) {
    if (unit.len > 4 && ps_starts_nocase(unit, unit.len - 3, "old") &&
        ps_is_one_of(unit.ptr[unit.len - 4], " -"))
        unit.len -= 4;
    return unit;
}

int ps_age_years(ps_span v) {
    size_t n = ps_digit_run(v, 0), i = n;
    if (n == 0 || n > 3) return -1;
    int years = ps_number(v, 0, n);
    if (ps_peek(v, i) == '.' && ps_is_digit(ps_peek(v, i + 1))) i += 1 + ps_digit_run(v, i + 1);
    if (i < v.len && ps_is_one_of(v.ptr[i], " -")) {
        i++;
        if (i == v.len) return -1;
    }
    ps_span unit = without_old(ps_span_cut(v, i, v.len));
    if (is_shorter(unit)) return 0;
    return is_years(unit) && years <= AGE_MAX ? years : -1;
}

bool ps_check_age(ps_span v) {
    return ps_age_years(v) >= 0;
}

bool ps_check_age_over_89(ps_span v) {
    return ps_age_years(v) >= 90;
}
