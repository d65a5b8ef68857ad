/* SPDX-License-Identifier: Apache-2.0 */
#include "msgpack_walk.h"

#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void ps_msgpack_walk_begin(ps_msgpack_walk *walk, ps_span bytes, size_t from, size_t to) {
    walk->bytes = bytes;
    walk->at = from;
    walk->end = to;
    walk->depth = 0;
}

static ps_msgpack_shown shown_as(const ps_msgpack_item *item, ps_span body) {
    switch (item->kind) {
    case PS_MSGPACK_TEXT: return PS_SHOWN_TEXT;
    case PS_MSGPACK_BIN: return ps_is_text(body) ? PS_SHOWN_TEXT : PS_SHOWN_NEVER;
    case PS_MSGPACK_EXT:
        if (ps_msgpack_is_time(item)) return PS_SHOWN_WORD;
        return ps_is_text(body) ? PS_SHOWN_TEXT : PS_SHOWN_NEVER;
    case PS_MSGPACK_ARRAY:
    case PS_MSGPACK_MAP: return PS_SHOWN_OPEN;
    default: return PS_SHOWN_WORD;
    }
}

/* Goes out of what is complete. */
static bool close_level(ps_msgpack_walk *walk, ps_msgpack_step *out) {
    if (!walk->depth || walk->levels[walk->depth - 1].left) return false;
    walk->depth--;
    out->shown = PS_SHOWN_CLOSE;
    out->item.kind = walk->levels[walk->depth].map ? PS_MSGPACK_MAP : PS_MSGPACK_ARRAY;
    return true;
}

bool ps_msgpack_walk_next(ps_msgpack_walk *walk, ps_msgpack_step *out, bool *deep) {
    *out = (ps_msgpack_step){.from = walk->at, .to = walk->at};
    *deep = false;
    if (close_level(walk, out)) return true;
    if (walk->at >= walk->end || !ps_msgpack_read(walk->bytes, walk->at, &out->item)) return false;
    const ps_msgpack_item *item = &out->item;
    size_t body = walk->at + item->head;
    out->to = walk->at = body + item->body;
    out->shown = shown_as(item, ps_span_cut(walk->bytes, body, out->to));
    if (walk->depth) walk->levels[walk->depth - 1].left--;
    if (out->shown != PS_SHOWN_OPEN) return true;
    *deep = walk->depth == PS_MSGPACK_DEPTH;
    if (*deep) return false;
    walk->levels[walk->depth].left = item->inside;
    walk->levels[walk->depth++].map = item->kind == PS_MSGPACK_MAP;
    return true;
}

/* ---- showing ---- */

enum { WORD_ROOM = 32 };

/* 0.1 is no 0.10000000000000001: digits that nobody wrote would look like numbers of something. */
static int print_real(double real, char room[WORD_ROOM]) {
    int len = snprintf(room, WORD_ROOM, "%.15g", real);
    return strtod(room, NULL) == real ? len : snprintf(room, WORD_ROOM, "%.17g", real);
}

static ps_span number_of(const ps_msgpack_item *item, char room[WORD_ROOM]) {
    int len;
    if (item->kind == PS_MSGPACK_UINT)
        len = snprintf(room, WORD_ROOM, "%" PRIu64, item->natural);
    else if (item->kind == PS_MSGPACK_INT)
        len = snprintf(room, WORD_ROOM, "%" PRId64, item->integer);
    else
        len = print_real(item->real, room);
    return ps_span_of(room, len > 0 ? (size_t)len : 0);
}

static ps_span word_of(const ps_msgpack_item *item, char room[WORD_ROOM]) {
    switch (item->kind) {
    case PS_MSGPACK_BOOL: return item->natural ? PS_LIT("true") : PS_LIT("false");
    case PS_MSGPACK_FLOAT:
        if (!isfinite(item->real)) return PS_LIT("null");
        return number_of(item, room);
    case PS_MSGPACK_UINT:
    case PS_MSGPACK_INT: return number_of(item, room);
    default: return PS_LIT("null");
    }
}

static void show(const ps_msgpack_step *step, ps_span bytes, ps_mirror *mirror) {
    char room[WORD_ROOM];
    bool map = step->item.kind == PS_MSGPACK_MAP;
    switch (step->shown) {
    case PS_SHOWN_OPEN: ps_mirror_open(mirror, map ? '{' : '['); break;
    case PS_SHOWN_CLOSE: ps_mirror_close(mirror, map ? '}' : ']'); break;
    case PS_SHOWN_TEXT:
        ps_mirror_text(mirror, ps_span_cut(bytes, step->from + step->item.head, step->to));
        break;
    case PS_SHOWN_WORD: ps_mirror_word(mirror, word_of(&step->item, room)); break;
    case PS_SHOWN_NEVER: ps_mirror_text(mirror, PS_LIT(PS_WITHHELD_BINARY)); break;
    }
}

void ps_msgpack_show(ps_msgpack_walk *walk, ps_mirror *mirror, bool *opaque) {
    ps_msgpack_step step;
    bool deep;
    while (ps_msgpack_walk_next(walk, &step, &deep)) {
        show(&step, walk->bytes, mirror);
        *opaque |= step.shown == PS_SHOWN_NEVER;
    }
    if (deep) ps_mirror_lose(mirror);
}
