/* SPDX-License-Identifier: Apache-2.0 */
#include "encoded_line.h"

#include "base64.h"
#include "dump.h"

enum { FOLD_LEAST = 40, EDGE_MAX = 16 };

static bool is_zero(ps_span line, const ps_row *row) {
    for (size_t i = row->offset; i < row->offset_to; i++)
        if (line.ptr[i] != '0') return false;
    return true;
}

/* A row begins at the left edge, behind blanks or a bar. */
static bool read_row(ps_span line, ps_row *row) {
    size_t at = 0;
    while (at < line.len && at < EDGE_MAX && ps_is_one_of(line.ptr[at], " \t|")) at++;
    if (at >= line.len || !ps_is_hex(line.ptr[at])) return false;
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

static ps_encoded_line base64_line(ps_span line) {
    size_t to = line.len;
    if (to && line.ptr[to - 1] == '\r') to--;
    size_t end = to, edge = 0;
    while (to && end - to < 2 && line.ptr[to - 1] == '=') to--;
    size_t from = to;
    while (from > 0 && ps_is_base64(line.ptr[from - 1])) from--;
    while (edge < from && ps_is_blank(line.ptr[edge])) edge++;
    ps_encoded_line read = {.continues = edge == from && to > from,
                            .open = end == to && to - from >= FOLD_LEAST};
    bool base64 = (read.continues || read.open) && is_mixed(ps_span_cut(line, from, to));
    if (base64) read.kind = PS_ENCODED_BASE64;
    return base64 ? read : (ps_encoded_line){0};
}

ps_encoded_line ps_encoded_line_read(ps_span line) {
    ps_row row;
    if (!read_row(line, &row)) return base64_line(line);
    return (ps_encoded_line){PS_ENCODED_DUMP, !is_zero(line, &row), true};
}
