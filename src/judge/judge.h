/* SPDX-License-Identifier: Apache-2.0
 *
 * The judge: candidates and values -> found, by evidence (rules R1 to R5 of docs/rules.md):
 *   R1  a key or label names the category                    -> goes, even when its check fails
 *   R2  a rare shape whose check passes, no lowering word    -> goes
 *   R3  the check passes and a raising word stands near      -> goes
 *   R4  less than that                                       -> stays, counted; goes when strict
 *   R5  a key that is no PHI key                             -> stays */
#ifndef PS_JUDGE_H
#define PS_JUDGE_H

#include "form.h"
#include "lens.h"
#include "memory.h"
#include "trace.h"

enum { PS_EVIDENCE_KEY = 1, PS_EVIDENCE_CHECK = 2, PS_EVIDENCE_SHAPE = 4, PS_EVIDENCE_CONTEXT = 8 };
/* "K+V", "S", ... static */
const char *ps_evidence_text(unsigned evidence);

/* A value that goes (or that a keep action lets stand). Offsets are in the text that was judged. */
typedef struct ps_found {
    uint32_t from, to;           /* a huge line holds very many: they are kept small */
    uint32_t wrap_from, wrap_to; /* bytes to be written on both sides; equal: none */
    uint16_t rule;
    char separator;   /* of a slot: each one in the value is written behind the replacement */
    uint8_t reason;   /* ps_reason */
    uint8_t evidence; /* PS_EVIDENCE_* */
    bool certain;     /* a form says so */
    bool verbatim;    /* found in a view that shows these bytes as they stand */
} ps_found;

typedef struct ps_judge ps_judge;                 /* immutable, shared */
typedef struct ps_judge_scratch ps_judge_scratch; /* one per thread */

/* `rules` and `keys` (of the lens) must outlive the judge. */
PS_MUST_CHECK ps_status ps_judge_new(ps_judge **out, const ps_rules *rules, const bool *enabled,
                                     const struct ps_key_index *keys, ps_error *err);
void ps_judge_free(ps_judge *judge);
PS_MUST_CHECK ps_status ps_judge_scratch_new(ps_judge_scratch **out, const ps_judge *judge);
void ps_judge_scratch_free(ps_judge_scratch *scratch);
/* Gives back what a huge event has made grow; what was found in it and kept is gone then. */
void ps_judge_trim(ps_judge_scratch *scratch);

/* Every decision is counted in `reasons` (PS_REASON_COUNT entries) and, when fn is set, told to it:
 * offsets are the line's plus `trace_base`. */
void ps_judge_watch(ps_judge_scratch *scratch, uint64_t *reasons, ps_trace_fn *fn, void *ctx);

/* One event: its lines with their '\n' between them, without the last line's end. */
typedef struct ps_event {
    ps_span text;
    size_t base; /* its offset in the text that candidates and slots count from */
    const ps_candidate *candidates;
    size_t candidate_count;
    const ps_slot *slots; /* known before: rows of a table, bound parameters */
    size_t slot_count;
    ps_extent empty;         /* the reader's (form.h) */
    const ps_memory *before; /* of its earlier lines; NULL: none */
    ps_memory *after;        /* to be filled for its later lines; NULL: there are none */
    uint8_t *sought; /* values that other looks at it sought again; counts on. NULL: no others */
    bool part;       /* of the event: what was sought in other looks is not allowed here any more */
} ps_event;

/* Judges one event. Sets *found, in order of from, possibly overlapping, offsets in the event,
 * valid until the next call. PS_E_LIMIT: withhold the event. */
PS_MUST_CHECK ps_status ps_judge_event(const ps_judge *judge, ps_judge_scratch *scratch,
                                       const ps_event *event, const ps_found **found,
                                       size_t *found_count);

/* Has a form, or a slot that was given in, said anything of the latest event? */
bool ps_judge_placed(const ps_judge_scratch *scratch);

/* What forms have looked through in the latest event, from the first byte to the last; empty:
 * nothing. */
ps_extent ps_judge_read(const ps_judge_scratch *scratch);
/* The same by sentences, to which all hex words are the same (hex_word.h). */
ps_extent ps_judge_words(const ps_judge_scratch *scratch);

/* What was decided because of one candidate. */
enum { PS_VERDICTS_MAX = 64 };
typedef struct ps_verdict {
    uint32_t reasons; /* bit ps_reason; 0: nothing was decided */
    uint32_t to;      /* behind the last place that was decided on, in the event */
    uint32_t count;   /* decisions */
    bool matched;     /* its regex did, whatever came of it */
} ps_verdict;

/* Of the first PS_VERDICTS_MAX candidates of the latest event. */
const ps_verdict *ps_judge_verdicts(const ps_judge_scratch *scratch);

/* A shape or anchor that has been kept for the reason `*reason`, and of which other digits stand in
 * `line` now, all else being the same: is it kept again? Then *reason says why. False: who knows.
 */
bool ps_judge_refuses(const ps_judge *judge, ps_span line, const ps_candidate *candidate,
                      ps_reason *reason);

/* What forms know to be no PHI in the latest event: extents in order, not overlapping, offsets in
 * the event, valid until the next call. */
void ps_judge_shield(const ps_judge_scratch *scratch, const ps_extent **kept, size_t *count);

/* qsort, for a list that is short or nearly in order. */
void ps_found_sort(ps_found *found, size_t count, int (*compare)(const void *, const void *));

/* Sorts by position and merges what overlaps: the bytes of every one go, the strongest (evidence,
 * then severity, then length) names the action. Returns the new count. */
size_t ps_found_resolve(ps_found *found, size_t count, const ps_rules *rules);

#endif
