/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

/* Length of the UTF-8 sequence at the front, 0 when it is none (RFC 3629). */
static size_t utf8_length(ps_span s) {
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (p[0] < 0x80) return 1;
    size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || s.len < n) return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F)) return 0;
    if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F)) return 0;
    return n;
}

static ps_status add_char(ps_buf *out, unsigned char c) {
    if (c == '"' || c == '\\') return ps_buf_addf(out, "\\%c", c);
    if (c < 0x20 || c == 0x7F) return ps_buf_addf(out, "\\u%04x", (unsigned)c);
    return ps_buf_add_char(out, (char)c);
}

ps_status ps_json_text(ps_buf *out, ps_span text) {
    ps_status status = ps_buf_add_char(out, '"');
    while (text.len && status == PS_OK) {
        size_t n = utf8_length(text);
        if (n == 1)
            status = add_char(out, (unsigned char)text.ptr[0]);
        else if (n == 0)
            status = ps_buf_add(out, PS_LIT("\xEF\xBF\xBD"));
        else
            status = ps_buf_add(out, ps_span_of(text.ptr, n));
        text = ps_span_cut(text, n ? n : 1, text.len);
    }
    return status == PS_OK ? ps_buf_add_char(out, '"') : status;
}

bool ps_json_is_utf8(ps_span text) {
    while (text.len) {
        size_t n = utf8_length(text);
        if (n == 0) return false;
        text = ps_span_cut(text, n, text.len);
    }
    return true;
}

ps_status ps_json_base64(ps_buf *out, ps_span bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ps_status status = ps_buf_add_char(out, '"');
    for (size_t i = 0; i < bytes.len && status == PS_OK; i += 3) {
        size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++)
            three = three << 8 | (k < n ? (unsigned char)bytes.ptr[i + k] : 0);
        const char four[4] = {digits[three >> 18], digits[three >> 12 & 63],
                              n > 1 ? digits[three >> 6 & 63] : '=',
                              n > 2 ? digits[three & 63] : '='};
        status = ps_buf_add(out, ps_span_of(four, sizeof four));
    }
    return status == PS_OK ? ps_buf_add_char(out, '"') : status;
}

ps_status ps_json_uri(ps_buf *out, ps_span path) {
    ps_status status = ps_buf_add_char(out, '"');
    for (size_t i = 0; i < path.len && status == PS_OK; i++) {
        char c = path.ptr[i];
        bool plain = c && (ps_is_alnum(c) || strchr("-._~/", c));
        status = plain ? ps_buf_add_char(out, c)
                       : ps_buf_addf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
    return status == PS_OK ? ps_buf_add_char(out, '"') : status;
}
