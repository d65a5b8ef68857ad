/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a growing buffer of lines may be cut: before its last event, of which more may come. */
#ifndef PS_CUTTER_H
#define PS_CUTTER_H

#include "starts.h"
#include "track.h"

typedef struct ps_cutter {
    size_t at;           /* lines before it have been looked at */
    size_t cut;          /* where the last event begins */
    ps_track track;      /* behind `at` */
    ps_track before_cut; /* before the line at `cut` */
    size_t whole;        /* before it no line is cut by a container: a pause may release it */
    ps_track at_whole;   /* behind the line that ends there */
    ps_starts *starts;   /* borrowed; where events begin is noted there; NULL: nowhere */
    ps_scratch *scratch; /* borrowed; what it knows is noted, too; NULL: nothing is */
} ps_cutter;

/* Looks at the lines of `text`, which ends behind a newline (the input's last line may lack it) and
 * has only grown since the last call. */
void ps_cutter_look(ps_cutter *cutter, const ps_engine *engine, ps_span text);

#endif
