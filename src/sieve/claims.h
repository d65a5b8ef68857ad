/* SPDX-License-Identifier: Apache-2.0
 *
 * Events that are looked at with stand-ins for their ids (ids.c): what claims an id, so that its
 * event is looked at once more as it stands. */
#ifndef PS_CLAIMS_H
#define PS_CLAIMS_H

#include "subject.h"

/* Before anything of the subject is judged: by what regexes may read. True: there are claims. */
bool ps_claim_read(ps_scratch *scratch, const ps_subject *subject, const ps_sight *sight);

/* What was judged just now: by what was found (scratch->found, from `found_from` on), and by what
 * forms and candidates have read. */
void ps_claim_judged(ps_scratch *scratch, const ps_subject *subject, const ps_place *place,
                     const ps_candidate *candidates, size_t count, size_t found_from);

#endif
