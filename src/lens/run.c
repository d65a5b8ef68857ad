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
static const struct payload_name {
    const char *word;
    size_t len;
} payload_names[] = {
#define NAME(word)                                                                                 \
    { word, sizeof(word) - 1 }
    NAME("data"),         NAME("payload"),  NAME("body"),   NAME("content"),
    NAME("contents"),     NAME("message"),  NAME("msg"),    NAME("attachment"),
    NAME("blob"),         NAME("record"),   NAME("value"),  NAME("request"),
    NAME("response"),     NAME("document"), NAME("doc"),    NAME("base64"),
    NAME("b64"),          NAME("encoded"),  NAME("raw"),    NAME("hl7"),
    NAME("fhir"),         NAME("ccda"),     NAME("cda"),    NAME("edi"),
    NAME("x12"),          NAME("xml"),      NAME("json"),   NAME("text"),
    NAME("file"),         NAME("bytes"),    NAME("binary"), NAME("buffer"),
    NAME("event"),        NAME("gzip"),     NAME("zip"),    NAME("string"),
    NAME("output"),       NAME("input"),    NAME("report"), NAME("samlrequest"),
    NAME("samlresponse"),
#undef NAME
};

static bool is_payload_name(ps_span name) {
    char last = name.len ? ps_lower(name.ptr[name.len - 1]) : 0;
    for (size_t i = 0; last && i < sizeof payload_names / sizeof *payload_names; i++) {
        ps_span want = ps_span_of(payload_names[i].word, payload_names[i].len);
        if (last == want.ptr[want.len - 1] && name.len >= want.len &&
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

/* What characters of a run are. */
enum { RUN_UPPER = 1, RUN_LOWER = 2, RUN_DIGIT = 4, RUN_SIGN = 8, RUN_NO_HEX = 16 };

#define UP RUN_UPPER
#define LO RUN_LOWER
#define DI RUN_DIGIT
#define NO RUN_NO_HEX
static const uint8_t kinds[256] = {
    ['0'] = DI,
    ['1'] = DI,
    ['2'] = DI,
    ['3'] = DI,
    ['4'] = DI,
    ['5'] = DI,
    ['6'] = DI,
    ['7'] = DI,
    ['8'] = DI,
    ['9'] = DI,
    ['A'] = UP,
    ['B'] = UP,
    ['C'] = UP,
    ['D'] = UP,
    ['E'] = UP,
    ['F'] = UP,
    ['G'] = UP | NO,
    ['H'] = UP | NO,
    ['I'] = UP | NO,
    ['J'] = UP | NO,
    ['K'] = UP | NO,
    ['L'] = UP | NO,
    ['M'] = UP | NO,
    ['N'] = UP | NO,
    ['O'] = UP | NO,
    ['P'] = UP | NO,
    ['Q'] = UP | NO,
    ['R'] = UP | NO,
    ['S'] = UP | NO,
    ['T'] = UP | NO,
    ['U'] = UP | NO,
    ['V'] = UP | NO,
    ['W'] = UP | NO,
    ['X'] = UP | NO,
    ['Y'] = UP | NO,
    ['Z'] = UP | NO,
    ['a'] = LO,
    ['b'] = LO,
    ['c'] = LO,
    ['d'] = LO,
    ['e'] = LO,
    ['f'] = LO,
    ['g'] = LO | NO,
    ['h'] = LO | NO,
    ['i'] = LO | NO,
    ['j'] = LO | NO,
    ['k'] = LO | NO,
    ['l'] = LO | NO,
    ['m'] = LO | NO,
    ['n'] = LO | NO,
    ['o'] = LO | NO,
    ['p'] = LO | NO,
    ['q'] = LO | NO,
    ['r'] = LO | NO,
    ['s'] = LO | NO,
    ['t'] = LO | NO,
    ['u'] = LO | NO,
    ['v'] = LO | NO,
    ['w'] = LO | NO,
    ['x'] = LO | NO,
    ['y'] = LO | NO,
    ['z'] = LO | NO,
    ['+'] = RUN_SIGN | NO,
    ['-'] = RUN_SIGN | NO,
    ['/'] = RUN_SIGN | NO,
    ['_'] = RUN_SIGN | NO,
};
#undef UP
#undef LO
#undef DI
#undef NO

/* The kinds that stand in [at, end). What comes after all kinds but signs have been seen may not be
 * told: then the run is said to hold a sign. */
static unsigned kinds_of(ps_span text, size_t at, size_t end) {
    enum { STEP = 32, TELLING = RUN_UPPER | RUN_LOWER | RUN_DIGIT | RUN_NO_HEX };
    unsigned found = 0;
    for (size_t stop = at; at < end; at = stop) {
        stop = end - at > STEP ? at + STEP : end;
        for (size_t i = at; i < stop; i++) found |= kinds[(unsigned char)text.ptr[i]];
        if ((found & TELLING) == TELLING) return stop < end ? found | RUN_SIGN : found;
    }
    return found;
}

static bool reads_hex(ps_span text, size_t at, size_t end, unsigned found, ps_run *run) {
    bool prefix = text.ptr[at] == '0' && end - at > 2 && (text.ptr[at + 1] | 0x20) == 'x';
    if (prefix) found = kinds_of(text, at + 2, end);
    ps_span hex = ps_span_cut(text, at + (prefix ? 2 : 0), end);
    if (hex.len < PS_RUN_LEAST || hex.len % 2 || (found & RUN_NO_HEX)) return false;
    char head[PS_BASE64_HEAD];
    size_t n = 0;
    for (; n < sizeof head && n * 2 < hex.len; n++)
        head[n] = (char)(ps_hex_value(hex.ptr[n * 2]) * 16 + ps_hex_value(hex.ptr[n * 2 + 1]));
    ps_content content = ps_content_of(ps_span_of(head, n));
    if (content == PS_CONTENT_NOISE) return false; /* nearly always: digests */
    bool named = content != PS_CONTENT_TEXT && is_named(text, at);
    *run = (ps_run){at, end, true, named};
    return content != PS_CONTENT_MIXED || named;
}

/* A line of a folded run. */
typedef struct ps_folded {
    size_t from, to; /* its characters, the padding included */
} ps_folded;

/* The next line of a folded run that goes up to `end`. False: the run ends there. */
static bool folded(ps_span text, size_t end, size_t width, ps_folded *line) {
    size_t at = end;
    if (at < text.len && text.ptr[at] == '\r') at++;
    if (at >= text.len || text.ptr[at] != '\n') return false;
    size_t indent = ++at;
    while (at < text.len && at - indent < INDENT_MAX && ps_is_blank(text.ptr[at])) at++;
    size_t to = ps_base64_end(text, at);
    if (to == at || (width && to - at > width)) return false;
    while (to < text.len && text.ptr[to] == '=') to++;
    bool closed = to == text.len || !ps_is_word(text.ptr[to]);
    bool whole = to == text.len || ps_is_one_of(text.ptr[to], "\r\n\"'<)\\,;");
    *line = (ps_folded){at, to};
    return closed && whole;
}

/* Lines of one width follow each other; the last may be shorter. */
static size_t unfold(ps_span text, size_t at, size_t end, size_t lines) {
    size_t width = 0, first = end - at;
    if (first < LINE_LEAST && first % 4) return end;
    for (ps_folded next; lines && folded(text, end, width, &next); lines--) {
        size_t line = next.to - next.from;
        if (!width && line < first && first < LINE_LEAST) return end;
        end = next.to;
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

/* `...` or an ellipsis: somebody has cut it. */
static bool is_cut(ps_span text, size_t end) {
    ps_span rest = ps_span_cut(text, end, text.len);
    return !rest.len || rest.ptr[0] == '\n' || rest.ptr[0] == '[' ||
           (rest.len >= 2 && !memcmp(rest.ptr, "..", 2)) ||
           (rest.len >= 3 && !memcmp(rest.ptr, "\xe2\x80\xa6", 3));
}

static bool reads_base64(ps_span text, size_t at, size_t end, unsigned found, size_t lines,
                         ps_run *run) {
    if (end - at < PS_BASE64_LEAST) return false;
    ps_span characters = ps_span_cut(text, at, end);
    if (!(found & RUN_UPPER) || !(found & RUN_LOWER)) return false; /* paths, numbers, digests */
    bool noise = !opens(text, at, end);
    if (noise && !((found & RUN_DIGIT) && is_named(text, at))) return false;
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

bool ps_run_is_hex(ps_span text, size_t at, size_t end) {
    ps_run run;
    return reads_hex(text, at, end, RUN_LOWER | RUN_DIGIT, &run);
}

bool ps_run_read(ps_span text, size_t at, size_t end, size_t lines, ps_run *run) {
    if (end - at < PS_RUN_LEAST) return false;
    unsigned found = kinds_of(text, at, end);
    if (reads_hex(text, at, end, found, run) || reads_base64(text, at, end, found, lines, run))
        return true;
    if (!(found & RUN_SIGN)) return false; /* an inner run begins behind one */
    at = inner_begin(text, at, end);
    return at < end && reads_base64(text, at, end, kinds_of(text, at, end), lines, run);
}
