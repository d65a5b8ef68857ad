/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

#include "base64.h"
#include "content.h"

enum {
    LINE_LEAST = 40, /* characters of a line of a folded run; the standards have 60, 64 and 76 */
    NAME_MAX = 200,  /* bytes between a payload and the word that names it */
    INDENT_MAX = 32
};

/* ---- the word before ---- */

/* In the order of nothing: each is compared with the end of the name that stands there. */
static const char *const payload_names[] = {
    "data",       "payload", "body",   "content", "contents",    "message",      "msg",
    "attachment", "blob",    "record", "value",   "request",     "response",     "document",
    "doc",        "base64",  "b64",    "encoded", "raw",         "hl7",          "fhir",
    "ccda",       "cda",     "edi",    "x12",     "xml",         "json",         "text",
    "file",       "bytes",   "binary", "buffer",  "event",       "gzip",         "zip",
    "string",     "output",  "input",  "report",  "samlrequest", "samlresponse",
};

static bool is_payload_name(ps_span name) {
    for (size_t i = 0; i < sizeof payload_names / sizeof *payload_names; i++) {
        ps_span want = ps_span_z(payload_names[i]);
        if (name.len >= want.len && ps_lower(name.ptr[name.len - 1]) == want.ptr[want.len - 1] &&
            ps_span_eq_nocase(ps_span_cut(name, name.len - want.len, name.len), want))
            return true;
    }
    return false;
}

/* The name of the element whose start tag ends right before `at`. */
static ps_span tag_before(ps_span text, size_t at) {
    size_t from = at - 1, to;
    while (from > 0 && at - from < NAME_MAX && text.ptr[from] != '<') from--;
    for (to = from + 1; to < at && (ps_is_word(text.ptr[to]) || text.ptr[to] == ':'); to++) {
    }
    return text.ptr[from] == '<' ? ps_span_cut(text, from + 1, to) : ps_span_cut(text, at, at);
}

/* name=..., "name": "...", name: b'..., name(..., <name> */
static bool is_named(ps_span text, size_t at) {
    if (at > 0 && text.ptr[at - 1] == '>') return is_payload_name(tag_before(text, at));
    size_t to = at, least = at > NAME_MAX ? at - NAME_MAX : 0;
    bool sign = false;
    for (; to > least && ps_is_one_of(text.ptr[to - 1], " \t\r\n\"'\\:=([{,`"); to--)
        sign = sign || ps_is_one_of(text.ptr[to - 1], ":=([{");
    bool prefix = to > least && to < at && (text.ptr[to - 1] | 0x20) == 'b' &&
                  (text.ptr[to] == '\'' || text.ptr[to] == '"');
    if (prefix && (to == 1 || !ps_is_word(text.ptr[to - 2]))) return is_named(text, to - 1);
    size_t from = to;
    while (from > least && ps_is_word(text.ptr[from - 1])) from--;
    return sign && is_payload_name(ps_span_cut(text, from, to));
}

/* ---- the run ---- */

static bool all_hex(ps_span run) {
    for (size_t i = 0; i < run.len; i++)
        if (!ps_is_hex(run.ptr[i])) return false;
    return true;
}

static bool reads_hex(ps_span text, size_t at, size_t end, ps_run *run) {
    size_t digits = at;
    if (end - at > 2 && text.ptr[at] == '0' && (text.ptr[at + 1] | 0x20) == 'x') digits += 2;
    ps_span hex = ps_span_cut(text, digits, end);
    if (hex.len < PS_RUN_LEAST || hex.len % 2 || !all_hex(hex)) return false;
    char head[PS_BASE64_HEAD];
    size_t n = 0;
    for (; n < sizeof head && n * 2 < hex.len; n++)
        head[n] = (char)(ps_hex_value(hex.ptr[n * 2]) * 16 + ps_hex_value(hex.ptr[n * 2 + 1]));
    *run = (ps_run){at, end, true, false};
    ps_content content = ps_content_of(ps_span_of(head, n));
    run->named = content != PS_CONTENT_TEXT && is_named(text, at);
    return content != PS_CONTENT_NOISE && (content != PS_CONTENT_MIXED || run->named);
}

/* Where the next line of a folded run ends; `to` itself when the run ends here. */
static size_t folded(ps_span text, size_t to, size_t width) {
    size_t at = to;
    if (at < text.len && text.ptr[at] == '\r') at++;
    if (at >= text.len || text.ptr[at] != '\n') return to;
    size_t indent = ++at;
    while (at < text.len && at - indent < INDENT_MAX && ps_is_blank(text.ptr[at])) at++;
    size_t end = ps_base64_end(text, at), line = end - at;
    if (line == 0 || (width && line > width)) return to;
    while (end < text.len && text.ptr[end] == '=') end++;
    bool closed = end == text.len || !ps_is_word(text.ptr[end]);
    bool whole = end == text.len || ps_is_one_of(text.ptr[end], "\r\n\"'<)\\,;");
    return closed && whole ? end : to;
}

/* Lines of one width follow each other; the last may be shorter. */
static size_t unfold(ps_span text, size_t at, size_t end, size_t lines) {
    size_t width = 0, first = end - at;
    if (first < LINE_LEAST && first % 4) return end;
    for (; lines; lines--) {
        size_t to = folded(text, end, width);
        if (to == end) return end;
        size_t line = 0; /* characters of the line that was taken */
        while (line < to - end && !ps_is_one_of(text.ptr[to - 1 - line], " \t\n")) line++;
        if (!width && line < first && first < LINE_LEAST) return end;
        end = to;
        if ((width && line < width) || line < LINE_LEAST) return end;
        width = line;
    }
    return end;
}

/* Text without much else: a dozen bytes of noise have no such share one time in forty. */
static bool opens(ps_span text, size_t at, size_t end) {
    enum { HEAD_CHARACTERS = PS_BASE64_HEAD / 3 * 4, HEAD_PERCENT = 75 };
    char head[PS_BASE64_HEAD + 3];
    size_t n = end - at < HEAD_CHARACTERS ? end - at : HEAD_CHARACTERS;
    n = ps_base64_decode(ps_span_of(text.ptr + at, n), head);
    ps_span bytes = ps_span_of(head, n);
    return ps_content_of(bytes) >= PS_CONTENT_TEXT &&
           (ps_content_of(bytes) != PS_CONTENT_MIXED ||
            ps_content_text_percent(bytes) >= HEAD_PERCENT);
}

typedef struct ps_letters {
    bool upper, lower, digit;
} ps_letters;

static ps_letters letters_of(ps_span run) {
    ps_letters found = {false, false, false};
    for (size_t i = 0; i < run.len && !(found.upper && found.lower && found.digit); i++) {
        found.upper |= ps_is_upper(run.ptr[i]);
        found.lower |= ps_is_lower(run.ptr[i]);
        found.digit |= ps_is_digit(run.ptr[i]);
    }
    return found;
}

/* `...` or an ellipsis: somebody has cut it. */
static bool is_cut(ps_span text, size_t end) {
    ps_span rest = ps_span_cut(text, end, text.len);
    return !rest.len || rest.ptr[0] == '\n' || rest.ptr[0] == '[' ||
           (rest.len >= 2 && !memcmp(rest.ptr, "..", 2)) ||
           (rest.len >= 3 && !memcmp(rest.ptr, "\xe2\x80\xa6", 3));
}

static bool reads_base64(ps_span text, size_t at, size_t end, size_t lines, ps_run *run) {
    if (end - at < PS_BASE64_LEAST) return false;
    ps_span characters = ps_span_cut(text, at, end);
    ps_letters letters = letters_of(characters);
    if (!letters.upper || !letters.lower) return false; /* paths, numbers, digests */
    bool noise = !opens(text, at, end);
    if (noise && !(letters.digit && is_named(text, at))) return false;
    size_t padded = end;
    while (padded < text.len && text.ptr[padded] == '=' && padded - end < 2) padded++;
    size_t to = padded == end ? unfold(text, at, end, lines) : padded;
    if (!ps_base64_is_pure(characters, to > end || is_cut(text, end))) return false;
    *run = (ps_run){at, to, false, noise || is_named(text, at)};
    return true;
}

/* /verify/eyJhbGci...: a payload behind a path, or behind a word that is made of the same
 * characters. Where nothing tells them apart, only known beginnings count. */
static size_t inner_begin(ps_span text, size_t at, size_t end) {
    static const char heads[][4] = {"eyJ", "W3s", "PD9", "H4s", "UEl", "TVN"};
    for (size_t i = at + 1; i + PS_BASE64_LEAST <= end; i++) {
        if (ps_is_alnum(text.ptr[i - 1])) continue;
        for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
            if (!memcmp(text.ptr + i, heads[h], 3)) return i;
        if (text.ptr[i - 1] != '/' || memchr(text.ptr + i, '/', PS_BASE64_LEAST)) continue;
        if (opens(text, i, end)) return i;
    }
    return end;
}

bool ps_run_read(ps_span text, size_t at, size_t end, size_t lines, ps_run *run) {
    if (reads_hex(text, at, end, run) || reads_base64(text, at, end, lines, run)) return true;
    return reads_base64(text, inner_begin(text, at, end), end, lines, run);
}
