/* SPDX-License-Identifier: Apache-2.0
 *
 * Views: encoded events decoded into text of their own, with a map back to the raw bytes, so that
 * the same lenses and the same judge look at them. One view holds many events. */
#ifndef PS_VIEW_H
#define PS_VIEW_H

#include "payload.h"
#include "view_map.h"

/* What a stretch of decoded text was written in, where that decides how it is replaced. */
typedef enum ps_origin {
    PS_ORIGIN_TEXT,   /* characters; the finding's own label fits */
    PS_ORIGIN_BASE64, /* every byte maps to the whole run: the run goes */
    PS_ORIGIN_HEX     /* likewise for runs of hexadecimal digits; in dumps and arrays of bytes each
                         byte maps to its own digits */
} ps_origin;

/* A stretch of the view that is not plain text. In order, not overlapping. */
typedef struct ps_region {
    uint32_t from, to;           /* bytes of the view's text */
    uint32_t wrap_from, wrap_to; /* raw bytes to be written on both sides of a replacement (the
                                    quote that an element of a JSON array needs); equal: none */
    uint8_t origin;              /* ps_origin; TEXT: the ASCII column of a dump, piece by piece */
    bool refused; /* its run names itself a payload and could not be examined: it goes whole */
} ps_region;

typedef struct ps_view {
    ps_buf text;     /* decoded events, each with a '\n' behind it */
    ps_view_map map; /* of the text's bytes; what it has beyond them is dropped */
    ps_region *regions;
    size_t region_count, region_room;
    uint32_t *gaps; /* of the latest ps_view_add: where in the text each begins, in order */
    size_t gap_count, gap_room;
    size_t decoded; /* by the latest ps_view_add: places that were encoded. 0: the event stands in
                       the view as it stands in the source */
    ps_payload payload;
} ps_view;

void ps_view_init(ps_view *view, size_t ceiling); /* ceiling in bytes of text */
void ps_view_free(ps_view *view);
/* Gives back what a huge event has made grow; the view is empty then. */
void ps_view_trim(ps_view *view);
static inline void ps_view_clear(ps_view *view) {
    ps_buf_clear(&view->text);
    view->region_count = 0;
}

/* Where the raw bytes begin that byte `at` of the text (at most its length) comes from, and where
 * they end. */
static inline size_t ps_view_raw_from(const ps_view *view, size_t at) {
    return ps_view_map_at(&view->map, at).from;
}
static inline size_t ps_view_raw_to(const ps_view *view, size_t at) {
    return ps_view_map_at(&view->map, at).to;
}

/* Decodes event [from, to) of `source` by one level and appends it, with a '\n' behind it. `above`
 * is the view whose text source is (NULL: source is raw, and begins at raw offset 0). Decoded:
 * percent, JSON and C escapes, HTML entities, quoted-printable, Unicode that stands for ASCII,
 * terminal sequences, UTF-16, base64 and hexadecimal runs with what is packed in them, hex dumps
 * and arrays of bytes. A decoded control character is itself: a decoded line end ends a line. A
 * zero byte becomes a blank.
 * Of a huge event only what stands near decoded places is appended: the rest has been looked at as
 * it stands. Gaps part what is left; a '\n' stands before each, and what is read beside them only
 * to see the words around comes from no byte. */
PS_MUST_CHECK ps_status ps_view_add(ps_view *view, ps_span source, const ps_view *above,
                                    size_t from, size_t to);

/* Appends the messages of event [from, to) of the raw text `source`, each line of which a container
 * runtime or syslog has wrapped (ps_carrier_read): what a runtime has cut is one line again. Behind
 * them stand the wrappers. Each piece is a region of its own; the line ends between them come from
 * no byte. */
PS_MUST_CHECK ps_status ps_view_unwrap(ps_view *view, ps_span source, size_t from, size_t to);

/* The raw bytes behind a stretch of the view. */
typedef struct ps_piece {
    uint32_t raw_from, raw_to;
    uint32_t wrap_from, wrap_to; /* raw, as in ps_region */
    ps_origin origin;
} ps_piece;

/* A value may lie in several pieces: rows of a dump, each with other columns beside it. Sets the
 * first piece of [from, to), not empty, and returns where in the view it ends. */
size_t ps_view_piece(const ps_view *view, size_t from, size_t to, ps_piece *piece);
/* The same, with a cursor for walks from left to right, all zero at first. */
size_t ps_view_piece_at(const ps_view *view, ps_map_cursor *cursor, size_t from, size_t to,
                        ps_piece *piece);

#endif
