/* SPDX-License-Identifier: Apache-2.0
 *
 * An event on its way into a view. Not for other folders. */
#ifndef PS_VIEW_INSIDE_H
#define PS_VIEW_INSIDE_H

#include "validator.h"
#include "view.h"

typedef struct ps_viewing {
    ps_view *view;
    ps_status status;     /* the first failure; what comes behind it does not matter */
    ps_span source;       /* ends where the event ends */
    const ps_view *above; /* NULL: the source is raw */
    ps_map_cursor cursor; /* of above: where the source is read */
    size_t from, at;      /* the event's begin; how far it is decoded */
    size_t copied;        /* what lies from there to `at` stands as it is, and is copied at once */
    size_t no_dump;       /* what lies before has been looked at, and is none */
    size_t opened_to;     /* what lies before has been opened as one run, and holds nothing */
    size_t budget;        /* bytes that may still be unpacked */
    bool form;            /* '+' may stand for a blank */
    bool quoted_printable;
    bool spelled;    /* behind a run that goes on in encoded characters: a later level opens it */
    bool zero[2];    /* was the last character a zero byte? and the one before it? */
    size_t region;   /* above: the region here, or the next one */
    size_t turn;     /* source offset at which that region begins or ends */
    bool inside;     /* that region has begun ... */
    size_t begun_at; /* ... here in the view's text */
} ps_viewing;

/* view.c. Room for `more` bytes of text and for the rest of the event. False: see status. */
bool ps_view_room(ps_viewing *viewing, size_t more);
/* Copies what was passed: the view's text ends where the source stands. */
void ps_view_settle(ps_viewing *viewing);
/* Source bytes from viewing->at up to `to` as they are, later; and moves there. */
void ps_view_pass(ps_viewing *viewing, size_t to);
/* Moves to `to` without what lies between, which something else was put for. */
void ps_view_skip(ps_viewing *viewing, size_t to);
/* One byte that source bytes [from, to) stand for. There is room. */
void ps_view_put(ps_viewing *viewing, char c, size_t from, size_t to);
/* Source bytes from viewing->at up to `to` as they are, and moves there. There is room. */
void ps_view_copy(ps_viewing *viewing, size_t to);
/* Bytes that all stand for the same source bytes; zero bytes become blanks. There is room. */
void ps_view_put_all(ps_viewing *viewing, ps_span bytes, size_t from, size_t to);
/* The raw bytes of source bytes [from, to). */
ps_extent ps_view_raw(ps_viewing *viewing, size_t from, size_t to);
/* The view's text from region.from on is a region; what its source came out of has precedence. */
void ps_view_region(ps_viewing *viewing, ps_region region);
/* Follows the regions of `above`: called when viewing->at has reached viewing->turn. */
void ps_view_turn(ps_viewing *viewing);

/* decode.c: all of the event */
void ps_view_decode(ps_viewing *viewing);

/* opaque.c: what begins at viewing->at, which moves behind it. False: nothing of the kind. */
bool ps_view_run(ps_viewing *viewing, size_t from, size_t end);
bool ps_view_dump(ps_viewing *viewing);
bool ps_view_numbers(ps_viewing *viewing);
bool ps_view_word(ps_viewing *viewing);

#endif
