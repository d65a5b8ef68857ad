/* SPDX-License-Identifier: Apache-2.0
 *
 * Check digit algorithms over ASCII digits. Private to the validators; the callers have seen that
 * every byte is a digit where a function says so. */
#ifndef PS_CHECKSUM_H
#define PS_CHECKSUM_H

#include "span.h"

/* ISO/IEC 7812-1 Annex B over digits: from the right every second one is doubled. */
unsigned ps_luhn_sum(const char *digits, size_t n);

/* All digits, more than one, sum divisible by ten. */
bool ps_luhn(ps_span v);

/* GS1 General Specifications: weights 3,1,3,... from the digit left of the check digit. Digits. */
bool ps_gs1(const char *digits, size_t n);

/* A=10 .. Z=35 written in decimal, modulo 97, continued from `rest`. Upper case and digits. */
unsigned ps_mod97(unsigned rest, const char *text, size_t n);

bool ps_verhoeff(ps_span v);
bool ps_damm(ps_span v);

#endif
