/* SPDX-License-Identifier: Apache-2.0
 *
 * The one sequential part of reading: cuts a source into blocks of whole events. The last event of
 * a block opens the next one, since more of its lines may come; only a pause of the input releases
 * all complete lines, and then the next block takes the event over. Where blocks are cut depends on
 * how the input arrives; which lines are one event, or too long, does not. One thread at a time. */
#ifndef PS_FRAMER_H
#define PS_FRAMER_H

#include "buf.h"
#include "cutter.h"
#include "flow.h"

/* Memory that is filled; owned by whoever holds it. */
typedef struct ps_block {
    char *ptr;
    size_t len, cap;
    uint64_t first_line; /* number of its first line, from 1; only with count_lines */
    ps_track track;      /* what its first line may go on with */
    ps_carried carried;  /* what earlier lines say of it */
    bool open;           /* its last event may go on in the next block */
    ps_starts starts;    /* where its events begin, if ps_starts_tell(&starts, len) */
} ps_block;

PS_MUST_CHECK ps_status ps_block_grow(ps_block *block, size_t cap);
void ps_block_free(ps_block *block);

typedef struct ps_framer {
    const ps_source *source; /* borrowed */
    const ps_engine *engine; /* borrowed; NULL: every line is an event */
    size_t max_line;         /* bytes of a line without its '\n' */
    bool count_lines;
    uint64_t line;  /* number of the next line */
    uint64_t bytes; /* read so far */
    ps_buf rest;    /* bytes read and not handed out, from `head` on */
    size_t head;
    ps_track track;     /* behind the last block */
    ps_carried carried; /* likewise; set by the caller, who learns it from the block's lines */
    size_t lent;        /* the last `lent` bytes handed out still stand before head */
    ps_cutter cutter;   /* over lines that have been looked at and not been given */
    bool behind;        /* of the event of those that stayed behind: ps_start.carried */
    bool ended;         /* the source has no more */
    ps_status status;   /* why it ended early; the line that was cut off is dropped */
    ps_error error;
} ps_framer;

void ps_framer_init(ps_framer *framer, const ps_source *source, const ps_engine *engine,
                    size_t max_line);
void ps_framer_free(ps_framer *framer);

typedef enum ps_frame {
    PS_FRAME_LINES, /* block holds whole lines; only the last line of the input may lack its end */
    PS_FRAME_FULL,  /* no event ends in the whole block: call again with a larger one, content and
                       starts kept */
    PS_FRAME_LONG,  /* the next line is over max_line: take it with ps_framer_piece */
    PS_FRAME_END    /* nothing left; see status */
} ps_frame;

/* Fills `block` (empty, or as it was when PS_FRAME_FULL came). Returns early with what is complete
 * when the source has nothing more to give just now. The lines that `scratch` knows are noted in
 * block->starts (NULL: none). */
ps_frame ps_framer_fill(ps_framer *framer, ps_block *block, ps_scratch *scratch);

typedef enum ps_piece { PS_PIECE_MORE, PS_PIECE_LINE_END, PS_PIECE_INPUT_END } ps_piece;

/* Appends bytes of the current line to the block until it is full (MORE) or the line ends; the
 * '\n' is taken and not appended. */
ps_piece ps_framer_piece(ps_framer *framer, ps_block *block);

#endif
