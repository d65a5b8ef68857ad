/* SPDX-License-Identifier: Apache-2.0 */
#include "longline.h"

/* Fixed for a max_line, so that the output does not depend on how the bytes arrive. A window with
 * its context is at most max_line: the engine examines no more at once. */
enum { CONTEXT = 64 << 10, WINDOW = 1 << 20 };

static size_t context_for(size_t max_line) {
    return max_line / 4 < CONTEXT ? max_line / 4 : CONTEXT;
}

static size_t window_for(size_t max_line) {
    size_t rest = max_line - context_for(max_line);
    return rest < WINDOW ? rest : WINDOW;
}

static ps_status put(const ps_longline *line, ps_span bytes, ps_error *err) {
    if (line->silent || bytes.len == 0) return PS_OK;
    return line->sink->write(line->sink->self, bytes, err);
}

static ps_status put_line_end(const ps_longline *line, ps_piece piece, bool cr, ps_error *err) {
    if (piece != PS_PIECE_LINE_END) return PS_OK;
    return put(line, cr ? PS_LIT("\r\n") : PS_LIT("\n"), err);
}

/* The marker stands for what has not been written of a line that has been taken to its end. */
static ps_status give_up(const ps_longline *line, ps_piece piece, bool cr, ps_error *err) {
    ps_status status = put(line, PS_LIT(PS_WITHHELD_TOO_LONG), err);
    return status == PS_OK ? put_line_end(line, piece, cr, err) : status;
}

/* Drops the rest of the line and puts the marker there. */
static ps_status withhold(const ps_longline *line, ps_error *err) {
    ps_piece piece;
    uint64_t bytes = 0;
    bool cr = false;
    do {
        line->block->len = 0;
        piece = ps_framer_piece(line->framer, line->block);
        bytes += line->block->len;
        if (line->block->len) cr = line->block->ptr[line->block->len - 1] == '\r';
    } while (piece == PS_PIECE_MORE);
    ps_scratch_withheld(line->scratch, bytes + (piece == PS_PIECE_LINE_END));
    /* Cut off by a failed read: no line, and the run says so itself. */
    return line->framer->status == PS_OK ? give_up(line, piece, cr, err) : PS_OK;
}

/* Keeps `context` bytes before `to` and what follows; returns where the new bytes begin. */
static size_t slide(ps_block *block, size_t to, size_t context) {
    size_t from = to > context ? to - context : 0;
    memmove(block->ptr, block->ptr + from, block->len - from);
    block->len -= from;
    return to - from;
}

static ps_status windows(const ps_longline *line, ps_error *err) {
    ps_block *block = line->block;
    size_t from = 0;
    block->len = 0;
    for (;;) {
        ps_piece piece = ps_framer_piece(line->framer, block);
        if (line->framer->status != PS_OK) return PS_OK; /* cut off: no line */
        bool last = piece != PS_PIECE_MORE;
        bool cr =
            piece == PS_PIECE_LINE_END && block->len > from && block->ptr[block->len - 1] == '\r';
        size_t length = block->len - cr, to = from;
        ps_span out = {NULL, 0};
        ps_status status = ps_sieve_window(line->engine, line->scratch,
                                           ps_span_of(block->ptr, length), from, last, &to, &out);
        if (status == PS_OK && !last && to == from) status = PS_E_LIMIT; /* would never move on */
        if (status == PS_E_LIMIT && last) ps_scratch_withheld(line->scratch, 0);
        if (status == PS_E_LIMIT) return last ? give_up(line, piece, cr, err) : withhold(line, err);
        if (status != PS_OK) return status;
        status = put(line, out, err);
        if (status != PS_OK) return status;
        if (last) ++*line->windowed;
        if (last) return put_line_end(line, piece, cr, err);
        from = slide(block, to, context_for(line->framer->max_line));
    }
}

ps_status ps_longline_run(const ps_longline *line, ps_error *err) {
    if (line->policy == PS_LONG_WITHHOLD || line->silent) return withhold(line, err);
    /* A block of its own size: the windows must not depend on --batch-size. */
    ps_block block = {0};
    ps_longline own = *line;
    own.block = &block;
    size_t max_line = line->framer->max_line;
    ps_status status = ps_block_grow(&block, context_for(max_line) + window_for(max_line));
    if (status == PS_OK) status = windows(&own, err);
    ps_block_free(&block);
    return status;
}
