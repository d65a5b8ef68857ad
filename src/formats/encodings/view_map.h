/* SPDX-License-Identifier: Apache-2.0
 *
 * Where each byte of a view comes from: a stretch of raw bytes. Nearly every byte follows the one
 * before it, so a byte for each says how many raw bytes it takes; the few that do not are in a
 * list. One owner, one thread. */
#ifndef PS_VIEW_MAP_H
#define PS_VIEW_MAP_H

#include "validator.h"

#include <stdint.h>

typedef struct ps_raw {
    uint32_t from, to; /* raw bytes */
} ps_raw;

typedef struct ps_jump {
    uint32_t at; /* byte of the text */
    ps_raw raw;
} ps_jump;

typedef struct ps_view_map {
    uint8_t *steps; /* by byte: how many raw bytes behind the last ones, or one of the codes */
    ps_raw *marks;  /* by block of bytes: where the byte before it comes from */
    size_t len, room;
    ps_jump *jumps; /* in order */
    size_t jump_count, jump_room;
    ps_raw last; /* of byte len - 1; {0, 0} before the first */
} ps_view_map;

/* All zero is an empty map. */
void ps_view_map_free(ps_view_map *map);
/* Room for `need` bytes in all. */
PS_MUST_CHECK ps_status ps_view_map_reserve(ps_view_map *map, size_t need);
/* Drops the bytes from `len` on. */
void ps_view_map_cut(ps_view_map *map, size_t len);
/* One more byte, which comes from [raw.from, raw.to). There is room. */
PS_MUST_CHECK ps_status ps_view_map_put(ps_view_map *map, ps_raw raw);
/* n more bytes, which come from where the last one does. There is room. */
void ps_view_map_repeat(ps_view_map *map, size_t n);
/* n more bytes, not 0, which come from as many raw bytes from `from` on. There is room. */
PS_MUST_CHECK ps_status ps_view_map_copy(ps_view_map *map, uint32_t from, size_t n);

/* A place in a map, for walks from left to right: the next step is cheap. */
typedef struct ps_map_cursor {
    size_t at;   /* the byte it stands on */
    ps_raw raw;  /* where that comes from */
    size_t jump; /* the first jump behind it */
    bool set;
} ps_map_cursor;

/* Moves to byte `at` of the map, at most its length (behind the last byte stands nothing, which
 * comes from behind it). */
ps_raw ps_view_map_seek(const ps_view_map *map, ps_map_cursor *cursor, size_t at);
/* Appends to the map what bytes [from, to) of `above` come from. There is room. */
PS_MUST_CHECK ps_status ps_view_map_follow(ps_view_map *map, const ps_view_map *above,
                                           ps_map_cursor *cursor, size_t from, size_t to);
ps_raw ps_view_map_at(const ps_view_map *map, size_t at);
/* From the first to the last raw byte of [from, to); of `from` alone when that is empty. */
ps_raw ps_view_map_around(const ps_view_map *map, ps_map_cursor *cursor, size_t from, size_t to);

#endif
