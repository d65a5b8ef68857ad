/* SPDX-License-Identifier: Apache-2.0
 *
 * Long messages are cut by whoever carries the lines, and the second piece begins within a segment:
 * `PEZ*MARIA*E***MI*XQH883104772~N3*...`. Codes that stand before a number or a date say what is
 * left of it. */
#include "x12.h"

enum { TAIL_MAX = 256, TAIL_ELEMENTS = 16 };

/* Splits [from, to) at the separator; false when there is too much of it. */
static bool split(ps_span text, char separator, size_t from, size_t to, ps_extent *parts,
                  size_t *count) {
    for (size_t i = *count = 0; from <= to; from = i + 1) {
        if (*count == TAIL_ELEMENTS) return false;
        for (i = from; i < to && text.ptr[i] != separator;) i++;
        parts[(*count)++] = (ps_extent){from, i};
    }
    return true;
}

/* Where the piece begins: behind the log line's own words. */
static size_t tail_begin(ps_span text, char separator, size_t end) {
    size_t least = end > TAIL_MAX ? end - TAIL_MAX : 0, at = end, first = end;
    for (; at > least && text.ptr[at - 1] != '\n'; at--)
        if (text.ptr[at - 1] == separator) first = at;
    if (first == end) return end;
    for (size_t i = first; i > at; i--) {
        bool own = ps_own_output_at(text, i - 1, NULL) > 0;
        if (!own && ps_is_one_of(text.ptr[i - 1], " \t\"'[({")) return i;
    }
    return at;
}

static bool is_person_code(ps_span code) {
    static const char *const codes[] = {"34", "MI", "II", "MR", "HN", "SY"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (ps_span_eq(code, ps_span_z(codes[i]))) return true;
    return false;
}

static bool is_day_format(ps_span code) {
    return ps_span_eq(code, PS_LIT("D8")) || ps_span_eq(code, PS_LIT("RD8"));
}

static void put_name(ps_reader *reader, const ps_extent *parts, size_t count, char separator) {
    while (count > 0 && parts[count - 1].from == parts[count - 1].to) count--;
    if (count) ps_put_parts(reader, PS_SLOT_NAME, parts[0].from, parts[count - 1].to, separator);
}

void ps_x12_put_tail(ps_reader *reader, const ps_x12_state *state, size_t at) {
    ps_span text = state->text;
    ps_extent parts[TAIL_ELEMENTS];
    size_t count;
    if (state->business == PS_X12_TRADE || at < 2 || text.ptr[at - 1] != state->signs.terminator)
        return;
    size_t end = at - 1, from = tail_begin(text, state->signs.element, end);
    if (!split(text, state->signs.element, from, end, parts, &count)) return;
    for (size_t i = 0; i + 1 < count; i++) {
        ps_span code = ps_span_cut(text, parts[i].from, parts[i].to);
        ps_span value = ps_span_cut(text, parts[i + 1].from, parts[i + 1].to);
        if (is_day_format(code)) {
            ps_put(reader, PS_SLOT_DATE, parts[i + 1].from, parts[i + 1].to);
        } else if (is_person_code(code) && value.len > 3) {
            put_name(reader, parts, i, state->signs.element);
            ps_put(reader, ps_x12_number_kind(code, value), parts[i + 1].from, parts[i + 1].to);
            return;
        }
    }
}
