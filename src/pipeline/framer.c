/* SPDX-License-Identifier: Apache-2.0 */
#include "framer.h"

#include "host.h"

#include <stdint.h>
#include <stdlib.h>

/* A piece of `rest` that is copied at a time: bounds what a cut before a long line copies twice. */
enum { REST_STEP = 64 << 10, REST_KEEP = 1 << 20 };

ps_status ps_block_grow(ps_block *block, size_t cap) {
    if (block->cap >= cap) return PS_OK;
    char *ptr = realloc(block->ptr, cap);
    if (!ptr) return PS_E_NOMEM;
    block->ptr = ptr;
    block->cap = cap;
    return PS_OK;
}

void ps_block_free(ps_block *block) {
    free(block->ptr);
    ps_starts_free(&block->starts);
    *block = (ps_block){0};
}

void ps_framer_init(ps_framer *framer, const ps_source *source, const ps_engine *engine,
                    size_t max_line) {
    *framer = (ps_framer){.source = source, .engine = engine, .max_line = max_line, .line = 1};
    ps_buf_init(&framer->rest, SIZE_MAX);
}

void ps_framer_free(ps_framer *framer) {
    ps_buf_free(&framer->rest);
}

static bool rest_empty(const ps_framer *framer) {
    return framer->head == framer->rest.len;
}

static void end_with(ps_framer *framer, ps_status status) {
    framer->ended = true;
    if (status != PS_OK && framer->status == PS_OK) framer->status = status;
}

/* More bytes into the block, which has room: from the rest first, else from the source. */
static void read_more(ps_framer *framer, ps_block *block) {
    size_t room = block->cap - block->len, got = 0;
    if (!rest_empty(framer)) {
        size_t left = framer->rest.len - framer->head;
        got = left < room ? left : room;
        if (got > REST_STEP) got = REST_STEP;
        memcpy(block->ptr + block->len, framer->rest.ptr + framer->head, got);
        framer->head += got;
        framer->lent += got;
    } else if (!framer->ended) {
        if (framer->rest.cap > REST_KEEP) ps_buf_free(&framer->rest);
        framer->head = framer->rest.len;
        framer->lent = 0;
        const ps_source *source = framer->source;
        ps_status status =
            source->read(source->self, block->ptr + block->len, room, &got, &framer->error);
        if (status != PS_OK || got == 0) end_with(framer, status);
        framer->bytes += got;
    }
    block->len += got;
}

/* Takes [end,len) back out of the block: it will be handed out again. */
static void unread(ps_framer *framer, ps_block *block, size_t end) {
    size_t back = block->len - end;
    block->len = end;
    if (back <= framer->lent) {
        framer->head -= back;
    } else {
        if (framer->rest.cap > REST_KEEP && back < REST_KEEP) ps_buf_free(&framer->rest);
        ps_buf_clear(&framer->rest);
        framer->head = 0;
        ps_status status = ps_buf_add(&framer->rest, ps_span_of(block->ptr + end, back));
        if (status != PS_OK) end_with(framer, status);
    }
    framer->lent = 0;
}

/* Moves *end behind the last newline of the block; true: the line at *end is too long. [*end,seen)
 * is known to hold no newline. */
static bool find_lines(const ps_framer *framer, const ps_block *block, size_t seen, size_t *end) {
    while (block->len - *end > framer->max_line) {
        size_t step = ps_host_after_last_newline(block->ptr + *end, framer->max_line + 1);
        if (step == 0) return true;
        *end += step;
    }
    size_t from = *end > seen ? *end : seen;
    size_t step = ps_host_after_last_newline(block->ptr + from, block->len - from);
    if (step) *end = from + step;
    return false;
}

static uint64_t count_newlines(const char *ptr, size_t len) {
    uint64_t n = 0;
    for (size_t i = 0; i < len; i++) n += ptr[i] == '\n';
    return n;
}

/* [0,end) of the block, behind which `track` holds. */
static ps_frame give_lines(ps_framer *framer, ps_block *block, size_t end, const ps_track *track) {
    unread(framer, block, end);
    if (end == 0) return PS_FRAME_END;
    ps_starts_cut(&block->starts, end);
    block->first_line = framer->line;
    block->track = framer->track;
    block->carried = framer->carried;
    block->open = ps_track_is_open(track, framer->engine);
    framer->track = *track;
    if (framer->count_lines) framer->line += count_newlines(block->ptr, block->len);
    return PS_FRAME_LINES;
}

/* The last event stays behind: more of it may come. Its lines need not be looked at again. */
static ps_frame give_events(ps_framer *framer, ps_block *block, const ps_cutter *cutter) {
    ps_track none = cutter->before_cut;
    size_t cut = cutter->cut;
    const ps_starts *starts = &block->starts;
    none.event = (ps_event_state){0}; /* what stays behind begins anew */
    framer->cutter = (ps_cutter){.at = cutter->at - cut,
                                 .track = cutter->track,
                                 .before_cut = none,
                                 .whole = cutter->whole > cut ? cutter->whole - cut : 0,
                                 .at_whole = cutter->at_whole};
    framer->behind = starts->count && starts->items[starts->count - 1].carried;
    if (starts->failed) framer->cutter = (ps_cutter){0}; /* nobody knows: look again */
    return give_lines(framer, block, cut, &none);
}

/* Goes on with what was looked at before: a block that was full, or lines that stayed behind. */
static ps_cutter resume(ps_framer *framer, ps_block *block) {
    ps_cutter cutter = framer->cutter;
    framer->cutter = (ps_cutter){0};
    if (block->len) return cutter;
    ps_starts_clear(&block->starts);
    if (!cutter.at || cutter.at > block->cap) return (ps_cutter){.track = framer->track};
    ps_starts_add(&block->starts, (ps_start){.carried = framer->behind}, cutter.at, true);
    return cutter;
}

/* Behind the last byte of the input. What a failed read cut off is no line: it is dropped. */
static ps_frame give_last(ps_framer *framer, ps_block *block, ps_cutter *cutter, size_t end) {
    ps_track none = {0};
    if (framer->status != PS_OK) block->len = end;
    ps_cutter_look(cutter, framer->engine, ps_span_of(block->ptr, block->len));
    return give_lines(framer, block, block->len, &none);
}

static bool must_wait(const ps_framer *framer) {
    const ps_source *source = framer->source;
    return rest_empty(framer) && !framer->ended && source->pending &&
           !source->pending(source->self);
}

ps_frame ps_framer_fill(ps_framer *framer, ps_block *block, ps_scratch *scratch) {
    size_t end = 0, seen = block->len;
    ps_cutter cutter = resume(framer, block);
    cutter.starts = &block->starts;
    cutter.scratch = scratch;
    for (;;) {
        bool overlong = find_lines(framer, block, seen, &end);
        seen = block->len;
        bool full = block->len == block->cap;
        if (overlong && end == 0) {
            unread(framer, block, 0);
            framer->track = (ps_track){0}; /* nothing is known of what follows */
            framer->carried = (ps_carried){0};
            return PS_FRAME_LONG;
        }
        bool pause = end && must_wait(framer);
        if (overlong || full || pause)
            ps_cutter_look(&cutter, framer->engine, ps_span_of(block->ptr, end));
        if (overlong) return give_lines(framer, block, end, &cutter.track);
        if (pause && cutter.whole) return give_lines(framer, block, cutter.whole, &cutter.at_whole);
        if (full && cutter.cut > 0) return give_events(framer, block, &cutter);
        if (full) {
            framer->cutter = cutter;
            return PS_FRAME_FULL;
        }
        if (framer->ended && rest_empty(framer)) return give_last(framer, block, &cutter, end);
        read_more(framer, block);
    }
}

ps_piece ps_framer_piece(ps_framer *framer, ps_block *block) {
    while (block->len < block->cap) {
        if (framer->ended && rest_empty(framer)) return PS_PIECE_INPUT_END;
        size_t at = block->len;
        read_more(framer, block);
        const char *newline =
            block->len > at ? memchr(block->ptr + at, '\n', block->len - at) : NULL;
        if (!newline) continue;
        size_t length = (size_t)(newline - block->ptr);
        unread(framer, block, length + 1);
        block->len = length;
        framer->line++;
        return PS_PIECE_LINE_END;
    }
    return PS_PIECE_MORE;
}
