/* SPDX-License-Identifier: Apache-2.0
 *
 * What rules may make of hex ids (hex_ids.h). */
#ifndef PS_HEX_ID_RULES_H
#define PS_HEX_ID_RULES_H

#include "rule.h"

/* May a shape, or an anchor of one byte, be found that stands in an id, of which the lens sees
 * nothing in a stand-in? Of longer literals see words.h. */
bool ps_finds_hide_in_ids(const ps_rule *rule);

/* May a match of this regex hang on what an id is? False only when all that it asks for takes every
 * hexadecimal digit or none. */
bool ps_find_reads_ids(const ps_find *find);

#endif
