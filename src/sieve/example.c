/* SPDX-License-Identifier: Apache-2.0 */
#include "example.h"

#define OPEN "\xE2\x9F\xA6"
#define CLOSE "\xE2\x9F\xA7"

static bool at_sign(ps_span text, size_t at, const char *sign) {
    return text.len - at >= 3 && !memcmp(text.ptr + at, sign, 3);
}

/* "CAT:" at the head of a mark: length with the colon, or 0. */
static size_t category_at(ps_span text, size_t at) {
    size_t i = at;
    while (i < text.len && (ps_is_upper(text.ptr[i]) ||
                            (i > at && (ps_is_digit(text.ptr[i]) || text.ptr[i] == '-'))))
        i++;
    return i - at >= 2 && i - at < 20 && i < text.len && text.ptr[i] == ':' ? i + 1 - at : 0;
}

static ps_status open_mark(ps_marked *marked, ps_span text, size_t *at) {
    if (marked->count == PS_MARKS_MAX) return PS_E_RULES;
    ps_mark *mark = &marked->marks[marked->count];
    *mark = (ps_mark){.from = marked->text.len};
    *at += 3;
    size_t category = category_at(text, *at);
    if (category) memcpy(mark->label, text.ptr + *at, category - 1);
    *at += category;
    return PS_OK;
}

ps_status ps_marked_parse(ps_marked *marked, ps_span text) {
    marked->count = 0;
    ps_buf_init(&marked->text, 1 << 20);
    bool open = false;
    for (size_t at = 0; at < text.len;) {
        ps_status status = PS_OK;
        if (at_sign(text, at, OPEN)) {
            status = open ? PS_E_RULES : open_mark(marked, text, &at);
            open = true;
        } else if (at_sign(text, at, CLOSE)) {
            if (!open || marked->marks[marked->count].from == marked->text.len) return PS_E_RULES;
            marked->marks[marked->count++].to = marked->text.len;
            open = false;
            at += 3;
        } else {
            status = ps_buf_add_char(&marked->text, text.ptr[at++]);
        }
        if (status != PS_OK) return status;
    }
    return open ? PS_E_RULES : PS_OK;
}

void ps_marked_free(ps_marked *marked) {
    ps_buf_free(&marked->text);
}
