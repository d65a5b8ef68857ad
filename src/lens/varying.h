/* SPDX-License-Identifier: Apache-2.0
 *
 * What may be seen in one of two texts with the same skeleton (skeleton.h), and not in the other.
 * Nearly all that is looked for hangs on letters, signs and the lengths of numbers, which a
 * skeleton keeps. The rest is told here: literals, keys and shapes that name a digit, encoded runs,
 * and what kind of number stands somewhere. A question is a place where it may be so. Two texts
 * with one skeleton and the same answers to its questions are the same to lens and forms; and all
 * texts with one skeleton have the same questions. */
#ifndef PS_VARYING_H
#define PS_VARYING_H

#include "lens.h"
#include "words.h"

typedef struct ps_varying ps_varying; /* immutable */

typedef enum ps_question_kind {
    PS_QUESTION_RUN,     /* [at,end): would the run be opened? */
    PS_QUESTION_COLUMNS, /* at: does a dump begin there? */
    PS_QUESTION_ESCAPE,  /* at: does an encoded stretch begin there? */
    PS_QUESTION_SHAPE,   /* [at,end): are the digits there that the shape names? */
    PS_QUESTION_LITERAL, /* [at,end): is it a literal or label? */
    PS_QUESTION_KEY,     /* at: which key stands before the separator? */
    PS_QUESTION_NUMBER,  /* [at,end): which kind of number? */
    /* Those that ranges leave (ranges.h); 1: it is so. */
    PS_QUESTION_DIGIT,   /* at: does the digit `which` stand there? */
    PS_QUESTION_ZEROS,   /* at: do two zeros? */
    PS_QUESTION_MIDNIGHT /* at: does 00:00:00? */
} ps_question_kind;

typedef struct ps_question {
    uint16_t at, end; /* bytes of the text */
    uint16_t which;   /* shape, or ps_number_test */
    uint16_t kind;    /* ps_question_kind */
} ps_question;

typedef uint16_t ps_reply;

/* `lens` is made of `rules` and `enabled`; both must outlive it. PS_E_LIMIT: skeletons say too
 * little with these rules (a regex without a literal). */
PS_MUST_CHECK ps_status ps_varying_new(ps_varying **out, const ps_rules *rules, const bool *enabled,
                                       const ps_lens *lens);
void ps_varying_free(ps_varying *varying);

/* The questions that `text` leaves open, whole lines, PS_SKELETON_MAX bytes and `most` questions at
 * most. False: there are more, or a text with this skeleton may hold what questions do not tell. */
bool ps_varying_questions(const ps_varying *varying, ps_span text, const char *skeleton,
                          ps_question *questions, size_t most, size_t *count);

/* The shape of a PS_QUESTION_SHAPE. */
ps_span ps_varying_shape(const ps_varying *varying, const ps_question *question);

/* Of a PS_QUESTION_LITERAL: ps_blanks_within, for the bytes from its `at` on; ps_blanks_only. */
bool ps_varying_literal_within(const ps_varying *varying, const ps_question *question,
                               const unsigned char *low, const unsigned char *high);
ps_span ps_varying_literal(const ps_varying *varying, const ps_question *question);

/* The answer for `text`. */
ps_reply ps_varying_ask(const ps_varying *varying, ps_span text, const ps_question *question);

#endif
