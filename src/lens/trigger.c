/* SPDX-License-Identifier: Apache-2.0 */
#include "trigger.h"

static bool hex_pair(ps_span text, size_t at) {
    return at + 1 < text.len && ps_is_hex(text.ptr[at]) && ps_is_hex(text.ptr[at + 1]);
}

static bool escape(ps_span text, size_t at) {
    if (at + 1 >= text.len) return false;
    switch (text.ptr[at + 1]) {
    case '"':
    case '/': return true;
    case 'u': return hex_pair(text, at + 2) && hex_pair(text, at + 4);
    case 'x': return hex_pair(text, at + 2);
    default: return false;
    }
}

static bool entity(ps_span text, size_t at) {
    ps_span rest = ps_span_cut(text, at + 1, text.len);
    if (rest.len < 3) return false;
    if (rest.ptr[0] == '#') return ps_is_digit(rest.ptr[1]) || (rest.ptr[1] | 0x20) == 'x';
    return (rest.len >= 5 && (!memcmp(rest.ptr, "quot;", 5) || !memcmp(rest.ptr, "apos;", 5))) ||
           (rest.len >= 4 && !memcmp(rest.ptr, "amp;", 4)) || !memcmp(rest.ptr, "lt;", 3) ||
           !memcmp(rest.ptr, "gt;", 3);
}

static bool unicode(ps_span text, size_t at) {
    unsigned char a = (unsigned char)text.ptr[at];
    unsigned char b = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0;
    unsigned char c = at + 2 < text.len ? (unsigned char)text.ptr[at + 2] : 0;
    switch (a) {
    case 0xC2: return b == 0xA0;                           /* no-break space */
    case 0xE2: return b == 0x80 && c >= 0x8B && c <= 0x95; /* zero-width, dashes */
    case 0xEF:
        return (b == 0xBC && c >= 0x81) || (b == 0xBD && c <= 0x9E) || /* full width */
               (b == 0xBB && c == 0xBF); /* zero-width no-break space */
    default: return false;
    }
}

bool ps_trigger_at(ps_span text, size_t at) {
    switch (text.ptr[at]) {
    case '%': return hex_pair(text, at + 1);
    case '\\': return escape(text, at);
    case '&': return entity(text, at);
    case 0x1b: return at + 1 < text.len && text.ptr[at + 1] == '[';
    default: return unicode(text, at);
    }
}
