/* SPDX-License-Identifier: Apache-2.0
 *
 * Ages over 89, and the years that show them: 45 CFR 164.514(b)(2)(i)(C). */
#ifndef PS_AGE_H
#define PS_AGE_H

#include "span.h"

/* Would a birth year, read in the year of the log, show an age over 89. Conservative: the person
 * may still be 89 when the difference is 90. */
bool ps_birth_year_shows_age(int birth_year, int log_year);

/* The age in whole years that a value states ("93", "093Y", "93 years old"), or -1. Ages in days,
 * weeks or months are 0 years. */
int ps_age_years(ps_span value);

#endif
