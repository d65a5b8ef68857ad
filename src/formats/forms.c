/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

#define PS_FORM(name, stem) {name, ps_##stem##_anchors, ps_##stem##_read, false, false},
#define PS_WORDS(name, stem) {name, ps_##stem##_anchors, ps_##stem##_read, false, true},
#define PS_PROSE(name, stem) {name, ps_##stem##_anchors, ps_##stem##_read, true, true},
const ps_form ps_forms[] = {
#include "forms.def"
    {NULL, NULL, NULL, false, false}};
#undef PS_PROSE
#undef PS_WORDS
#undef PS_FORM
const size_t ps_form_count = sizeof ps_forms / sizeof *ps_forms - 1;

size_t ps_form_anchor_list(ps_form_anchor *out) {
    size_t count = 0;
    for (size_t f = 0; f < ps_form_count; f++) {
        for (const char *const *anchor = ps_forms[f].anchors; *anchor; anchor++, count++)
            if (out) out[count] = (ps_form_anchor){*anchor, (uint16_t)f};
    }
    return count;
}

const char *ps_slot_rule(ps_slot_kind kind) {
    static const char *const rules[] = {
#define PS_SLOT(name, rule, about) rule,
#include "slots.def"
#undef PS_SLOT
    };
    return kind < PS_SLOT_KINDS ? rules[kind] : NULL;
}

void ps_put(ps_reader *reader, ps_slot_kind kind, size_t from, size_t to) {
    ps_slot slot = {.from = from, .to = to, .owner = -1, .kind = (uint8_t)kind};
    if (from < to && to <= reader->text.len && !reader->full) reader->put(reader, &slot);
}

void ps_put_parts(ps_reader *reader, ps_slot_kind kind, size_t from, size_t to, char separator) {
    ps_slot slot = {
        .from = from, .to = to, .owner = -1, .kind = (uint8_t)kind, .separator = separator};
    if (from < to && to <= reader->text.len && !reader->full) reader->put(reader, &slot);
}

bool ps_put_named(ps_reader *reader, ps_span word, size_t from, size_t to) {
    ps_key_hit hit;
    if (word.len > UINT32_MAX || !ps_key_index_look(reader->keys, word, (uint32_t)word.len, &hit))
        return false;
    ps_slot slot = {.from = from,
                    .to = to,
                    .owner = hit.owner,
                    .kind = PS_SLOT_KEY,
                    .glue = (uint8_t)ps_key_index_glue(reader->keys, word, &hit)};
    if (from < to && to <= reader->text.len && !reader->full) reader->put(reader, &slot);
    return true;
}
