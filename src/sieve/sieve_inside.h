/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share. Not for other layers. */
#ifndef PS_SIEVE_INSIDE_H
#define PS_SIEVE_INSIDE_H

#include "ids.h"
#include "judge.h"
#include "lessons.h"
#include "sieve.h"
#include "track.h"
#include "view.h"

#include <stdatomic.h>

struct ps_engine {
    atomic_uint refs;
    ps_rules *rules; /* our own share */
    bool *enabled;
    ps_action *actions; /* by rule */
    uint32_t rule_count;
    ps_lens *lens;
    ps_judge *judge;
    char *token_key; /* wiped when freed */
    size_t token_key_len;
    const char *token_key_id; /* of the configuration; may be NULL */
    int32_t inside[3];        /* by ps_origin: the rule of such runs; -1: none enabled */
    size_t max_record;
    ps_event_limits event_limits;
    char digest[65];
};

enum { PS_LEVELS_MAX = 5 }; /* the wrappers of containers, and four of encoding */

/* Lines that could not be examined, as extents in the batch. */
typedef struct ps_withheld {
    size_t from, to;
} ps_withheld;

/* An event as it stands in a text: the batch, or a view of it. Texts are shorter than 2^31 bytes.
 */
typedef struct ps_place {
    uint32_t from, to;             /* its lines, without the last line's end */
    uint32_t event;                /* of the batch, from 0 */
    uint32_t slots;                /* the first of its slots */
    uint32_t empty_from, empty_to; /* of the batch: a statement in it that tells nothing */
    uint8_t sought;                /* of the batch: values of it that were sought again */
    bool carried;          /* of the batch: each of its lines has the wrapper of a container */
    bool plain;            /* tables and statements have nothing to do with it: it may be learnt */
    bool ids;              /* of the batch: it is looked at with stand-ins for its ids ... */
    bool idless;           /* it is known to have none */
    bool even;             /* ... all of which sentences read alike */
    bool claimed;          /* of the batch: it is not to be, since something hangs on them */
    const ps_known *known; /* NULL: it is to be looked at */
} ps_place;
typedef struct ps_places {
    ps_place *items;
    size_t count, room;
    bool carried; /* some of them are */
} ps_places;

/* How far the batch is split into events. */
typedef struct ps_split {
    size_t at;
    ps_start next; /* the event that begins at `at`, when it has been looked at */
    bool taken;    /* it has */
    bool more;     /* events are left for another call */
    bool ahead;    /* ps_sieve_split has split the whole batch, `whole` */
    ps_span whole;
    size_t start; /* index of the next start, where they are told */
} ps_split;

/* msgpack_chunk.c */
typedef struct ps_msgpack_chunk ps_msgpack_chunk;
void ps_msgpack_chunk_free(ps_msgpack_chunk *chunk);

struct ps_scratch {
    const ps_engine *engine;
    ps_lens_scratch *lens;
    ps_judge_scratch *judge;
    ps_recall *recall; /* NULL: every event is looked at */
    bool recall_tried;
    ps_lessons *lessons; /* borrowed; NULL: there are no others to learn from */
    ps_heard heard;
    ps_varying *varying; /* with the recall */
    ps_byte_sets_fn *sets;
    ps_ids ids;
    ps_candidate recalled[PS_RECALL_CANDIDATES_MAX];
    ps_view views[2];
    ps_places places[3]; /* events of the batch and of both views */
    ps_slot *slots;      /* of tables and bound parameters; offsets in the batch */
    size_t slot_count, slot_room;
    ps_carry carry; /* taken over, and left behind */
    ps_split split;
    ps_memory before; /* what the carry remembered when the batch began */
    bool continues;   /* the first event of the batch has begun before it */
    ps_found *found;  /* of the batch under way, offsets in the batch */
    size_t found_count, found_room;
    ps_extent *kept; /* of the range under way: what forms keep in its views, in the batch */
    size_t kept_count, kept_room;
    size_t kept_from[PS_LEVELS_MAX + 1], found_from[PS_LEVELS_MAX + 1]; /* by level */
    unsigned kept_levels;
    ps_withheld *withheld;
    size_t withheld_count, withheld_room;
    ps_buf out;
    ps_msgpack_chunk *chunk; /* NULL: there was none yet */
    ps_counts counts;
    ps_trace_fn *trace;
    void *trace_ctx;
};

/* grow.c: doubles a list of the scratch, up to a limit. */
PS_MUST_CHECK ps_status ps_grow(void *list, size_t *room, size_t each);
/* split.c: the batch's next events into places[0], in order, and the slots of its tables. Some
 * are left when split.more is set. Has ps_sieve_split done so already, nothing is done. */
void ps_split_begin(ps_scratch *scratch, ps_span batch);
PS_MUST_CHECK ps_status ps_split_next(ps_scratch *scratch, ps_span batch);
PS_MUST_CHECK ps_status ps_places_add(ps_places *places, ps_place place);
/* examine.c: has it begun before the batch, or may it go on behind it? */
bool ps_place_is_linked(const ps_scratch *scratch, const ps_place *place);
/* ids.c: the event with stand-ins for its ids, valid until the next call; itself when it has none.
 * *even: as ps_hex_ids_read. */
ps_span ps_ids_event(ps_scratch *scratch, ps_span event, bool *even);
/* ids.c: the batch with stand-ins in the events [first, last) of it that may have them; only the
 * bytes of these events can be read. Itself when there are none. */
ps_span ps_ids_stretch(ps_scratch *scratch, ps_span batch, size_t first, size_t last);
/* ids.c: the same for one event that is known, if it is known with stand-ins. */
ps_span ps_ids_known(ps_scratch *scratch, ps_span batch, ps_place *event);
/* ids.c: may a match hang on ids: is the candidate a regex that reads them? */
bool ps_ids_are_read(ps_scratch *scratch, const ps_candidate *candidate);
/* ids.c: something hangs on these bytes of the batch, or what was found in the event does: when
 * there are ids among them, they are claimed. `even`: so they would be in an event that is even. */
void ps_ids_claim(ps_scratch *scratch, ps_place *event, size_t from, size_t to, bool even);
void ps_ids_claim_found(ps_scratch *scratch, ps_place *event, size_t found_from);
/* known.c: how far behind a key or label what was decided hangs on what stands there. All offsets
 * are of the event. */
size_t ps_known_reach(ps_span event, const ps_candidate *candidate, const ps_verdict *verdict);
/* known.c: tells other scratches what is new, and hears from them. */
void ps_known_exchange(ps_scratch *scratch);
/* known.c: `ref` is what was found out about the event (ps_known_ref). */
void ps_known_note(const ps_scratch *scratch, ps_place *event, uint32_t ref);
/* known.c: is the event known? */
void ps_known_look(ps_scratch *scratch, ps_span batch, ps_place *event);
/* known.c: one that was not, when the batch began: is it now? */
void ps_known_look_again(ps_scratch *scratch, ps_span batch, ps_place *event);
/* known.c: of an event that is known, which stands in `text` (the batch, or a view), what the judge
 * has to look at, into scratch->recalled. 0: nothing is found in it. Decisions are `counted`, or
 * not.
 */
size_t ps_known_candidates(ps_scratch *scratch, ps_span text, const ps_place *event, bool counted);
/* known.c: what is known of the text that an event stands for, decoded; NULL: nothing. */
const ps_known *ps_known_decoded(ps_scratch *scratch, ps_span text);
/* known.c: learns an event that was judged just now, with all its candidates; `text` is the batch,
 * or the view that it stands in. */
typedef struct ps_learning {
    bool encoded, decoded; /* something in it is; it was */
    size_t found_from;     /* of scratch->found: what was found in it */
} ps_learning;
void ps_known_learn(ps_scratch *scratch, ps_span text, const ps_place *event,
                    const ps_candidate *candidates, size_t count, const ps_learning *learning);
/* shield.c: the levels of a range, from 0; then what the judge's latest event, which stands at
 * `base` of the view (NULL: of the batch), keeps; at last what was found and is shielded is
 * dropped. */
void ps_shield_level(ps_scratch *scratch, unsigned level);
void ps_shield_add(ps_scratch *scratch, const ps_view *view, size_t base);
void ps_shield_drop(ps_scratch *scratch, ps_span batch);
/* batch.c: nothing stands before what comes next. */
void ps_carry_begin(ps_scratch *scratch);
/* examine.c: fills found (resolved, in order) and withheld (in order) for the batch. */
PS_MUST_CHECK ps_status ps_examine(ps_scratch *scratch, ps_span batch);
/* apply.c: the batch with what was found replaced, from `from` to `to` of it. */
PS_MUST_CHECK ps_status ps_apply(ps_scratch *scratch, ps_span batch, size_t from, size_t to,
                                 ps_span *out);

#endif
