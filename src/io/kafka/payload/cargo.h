/* SPDX-License-Identifier: Apache-2.0
 *
 * The value of a record: text, or text within compression and the frames of a schema registry.
 * What cannot be examined as a whole is withheld. Knows no client library. */
#ifndef PS_CARGO_H
#define PS_CARGO_H

#include "schemas.h"
#include "sieve.h"

/* Why a value may not go on. */
typedef enum ps_cargo_verdict {
    PS_CARGO_PASSES,
    PS_CARGO_LIMIT,      /* over a limit of the engine, or it unpacks to too much */
    PS_CARGO_BINARY,     /* bytes that are no text */
    PS_CARGO_COMPRESSED, /* packed in a way that is not opened, or damaged */
    PS_CARGO_SCHEMA,     /* a frame whose content cannot be read, or not be written anew */
    PS_CARGO_ERROR       /* it could not be examined */
} ps_cargo_verdict;

enum {
    PS_CARGO_LEVELS = 2,     /* of compression, one in the other */
    PS_CARGO_RATIO = 256,    /* bytes that one packed byte may stand for, beyond */
    PS_CARGO_FREE = 1 << 20, /* so many */
};

/* What a worker needs for it; one thread at a time. */
typedef struct ps_cargo ps_cargo;
/* All of it is borrowed, and must outlive it. `schemas` NULL: frames hold JSON. */
PS_MUST_CHECK ps_status ps_cargo_new(ps_cargo **out, const ps_engine *engine, ps_scratch *scratch,
                                     const ps_schemas *schemas);
void ps_cargo_free(ps_cargo *cargo);

/* *out is `value` itself where nothing was found, else bytes of the cargo or its scratch, valid
 * until the next use of either. Anything but PS_CARGO_PASSES leaves *out empty. */
PS_MUST_CHECK ps_cargo_verdict ps_cargo_examine(ps_cargo *cargo, const ps_cargo_place *place,
                                                ps_span value, ps_span *out);

/* Begins as compressed bytes do, of any kind. */
bool ps_cargo_is_packed(ps_span value);

#endif
