/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs of base64 or of hexadecimal digits: how far one goes, and whether it is worth opening. Pure,
 * no heap. Nearly all long runs of a log are paths, names and digests; a dozen decoded bytes tell.
 */
#ifndef PS_RUN_H
#define PS_RUN_H

#include "span.h"

#include <stdint.h>

enum { PS_RUN_LEAST = 16 }; /* characters: eight letters in hexadecimal digits */
#define PS_RUN_ALL_LINES SIZE_MAX

/* A run of encoded characters in a text. */
typedef struct ps_run {
    size_t from, to; /* the run, its padding included */
    bool hex;
    bool named; /* a word that names a payload stands before it: data=, "body":, <content> */
} ps_run;

/* The run that begins at text.ptr[at], of which ps_base64_end(text, at) is `end`. False: too short,
 * or not worth a look. Line ends inside belong to it when the lines are of one width; up to `lines`
 * (>= 1) further lines are looked at, and the answer does not depend on how many. It may begin
 * later than `at`, behind a word of the same characters. */
bool ps_run_read(ps_span text, size_t at, size_t end, size_t lines, ps_run *run);

/* Would it read [at,end), hexadecimal digits in small letters, behind which the run ends? */
bool ps_run_is_hex(ps_span text, size_t at, size_t end);

#endif
