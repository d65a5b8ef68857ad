/* SPDX-License-Identifier: Apache-2.0
 *
 * Records of a binary format (MessagePack, Avro, Protobuf), each mirrored as one line of JSON: the
 * engine sees keys, paths and values as in any log, and finds what it would find there. Afterwards
 * the values are read back in the order in which they were written. One thread at a time. */
#ifndef PS_MIRROR_H
#define PS_MIRROR_H

#include "sieve.h"

typedef struct ps_mirror ps_mirror;
/* `engine` and `scratch` are borrowed, and must outlive it. */
PS_MUST_CHECK ps_status ps_mirror_new(ps_mirror **out, const ps_engine *engine,
                                      ps_scratch *scratch);
void ps_mirror_free(ps_mirror *mirror);

/* ---- writing ---- The first failure is kept, and what follows it does nothing. */

void ps_mirror_begin(ps_mirror *mirror); /* drops all records, and what was known of events */
/* Drops the records; those that follow may go on with the events of those before. */
void ps_mirror_go_on(ps_mirror *mirror);
void ps_mirror_record(ps_mirror *mirror);              /* begins a record: one value follows */
void ps_mirror_open(ps_mirror *mirror, char bracket);  /* '{' or '[': never a key */
void ps_mirror_close(ps_mirror *mirror, char bracket); /* '}' or ']' */
/* Bytes of any kind. In an object a key and its value by turns. */
void ps_mirror_text(ps_mirror *mirror, ps_span text);
/* As JSON has them: a number, true, false, null. In the place of a key it becomes a string. */
void ps_mirror_word(ps_mirror *mirror, ps_span word);
/* A record of two values, of which the second is a line of a log and the first says nothing of it:
 * its line is that text, as it is. False: not this text (it has line ends, or none of its own);
 * nothing has begun then. */
bool ps_mirror_line(ps_mirror *mirror, ps_span text);
/* The record under way cannot be shown: it is withheld, whatever follows of it. */
void ps_mirror_lose(ps_mirror *mirror);
size_t ps_mirror_size(const ps_mirror *mirror); /* bytes so far */

/* ---- redaction, and reading ---- */

/* All records as one batch. *changed: not all of them are the same; else no need to read. On
 * failure nothing of any record may go out. */
PS_MUST_CHECK ps_status ps_mirror_redact(ps_mirror *mirror, bool *changed);
typedef enum ps_mirrored {
    PS_MIRRORED_SAME,    /* nothing was found in the record: the values need not be read */
    PS_MIRRORED_CHANGED, /* they have to be, all of them */
    PS_MIRRORED_WITHHELD /* it was not examined, or cannot be read back: nothing of it may go out */
} ps_mirrored;
/* The next record, in order. */
ps_mirrored ps_mirror_next_record(ps_mirror *mirror);
/* The next text or word of the record. False: as it was; true: *out is what stands there now,
 * a string whatever it was before, valid until the next call. */
bool ps_mirror_next(ps_mirror *mirror, ps_span *out);

#endif
