/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of a MessagePack object, one after the other, with a stack of its own. */
#ifndef PS_MSGPACK_WALK_H
#define PS_MSGPACK_WALK_H

#include "mirror.h"
#include "msgpack_item.h"

enum { PS_MSGPACK_DEPTH = 128 };

typedef struct ps_msgpack_walk {
    ps_span bytes;
    size_t at, end;
    unsigned depth;
    struct {
        uint64_t left;
        bool map;
    } levels[PS_MSGPACK_DEPTH];
} ps_msgpack_walk;

/* How a value is shown to the engine. */
typedef enum ps_msgpack_shown {
    PS_SHOWN_TEXT,  /* the bytes of it */
    PS_SHOWN_WORD,  /* a number, a boolean, nil; a time, as null */
    PS_SHOWN_NEVER, /* bytes that nobody can read: they never go out */
    PS_SHOWN_OPEN,  /* a map or an array: what is inside follows */
    PS_SHOWN_CLOSE  /* its end: no bytes */
} ps_msgpack_shown;

typedef struct ps_msgpack_step {
    ps_msgpack_shown shown;
    ps_msgpack_item item;
    size_t from, to; /* its bytes; of a map or an array the header alone */
} ps_msgpack_step;

/* [from, to) of `bytes` are complete objects (ps_msgpack_object). */
void ps_msgpack_walk_begin(ps_msgpack_walk *walk, ps_span bytes, size_t from, size_t to);
/* False: there is nothing left, or, with *deep, the object nests too deep. */
bool ps_msgpack_walk_next(ps_msgpack_walk *walk, ps_msgpack_step *out, bool *deep);

/* Mirrors all of it in the record under way. *opaque is set when something in it is. */
void ps_msgpack_show(ps_msgpack_walk *walk, ps_mirror *mirror, bool *opaque);

#endif
