/* SPDX-License-Identifier: Apache-2.0
 *
 * X12 (270 to 278, 820, 834, 835, 837, and pieces of them). Private to this folder.
 *   x12_cut.c     text -> segments and elements
 *   x12_tables.c  what codes mean
 *   x12_state.c   whose the elements are: loops, kinds of business
 *   x12_slots.c   elements -> slots
 *   x12_tail.c    what a cut has left of a segment
 *   x12.c         the reader
 *   x12_path.c    elements by their names */
#ifndef PS_X12_H
#define PS_X12_H

#include "form.h"
#include "value.h"

/* The forms of forms.def: messages, and elements by their names. */
extern const char *const ps_x12_anchors[];
extern const char *const ps_x12_path_anchors[];
ps_form_fn ps_x12_read, ps_x12_path_read;

enum { PS_X12_ELEMENTS = 32, PS_X12_GAP = 96 };

/* The signs of one message; 0: not known. */
typedef struct ps_x12_signs {
    char element, component, terminator;
    char open;        /* quote or bracket right before the first segment */
    bool terminated;  /* the terminator is known, from the ISA or from a segment that follows */
    bool interchange; /* from the ISA */
} ps_x12_signs;

typedef struct ps_x12_segment {
    size_t at, end; /* end: behind the last element, before the terminator */
    size_t count;   /* of elements, without the name */
    ps_extent element[PS_X12_ELEMENTS + 1]; /* [0] the name; [n] as the standard counts them */
    bool closed; /* a terminator, a quote or a segment follows: the last element ends for certain */
    bool last;   /* a quote or bracket has closed the message */
} ps_x12_segment;

/* Is there the name of a segment at `at`, known to the tables, with a separator behind it? */
bool ps_x12_name_at(ps_span text, size_t at, char separator);
/* Reads the segment at `at`, learning a terminator. */
void ps_x12_cut(ps_span text, size_t at, ps_x12_signs *signs, ps_x12_segment *out);
/* The next segment behind `segment`: right behind its terminator, or within PS_X12_GAP bytes of
 * other text (a list, line numbers). text.len: none. */
size_t ps_x12_next(ps_span text, ps_x12_signs *signs, const ps_x12_segment *segment);
/* The signs of a message whose first segment is at `at`; false when it can be none. */
bool ps_x12_signs_at(ps_span text, size_t at, ps_x12_signs *out);
/* Without the blanks around it; empty when there is no such element. */
ps_extent ps_x12_element(ps_span text, const ps_x12_segment *segment, size_t n);
ps_span ps_x12_value(ps_span text, const ps_x12_segment *segment, size_t n);

/* ---- tables ---- */

typedef enum ps_x12_business { PS_X12_EITHER, PS_X12_HEALTH, PS_X12_TRADE } ps_x12_business;
typedef enum ps_x12_whose {
    PS_X12_SAME,
    PS_X12_PERSON,
    PS_X12_OTHER,
    PS_X12_PLACE,
    PS_X12_ALWAYS
} ps_x12_whose;

typedef struct ps_x12_kind { /* a row of x12_segments.def */
    const char *id, *shape;
    uint8_t speaks, then;
} ps_x12_kind;
typedef struct ps_x12_place { /* a row of x12_values.def */
    const char *id;
    uint8_t element, slot, whose;
} ps_x12_place;
typedef struct ps_x12_code { /* a row of x12_codes.def */
    const char *code;
    uint8_t means, whose;
} ps_x12_code;
typedef struct ps_x12_list {
    const ps_x12_code *rows;
    size_t count;
} ps_x12_list;

extern const ps_x12_list ps_x12_entities, ps_x12_numbers, ps_x12_references, ps_x12_elements,
    ps_x12_groups, ps_x12_sets;

const ps_x12_code *ps_x12_code_find(const ps_x12_list *list, ps_span code);
const ps_x12_kind *ps_x12_kind_find(ps_span id);
/* The rows of one segment begin at the result; NULL: none. They end where the id changes. */
const ps_x12_place *ps_x12_place_find(ps_span id);
const ps_x12_place *ps_x12_place_end(void);

/* ---- state ---- */

typedef struct ps_x12_state {
    ps_span text;
    ps_x12_signs signs;
    ps_x12_business business;
    ps_x12_whose who; /* whose the elements are: SAME (not known), PERSON or OTHER */
    bool remittance;  /* 835: a name says nothing of what follows it */
} ps_x12_state;

/* For which business does this segment speak, judged by itself? *shaped: it is X12 at all. */
ps_x12_business ps_x12_speaks(ps_span text, const ps_x12_segment *segment, bool *shaped);
/* For which business do the words of the log line before `at` speak? */
ps_x12_business ps_x12_told(ps_span text, size_t at);
/* The business of the segments from `at` to the next ST or SE. *shaped: at least one is X12. */
ps_x12_business ps_x12_fragment(ps_span text, size_t at, ps_x12_signs signs, bool *shaped);
/* What this segment changes, before its own elements are read. */
void ps_x12_enter(ps_x12_state *state, const ps_x12_segment *segment);
/* NM101 or N101: is it a person's (PERSON), another's (OTHER), or a place's? */
ps_x12_whose ps_x12_entity(ps_span text, const ps_x12_segment *segment);

/* ---- slots ---- */

/* The kind of the number that this code (NM108) names. */
ps_slot_kind ps_x12_number_kind(ps_span code, ps_span number);
/* What a cut has left of the segment before the first one, at `at`. */
void ps_x12_put_tail(ps_reader *reader, const ps_x12_state *state, size_t at);
void ps_x12_put(ps_reader *reader, const ps_x12_state *state, const ps_x12_segment *segment);

#endif
