/* SPDX-License-Identifier: Apache-2.0
 *
 * HL7 version 2: what its readers share. Tables say where person data stands (hl7_fields.def), what
 * a data type is made of (hl7_parts.def) and what an identifier's type code means (hl7_ids.def);
 * the readers only find the places. Values are put alone: separators, codes and types stay. */
#ifndef PS_HL7_H
#define PS_HL7_H

#include "form.h"
#include "value.h"

/* Data types, as far as they matter here; the parts of each are rows of hl7_parts.def. */
typedef enum ps_hl7_type {
    PS_HL7_KEEP,           /* stays, whatever its shape */
    PS_HL7_ONE,            /* first component: EI, XON, ST */
    PS_HL7_CX,             /* identifier; its type code may say more than its field */
    PS_HL7_XPN,            /* person's name */
    PS_HL7_XCN,            /* identifier and name */
    PS_HL7_XAD,            /* address */
    PS_HL7_XTN,            /* telephone, mail */
    PS_HL7_TS,             /* date or time */
    PS_HL7_DR,             /* two dates */
    PS_HL7_TQ,             /* quantity and timing */
    PS_HL7_EIP,            /* two identifiers, each with its authority behind '&' */
    PS_HL7_AUI,            /* authorization: number, date */
    PS_HL7_DLN,            /* licence: number, state, expiry */
    PS_HL7_CODED,          /* code and text: the text */
    PS_HL7_SINCE,          /* code and date */
    PS_HL7_SPAN,           /* code and two dates */
    PS_HL7_PL,             /* point of care, room, bed ... */
    PS_HL7_FREE,           /* text: the whole repetition */
    PS_HL7_GUESS,          /* not said: by the form of the value */
    PS_HL7_QUERY,          /* @PID.5.1^value */
    PS_HL7_TEXT_OR_NUMBER, /* a site's own field: a number or text */
    PS_HL7_OBSERVATION,    /* OBX-5: OBX-2 says its type */
    PS_HL7_TYPES
} ps_hl7_type;

/* The kind of a part or an identifier: the one that its field says. */
enum { PS_HL7_SELF = PS_SLOT_KINDS };

typedef struct ps_hl7_field {
    char segment[4];
    uint8_t number, type, kind; /* kind: ps_slot_kind */
} ps_hl7_field;

/* The rows of a segment, in order of number; *count 0: none. `name` has 3 bytes, in any case. */
const ps_hl7_field *ps_hl7_fields(const char *name, size_t *count);
/* The row of one field, NULL: none. */
const ps_hl7_field *ps_hl7_field_at(const char *name, unsigned number);

/* The same; a field without a row is a code, and stays. NULL: no segment of the standard. */
const ps_hl7_field *ps_hl7_field_or_code(const char *name, unsigned number);
/* Its values hold no blank, unless our words follow them. */
bool ps_hl7_is_narrow(const ps_hl7_field *field);

typedef enum ps_hl7_traits {
    PS_HL7_KNOWN = 1,     /* a segment of the standard */
    PS_HL7_SET_ID = 2,    /* its first field counts: 1, 2, 3 ... */
    PS_HL7_DISTINCT = 4,  /* no other table or log has a column of this name */
    PS_HL7_HEADER = 8,    /* declares the separators */
    PS_HL7_EXTENSION = 16 /* Z..: a site's own */
} ps_hl7_traits;
/* ps_hl7_traits of a segment name of 3 bytes, 0: not known. */
unsigned ps_hl7_segment_traits(const char *name);

/* Components first to last (from 1) of a type are one value; others are codes. */
typedef struct ps_hl7_part {
    uint8_t type, first, last, kind; /* kind: ps_slot_kind or PS_HL7_SELF */
} ps_hl7_part;
/* The parts of a type; NULL and 0: none. */
const ps_hl7_part *ps_hl7_parts(ps_hl7_type type, size_t *count);

/* The meaning of CX.5; `self` when it says nothing new, PS_SLOT_KEEP: a provider's or an
 * organization's. *known (may be NULL) tells whether the code is in the table. */
ps_slot_kind ps_hl7_id_kind(ps_span code, ps_slot_kind self, bool *known);

/* ---- reading ---- */

typedef struct ps_hl7 {
    ps_reader *reader;
    ps_span text;
    char field, component, repeat, sub; /* separators */
    char closer;                        /* quote or bracket that ends the piece, 0: none */
    size_t closer_depth; /* backslashes before an opening quote; SIZE_MAX: not known, any */
    bool loose;          /* the words of a log line may follow the last value */
    bool breaks;         /* segment ends were seen: blanks alone part nothing */
    ps_extent first[5];  /* fields 1 to 5 of the segment in hand */
} ps_hl7;

void ps_hl7_open(ps_hl7 *h, ps_reader *reader); /* with the standard's usual separators */

/* Segment, or list of them, at the anchor [at, end). Contract of ps_form_fn. */
size_t ps_hl7_message_read(ps_reader *reader, size_t at, size_t end);
/* Fields of a segment from number `number` on, up to the end of the segment. Returns its end, and
 * in *behind where the next may begin. */
size_t ps_hl7_fields_read(ps_hl7 *h, const char *name, unsigned number, size_t from,
                          size_t *behind);
/* One field of known meaning in [from, to), all its repetitions. */
void ps_hl7_value_read(ps_hl7 *h, const ps_hl7_field *field, size_t from, size_t to);
/* A field of a known segment that holds codes: what its components are stays. */
void ps_hl7_codes_keep(ps_hl7 *h, size_t from, size_t to);
/* A field whose meaning is not known: what its form tells, else free text (`sure`: nothing). */
void ps_hl7_guess_read(ps_hl7 *h, size_t from, size_t to, bool sure);
/* The type that the form of one repetition tells; PS_HL7_KEEP: none. */
ps_hl7_type ps_hl7_guess_type(const ps_hl7 *h, size_t from, size_t to);
void ps_hl7_observation_read(ps_hl7 *h, size_t from, size_t to);

/* One component (from 1) of a field, alone. */
void ps_hl7_part_put(ps_hl7 *h, const ps_hl7_field *field, unsigned component, size_t from,
                     size_t to);
/* A query's parameter: PID.5.1^LOPEZ in [at, to). */
void ps_hl7_query_read(ps_hl7 *h, size_t at, size_t to);
/* A lone identifier or telephone number at its ^^^, or the rest of a PID whose head is cut off. */
size_t ps_hl7_piece_read(ps_reader *reader, size_t at, size_t end);

/* ---- where things end ---- */

/* Length of a segment end at `at`, as a byte or spelled out (\r, \x0d, <CR>, ^M ...); 0: none. */
size_t ps_hl7_break(ps_span text, size_t at);
/* Behind all segment ends, and a few blanks, at `at`. */
size_t ps_hl7_skip_breaks(ps_span text, size_t at);
/* Length of the segment end right before `at`. */
size_t ps_hl7_break_before(ps_span text, size_t at);
/* A segment's name and a separator at `at`; `traits` may be NULL. */
bool ps_hl7_starts(const ps_hl7 *h, size_t at, unsigned *traits);
/* A segment that begins at `at` although nothing parts it from what stands before. */
bool ps_hl7_glued(const ps_hl7 *h, size_t at);
/* The end of the segment whose content begins at `from`; *behind: where the next may begin. */
size_t ps_hl7_segment_end(const ps_hl7 *h, size_t from, size_t *behind);
/* The end of the value at `from` when nothing but a log's own words ends it: `status=failed`. */
size_t ps_hl7_tail(ps_span text, size_t from, size_t to, bool narrow);

/* [from, to) without blanks around it. */
ps_extent ps_hl7_trim(ps_span text, size_t from, size_t to);
/* Something that can be read: a letter or a digit. "" is HL7's word for nothing. */
bool ps_hl7_filled(ps_span text, ps_extent value);
/* Own output and nothing else. */
bool ps_hl7_is_own(ps_span text, ps_extent value);

#endif
