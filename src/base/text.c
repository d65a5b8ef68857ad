/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

static bool all_allowed(ps_span part) {
    static const char allowed[] = "\a\b\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f";
    for (size_t i = 0; i < part.len; i++) {
        unsigned char c = (unsigned char)part.ptr[i];
        if (c < 0x20 && (c == 0 || !memchr(allowed, c, sizeof allowed - 1))) return false;
    }
    return true;
}

/* Most text has none of them for long: a compiler makes vectors of a loop that only collects. */
bool ps_is_text(ps_span value) {
    enum { PART = 64 };
    for (size_t at = 0; at < value.len; at += PART) {
        ps_span part = ps_span_cut(value, at, value.len - at < PART ? value.len : at + PART);
        unsigned char low = 0;
        for (size_t i = 0; i < part.len; i++)
            low |= (unsigned char)((unsigned char)part.ptr[i] < 0x20);
        if (low && !all_allowed(part)) return false;
    }
    return true;
}
