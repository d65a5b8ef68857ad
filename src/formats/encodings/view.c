/* SPDX-License-Identifier: Apache-2.0 */
#include "view.h"

#include <stdlib.h>

typedef struct ps_decoded {
    char bytes[4];
    size_t len;  /* bytes; 0: the source stands for nothing (zero-width, ANSI) */
    size_t used; /* source bytes; 0: nothing is encoded here */
} ps_decoded;

void ps_view_init(ps_view *view, size_t ceiling) {
    *view = (ps_view){0};
    ps_buf_init(&view->text, ceiling);
}

void ps_view_free(ps_view *view) {
    ps_buf_free(&view->text);
    free(view->map);
    free(view->end);
    view->map = view->end = NULL;
    view->map_room = 0;
}

/* ---- code points ---- */

/* Unicode that stands for ASCII in numbers and keys. */
static unsigned fold(unsigned point) {
    if (point >= 0xFF01 && point <= 0xFF5E) return point - 0xFEE0;
    if (point >= 0x2010 && point <= 0x2015) return '-';
    if (point == 0xA0) return ' ';
    return point;
}

static bool is_zero_width(unsigned point) {
    return (point >= 0x200B && point <= 0x200D) || point == 0xFEFF;
}

static ps_decoded from_point(unsigned point, size_t used) {
    ps_decoded d = {.used = used};
    if (is_zero_width(point)) return d;
    point = fold(point);
    if (point < 0x20 || point == 0x7f) point = ' ';
    if (point < 0x80) {
        d.bytes[d.len++] = (char)point;
    } else if (point < 0x800) {
        d.bytes[d.len++] = (char)(0xC0 | point >> 6);
        d.bytes[d.len++] = (char)(0x80 | (point & 63));
    } else {
        d.bytes[d.len++] = (char)(0xE0 | (point >> 12 & 15));
        d.bytes[d.len++] = (char)(0x80 | (point >> 6 & 63));
        d.bytes[d.len++] = (char)(0x80 | (point & 63));
    }
    return d;
}

static ps_decoded from_byte(unsigned byte, size_t used) {
    if (byte < 0x80) return from_point(byte, used);
    return (ps_decoded){.bytes = {(char)byte}, .len = 1, .used = used};
}

/* `n` hexadecimal digits at s[at], or -1. */
static int hex_at(ps_span s, size_t at, unsigned n) {
    int value = 0;
    if (at + n > s.len) return -1;
    for (unsigned i = 0; i < n; i++) {
        int digit = ps_hex_value(s.ptr[at + i]);
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* ---- one encoded character each ---- */

static ps_decoded percent(ps_span s) {
    int byte = hex_at(s, 1, 2);
    return byte < 0 ? (ps_decoded){0} : from_byte((unsigned)byte, 3);
}

static ps_decoded escape(ps_span s) {
    if (s.len < 2) return (ps_decoded){0};
    int value;
    switch (s.ptr[1]) {
    case '"':
    case '/':
    case '\'':
    case '\\': return from_point((unsigned char)s.ptr[1], 2);
    case 'n':
    case 'r':
    case 't': return from_point(' ', 2);
    case 'u':
        value = hex_at(s, 2, 4);
        return value < 0 ? (ps_decoded){0} : from_point((unsigned)value, 6);
    case 'x':
        value = hex_at(s, 2, 2);
        return value < 0 ? (ps_decoded){0} : from_byte((unsigned)value, 4);
    default: return (ps_decoded){0};
    }
}

/* &#45; &#x2D; */
static ps_decoded numeric_entity(ps_span s) {
    bool hex = s.len > 2 && (s.ptr[2] | 0x20) == 'x';
    unsigned point = 0;
    size_t i = hex ? 3 : 2, begin = i;
    for (; i < s.len && i - begin < 7; i++) {
        int digit = ps_hex_value(s.ptr[i]);
        if (digit < 0 || (!hex && digit > 9)) break;
        point = point * (hex ? 16u : 10u) + (unsigned)digit;
    }
    if (i == begin || point > 0xFFFF) return (ps_decoded){0};
    return from_point(point, i < s.len && s.ptr[i] == ';' ? i + 1 : i);
}

static ps_decoded entity(ps_span s) {
    static const struct {
        const char *name;
        char c;
    } named[] = {{"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'},
                 {"&lt;", '<'},   {"&gt;", '>'},    {"&nbsp;", ' '}};
    if (s.len > 2 && s.ptr[1] == '#') return numeric_entity(s);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t n = strlen(named[i].name);
        if (s.len >= n && !memcmp(s.ptr, named[i].name, n))
            return from_point((unsigned char)named[i].c, n);
    }
    return (ps_decoded){0};
}

/* ESC [ 31 m */
static ps_decoded ansi(ps_span s) {
    if (s.len < 3 || s.ptr[1] != '[') return (ps_decoded){0};
    size_t i = 2;
    while (i < s.len && i < 24 && (ps_is_digit(s.ptr[i]) || s.ptr[i] == ';' || s.ptr[i] == '?'))
        i++;
    return i < s.len && ps_is_alpha(s.ptr[i]) ? (ps_decoded){.used = i + 1} : (ps_decoded){0};
}

static ps_decoded unicode(ps_span s) {
    unsigned a = (unsigned char)s.ptr[0];
    unsigned b = s.len > 1 ? (unsigned char)s.ptr[1] : 0,
             c = s.len > 2 ? (unsigned char)s.ptr[2] : 0;
    if (a == 0xC2 && b == 0xA0) return from_point(0xA0, 2);
    if ((a != 0xE2 && a != 0xEF) || (b & 0xC0) != 0x80 || (c & 0xC0) != 0x80)
        return (ps_decoded){0};
    unsigned point = (a & 15) << 12 | (b & 63) << 6 | (c & 63);
    return fold(point) != point || is_zero_width(point) ? from_point(point, 3) : (ps_decoded){0};
}

/* In form encoding a blank is '+', between letters, digits or other encoded bytes. */
static bool is_form_blank(ps_span source, size_t from, size_t at, size_t to) {
    if (source.ptr[at] != '+' || at == from || at + 1 >= to) return false;
    char before = source.ptr[at - 1], after = source.ptr[at + 1];
    return ps_is_alnum(before) && (ps_is_alnum(after) || after == '%');
}

static bool has_percent(ps_span source, size_t from, size_t to) {
    for (size_t at = from; at < to; at++) {
        const char *found = memchr(source.ptr + at, '%', to - at);
        if (!found) return false;
        at = (size_t)(found - source.ptr);
        if (percent(ps_span_cut(source, at, to)).used) return true;
    }
    return false;
}

static ps_decoded decode(ps_span s) {
    switch (s.ptr[0]) {
    case '%': return percent(s);
    case '\\': return escape(s);
    case '&': return entity(s);
    case 0x1b: return ansi(s);
    default: return (unsigned char)s.ptr[0] >= 0x80 ? unicode(s) : (ps_decoded){0};
    }
}

/* ---- lines ---- */

static ps_status room_for(ps_view *view, size_t more) {
    ps_status status = ps_buf_reserve(&view->text, more);
    size_t need = view->text.len + more + 1;
    if (status != PS_OK || need <= view->map_room) return status;
    size_t room = view->map_room * 2 > need ? view->map_room * 2 : need;
    uint32_t *map = realloc(view->map, room * sizeof *map);
    if (map) view->map = map;
    uint32_t *end = realloc(view->end, room * sizeof *end);
    if (end) view->end = end;
    if (!map || !end) return PS_E_NOMEM;
    view->map_room = room;
    return PS_OK;
}

/* One decoded byte, and the raw bytes [from, to) that it comes from. */
static void put(ps_view *view, char c, uint32_t from, uint32_t to) {
    view->map[view->text.len] = from;
    view->end[view->text.len] = to;
    view->text.ptr[view->text.len++] = c;
}

static uint32_t raw_from(const ps_view *above, size_t at) {
    return above ? above->map[at] : (uint32_t)at;
}

/* Where the raw bytes of source byte at - 1 end. */
static uint32_t raw_to(const ps_view *above, size_t at) {
    return above && at > 0 ? above->end[at - 1] : (uint32_t)at;
}

ps_status ps_view_add(ps_view *view, ps_span source, const ps_view *above, size_t from, size_t to) {
    ps_status status = room_for(view, to - from + 2); /* decoding never makes it longer */
    if (status != PS_OK) return status;
    bool form = has_percent(source, from, to);
    for (size_t at = from; at < to;) {
        uint32_t raw = raw_from(above, at);
        bool blank = form && is_form_blank(source, from, at, to);
        ps_decoded d = {.bytes = {' '}, .len = 1, .used = 1};
        if (!blank) d = decode(ps_span_cut(source, at, to));
        if (!d.used) d = (ps_decoded){.bytes = {source.ptr[at]}, .len = 1, .used = 1};
        at += d.used;
        for (size_t i = 0; i < d.len; i++) put(view, d.bytes[i], raw, raw_to(above, at));
    }
    uint32_t end = raw_from(above, to);
    put(view, '\n', end, end);
    view->map[view->text.len] = end;
    return PS_OK;
}
