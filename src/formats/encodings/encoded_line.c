/* SPDX-License-Identifier: Apache-2.0 */
#include "encoded_line.h"

#include "base64.h"
#include "dump.h"

enum { FOLD_LEAST = 40, EDGE_MAX = 16, OFFSET_LEAST = 4 };

/* What the last line was, and may go on as. */
enum { OPEN_NONE, OPEN_DUMP, OPEN_BASE64 };

static bool is_zero(ps_span line, const ps_row *row) {
    for (size_t i = row->offset; i < row->offset_to; i++)
        if (line.ptr[i] != '0') return false;
    return true;
}

/* 0010, 00000010:, 0x0010: most lines begin otherwise. */
static bool may_be_offset(ps_span line, size_t at) {
    size_t end = at;
    while (end < line.len && (ps_is_hex(line.ptr[end]) || line.ptr[end] == 'x')) end++;
    return end >= at + OFFSET_LEAST && end < line.len && ps_is_one_of(line.ptr[end], ": \t|");
}

static size_t edge_end(ps_span line) {
    size_t at = 0;
    while (at < line.len && at < EDGE_MAX && ps_is_one_of(line.ptr[at], " \t|")) at++;
    return at;
}

/* A row begins at the left edge, behind blanks or a bar. */
static bool read_row(ps_span line, ps_row *row) {
    size_t at = edge_end(line);
    if (!may_be_offset(line, at)) return false;
    return ps_row_read(line, at, row) && row->offset_to > row->offset;
}

/* Paths and names in one word are long, too; folded base64 has all kinds of characters. */
static bool is_mixed(ps_span run) {
    bool upper = false, lower = false;
    for (size_t i = 0; i < run.len && !(upper && lower); i++) {
        upper |= ps_is_upper(run.ptr[i]);
        lower |= ps_is_lower(run.ptr[i]);
    }
    return upper && lower;
}

/* May the FOLD_LEAST bytes before `to` be of base64? Some of them tell of nearly all lines. */
static bool may_be_fold(ps_span line, size_t to) {
    enum { STEP = 5 };
    if (to < FOLD_LEAST) return false;
    for (size_t back = 1; back <= FOLD_LEAST; back += STEP)
        if (!ps_is_base64(line.ptr[to - back])) return false;
    return true;
}

/* Does the line end in base64 that may go on (`open`), and does it hold nothing else (`alone`)?
 * The latter is asked behind an open line. */
static void read_base64(ps_span line, bool behind, bool *open, bool *alone) {
    size_t to = line.len, edge = 0;
    if (to && line.ptr[to - 1] == '\r') to--;
    size_t end = to;
    while (to && end - to < 2 && line.ptr[to - 1] == '=') to--;
    *open = *alone = false;
    if (!behind && (end > to || !may_be_fold(line, to))) return;
    size_t from = to;
    while (from > 0 && ps_is_base64(line.ptr[from - 1])) from--;
    while (edge < from && ps_is_blank(line.ptr[edge])) edge++;
    *alone = edge == from && to > from;
    *open = end == to && to - from >= FOLD_LEAST;
    if ((*alone || *open) && !is_mixed(ps_span_cut(line, from, to))) *alone = *open = false;
}

bool ps_encoded_hangs_on_digits(ps_span line) {
    return may_be_offset(line, edge_end(line));
}

bool ps_encoded_step(uint8_t *state, ps_span line) {
    uint8_t before = *state;
    ps_row row;
    if (read_row(line, &row)) {
        *state = OPEN_DUMP;
        return before != OPEN_DUMP || !is_zero(line, &row);
    }
    bool open, alone, behind = before == OPEN_BASE64;
    read_base64(line, behind, &open, &alone);
    *state = open ? OPEN_BASE64 : OPEN_NONE;
    return alone && behind;
}
