/* SPDX-License-Identifier: Apache-2.0
 *
 * The lead of a regex: its first part, up to the first wide repeat. The words lens looks for the
 * lead only; the judge confirms the whole regex from where the lead begins. Wide repeats behind a
 * literal are what makes a Hyperscan database slow (a class repeated 64 times costs more than a
 * hundred literals), and the lead finds the same places: whatever the whole matches begins with it. */
#ifndef PS_LEAD_H
#define PS_LEAD_H

#include "buf.h"

/* Appends the lead of `regex` (all of it when there is nothing to gain). */
PS_MUST_CHECK ps_status ps_regex_lead(ps_span regex, ps_buf *out);

/* Longest run of literal bytes that every match of the regex holds: what its cost hangs on. An
 * estimate from the text; 0 when there is none. */
unsigned ps_regex_literal(ps_span regex);

#endif
