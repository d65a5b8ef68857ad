/* SPDX-License-Identifier: Apache-2.0 */
#include "json_named.h"

enum { LABEL_MAX = 64 };

void ps_json_put(ps_reader *reader, ps_slot slot, const ps_json_token *value, ps_extent quote) {
    slot.from = value->at.from;
    slot.to = value->at.to;
    if (slot.from >= slot.to || reader->full) return;
    char first = reader->text.ptr[slot.from];
    if (!value->quoted && (ps_is_digit(first) || first == '-')) slot.wrap = quote;
    reader->put(reader, &slot);
}

/* The last step of a path, without indexes and a question mark. */
static ps_span last_step(ps_span label) {
    size_t to = label.len;
    while (to > 0 && ps_is_one_of(label.ptr[to - 1], "?:. ")) to--;
    size_t digits = to;
    while (digits > 0 && ps_is_digit(label.ptr[digits - 1])) digits--;
    if (digits < to && digits > 0 && ps_is_one_of(label.ptr[digits - 1], "/.[")) to = digits - 1;
    if (to == label.len && to > 0 && label.ptr[to - 1] == ']') {
        while (to > 0 && label.ptr[to - 1] != '[') to--;
        to -= to > 0;
    }
    size_t from = to;
    while (from > 0 && !ps_is_one_of(label.ptr[from - 1], "/#.$")) from--;
    return ps_span_cut(label, from, to);
}

bool ps_json_put_named(ps_reader *reader, ps_span label, const ps_json_token *value,
                       ps_extent quote) {
    ps_key_hit hit;
    label = last_step(label);
    if (!label.len || label.len > LABEL_MAX || !reader->keys) return false;
    if (!ps_key_index_look(reader->keys, label, (uint32_t)label.len, &hit)) return false;
    /* A name is not always one of a person: Name of medication, region name. */
    ps_span key = ps_span_cut(label, hit.at, hit.end);
    if (hit.at > 0 && ps_span_eq_nocase(key, PS_LIT("name"))) return false;
    ps_json_put(reader, (ps_slot){.owner = hit.owner, .kind = PS_SLOT_KEY}, value, quote);
    return true;
}
