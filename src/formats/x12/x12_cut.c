/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments and elements. The signs come from the ISA; a fragment without one is read with `~` and
 * line ends, and with any other sign behind which the name of a segment follows. */
#include "boundary.h"
#include "x12.h"

enum {
    ISA_MAX = 240,
    ISA_ELEMENTS = 16,
    WRAP_MAX = 160,
    GAP_MAX = 32,
    ESCAPES_MAX = 8,
    FRAGMENT_MAX = 256
};

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : '\0';
}

static bool starts(ps_span text, size_t at, const char *what) {
    size_t n = strlen(what);
    return at <= text.len && text.len - at >= n && memcmp(text.ptr + at, what, n) == 0;
}

/* Length of the line end at `at`, real or spelled: \n \\n \x0a \u000d <CR> ^M &#13; or 0. */
static size_t break_at(ps_span text, size_t at) {
    char c = byte_at(text, at);
    if (!ps_is_one_of(c, "\n\r\\<^&") && c != '\xE2') return 0; /* most */
    if (c == '^' && !ps_is_one_of(byte_at(text, at + 1), "MJ")) return 0;
    if (c == '\n' || c == '\r') return 1;
    if (c == '\\') {
        size_t i = at;
        while (byte_at(text, i) == '\\' && i - at < ESCAPES_MAX) i++;
        if (byte_at(text, i) == 'n' || byte_at(text, i) == 'r') return i + 1 - at;
        static const char *const hex[] = {"x0a",   "x0A",   "x0d",   "x0D",  "u000a", "u000A",
                                          "u000d", "u000D", "012",   "015",  "x1c",   "x1d",
                                          "x1e",   "x1C",   "x1D",   "x1E",  "u001c", "u001d",
                                          "u001e", "u001C", "u001D", "u001E"};
        for (size_t k = 0; k < sizeof hex / sizeof *hex; k++)
            if (byte_at(text, i) == *hex[k] && starts(text, i, hex[k]))
                return i - at + strlen(hex[k]);
        return 0;
    }
    static const char *const spelled[] = {"<CR>",  "<LF>",         "<CRLF>",       "^M",
                                          "^J",    "&#13;",        "&#10;",        "&#xD;",
                                          "&#xA;", "\xE2\x90\x8D", "\xE2\x90\x8A", "\xE2\x90\xA4"};
    for (size_t k = 0; k < sizeof spelled / sizeof *spelled; k++)
        if (c == *spelled[k] && starts(text, at, spelled[k])) return strlen(spelled[k]);
    return 0;
}

/* Blanks and line ends, no more than a few: whoever looks at every byte asks again at each. */
static size_t skip_gap(ps_span text, size_t at) {
    for (size_t stop = at + GAP_MAX; at < stop;) {
        size_t n = ps_is_blank(byte_at(text, at)) ? 1 : break_at(text, at);
        if (!n) break;
        at += n;
    }
    return at;
}

/* Length of what has the form of a segment's name, with the separator behind it; or 0. */
static size_t name_length(ps_span text, size_t at, char separator) {
    size_t n = 0;
    if (!ps_is_upper(byte_at(text, at))) return 0;
    while (n < 4 && (ps_is_upper(byte_at(text, at + n)) || ps_is_digit(byte_at(text, at + n)))) n++;
    return n >= 2 && n <= 3 && at + n < text.len && text.ptr[at + n] == separator ? n : 0;
}

bool ps_x12_name_at(ps_span text, size_t at, char separator) {
    size_t n = name_length(text, at, separator);
    return n && ps_x12_kind_find(ps_span_cut(text, at, at + n));
}

/* ---- signs ---- */

static char mate_of(char open) {
    switch (open) {
    case '(': return ')';
    case '[': return ']';
    case '{': return '}';
    case '<': return '>';
    default: return open;
    }
}

static char opener_before(ps_span text, size_t at) {
    char c = at ? text.ptr[at - 1] : '\0';
    return ps_is_one_of(c, "\"'`([{<") ? c : '\0';
}

/* The signs stand behind the sixteenth separator: component, then terminator. */
static void read_isa(ps_span text, size_t at, ps_x12_signs *signs) {
    size_t i = at, seen = 0;
    while (i < text.len && i - at < ISA_MAX && seen < ISA_ELEMENTS)
        seen += text.ptr[i++] == signs->element;
    char component = byte_at(text, i), terminator = byte_at(text, i + 1);
    if (seen < ISA_ELEMENTS || ps_is_alnum(component)) return;
    if (ps_x12_name_at(text, i + 1, signs->element)) { /* the component sign is missing */
        terminator = component;
    } else {
        signs->component = component;
        if (break_at(text, i + 1)) terminator = '\n';
    }
    if (!terminator || ps_is_alnum(terminator) || ps_is_one_of(terminator, " \t\"\\")) return;
    signs->terminator = terminator;
    signs->terminated = signs->interchange = true;
}

/* A tilde on the same line parts the segments: no other sign does. */
static bool tilde_follows(ps_span text, size_t at) {
    size_t stop = text.len - at > FRAGMENT_MAX ? at + FRAGMENT_MAX : text.len;
    for (; at < stop && text.ptr[at] != '\n'; at++)
        if (text.ptr[at] == '~') return true;
    return false;
}

bool ps_x12_signs_at(ps_span text, size_t at, ps_x12_signs *out) {
    size_t n = 0;
    while (n < 3 && (ps_is_upper(byte_at(text, at + n)) || ps_is_digit(byte_at(text, at + n)))) n++;
    char separator = byte_at(text, at + n);
    *out = (ps_x12_signs){.element = separator,
                          .terminator = separator == '~' ? '\0' : '~',
                          .open = opener_before(text, at)};
    if (starts(text, at, "ISA")) {
        if (!separator || ps_is_alnum(separator) || byte_at(text, at + 6) != separator)
            return false;
        read_isa(text, at, out);
        return true;
    }
    out->terminated = out->terminator && tilde_follows(text, at);
    return ps_is_one_of(separator, "*|^") && ps_x12_name_at(text, at, separator);
}

/* ---- where a segment ends ---- */

/* A quote or bracket that closes what the message stands in. */
static bool closes(ps_span text, size_t at, const ps_x12_signs *signs) {
    char c = text.ptr[at];
    if (c == '\\') {
        for (int n = 0; n < ESCAPES_MAX && byte_at(text, at) == '\\'; n++) at++;
        return byte_at(text, at) == '"';
    }
    bool quote = c == '"' || c == '\'' || c == '`';
    if (!quote && !(signs->open && c == mate_of(signs->open))) return false;
    char next = byte_at(text, at + 1);
    if (c == mate_of(signs->open)) return !ps_is_alnum(next);
    return !next || ps_is_one_of(next, ",)]}:;\n\r\\");
}

/* Files are also wrapped at a width: the line end stands within a segment, which goes on. */
static bool is_wrapped(ps_span text, size_t at, const ps_x12_signs *signs) {
    if (!signs->interchange || signs->terminator == '\n') return false;
    size_t next = skip_gap(text, at), room = text.len - next;
    if (ps_x12_name_at(text, next, signs->element)) return false;
    return memchr(text.ptr + next, signs->terminator, room < WRAP_MAX ? room : WRAP_MAX);
}

/* Does a segment end at this byte, which is no separator? */
static bool ends_at(ps_span text, size_t at, ps_x12_signs *signs, ps_x12_segment *out) {
    char c = text.ptr[at];
    if (ps_is_alnum(c)) return false;
    if (c == signs->terminator) return out->closed = true;
    size_t line_end = break_at(text, at);
    if (line_end && is_wrapped(text, at, signs)) return false;
    if (line_end && (signs->terminator == '\n' || c == '\n' || c == '\r' || !signs->terminated)) {
        bool followed = ps_x12_name_at(text, skip_gap(text, at), signs->element);
        out->closed = followed || signs->terminator == '\n';
        if (followed && !signs->terminated) {
            signs->terminator = '\n';
            signs->terminated = true;
        }
        return out->closed || c == '\n' || c == '\r';
    }
    if (closes(text, at, signs)) return out->closed = out->last = true;
    if (signs->terminated || ps_is_one_of(c, ":^>-./&#")) return false;
    if (!ps_x12_name_at(text, skip_gap(text, at + 1), signs->element)) return false;
    if (!ps_is_blank(c)) {
        signs->terminator = c;
        signs->terminated = true;
    }
    return out->closed = true;
}

/* ---- a cut message: where its last element ends and prose goes on ---- */

static bool is_prose_word(ps_span text, size_t at) {
    static const char *const words[] = {"at",   "in",       "is",      "not",      "was",
                                        "for",  "on",       "line",    "error",    "failed",
                                        "has",  "expected", "invalid", "rejected", "position",
                                        "must", "exceeds",  "because", "from",     "segment"};
    size_t n = 0;
    while (at + n < text.len && n < 12 && ps_is_lower(text.ptr[at + n])) n++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_eq(ps_span_cut(text, at, at + n), ps_span_z(words[i]))) return true;
    return false;
}

static bool prose_begins(ps_span text, size_t at, bool lower_seen) {
    char c = text.ptr[at], next = byte_at(text, at + 1);
    if (ps_is_one_of(c, ",;:")) return !next || ps_is_blank(next) || next == '\n';
    if (ps_is_one_of(c, ")]}\"\t") || starts(text, at, "...")) return true;
    if (c != ' ') return false;
    if (!next || ps_is_one_of(next, " ([{<|-=")) return true;
    return ps_is_lower(next) && (!lower_seen || is_prose_word(text, at + 1));
}

static size_t prose_at(ps_span text, size_t from, size_t to) {
    bool lower = false;
    size_t i = from;
    while (i < to && ps_is_blank(text.ptr[i])) i++;
    while (i < to) {
        size_t own = text.ptr[i] == '[' ? ps_own_output_at(text, i, NULL) : 0;
        if (!own && prose_begins(text, i, lower)) break;
        lower |= ps_is_lower(text.ptr[i]);
        i += own ? own : 1;
    }
    while (i > from && ps_is_one_of(text.ptr[i - 1], ". ")) i--;
    return i;
}

/* What says that a value was cut, and a spelled line end before a closing quote. */
static size_t trim_cut(ps_span text, size_t from, size_t to) {
    for (;;) {
        if (to - from >= 3 && (starts(text, to - 3, "...") || starts(text, to - 3, "\xE2\x80\xA6")))
            to -= 3;
        else if (to - from >= 2 && text.ptr[to - 2] == '\\' &&
                 (text.ptr[to - 1] == 'n' || text.ptr[to - 1] == 'r'))
            to -= 2;
        else if (to > from && (text.ptr[to - 1] == '\\' || ps_is_blank(text.ptr[to - 1])))
            to--;
        else
            return to;
    }
}

void ps_x12_cut(ps_span text, size_t at, ps_x12_signs *signs, ps_x12_segment *out) {
    *out = (ps_x12_segment){.at = at};
    size_t i = at, from = at;
    for (; i < text.len; i++) {
        if (text.ptr[i] == signs->element) {
            if (out->count < PS_X12_ELEMENTS) out->element[out->count] = (ps_extent){from, i};
            out->count += out->count < PS_X12_ELEMENTS;
            from = i + 1;
        } else if (text.ptr[i] == '[' && ps_own_output_at(text, i, NULL)) {
            i += ps_own_output_at(text, i, NULL) - 1;
        } else if (ends_at(text, i, signs, out)) {
            break;
        }
    }
    out->end = i;
    if (!out->closed) i = prose_at(text, from, i);
    if (!out->closed || out->last) i = trim_cut(text, from, i);
    out->element[out->count] = (ps_extent){from, i};
}

size_t ps_x12_next(ps_span text, ps_x12_signs *signs, const ps_x12_segment *segment) {
    size_t at = segment->end;
    if (!segment->last) {
        if (at < text.len && text.ptr[at] == signs->terminator) at++;
        at = skip_gap(text, at);
        if (segment->closed && name_length(text, at, signs->element)) return at;
    }
    size_t stop = text.len - at > PS_X12_GAP ? at + PS_X12_GAP : text.len;
    for (; at < stop; at++) {
        if (!ps_x12_name_at(text, at, signs->element) || !ps_word_starts(text, at)) continue;
        ps_x12_signs own; /* what other text parts may end in another way */
        if (!signs->interchange && ps_x12_signs_at(text, at, &own)) *signs = own;
        return at;
    }
    return text.len;
}

ps_extent ps_x12_element(ps_span text, const ps_x12_segment *segment, size_t n) {
    if (n > segment->count) return (ps_extent){0, 0};
    ps_extent e = segment->element[n];
    while (e.from < e.to && ps_is_blank(text.ptr[e.from])) e.from++;
    while (e.to > e.from && ps_is_blank(text.ptr[e.to - 1])) e.to--;
    return e;
}

ps_span ps_x12_value(ps_span text, const ps_x12_segment *segment, size_t n) {
    ps_extent e = ps_x12_element(text, segment, n);
    return ps_span_cut(text, e.from, e.to);
}
