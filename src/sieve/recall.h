/* SPDX-License-Identifier: Apache-2.0
 *
 * Recall: what came of events that were looked at, each with the box of texts (box.h) that lens and
 * forms see as the same, and the conditions that go with it (ranges.h). An event of such a box
 * needs no lens and no forms: where nothing was found and nothing can be, it needs no judge; else
 * the judge is told what the lens would see, and judges the bytes that stand there. What an encoded
 * event stands for is an event of its own here. Only events are learnt of which the forms said
 * nothing, and that tables and statements have nothing to do with. Bounded; one per scratch. It
 * holds input but for its numbers: it is wiped before it is freed, and no event is learnt in which
 * a word was found. */
#ifndef PS_RECALL_H
#define PS_RECALL_H

#include "event.h"
#include "judge.h"
#include "ranges.h"

/* Of input before it is made: learning costs, and pays where lines of one kind come again and
 * again. Somewhat less than a block of the pipeline. */
enum { PS_RECALL_WORTH_BYTES = 900000 };

enum { PS_RECALL_CANDIDATES_MAX = 64, PS_RECALL_QUESTIONS_MAX = 48 };

typedef struct ps_recall ps_recall;

/* Hashes that were met. Shared by any threads. */
typedef struct ps_met ps_met;
ps_met *ps_met_new(void); /* NULL: no memory */
void ps_met_free(ps_met *met);

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

/* An event, and what follows from it. */
typedef struct ps_known {
    uint64_t hash;
    uint32_t next;      /* another one with this hash; for the recall */
    uint32_t len, size; /* bytes of the event, and of this with all that is behind it */
    uint16_t kept_count, condition_count;
    bool news;                        /* ps_recall_news has not told it */
    bool judged;                      /* some candidate is PS_KEPT_JUDGED */
    bool ids;                         /* with stand-ins for its hex ids (hex_ids.h) ... */
    bool even;                        /* ... which must be even, since sentences read them */
    bool encoded;                     /* something in it is: what it stands for is another event */
    uint8_t failures;                 /* how often in a row that was not known; ps_recall_note */
    bool settled;                     /* `reasons` are not all 0 */
    uint8_t reasons[PS_REASON_COUNT]; /* of the candidates that are not kept with it */
    ps_event_opening opening;         /* of one line; of more its `behind` is 0 */
} ps_known; /* behind it the candidates in order, the conditions, the ranges */

static inline const ps_kept *ps_known_kept(const ps_known *known) {
    return (const ps_kept *)(known + 1);
}

/* What ps_recall_find gives; 0: nothing. Valid until ps_recall_tidy. */
typedef uint32_t ps_known_ref;

/* In the place of one: nothing, and the text has no hex ids. Never given by ps_recall_find. */
#define PS_KNOWN_IDLESS (UINT32_C(1) << 31)
static inline bool ps_is_known(ps_known_ref ref) {
    return ref && ref != PS_KNOWN_IDLESS;
}

/* Borrows both; met NULL: it has its own. NULL: no memory. */
ps_recall *ps_recall_new(const ps_varying *varying, ps_met *met);
void ps_recall_free(ps_recall *recall);

/* Makes room where there is little. What was found before is not valid any more. */
void ps_recall_tidy(ps_recall *recall);

uint64_t ps_recall_hash(const ps_recall *recall, ps_span text);
ps_known_ref ps_recall_find(ps_recall *recall, ps_span text, uint64_t hash);
/* May something of this hash have been learnt since ps_recall_tidy? */
bool ps_recall_is_fresh(ps_recall *recall, uint64_t hash);
const ps_known *ps_recall_at(const ps_recall *recall, ps_known_ref ref);

/* An event that stands in the box but for its hex ids -> with stand-ins for them, into `out`. */
void ps_recall_read(const ps_recall *recall, const ps_known *known, ps_span event, char *out);

/* Is an event of this hash worth learning? Asked of each that is not known: it is when it has been
 * here before, since learning costs as much as looking, and most of what comes twice comes often.
 */
bool ps_recall_worth(ps_recall *recall, uint64_t hash);

/* Learns. `known` has all but the link and the size; ranges are of known->len bytes. Where there is
 * no room, or too much with this hash, nothing is learnt. */
void ps_recall_add(ps_recall *recall, const ps_known *known, const ps_kept *kept,
                   const ps_ranges *ranges);

/* Did it save a look at an event? One that is encoded does so when what it stands for is known,
 * too; after FAILURES_MAX times in a row that it was not, it is better not asked: that is decoded
 * for nothing. */
enum { PS_KNOWN_FAILURES_MAX = 4 };
void ps_recall_note(ps_recall *recall, const ps_known *known, bool served);

/* The next one that was learnt here and not told yet, in order; NULL: there is none. Valid until
 * ps_recall_tidy. */
const ps_known *ps_recall_news(ps_recall *recall);
/* Takes over what another one has learnt (with the same rules), if it is not known. */
void ps_recall_take(ps_recall *recall, const ps_known *known);

#endif
