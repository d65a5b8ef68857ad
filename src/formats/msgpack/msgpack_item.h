/* SPDX-License-Identifier: Apache-2.0
 *
 * MessagePack, as its specification has it (github.com/msgpack/msgpack, spec.md): one item at a
 * time, headers of any width. Pure; nothing here calls itself, however deep the bytes nest. */
#ifndef PS_MSGPACK_ITEM_H
#define PS_MSGPACK_ITEM_H

#include "buf.h"

typedef enum ps_msgpack_kind {
    PS_MSGPACK_NIL,
    PS_MSGPACK_BOOL,
    PS_MSGPACK_UINT,
    PS_MSGPACK_INT, /* below zero, or of a signed header */
    PS_MSGPACK_FLOAT,
    PS_MSGPACK_TEXT,
    PS_MSGPACK_BIN,
    PS_MSGPACK_EXT,
    PS_MSGPACK_ARRAY,
    PS_MSGPACK_MAP
} ps_msgpack_kind;

typedef struct ps_msgpack_item {
    ps_msgpack_kind kind;
    uint32_t head;    /* bytes of the header, or of all of a number */
    uint32_t body;    /* bytes behind it, of text, bin and ext */
    uint64_t inside;  /* items that follow, of an array and a map (two for each pair) */
    uint64_t natural; /* of BOOL, UINT */
    int64_t integer;  /* of INT */
    double real;      /* of FLOAT */
    int type;         /* of EXT */
} ps_msgpack_item;

/* The item at `at`, header and body complete. False: it is not, or 0xc1, which nothing begins
 * with. */
bool ps_msgpack_read(ps_span bytes, size_t at, ps_msgpack_item *out);
/* Bytes of the object at `at`, with all that is inside; 0: it is not complete, or malformed. */
size_t ps_msgpack_object(ps_span bytes, size_t at);
/* A time of the Forward protocol (type 0) or of MessagePack (type -1): an ext that is no text. */
bool ps_msgpack_is_time(const ps_msgpack_item *item);

/* In the shortest form. */
PS_MUST_CHECK ps_status ps_msgpack_put_text(ps_buf *out, ps_span text);
PS_MUST_CHECK ps_status ps_msgpack_put_bin(ps_buf *out, ps_span bytes);

#endif
