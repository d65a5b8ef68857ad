/* SPDX-License-Identifier: Apache-2.0
 *
 * One event, decoded by one level: every byte is looked at once, in order. */
#include "base64.h"
#include "character.h"
#include "view_inside.h"

enum {
    UNPACK_MAX = 4 << 20 /* bytes out of the packed payloads of one event */
};

/* What may begin with a byte. */
enum { PLAIN, RUN, CODE, BRACKET, KIND = 3, HEX = 4 };

#define P PLAIN
#define R RUN
#define H (RUN | HEX)
#define C CODE
#define B BRACKET
/* In the order of the bytes. */
static const uint8_t kinds[256] = {
    C, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, C, P, P, P, P,
    P, P, P, C, P, C, C, P, B, P, P, R, P, R, P, R, H, H, H, H, H, H, H, H, H, H, P, P, P, C, P, P,
    P, H, H, H, H, H, H, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, B, C, P, P, R,
    P, H, H, H, H, H, H, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, B, P, P, P, P,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
};
#undef P
#undef R
#undef H
#undef C
#undef B

static unsigned flags_of(char c) {
    return kinds[(unsigned char)c];
}

static unsigned kind_of(char c) {
    return flags_of(c) & KIND;
}

/* ---- characters ---- */

static ps_character character_at(const ps_viewing *viewing, size_t at) {
    if (at >= viewing->source.len) return (ps_character){0};
    return ps_character_read(ps_span_cut(viewing->source, at, viewing->source.len),
                             viewing->quoted_printable);
}

static bool is_zero(ps_character c) {
    return c.len == 1 && c.bytes[0] == 0;
}

/* UTF-16: zero bytes stand between characters, before or behind each. */
static bool is_half(const ps_viewing *viewing, size_t behind) {
    if (viewing->zero[1]) return true;
    ps_character next = character_at(viewing, behind);
    return is_zero(character_at(viewing, behind + (next.used ? next.used : 1))) && !is_zero(next);
}

static void remember(ps_viewing *viewing, bool zero) {
    viewing->zero[1] = viewing->zero[0];
    viewing->zero[0] = zero;
}

static void put_character(ps_viewing *viewing, ps_character c) {
    size_t from = viewing->at, to = from + c.used;
    bool zero = is_zero(c);
    if (zero && is_half(viewing, to))
        c.len = 0;
    else if (zero)
        c.bytes[0] = ' ';
    remember(viewing, zero);
    for (size_t i = 0; i < c.len; i++) ps_view_put(viewing, c.bytes[i], from, to);
    ps_view_skip(viewing, to);
    viewing->view->decoded++;
}

/* ---- runs of letters, digits and + / - _ ---- */

/* In form encoding a blank is '+', between letters, digits or other encoded bytes. */
static bool is_form_blank(const ps_viewing *viewing, size_t at) {
    ps_span source = viewing->source;
    if (source.ptr[at] != '+' || at == viewing->from || at + 1 >= source.len) return false;
    char before = source.ptr[at - 1], after = source.ptr[at + 1];
    return ps_is_alnum(before) && (ps_is_alnum(after) || after == '%');
}

static void copy_run(ps_viewing *viewing, size_t to) {
    while (viewing->form && viewing->at < to) {
        const char *plus = memchr(viewing->source.ptr + viewing->at, '+', to - viewing->at);
        if (!plus) break;
        ps_view_pass(viewing, (size_t)(plus - viewing->source.ptr));
        if (is_form_blank(viewing, viewing->at))
            put_character(viewing, ps_character_of_byte(' ', 1));
        else
            ps_view_pass(viewing, viewing->at + 1);
    }
    ps_view_pass(viewing, to);
}

/* A character that a run of base64 could go on with. */
static bool goes_on(ps_character c) {
    if (c.len != 1) return false;
    return ps_is_base64(c.bytes[0]) || ps_is_one_of(c.bytes[0], "=\r\n");
}

static bool may_be_dump(const ps_viewing *viewing, size_t at, size_t end) {
    const char *text = viewing->source.ptr;
    size_t hex = at;
    if (end - at > 2 && text[at] == '0' && (text[at + 1] | 0x20) == 'x') hex = at += 2;
    while (hex < end && hex - at <= 16 && ps_is_hex(text[hex])) hex++;
    return hex - at >= 2 && hex < viewing->source.len && ps_is_one_of(text[hex], " :|,-\t\r\n");
}

static void take_run(ps_viewing *viewing) {
    size_t end = ps_base64_end(viewing->source, viewing->at);
    if (viewing->at >= viewing->no_dump && may_be_dump(viewing, viewing->at, end) &&
        ps_view_dump(viewing))
        return;
    if (end - viewing->at >= PS_RUN_LEAST) {
        viewing->spelled = viewing->spelled || goes_on(character_at(viewing, end));
        if (!viewing->spelled && ps_view_run(viewing, viewing->at, end)) return;
    }
    remember(viewing, false);
    if (end - viewing->at > 1) remember(viewing, false);
    copy_run(viewing, end);
}

/* ---- codes and brackets ---- */

/* \x33303634...: bytes of a database, in one run; `\x33` alone is a character. */
static bool is_long_hex(const ps_viewing *viewing) {
    const char *text = viewing->source.ptr;
    size_t at = viewing->at + 2, end = at;
    if (at >= viewing->source.len || text[at - 2] != '\\' || text[at - 1] != 'x') return false;
    while (end < viewing->source.len && end - at < PS_RUN_LEAST && ps_is_hex(text[end])) end++;
    return end - at == PS_RUN_LEAST;
}

static void take_code(ps_viewing *viewing) {
    size_t digits = viewing->at + 2;
    bool long_hex = is_long_hex(viewing);
    if (long_hex && ps_view_run(viewing, digits, ps_base64_end(viewing->source, digits))) return;
    if (viewing->source.ptr[viewing->at] == '=' && ps_view_word(viewing)) return;
    ps_character c = character_at(viewing, viewing->at);
    viewing->spelled = viewing->spelled && goes_on(c);
    if (c.used) {
        put_character(viewing, c);
        return;
    }
    remember(viewing, false);
    ps_view_pass(viewing, viewing->at + 1);
}

static void take_bracket(ps_viewing *viewing) {
    if (!ps_view_numbers(viewing)) ps_view_pass(viewing, viewing->at + 1);
}

static void take_plain(ps_viewing *viewing) {
    size_t to = viewing->at + 1;
    while (to < viewing->source.len && kind_of(viewing->source.ptr[to]) == PLAIN) to++;
    remember(viewing, false);
    if (to - viewing->at > 1) remember(viewing, false);
    viewing->spelled = false;
    ps_view_pass(viewing, to);
}

/* ---- what is nothing but text ---- */

/* Is the code or bracket at `at` neither? By the byte behind it, before it is read. */
static bool is_mere_sign(const ps_viewing *viewing, size_t at) {
    ps_span source = viewing->source;
    if (at + 1 >= source.len) return false;
    char next = source.ptr[at + 1];
    switch (source.ptr[at]) {
    case '[':
    case '(':
    case '{': return !ps_is_digit(next) && !ps_is_one_of(next, "-, \t\r\n");
    case '=': return !viewing->quoted_printable && next != '?';
    case '%': return !ps_is_hex(next) && next != 'u';
    case '#': return next != '0';
    case '&': return !ps_is_alnum(next) && next != '#';
    default: return false;
    }
}

/* Too short to be opened, no row of a dump, and without a blank of a form? */
static bool is_mere_word(const ps_viewing *viewing, size_t at, size_t end) {
    const char *text = viewing->source.ptr;
    if (end - at >= PS_RUN_LEAST) return false;
    if (viewing->form && memchr(text + at, '+', end - at)) return false;
    bool hex = end - at > 1 && (flags_of(text[at]) & HEX) &&
               ((flags_of(text[at + 1]) & HEX) || (text[at + 1] | 0x20) == 'x');
    return !hex || at < viewing->no_dump || !may_be_dump(viewing, at, end);
}

/* Passes what the functions above would pass, too, one by one: most of an event. */
static void pass_text(ps_viewing *viewing) {
    const char *text = viewing->source.ptr;
    size_t at = viewing->at, passed = 0, len = viewing->source.len;
    size_t limit = viewing->turn < len ? viewing->turn : len;
    bool spelled = viewing->spelled;
    while (at < limit) {
        unsigned kind = kind_of(text[at]);
        size_t end = at + 1;
        if (kind <= RUN) {
            while (end < len && kind_of(text[end]) == kind) end++;
            if (end > limit || (kind == RUN && !is_mere_word(viewing, at, end))) break;
        } else if (!is_mere_sign(viewing, at)) {
            break;
        }
        spelled = spelled && (kind == RUN || kind == BRACKET);
        passed += kind == BRACKET ? 0 : end - at;
        at = end;
    }
    viewing->at = at;
    viewing->spelled = spelled;
    if (passed > 0) remember(viewing, false);
    if (passed > 1) remember(viewing, false);
}

/* ---- the event ---- */

static bool has_percent(ps_span event) {
    for (size_t at = 0; at < event.len; at++) {
        const char *found = memchr(event.ptr + at, '%', event.len - at);
        if (!found) return false;
        at = (size_t)(found - event.ptr);
        if (ps_character_read(ps_span_cut(event, at, event.len), false).used) return true;
    }
    return false;
}

void ps_view_decode(ps_viewing *viewing) {
    ps_span event = ps_span_cut(viewing->source, viewing->from, viewing->source.len);
    viewing->form = has_percent(event);
    viewing->quoted_printable = ps_is_quoted_printable(event);
    viewing->budget = UNPACK_MAX;
    while (viewing->status == PS_OK && viewing->at < viewing->source.len) {
        if (viewing->at >= viewing->turn) ps_view_turn(viewing);
        pass_text(viewing);
        if (viewing->at >= viewing->source.len) break;
        if (viewing->at >= viewing->turn) continue;
        switch (kind_of(viewing->source.ptr[viewing->at])) {
        case RUN: take_run(viewing); break;
        case CODE: take_code(viewing); break;
        case BRACKET: take_bracket(viewing); break;
        default: take_plain(viewing); break;
        }
    }
}
