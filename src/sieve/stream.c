/* SPDX-License-Identifier: Apache-2.0 */
#include "cutter.h"
#include "error.h"
#include "host.h"
#include "sieve_inside.h"

#include <stdlib.h>

struct ps_stream {
    ps_engine *engine;
    ps_scratch *scratch; /* its carry runs from batch to batch */
    ps_buf pending;      /* lines of the event under way, and bytes that no newline has ended */
    ps_cutter cutter;    /* over the lines of pending */
    ps_starts starts;    /* what it has noted of them */
    bool skipping;       /* inside a line that is too long: its marker is written */
    ps_buf out;
};

ps_status ps_stream_new(ps_stream **out, const ps_engine *engine, ps_error *err) {
    *out = NULL;
    ps_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return ps_fail(err, PS_E_NOMEM, "out of memory");
    ps_engine *shared = (ps_engine *)(uintptr_t)engine; /* counting references is no change */
    stream->engine = ps_engine_ref(shared);
    ps_buf_init(&stream->pending, SIZE_MAX / 2);
    ps_buf_init(&stream->out, SIZE_MAX / 2);
    if (ps_scratch_new(&stream->scratch, engine) != PS_OK) {
        ps_stream_free(stream);
        return ps_fail(err, PS_E_NOMEM, "out of memory");
    }
    *out = stream;
    return PS_OK;
}

void ps_stream_free(ps_stream *stream) {
    if (!stream) return;
    ps_scratch_free(stream->scratch);
    ps_buf_free(&stream->pending);
    ps_buf_free(&stream->out);
    ps_starts_free(&stream->starts);
    ps_engine_unref(stream->engine);
    free(stream);
}

/* `track`: behind the lines. The cutter has stepped through them, and where it has noted all of
 * them nobody does so again. */
static ps_status emit(ps_stream *stream, ps_span lines, const ps_track *track) {
    ps_span redacted;
    ps_carry *carry = ps_scratch_carry(stream->scratch);
    ps_starts_cut(&stream->starts, lines.len);
    bool told = track && ps_starts_tell(&stream->starts, lines.len);
    if (told) carry->starts = &stream->starts;
    ps_status status = ps_sieve_batch(stream->engine, stream->scratch, lines, &redacted);
    carry->starts = NULL;
    if (told) carry->track = *track;
    return status == PS_OK ? ps_buf_add(&stream->out, redacted) : status;
}

/* The line end of a line that was too long, if it is here yet. */
static ps_status leave_long_line(ps_stream *stream) {
    ps_span rest = ps_buf_span(&stream->pending);
    const char *newline = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
    if (!newline) {
        ps_buf_clear(&stream->pending);
        return PS_OK;
    }
    stream->skipping = false;
    ps_buf_shift(&stream->pending, (size_t)(newline - rest.ptr)); /* its newline stays */
    return PS_OK;
}

static ps_status withhold_long_line(ps_stream *stream, size_t len) {
    stream->skipping = true;
    ps_carry *carry = ps_scratch_carry(stream->scratch); /* nothing is known of what follows */
    carry->track = (ps_track){0};
    carry->carried = (ps_carried){0};
    stream->cutter = (ps_cutter){0};
    ps_scratch_withheld(stream->scratch, len);
    ps_buf_shift(&stream->pending, len);
    return ps_buf_add(&stream->out, PS_LIT(PS_WITHHELD_TOO_LONG));
}

/* The first `end` bytes of pending, of which some lines may be too long. */
static ps_status emit_lines(ps_stream *stream, size_t end, const ps_track *track) {
    size_t limit = ps_engine_max_record(stream->engine);
    while (end) {
        ps_span all = ps_span_of(stream->pending.ptr, end);
        size_t good = 0;
        while (good < end) {
            const char *newline = memchr(all.ptr + good, '\n', end - good);
            size_t next = newline ? (size_t)(newline - all.ptr) + 1 : end;
            if (next - good > limit + 1) break;
            good = next;
        }
        if (good < end)
            track = NULL; /* what was noted does not hold behind a line that is left out */
        ps_status status = good ? emit(stream, ps_span_of(all.ptr, good), track) : PS_OK;
        if (status != PS_OK) return status;
        ps_buf_shift(&stream->pending, good);
        end -= good;
        if (!end) break;
        const char *newline = memchr(stream->pending.ptr, '\n', end);
        size_t len = newline ? (size_t)(newline - stream->pending.ptr) : end;
        status = withhold_long_line(stream, len);
        if (status != PS_OK) return status;
        stream->skipping = false;
        end -= len;
    }
    return PS_OK;
}

/* Lines before `end` go out, behind which the track is `track`; what stays behind begins anew. */
static ps_status release(ps_stream *stream, size_t end, ps_track track) {
    if (!end) return PS_OK;
    ps_status status = emit_lines(stream, end, &track);
    stream->cutter = (ps_cutter){.track = ps_scratch_carry(stream->scratch)->track};
    return status;
}

static void look(ps_stream *stream, ps_span lines) {
    ps_cutter *cutter = &stream->cutter;
    if (!cutter->at) {
        ps_starts_clear(&stream->starts);
        ps_scratch_prepare(stream->scratch);
    }
    cutter->starts = &stream->starts;
    cutter->scratch = stream->scratch;
    ps_cutter_look(cutter, stream->engine, lines);
}

static ps_status step(ps_stream *stream, bool pause, bool last) {
    ps_cutter *cutter = &stream->cutter;
    if (stream->skipping) {
        ps_status status = leave_long_line(stream);
        if (status != PS_OK || stream->skipping) return status;
    }
    ps_span pending = ps_buf_span(&stream->pending);
    size_t lines = ps_host_after_last_newline(pending.ptr, pending.len);
    size_t limit = ps_engine_max_record(stream->engine);
    bool overlong = pending.len - lines > limit;
    look(stream, ps_span_cut(pending, 0, lines));
    ps_scratch_carry(stream->scratch)->goes_on = pause && !last;
    ps_status status = last       ? release(stream, pending.len, cutter->track)
                       : overlong ? release(stream, lines, cutter->track)
                       : pause    ? release(stream, cutter->whole, cutter->at_whole)
                                  : release(stream, cutter->cut, cutter->before_cut);
    return status == PS_OK && overlong && !last ? withhold_long_line(stream, stream->pending.len)
                                                : status;
}

static ps_status give(ps_stream *stream, ps_status status, ps_span *out) {
    *out = (ps_span){0};
    if (status != PS_OK) {
        ps_buf_clear(&stream->out);
        return status;
    }
    if (stream->out.len) *out = ps_buf_span(&stream->out);
    return PS_OK;
}

ps_status ps_stream_feed(ps_stream *stream, ps_span bytes, ps_span *out) {
    ps_buf_clear(&stream->out);
    ps_status status = ps_buf_add(&stream->pending, bytes);
    return give(stream, status == PS_OK ? step(stream, false, false) : status, out);
}

ps_status ps_stream_pause(ps_stream *stream, ps_span *out) {
    ps_buf_clear(&stream->out);
    return give(stream, step(stream, true, false), out);
}

ps_status ps_stream_end(ps_stream *stream, ps_span *out) {
    ps_buf_clear(&stream->out);
    return give(stream, step(stream, false, true), out);
}

uint64_t ps_stream_withheld(const ps_stream *stream) {
    return ps_scratch_counts(stream->scratch)->withheld;
}

uint64_t ps_stream_count(const ps_stream *stream, uint32_t rule) {
    return ps_scratch_count(stream->scratch, rule);
}
