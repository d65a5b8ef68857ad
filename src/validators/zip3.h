/* SPDX-License-Identifier: Apache-2.0
 *
 * The first three digits of a ZIP, as 45 CFR 164.514(b)(2)(i)(B) lets them stay. */
#ifndef PS_ZIP3_H
#define PS_ZIP3_H

#include "span.h"

/* What may stay of a ZIP of 5, 5-4 or 9 digits: its first three, or "000" where the area has too
 * few people or none. False, and "000", when the value is no ZIP. */
bool ps_zip3(ps_span value, char out[4]);

/* The vintage of the list, for reports. */
const char *ps_zip3_vintage(void);

#endif
