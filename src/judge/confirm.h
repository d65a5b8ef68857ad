/* SPDX-License-Identifier: Apache-2.0
 *
 * Confirm: where does the regex match that the words lens saw end at `end`? PCRE2 with JIT and
 * limits; the only file that knows pcre2.h is confirm.c. */
#ifndef PS_CONFIRM_H
#define PS_CONFIRM_H

#include "rule.h"

typedef struct ps_regex ps_regex;                 /* immutable, shared */
typedef struct ps_regex_scratch ps_regex_scratch; /* one per thread */

/* Sets *why to a static or library text on failure. */
PS_MUST_CHECK ps_status ps_regex_new(ps_regex **out, ps_span pattern, bool nocase, char why[128]);
void ps_regex_free(ps_regex *regex);
PS_MUST_CHECK ps_status ps_regex_scratch_new(ps_regex_scratch **out);
void ps_regex_scratch_free(ps_regex_scratch *scratch);

/* First match that begins in [from, until) of `line`; *match is group 0, *value the group asked
 * for. PS_OK with match->to == 0 when there is none; PS_E_LIMIT when a limit stopped the search:
 * the record must be withheld. */
PS_MUST_CHECK ps_status ps_regex_find(const ps_regex *regex, ps_regex_scratch *scratch,
                                      ps_span line, size_t from, size_t until, unsigned group,
                                      ps_extent *match, ps_extent *value);
/* Does the whole of `value` match? (allow-lists) */
PS_MUST_CHECK ps_status ps_regex_whole(const ps_regex *regex, ps_regex_scratch *scratch,
                                       ps_span value, bool *matches);

#endif
