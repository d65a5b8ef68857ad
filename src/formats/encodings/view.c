/* SPDX-License-Identifier: Apache-2.0 */
#include "view_inside.h"

#include <stdlib.h>

void ps_view_init(ps_view *view, size_t ceiling) {
    *view = (ps_view){0};
    ps_buf_init(&view->text, ceiling);
    ps_payload_init(&view->payload);
}

void ps_view_free(ps_view *view) {
    ps_buf_free(&view->text);
    ps_payload_free(&view->payload);
    ps_view_map_free(&view->map);
    free(view->regions);
    free(view->gaps);
    view->regions = NULL;
    view->gaps = NULL;
    view->region_count = view->region_room = view->gap_count = view->gap_room = 0;
}

void ps_view_trim(ps_view *view) {
    if (view->text.cap > PS_TRIM_BEYOND || view->map.room > PS_TRIM_BEYOND) ps_view_free(view);
}

/* ---- text and map ---- */

bool ps_view_room(ps_viewing *viewing, size_t more) {
    ps_view *view = viewing->view;
    more += viewing->source.len - viewing->copied + 2; /* what is copied never grows */
    ps_view_map_cut(&view->map, view->text.len);
    viewing->status = ps_buf_reserve(&view->text, more);
    if (viewing->status == PS_OK)
        viewing->status = ps_view_map_reserve(&view->map, view->text.len + more);
    return viewing->status == PS_OK;
}

ps_extent ps_view_raw(ps_viewing *viewing, size_t from, size_t to) {
    if (!viewing->above) return (ps_extent){from, to};
    const ps_view_map *above = &viewing->above->map;
    ps_raw first = ps_view_map_seek(above, &viewing->cursor, from);
    size_t begin = first.from, end = begin;
    if (to > from) {
        ps_map_cursor last = viewing->cursor;
        end = ps_view_map_seek(above, &last, to - 1).to;
    }
    /* Behind a dump the view goes back to the column beside it. */
    return begin <= end ? (ps_extent){begin, end} : (ps_extent){end, begin};
}

static void put_raw(ps_viewing *viewing, char c, ps_extent raw) {
    ps_view *view = viewing->view;
    ps_status status = ps_view_map_put(&view->map, (ps_raw){(uint32_t)raw.from, (uint32_t)raw.to});
    if (status == PS_OK)
        view->text.ptr[view->text.len++] = c;
    else
        viewing->status = status;
}

void ps_view_put(ps_viewing *viewing, char c, size_t from, size_t to) {
    ps_view_settle(viewing);
    put_raw(viewing, c, ps_view_raw(viewing, from, to));
}

/* These bytes in place of the last one, from where it comes. */
static void put_beside(ps_view *view, ps_span bytes) {
    char *text = view->text.ptr + view->text.len - 1;
    memcpy(text, bytes.ptr, bytes.len);
    for (char *zero = text; (zero = memchr(zero, 0, (size_t)(text + bytes.len - zero))) != NULL;)
        *zero = ' ';
    view->text.len += bytes.len - 1;
    ps_view_map_repeat(&view->map, bytes.len - 1);
}

void ps_view_put_all(ps_viewing *viewing, ps_span bytes, size_t from, size_t to) {
    if (!bytes.len) return;
    ps_view_put(viewing, ' ', from, to);
    if (viewing->status == PS_OK) put_beside(viewing->view, bytes);
}

static ps_status copy_map(ps_viewing *viewing, size_t to) {
    ps_view_map *map = &viewing->view->map;
    size_t at = viewing->copied;
    if (!viewing->above) return ps_view_map_copy(map, (uint32_t)at, to - at);
    return ps_view_map_follow(map, &viewing->above->map, &viewing->cursor, at, to);
}

static void copy_all(ps_viewing *viewing, size_t to) {
    ps_view *view = viewing->view;
    size_t n = to - viewing->copied;
    if (!n) return;
    ps_status status = copy_map(viewing, to);
    if (status == PS_OK) {
        memcpy(view->text.ptr + view->text.len, viewing->source.ptr + viewing->copied, n);
        view->text.len += n;
    } else {
        viewing->status = status;
    }
    viewing->at = viewing->copied = to;
}

/* ---- what is far from everything encoded ---- */

/* The level before has looked at it. An event of megabytes with a few encoded places would be
 * looked at five times: its views have only what stands near them. */
enum { HUGE_EVENT = 1 << 18, NEAR = 8192, FAR = NEAR * 3 / 2, EDGE = 256 };

/* Source bytes that are read, and come from nowhere: what is found in them alone was found before,
 * with more beside it. A region of their own, so that what is found there and beside is parted. */
static void put_edge(ps_viewing *viewing, size_t from, size_t to, bool behind) {
    size_t raw = ps_view_raw(viewing, behind ? from : to, behind ? from : to).from;
    ps_region region = {.from = (uint32_t)viewing->view->text.len, .origin = PS_ORIGIN_TEXT};
    ps_span bytes = ps_span_cut(viewing->source, from, to);
    put_raw(viewing, ' ', (ps_extent){raw, raw});
    if (viewing->status != PS_OK) return;
    put_beside(viewing->view, bytes);
    if (behind) put_raw(viewing, '\n', (ps_extent){raw, raw});
    ps_view_region(viewing, region);
}

static void add_gap(ps_viewing *viewing) {
    ps_view *view = viewing->view;
    if (view->gap_count == view->gap_room) {
        size_t room = view->gap_room ? view->gap_room * 2 : 64;
        uint32_t *larger = realloc(view->gaps, room * sizeof *larger);
        if (!larger) {
            viewing->status = PS_E_NOMEM;
            return;
        }
        view->gaps = larger;
        view->gap_room = room;
    }
    view->gaps[view->gap_count++] = (uint32_t)view->text.len;
}

/* Up to `to`, but for the middle, which is long. A value does not reach over a blank as often as
 * over any other place. */
static void copy_ends(ps_viewing *viewing, size_t to) {
    const char *text = viewing->source.ptr;
    size_t begin = viewing->copied, rest = to;
    bool first = begin == viewing->from, last = to == viewing->source.len;
    if (!first) {
        for (begin += NEAR; begin < viewing->copied + FAR && text[begin] != ' ';) begin++;
        copy_all(viewing, begin);
        put_edge(viewing, begin, begin + EDGE, true);
    }
    if (!first && !last) add_gap(viewing);
    if (!last) {
        for (rest -= NEAR; rest > to - FAR && text[rest - 1] != ' ';) rest--;
        put_edge(viewing, rest - EDGE, rest, false);
    }
    viewing->copied = rest;
    copy_all(viewing, to);
    viewing->at = viewing->copied = to;
}

static void copy(ps_viewing *viewing, size_t to) {
    bool huge = viewing->source.len - viewing->from > HUGE_EVENT;
    if (huge && to - viewing->copied > 2 * (FAR + EDGE + 1))
        copy_ends(viewing, to);
    else
        copy_all(viewing, to);
}

void ps_view_settle(ps_viewing *viewing) {
    if (viewing->copied < viewing->at) copy(viewing, viewing->at);
}

void ps_view_skip(ps_viewing *viewing, size_t to) {
    ps_view_settle(viewing);
    viewing->at = viewing->copied = to;
}

void ps_view_copy(ps_viewing *viewing, size_t to) {
    while (viewing->turn < to) {
        if (viewing->turn > viewing->copied) copy(viewing, viewing->turn);
        ps_view_turn(viewing);
    }
    copy(viewing, to);
}

void ps_view_pass(ps_viewing *viewing, size_t to) {
    if (viewing->turn < to)
        ps_view_copy(viewing, to);
    else
        viewing->at = to;
}

/* ---- regions ---- */

static bool grow_regions(ps_view *view) {
    size_t room = view->region_room ? view->region_room * 2 : 64;
    ps_region *larger = realloc(view->regions, room * sizeof *larger);
    if (!larger) return false;
    view->regions = larger;
    view->region_room = room;
    return true;
}

static void push(ps_viewing *viewing, ps_region region) {
    ps_view *view = viewing->view;
    if (region.from >= region.to || viewing->status != PS_OK) return;
    if (view->region_count == view->region_room && !grow_regions(view))
        viewing->status = PS_E_NOMEM;
    else
        view->regions[view->region_count++] = region;
}

/* The part of the region above that lies in the view's text behind its begin and before `to`. */
static void push_outer(ps_viewing *viewing, size_t to) {
    ps_region region = viewing->above->regions[viewing->region];
    region.from = (uint32_t)viewing->begun_at;
    region.to = (uint32_t)to;
    push(viewing, region);
}

void ps_view_region(ps_viewing *viewing, ps_region region) {
    region.to = (uint32_t)viewing->view->text.len;
    if (viewing->inside) {
        const ps_region *outer = &viewing->above->regions[viewing->region];
        push_outer(viewing, region.from);
        viewing->begun_at = region.to;
        if (outer->origin != PS_ORIGIN_TEXT) {
            region.origin = outer->origin;
            region.wrap_from = outer->wrap_from;
            region.wrap_to = outer->wrap_to;
        }
    }
    push(viewing, region);
}

void ps_view_turn(ps_viewing *viewing) {
    const ps_view *above = viewing->above;
    ps_view_settle(viewing);
    viewing->turn = SIZE_MAX;
    while (above && viewing->region < above->region_count) {
        const ps_region *region = &above->regions[viewing->region];
        if (viewing->at < region->from) {
            viewing->turn = region->from;
            return;
        }
        if (!viewing->inside) viewing->begun_at = viewing->view->text.len;
        viewing->inside = viewing->at < region->to;
        if (viewing->inside) {
            viewing->turn = region->to;
            return;
        }
        push_outer(viewing, viewing->view->text.len);
        viewing->region++;
    }
}

/* The first region that ends behind `at`. */
static size_t region_behind(const ps_view *view, size_t at) {
    size_t low = 0, high = view->region_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view->regions[middle].to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t ps_view_piece(const ps_view *view, size_t from, size_t to, ps_piece *piece) {
    ps_map_cursor cursor = {0};
    return ps_view_piece_at(view, &cursor, from, to, piece);
}

size_t ps_view_piece_at(const ps_view *view, ps_map_cursor *cursor, size_t from, size_t to,
                        ps_piece *piece) {
    size_t next = region_behind(view, from);
    const ps_region *region = next < view->region_count ? &view->regions[next] : NULL;
    *piece = (ps_piece){0};
    if (region && region->from <= from) {
        piece->origin = (ps_origin)region->origin;
        piece->wrap_from = region->wrap_from;
        piece->wrap_to = region->wrap_to;
        if (region->to < to) to = region->to;
    } else if (region && region->from < to) {
        to = region->from;
    }
    ps_raw raw = ps_view_map_around(&view->map, cursor, from, to);
    piece->raw_from = raw.from;
    piece->raw_to = raw.to;
    return to;
}

/* ---- one event ---- */

static ps_status decode_event(ps_viewing *viewing) {
    ps_view *view = viewing->view;
    size_t to = viewing->source.len;
    if (!ps_view_room(viewing, 0)) return viewing->status;
    ps_view_decode(viewing);
    ps_view_turn(viewing);
    if (viewing->inside) push_outer(viewing, view->text.len);
    if (viewing->status != PS_OK) return viewing->status;
    size_t end = viewing->above ? ps_view_raw_from(viewing->above, to) : to;
    put_raw(viewing, '\n', (ps_extent){end, end});
    return viewing->status;
}

ps_status ps_view_add(ps_view *view, ps_span source, const ps_view *above, size_t from, size_t to) {
    size_t len = view->text.len, regions = view->region_count;
    ps_viewing viewing = {.view = view,
                          .source = ps_span_cut(source, 0, to),
                          .above = above,
                          .from = from,
                          .at = from,
                          .copied = from};
    view->decoded = view->gap_count = 0;
    if (above) viewing.region = region_behind(above, from);
    ps_status status = decode_event(&viewing);
    if (status == PS_OK) return PS_OK;
    view->text.len = len;
    view->region_count = regions;
    return status;
}
