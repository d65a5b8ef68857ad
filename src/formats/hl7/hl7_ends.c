/* SPDX-License-Identifier: Apache-2.0
 *
 * Where segments begin and end. A segment ends with a carriage return; logs show it in a dozen
 * spellings, and put messages into quotes, brackets and sentences. */
#include "hl7.h"

enum { BLANKS_MAX = 64, BACKSLASHES_MAX = 16, BREAK_MAX = 32 };

/* Behind any number of backslashes. Case counts: \R\ and \X0D\ are HL7's own escapes. */
static const char *const escaped[] = {
    "r",     "n",     "x0d",   "x0D",   "x0a",   "x0A",   "x0b",   "x0B", "x1c", "x1C", "u000d",
    "u000D", "u000a", "u000A", "u000b", "u000B", "u001c", "u001C", "015", "012", "013", "034"};
static const char *const spelled[] = {
    "<CR>",  "<LF>",         "<CRLF>",       "<VT>",         "<FS>",         "<EB>",
    "<SB>",  "<0x0D>",       "<0x0A>",       "<0D>",         "<0A>",         "[CR]",
    "[LF]",  "[0x0D]",       "{CR}",         "{LF}",         "^M",           "^K",
    "^\\",   "&#13;",        "&#10;",        "&#11;",        "&#28;",        "&#xD;",
    "&#xA;", "&#x0D;",       "&#x0A;",       "%0D",          "%0A",          "%0B",
    "%1C",   "_x000D_",      "_x000A_",      "<br>",         "<br/>",        "0x0D",
    "0x0A",  "\xE2\x90\x8D", "\xE2\x90\x8A", "\xE2\x90\xA4", "\xE2\x90\x8B", "\xE2\x90\x9C"};

static bool real_break(char c) {
    return c == '\r' || c == '\n' || c == 0x0b || c == 0x1c || c == 0;
}

/* May an end begin with this byte? */
static bool may_break(char c) {
    static const bool begins[256] = {
        ['\r'] = true, ['\n'] = true, [0x0b] = true, [0x1c] = true, [0] = true,
        ['\\'] = true, ['<'] = true,  ['['] = true,  ['{'] = true,  ['&'] = true,
        ['%'] = true,  ['_'] = true,  ['0'] = true,  ['^'] = true,  [0xE2] = true,
    };
    return begins[(unsigned char)c];
}

static size_t prefix(ps_span text, size_t at, const char *word, bool any_case) {
    size_t len = strlen(word);
    if (text.len - at < len) return 0;
    ps_span there = ps_span_cut(text, at, at + len), want = ps_span_of(word, len);
    return (any_case ? ps_span_eq_nocase(there, want) : ps_span_eq(there, want)) ? len : 0;
}

/* \u003cCR\u003e: <CR> in JSON of some libraries. `at` is behind the first backslashes. */
static size_t bracketed_break(ps_span text, size_t at) {
    size_t i = at + prefix(text, at, "u003c", true), letters = i;
    if (i == at) return 0;
    while (i < text.len && i - letters < 4 && ps_is_upper(text.ptr[i])) i++;
    if (i == letters) return 0;
    while (i < text.len && text.ptr[i] == '\\' && i - letters < BACKSLASHES_MAX) i++;
    size_t close = prefix(text, i, "u003e", true);
    return close ? i + close - at : 0;
}

/* The second bytes of `spelled` behind their first: '^' alone stands between all components. */
static bool may_spell(char first, char second) {
    switch (first) {
    case '<': return ps_is_one_of(second, "CcLlVvFfEeSsBb0");
    case '[': return ps_is_one_of(second, "CcLl0");
    case '{': return ps_is_one_of(second, "CcLl");
    case '^': return ps_is_one_of(second, "MmKk\\");
    case '&': return second == '#';
    case '%': return ps_is_one_of(second, "01");
    case '_':
    case '0': return ps_is_one_of(second, "Xx");
    case '\xE2': return second == '\x90';
    default: return false;
    }
}

size_t ps_hl7_break(ps_span text, size_t at) {
    if (at >= text.len) return 0;
    char c = text.ptr[at];
    if (real_break(c)) return 1;
    if (c == '\\') {
        size_t i = at;
        while (i < text.len && i - at < BACKSLASHES_MAX && text.ptr[i] == '\\') i++;
        char first = i < text.len ? text.ptr[i] : 0;
        if (!ps_is_one_of(first, "rnxuU0")) return 0;
        for (size_t k = 0; k < sizeof escaped / sizeof *escaped; k++) {
            size_t len = first == *escaped[k] ? prefix(text, i, escaped[k], false) : 0;
            if (len) return i + len - at;
        }
        size_t len = bracketed_break(text, i);
        return len ? i + len - at : 0;
    }
    if (at + 1 >= text.len || !may_spell(c, text.ptr[at + 1])) return 0;
    for (size_t k = 0; k < sizeof spelled / sizeof *spelled; k++) {
        size_t len = c == spelled[k][0] ? prefix(text, at, spelled[k], true) : 0;
        if (len) return len;
    }
    return 0;
}

size_t ps_hl7_skip_breaks(ps_span text, size_t at) {
    for (size_t n = 0; n < BLANKS_MAX && at < text.len; n++) {
        size_t len = ps_hl7_break(text, at);
        if (!len && !ps_is_blank(text.ptr[at])) break;
        at += len ? len : 1;
    }
    return at;
}

size_t ps_hl7_break_before(ps_span text, size_t at) {
    size_t least = at > BREAK_MAX ? at - BREAK_MAX : 0, found = 0;
    for (size_t i = at; i-- > least;) {
        if (i + 1 < at && text.ptr[i] != '\\' && found) break; /* all the backslashes */
        if (may_break(text.ptr[i]) && i + ps_hl7_break(text, i) == at) found = at - i;
    }
    return found;
}

bool ps_hl7_starts(const ps_hl7 *h, size_t at, unsigned *traits) {
    ps_span text = h->text;
    if (at + 3 >= text.len) return false;
    const char *name = text.ptr + at;
    if (!ps_is_alpha(name[0]) || !ps_is_alnum(name[1]) || !ps_is_alnum(name[2])) return false;
    unsigned found = ps_hl7_segment_traits(name);
    if (traits) *traits = found;
    size_t i = at + 3;
    if (found & PS_HL7_KNOWN)
        while (i < text.len && i < at + 6 && text.ptr[i] == ' ') i++;
    return i < text.len && text.ptr[i] == h->field;
}

/* What follows a spelled end must look as if a segment had ended: C:\results is a path. */
static bool ends_there(const ps_hl7 *h, size_t at, size_t len) {
    ps_span text = h->text;
    size_t next = ps_hl7_skip_breaks(text, at + len);
    unsigned traits;
    if (next >= text.len) return true;
    if (ps_hl7_starts(h, next, &traits)) /* LOPEZ^MARV| */
        return text.ptr[at] != '^' || (traits & PS_HL7_DISTINCT);
    char after = text.ptr[at + len];
    if (ps_is_one_of(text.ptr[at], "^0_")) return real_break(after);
    return ps_hl7_break(text, at + len) > 0 || ps_is_one_of(after, "\"'`<>)]},;");
}

/* Codes, numbers and empty fields are in capitals: `PCR|2.1|not detected` is a result. */
static bool begins_in_capitals(const ps_hl7 *h, size_t from) {
    ps_span text = h->text;
    size_t limit = text.len - from < BLANKS_MAX ? text.len : from + BLANKS_MAX;
    for (; from < limit && text.ptr[from] != h->field; from++)
        if (ps_is_lower(text.ptr[from]) || ps_is_one_of(text.ptr[from], " .")) return false;
    return true;
}

/* Segments in one line, parted by blanks alone. */
static bool blank_parts(const ps_hl7 *h, size_t at) {
    if (h->breaks) return false;
    size_t next = at;
    while (next < h->text.len && next - at < BLANKS_MAX && h->text.ptr[next] == ' ') next++;
    unsigned traits;
    if (!ps_hl7_starts(h, next, &traits) || h->text.ptr[next + 3] != h->field) return false;
    const char *name = h->text.ptr + next;
    return traits && ps_is_upper(name[0]) && !ps_is_lower(name[1]) && !ps_is_lower(name[2]) &&
           ((traits & (PS_HL7_DISTINCT | PS_HL7_SET_ID)) || begins_in_capitals(h, next + 4));
}

/* Does the quote or bracket at `at` end the piece? Sets *at where the piece ends, or behind what
 * is no end. */
static bool closes(const ps_hl7 *h, size_t from, size_t *at, int *depth) {
    ps_span text = h->text;
    char c = text.ptr[*at], before = *at > from ? text.ptr[*at - 1] : 0;
    char after = *at + 1 < text.len ? text.ptr[*at + 1] : 0;
    if (c == ')' || c == ']' || c == '}' || c == '>') return --*depth < 0;
    if (c == '<') return after == '/' || after == '!'; /* the end of the element around */
    size_t slashes = 0;
    while (*at - slashes > from && text.ptr[*at - slashes - 1] == '\\') slashes++;
    if (slashes > h->closer_depth) return false;
    if (c == '\'' && ps_is_alnum(before) && ps_is_alpha(after)) return false; /* O'NEIL */
    bool opens = before == h->field || before == h->component || before == h->repeat;
    if (c == after && (opens || c == '\'')) { /* "" is nothing; '' is SQL's apostrophe */
        ++*at;
        return false;
    }
    if (slashes && h->closer_depth == SIZE_MAX && *at - slashes > from &&
        text.ptr[*at - slashes - 1] == h->field && after == '\\')
        return false; /* \"\" */
    *at -= slashes;
    return true;
}

/* The separators of segments are gone, as where a log takes control characters out:
 * `2.5.1PID|1||40718322`. What follows must look as such a segment begins. */
bool ps_hl7_glued(const ps_hl7 *h, size_t at) {
    ps_span text = h->text;
    unsigned traits;
    if (!ps_is_upper(text.ptr[at]) || !ps_hl7_starts(h, at, &traits)) return false;
    const char *name = text.ptr + at;
    bool upper = !ps_is_lower(name[1]) && !ps_is_lower(name[2]) && name[3] == h->field;
    if (!upper || !(traits & PS_HL7_DISTINCT)) return false;
    size_t i = at + 4, digits = 0, capitals = 0;
    for (; i < text.len && i < at + 8 && text.ptr[i] != h->field; i++) {
        digits += ps_is_digit(text.ptr[i]);
        capitals += ps_is_upper(text.ptr[i]);
    }
    size_t len = i - at - 4;
    if (i >= text.len || text.ptr[i] != h->field || digits + capitals != len) return false;
    if (traits & PS_HL7_SET_ID) return capitals == 0 && digits <= 3;
    return (capitals == 2 && len == 2) || (capitals == 1 && digits == 2); /* ORC|RE|, EVN|A01| */
}

/* The name of a segment in capitals: most fields end in none. */
static bool may_glue(const char *name) {
    const unsigned letters = PS_BYTE_UPPER | PS_BYTE_DIGIT;
    return ps_is_upper(name[0]) && ps_byte_kind(name[1]) & letters &&
           ps_byte_kind(name[2]) & letters;
}

static char opener_of(char closer) {
    return closer == ')'   ? '('
           : closer == ']' ? '['
           : closer == '}' ? '{'
           : closer == '>' ? '<'
                           : 0;
}

size_t ps_hl7_segment_end(const ps_hl7 *h, size_t from, size_t *behind) {
    ps_span text = h->text;
    int depth = 0;
    char opener = opener_of(h->closer), field = h->field, closer = h->closer;
    for (size_t i = from; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == field) {
            if (i >= from + 3 && may_glue(text.ptr + i - 3) && ps_hl7_glued(h, i - 3))
                return *behind = i - 3;
            continue;
        }
        if (ps_is_alnum(c)) continue;
        if (opener && c == opener) depth++;
        if (closer && c == closer && closes(h, from, &i, &depth)) return *behind = i;
        size_t len =
            may_break(c) && (c != '^' || may_spell(c, i + 1 < text.len ? text.ptr[i + 1] : 0))
                ? ps_hl7_break(text, i)
                : 0;
        if (len && (real_break(c) || ends_there(h, i, len))) {
            *behind = ps_hl7_skip_breaks(text, i + len);
            return i;
        }
        if (len) i += len - 1;
        if (c == ' ' && i > from && text.ptr[i - 1] != ' ' && blank_parts(h, i)) {
            *behind = ps_hl7_skip_breaks(text, i);
            return i;
        }
    }
    return *behind = text.len;
}

/* ---- a value that nothing closes ---- */

/* `status=`, `PID-7 =`, `status:`: a log's next field. */
static bool next_field(ps_span text, size_t at, size_t to) {
    size_t i = at;
    while (i < to && (ps_is_word(text.ptr[i]) || text.ptr[i] == '.' || text.ptr[i] == '-')) i++;
    if (i == at || i >= to) return false;
    if (text.ptr[i] == ':') return ps_is_alpha(text.ptr[at]);
    while (i < to && text.ptr[i] == ' ') i++;
    return i < to && text.ptr[i] == '=';
}

/* A word in small letters behind capitals belongs to the sentence, but for those of names. */
static bool sentence_goes_on(ps_span text, size_t from, size_t at, size_t to) {
    static const char *const parts[] = {"de", "la", "del", "van", "der", "den", "von", "da",  "di",
                                        "du", "le", "dos", "el",  "al",  "bin", "ibn", "ter", NULL};
    for (size_t i = from; i < at; i++)
        if (ps_is_lower(text.ptr[i])) return false;
    size_t end = at;
    while (end < to && ps_is_lower(text.ptr[end])) end++;
    if (end - at < 2 || (end < to && ps_is_alnum(text.ptr[end]))) return false;
    for (const char *const *part = parts; *part; part++)
        if (ps_span_eq(ps_span_cut(text, at, end), ps_span_z(*part))) return false;
    return true;
}

/* A bracket at the end that was opened inside is the value's own. */
static bool is_own_bracket(ps_span text, size_t from, size_t end) {
    char close = text.ptr[end - 1], open = opener_of(close);
    int depth = 0;
    for (size_t i = from; open && i < end; i++)
        depth += text.ptr[i] == open ? 1 : text.ptr[i] == close ? -1 : 0;
    return open && depth >= 0;
}

size_t ps_hl7_tail(ps_span text, size_t from, size_t to, bool narrow) {
    size_t end = from;
    for (; end < to; end++) {
        char c = text.ptr[end];
        if (ps_is_alnum(c)) continue;
        bool blank = ps_is_blank(c), list = (c == ',' || c == ';') && end + 1 < to;
        if (c == '"' || (c != '^' && ps_hl7_break(text, end))) break;
        if (!blank && !list) continue;
        size_t next = end + 1;
        while (next < to && ps_is_blank(text.ptr[next])) next++;
        if (end > from && narrow && (blank || next > end + 1)) break;
        if (next_field(text, next, to) ||
            (blank && next < to && ps_is_one_of(text.ptr[next], "([{-=<>")))
            break;
        if (blank && sentence_goes_on(text, from, next, to)) break;
    }
    while (end > from && ps_is_one_of(text.ptr[end - 1], " \t,;)]}>'\"`.\\") &&
           !is_own_bracket(text, from, end))
        end--;
    return end;
}
