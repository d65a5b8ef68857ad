/* SPDX-License-Identifier: Apache-2.0
 *
 * A number of JSON (RFC 8259, section 6) that no key led to: what takes its place is a string. */
#ifndef PS_JSON_NUMBER_H
#define PS_JSON_NUMBER_H

#include "validator.h"

/* Is [value.from, value.to) all of a bare number behind a key, or in a list behind one? *quote is
 * the mark that closes the key, with its backslashes. Looks at most 512 bytes back. */
bool ps_json_number_quote(ps_span text, ps_extent value, ps_extent *quote);

#endif
