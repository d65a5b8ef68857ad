/* SPDX-License-Identifier: Apache-2.0
 *
 * mask: the shape stays, what it says goes: `***-**-2348`. Letters and digits count, a character
 * beyond ASCII (or a byte that is not UTF-8) is one letter and always goes. */
#include "actions.h"

#define LEAST_STARS 3 /* beside kept characters: fewer do not read as a mask */

/* Bytes of the UTF-8 character at `at`; 1 for ASCII and for what is not UTF-8. */
static size_t char_len(ps_span s, size_t at) {
    unsigned char c = (unsigned char)s.ptr[at];
    size_t len = c >= 0xf0 && c < 0xf5   ? 4
                 : c >= 0xe0 && c < 0xf0 ? 3
                 : c >= 0xc2 && c < 0xe0 ? 2
                                         : 1;
    if (len > s.len - at) return 1;
    for (size_t i = 1; i < len; i++)
        if (((unsigned char)s.ptr[at + i] & 0xc0) != 0x80) return 1;
    return len;
}

static bool counts(char c) {
    return ps_is_alnum(c) || (unsigned char)c >= 0x80;
}

static size_t count_chars(ps_span value) {
    size_t count = 0;
    for (size_t i = 0; i < value.len; i += char_len(value, i)) count += counts(value.ptr[i]);
    return count;
}

ps_status ps_action_mask(const ps_action *action, const ps_action_input *input, ps_buf *out) {
    ps_span value = input->value;
    size_t total = count_chars(value), kept = (size_t)action->keep_first + action->keep_last;
    if (total == 0 || kept * 2 > total) return PS_E_USAGE;
    if (kept && total - kept < LEAST_STARS) return PS_E_USAGE;
    ps_status status = ps_buf_reserve(out, value.len);
    if (status != PS_OK) return status;
    size_t nth = 0;
    for (size_t i = 0; i < value.len; i += char_len(value, i)) {
        char c = value.ptr[i];
        if (counts(c)) {
            bool edge = nth < action->keep_first || nth >= total - action->keep_last;
            if (!edge || !ps_is_alnum(c)) c = '*';
            nth++;
        }
        out->ptr[out->len++] = c;
    }
    return PS_OK;
}

bool ps_action_masked(ps_span value) {
    size_t stars = 0, total = count_chars(value);
    for (size_t i = 0; i < value.len; i++) stars += value.ptr[i] == '*';
    return stars > 0 && (total == 0 || (stars >= LEAST_STARS && stars >= total));
}
