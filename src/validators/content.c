/* SPDX-License-Identifier: Apache-2.0 */
#include "content.h"

#include <stdint.h>

enum { SAMPLE = PS_CONTENT_SAMPLE, TEXT_PERCENT = 90, MIXED_PERCENT = 60 };

typedef struct ps_magic {
    const char *bytes;
    uint8_t len, content;
} ps_magic;

static const ps_magic magics[] = {
    {"\x1f\x8b\x08", 3, PS_CONTENT_GZIP},
    {"\x28\xb5\x2f\xfd", 4, PS_CONTENT_ZSTD},
    {"x\x01", 2, PS_CONTENT_ZLIB},
    {"x\x5e", 2, PS_CONTENT_ZLIB},
    {"x\x9c", 2, PS_CONTENT_ZLIB},
    {"x\xda", 2, PS_CONTENT_ZLIB},
    {"PK\x03\x04", 4, PS_CONTENT_ZIP},
    {"%PDF-", 5, PS_CONTENT_DOCUMENT},
    {"\xff\xd8\xff", 3, PS_CONTENT_DOCUMENT},
    {"\x89PNG", 4, PS_CONTENT_DOCUMENT},
    {"GIF8", 4, PS_CONTENT_DOCUMENT},
    {"II*\0", 4, PS_CONTENT_DOCUMENT},
    {"MM\0*", 4, PS_CONTENT_DOCUMENT},
    {"\xd0\xcf\x11\xe0", 4, PS_CONTENT_DOCUMENT},
};

static bool has_magic(ps_span bytes, const ps_magic *magic) {
    return bytes.len >= magic->len && bytes.ptr[0] == magic->bytes[0] &&
           !memcmp(bytes.ptr, magic->bytes, magic->len);
}

/* Characters, line ends, and the separators of MLLP, NCPDP and EDI. */
static bool is_plain(unsigned char c) {
    return (c >= 0x20 && c < 0x7f) || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1e);
}

/* Length of a sound UTF-8 character beyond ASCII, else 0. */
static size_t utf8_at(ps_span bytes, size_t at) {
    unsigned char first = (unsigned char)bytes.ptr[at];
    size_t n = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (!n || at + n > bytes.len) return 0;
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)bytes.ptr[at + i] & 0xC0) != 0x80) return 0;
    return n;
}

unsigned ps_content_text_percent(ps_span bytes) {
    size_t plain = 0;
    for (size_t i = 0; i < bytes.len;) {
        size_t n = is_plain((unsigned char)bytes.ptr[i]) ? 1 : utf8_at(bytes, i);
        plain += n;
        i += n ? n : 1;
    }
    return bytes.len ? (unsigned)(plain * 100 / bytes.len) : 0;
}

bool ps_content_is_utf16(ps_span bytes) {
    size_t n = bytes.len < SAMPLE ? bytes.len : SAMPLE, zeros[2] = {0, 0}, plain = 0;
    if (n < 8 || !memchr(bytes.ptr, 0, n)) return false;
    if (!n || !memchr(bytes.ptr, 0, n)) return false; /* most bytes */
    for (size_t i = 0; i < n; i++) {
        zeros[i % 2] += bytes.ptr[i] == 0;
        plain += is_plain((unsigned char)bytes.ptr[i]);
    }
    size_t zero = zeros[0] > zeros[1] ? zeros[0] : zeros[1];
    return zero * 2 * 100 >= n * TEXT_PERCENT && plain * 2 * 100 >= n * TEXT_PERCENT;
}

ps_content ps_content_of(ps_span bytes) {
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (has_magic(bytes, &magics[i])) return (ps_content)magics[i].content;
    ps_span sample = ps_span_cut(bytes, 0, bytes.len < SAMPLE ? bytes.len : SAMPLE);
    unsigned percent = ps_content_text_percent(sample);
    if (percent >= TEXT_PERCENT || ps_content_is_utf16(sample)) return PS_CONTENT_TEXT;
    return percent >= MIXED_PERCENT ? PS_CONTENT_MIXED : PS_CONTENT_NOISE;
}
