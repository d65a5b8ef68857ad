/* SPDX-License-Identifier: Apache-2.0
 *
 * Views: encoded lines decoded into text of their own, with a map back to the raw bytes, so that
 * the same lenses and the same judge look at them. One view holds many lines. */
#ifndef PS_VIEW_H
#define PS_VIEW_H

#include "buf.h"

typedef struct ps_view {
    ps_buf text;   /* decoded lines, each with its '\n' */
    uint32_t *map; /* map[i]: raw offset where byte i of text comes from; text.len + 1 long */
    uint32_t *end; /* end[i]: raw offset behind the bytes that byte i comes from */
    size_t map_room;
} ps_view;

void ps_view_init(ps_view *view, size_t ceiling); /* ceiling in bytes of text */
void ps_view_free(ps_view *view);
static inline void ps_view_clear(ps_view *view) {
    ps_buf_clear(&view->text);
}

/* Decodes line [from, to) of `source` by one level and appends it. `above` is the view whose text
 * source is (NULL: source is raw, and begins at raw offset 0). Decoded:
 * percent, JSON and C escapes, HTML entities, full-width forms, dashes, no-break and zero-width
 * spaces, ANSI sequences. A decoded control character becomes a blank, so that a line stays a line.
 */
PS_MUST_CHECK ps_status ps_view_add(ps_view *view, ps_span source, const ps_view *above,
                                    size_t from, size_t to);

#endif
