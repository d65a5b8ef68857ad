/* SPDX-License-Identifier: Apache-2.0
 *
 * Custom fields of the Common Event Format (ArcSight): a field of its own says what another one
 * holds, before it or behind it, and values have blanks.
 *
 *     cs1Label=MRN cs1=40718322 cs2=Maria Lopez cs2Label=Patient Name
 *     {"cs1Label":"MRN","cs1":"40718322"} */
#include "form.h"
#include "value.h"

enum { LOOK = 1 << 11, STEM_MAX = 24, LABEL_LEN = 5, VALUE_MAX = 512 };

ps_form_fn ps_label_pair_read;
extern const char *const ps_label_pair_anchors[];
/* cs1 to cs6, cn1 to cn3, cfp1, flexString1, deviceCustomDate1, c6a1: all end in such a number. */
const char *const ps_label_pair_anchors[] = {
    "1label=",  "2label=",  "3label=",  "4label=",  "5label=",  "6label=", "1label\"",
    "2label\"", "3label\"", "4label\"", "5label\"", "6label\"", NULL};

/* ` name=` behind a blank: the next field. */
static bool is_next_field(ps_span t, size_t blank) {
    size_t i = blank + 1;
    while (i < t.len && i - blank <= STEM_MAX + LABEL_LEN && ps_is_word(t.ptr[i])) i++;
    return i > blank + 1 && i < t.len && t.ptr[i] == '=';
}

/* The value behind the sign of a field that ends at `at`; empty when there is none. */
static ps_extent value_behind(ps_span t, size_t at) {
    size_t limit = t.len - at > VALUE_MAX ? at + VALUE_MAX : t.len, to;
    if (t.ptr[at] == '=') {
        for (to = ++at; to < limit && !ps_is_one_of(t.ptr[to], "\"\r\n|"); to++)
            if (t.ptr[to] == ' ' && is_next_field(t, to)) break;
        while (to > at && ps_is_blank(t.ptr[to - 1])) to--;
        return (ps_extent){at, to};
    }
    bool sign = false, closed;
    for (at++; at < limit && ps_is_one_of(t.ptr[at], " :"); at++) sign |= t.ptr[at] == ':';
    if (!sign || at >= limit || t.ptr[at] != '"') return (ps_extent){at, at};
    to = ps_quoted_end(t, at + 1, '"', 0, &closed);
    return (ps_extent){at + 1, closed ? to : at + 1};
}

/* Where the field `stem` ends, in [from, to); `to` when it is not there. */
static size_t field_end(ps_span t, ps_span stem, char sign, size_t from, size_t to) {
    for (size_t at = from; at + stem.len < to; at++) {
        const char *next = memchr(t.ptr + at, stem.ptr[0], to - at);
        if (!next) break;
        at = (size_t)(next - t.ptr);
        if (at + stem.len < to && t.ptr[at + stem.len] == sign &&
            !memcmp(next, stem.ptr, stem.len) && (at == 0 || !ps_is_word(t.ptr[at - 1])))
            return at + stem.len;
    }
    return to;
}

/* The line around the anchor, as far as a field of the same record may stand away. */
static ps_extent line_around(ps_span t, size_t at) {
    size_t least = at > LOOK ? at - LOOK : 0, most = t.len - at > LOOK ? at + LOOK : t.len;
    size_t from = at, to = at;
    while (from > least && t.ptr[from - 1] != '\n') from--;
    while (to < most && t.ptr[to] != '\n') to++;
    return (ps_extent){from, to};
}

size_t ps_label_pair_read(ps_reader *reader, size_t at, size_t end) {
    ps_span t = reader->text;
    size_t from = at, label_at = end - LABEL_LEN - 1;
    while (from > 0 && at - from < STEM_MAX && ps_is_alnum(t.ptr[from - 1])) from--;
    ps_span stem = ps_span_cut(t, from, label_at);
    if (!ps_is_alpha(stem.ptr[0])) return end;
    ps_extent label = value_behind(t, end - 1), line = line_around(t, at);
    char sign = t.ptr[end - 1];
    size_t field = field_end(t, stem, sign, end, line.to);
    if (field == line.to) field = field_end(t, stem, sign, line.from, from);
    if (field == from || field == line.to) return end;
    ps_extent value = value_behind(t, field);
    ps_put_named(reader, ps_span_cut(t, label.from, label.to), value.from, value.to);
    return end;
}
