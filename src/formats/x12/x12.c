/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader: from the first segment of a message, or of a piece of one, to its last. */
#include "x12.h"
#include "boundary.h"

static bool is_envelope(ps_span id) {
    return ps_span_eq(id, PS_LIT("ISA")) || ps_span_eq(id, PS_LIT("GS")) ||
           ps_span_eq(id, PS_LIT("ST"));
}

/* A name in a path, a variable or a longer word is none. */
static bool stands_alone(ps_span text, size_t at) {
    if (at >= 3 && !memcmp(text.ptr + at - 3, "\xEF\xBB\xBF", 3)) return true; /* of a file */
    if (at && ps_is_one_of(text.ptr[at - 1], "/.$@-&#%")) return false;
    return ps_word_starts(text, at);
}

/* The name of the segment that begins there. */
static ps_span name_at(ps_span text, size_t at) {
    size_t end = at;
    while (end < text.len && (ps_is_upper(text.ptr[end]) || ps_is_digit(text.ptr[end]))) end++;
    return ps_span_cut(text, at, end);
}

size_t ps_x12_read(ps_reader *reader, size_t at, size_t end) {
    (void)end;
    ps_span text = reader->text;
    ps_x12_state state = {.text = text};
    ps_x12_segment segment;
    if (!stands_alone(text, at) || !ps_x12_signs_at(text, at, &state.signs)) return at;
    bool shaped = true;
    if (!is_envelope(name_at(text, at)))
        state.business = ps_x12_fragment(text, at, state.signs, &shaped);
    if (state.business == PS_X12_EITHER) state.business = ps_x12_told(text, at);
    if (shaped) ps_x12_put_tail(reader, &state, at);
    size_t next = at, behind = at;
    while (next < text.len && !reader->full) {
        if (next != at && next + 3 < text.len && !memcmp(text.ptr + next, "ISA", 3) &&
            !ps_x12_signs_at(text, next, &state.signs))
            break;
        ps_x12_cut(text, next, &state.signs, &segment);
        if (shaped) { /* else it is read past */
            ps_x12_enter(&state, &segment);
            ps_x12_put(reader, &state, &segment);
        }
        behind = segment.end;
        next = ps_x12_next(text, &state.signs, &segment);
    }
    return behind > at ? behind : end;
}
