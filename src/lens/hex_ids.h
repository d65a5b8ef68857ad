/* SPDX-License-Identifier: Apache-2.0
 *
 * Hex ids: the numbers of requests, spans, objects, containers and commits, written in
 * hexadecimal digits of small letters (`7f3a2b1c9d0e`, a UUID, 0x7ffe12ab). Each line has another
 * one, and none says anything of what is looked for: shapes know capitals and digits alone, words
 * end where an id does. So each is read as one and the same id, its stand-in, and lines that differ
 * in ids alone are one text. Whoever reads so looks again at the bytes themselves where something
 * was found in a stand-in, or where keys, labels or a regex (hex_id_rules.h) may hang on them.
 *
 * No id is what may be an encoded text, or a part of one: bytes that are characters, groups of a
 * dump, a line of nothing else, a piece of base64. Nor what may be a number with letters beside it.
 */
#ifndef PS_HEX_IDS_H
#define PS_HEX_IDS_H

#include "byte_sets.h"
#include "span.h"

enum { PS_HEX_ID_LEAST = 8 }; /* digits of an id */

/* Copies the text, PS_SKELETON_MAX bytes at most, to `out`, which has room for it, with a stand-in
 * for each id. Returns how many there are; 0: nothing is copied. Of a text that it gave, it gives
 * the same again. *even: sentences read all of them as they would read any (hex_word.h). */
size_t ps_hex_ids_read(ps_byte_sets_fn *sets, ps_span text, char *out, bool *even);

/* The stand-ins of a text that ps_hex_ids_read gave: their digits, as they are in `text`, into
 * `skeleton` (skeleton.h), so that nobody asks which other digits might stand there. */
void ps_hex_ids_settle(ps_byte_sets_fn *sets, ps_span text, char *skeleton);

#endif
