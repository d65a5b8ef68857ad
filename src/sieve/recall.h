/* SPDX-License-Identifier: Apache-2.0
 *
 * Recall: what came of events that were looked at, by their skeletons (skeleton.h) and the answers
 * to what a skeleton leaves open (varying.h). An event that has both of another needs no lens and
 * no forms: where nothing was found and nothing can be, it needs no judge; else the judge is told
 * what the lens would see, and judges the bytes that stand there. Only events are learnt of which
 * the forms said nothing, in which nothing is encoded, and that tables and statements have nothing
 * to do with. Bounded; one per scratch. It holds skeletons, which are input but for their numbers:
 * it is wiped before it is freed, and no event is learnt in which a word was found. */
#ifndef PS_RECALL_H
#define PS_RECALL_H

#include "judge.h"
#include "varying.h"

/* Of input before it is made: learning costs, and pays where lines of one kind come again and
 * again.
 */
enum { PS_RECALL_WORTH_BYTES = 1 << 20 };

enum { PS_RECALL_CANDIDATES_MAX = 64, PS_RECALL_QUESTIONS_MAX = 32 };

typedef struct ps_recall ps_recall;

/* A skeleton and what it leaves open. */
typedef struct ps_template {
    uint64_t hash, serial; /* serial: no other template ever had it */
    uint32_t len;
    uint32_t question_count;
    ps_question questions[]; /* offsets count from the event's beginning; then the skeleton */
} ps_template;

/* A candidate, and why it was kept the last time. */
typedef struct ps_kept {
    ps_candidate candidate; /* offsets count from the event's beginning */
    uint8_t reason;         /* ps_reason */
    uint8_t kind;           /* ps_kept_kind */
} ps_kept;
typedef enum ps_kept_kind {
    PS_KEPT_SHAPE,       /* ps_judge_refuses tells whether it is kept again */
    PS_KEPT_CONDITIONAL, /* it is, when nothing is found beside it */
    PS_KEPT_JUDGED       /* ask the judge */
} ps_kept_kind;

/* One set of answers to a template's questions, and what follows from them. */
typedef struct ps_known {
    uint64_t hash, serial; /* of the template */
    uint16_t question_count, kept_count;
    bool judged;                      /* some candidate is PS_KEPT_JUDGED */
    bool settled;                     /* `reasons` are not all 0 */
    uint8_t reasons[PS_REASON_COUNT]; /* of the candidates that are not kept with it */
} ps_known;                           /* behind it the candidates in order, then the answers */

static inline const ps_kept *ps_known_kept(const ps_known *known) {
    return (const ps_kept *)(known + 1);
}

/* NULL: no memory. */
ps_recall *ps_recall_new(void);
void ps_recall_free(ps_recall *recall);

/* Makes room where there is little. What was found before is not valid any more. */
void ps_recall_tidy(ps_recall *recall);

/* NULL: not known. Valid until ps_recall_tidy. */
const ps_template *ps_recall_template(ps_recall *recall, ps_span skeleton, uint64_t hash);
const ps_known *ps_recall_known(ps_recall *recall, const ps_template *template,
                                const ps_reply *answers);

/* Is an event of this hash worth learning? Asked of each that is not known: it is when it has been
 * here before, since learning costs as much as looking, and most of what comes twice comes often.
 */
bool ps_recall_worth(ps_recall *recall, uint64_t hash);

/* Learn; NULL: there is no room. */
const ps_template *ps_recall_add_template(ps_recall *recall, ps_span skeleton, uint64_t hash,
                                          const ps_question *questions, size_t count);
/* `known` has all but the hash, the serial and the count of questions. */
void ps_recall_add_known(ps_recall *recall, const ps_template *template, const ps_reply *answers,
                         const ps_known *known, const ps_kept *kept);

#endif
