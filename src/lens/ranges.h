/* SPDX-License-Identifier: Apache-2.0
 *
 * From the questions that a text leaves open (varying.h) to the texts that answer them alike: a
 * range for each byte (box.h), and conditions for what no range says. A day is a range for its
 * year, its month and its day; whether a number has the check digit of a code is a condition. */
#ifndef PS_RANGES_H
#define PS_RANGES_H

#include "skeleton.h"
#include "varying.h"

enum { PS_CONDITIONS_MAX = 32 };

/* A question, and the answer that it must have. */
typedef struct ps_condition {
    ps_question question;
    ps_reply reply;
} ps_condition;

typedef struct ps_ranges {
    unsigned char low[PS_SKELETON_MAX], high[PS_SKELETON_MAX]; /* of as many bytes as the text */
    ps_condition conditions[PS_CONDITIONS_MAX];
    size_t count;
} ps_ranges;

/* `skeleton` is the text's (skeleton.h), `questions` what ps_varying_questions gave for it. False:
 * there are too many conditions. */
bool ps_ranges_make(const ps_varying *varying, ps_span text, const char *skeleton,
                    const ps_question *questions, size_t count, ps_ranges *ranges);

/* Does a text that is within the ranges meet the conditions? */
bool ps_conditions_hold(const ps_varying *varying, ps_span text, const ps_condition *conditions,
                        size_t count);

#endif
