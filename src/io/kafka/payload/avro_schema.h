/* SPDX-License-Identifier: Apache-2.0
 *
 * An Avro schema (Avro 1.12, "Schema Declaration") as a checked tree. Read-only once read. */
#ifndef PS_AVRO_SCHEMA_H
#define PS_AVRO_SCHEMA_H

#include "arena.h"
#include "error.h"

typedef enum ps_avro_kind {
    PS_AVRO_NULL,
    PS_AVRO_BOOLEAN,
    PS_AVRO_INT,
    PS_AVRO_LONG,
    PS_AVRO_FLOAT,
    PS_AVRO_DOUBLE,
    PS_AVRO_BYTES,
    PS_AVRO_STRING,
    PS_AVRO_RECORD,
    PS_AVRO_ENUM,
    PS_AVRO_FIXED,
    PS_AVRO_ARRAY,
    PS_AVRO_MAP,
    PS_AVRO_UNION
} ps_avro_kind;

/* What a value means beside its kind. One that does not fit the kind is none, as Avro says. */
typedef enum ps_avro_meaning {
    PS_AVRO_AS_IT_IS,
    PS_AVRO_DATE, /* days since 1970 */
    PS_AVRO_TIME_MILLIS,
    PS_AVRO_TIME_MICROS,
    PS_AVRO_TIME_NANOS,
    PS_AVRO_STAMP_MILLIS, /* since 1970, in UTC or anywhere */
    PS_AVRO_STAMP_MICROS,
    PS_AVRO_STAMP_NANOS,
    PS_AVRO_DECIMAL,
    PS_AVRO_UUID,
    PS_AVRO_DURATION
} ps_avro_meaning;

struct ps_avro_type;
/* A field of a record, a branch of a union, or a symbol of an enum, which has no type. */
typedef struct ps_avro_member {
    ps_span name; /* of a branch: empty */
    const struct ps_avro_type *type;
} ps_avro_member;

typedef struct ps_avro_type {
    ps_avro_kind kind;
    ps_avro_meaning meaning;
    const ps_avro_member *members;     /* of a record, union or enum */
    size_t count;                      /* of them */
    const struct ps_avro_type *inside; /* what arrays and maps hold */
    size_t size;                       /* bytes of a fixed */
    size_t scale;                      /* of a decimal */
    size_t neutral; /* of a union: its branch for null, `count` without one; of an enum: the symbol
                       that stands for a replaced one, its default or the first */
    const char *full_name;     /* of a record, enum or fixed */
    struct ps_avro_type *next; /* while reading: the named type before it */
} ps_avro_type;

enum { PS_AVRO_SCALE_MOST = 64 };

/* Everything lives in the arena, names included. `file` is for messages; PS_E_RULES says what is
 * wrong, where, and what to do. */
PS_MUST_CHECK ps_status ps_avro_schema_read(ps_span text, const char *file, ps_arena *arena,
                                            const ps_avro_type **out, ps_error *err);

#endif
