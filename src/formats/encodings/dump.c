/* SPDX-License-Identifier: Apache-2.0 */
#include "dump.h"

#include "content.h"

enum {
    OFFSET_LEAST = 4,
    OFFSET_MOST = 16,
    ROW_MOST = 512,     /* bytes from the columns to the end of their line */
    BYTES_LEAST = 5,    /* a row without an offset; a short name has five letters */
    BYTES_CERTAIN = 16, /* so many are a dump whatever they hold, and need no second look */
    NUMBERS_LEAST = 6,
    SAMPLE = 64 /* bytes by which a row or array is judged */
};

static char peek(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : '\0';
}

static size_t hex_end(ps_span text, size_t at) {
    while (ps_is_hex(peek(text, at))) at++;
    return at;
}

static size_t blank_end(ps_span text, size_t at) {
    while (ps_is_blank(peek(text, at))) at++;
    return at;
}

static bool is_prefix(ps_span text, size_t at) {
    return peek(text, at) == '0' && (peek(text, at + 1) | 0x20) == 'x';
}

/* ---- columns ---- */

/* The digits of the word at `at`, 0x passed over; *digits is where they begin. */
static size_t word_at(ps_span text, const ps_columns *columns, size_t at, size_t *digits) {
    if (columns->prefixed && !is_prefix(text, at)) return 0;
    *digits = columns->prefixed ? at + 2 : at;
    size_t end = *digits;
    while (end < *digits + columns->width && ps_is_hex(peek(text, end))) end++;
    return ps_is_word(peek(text, end)) ? 0 : end - *digits;
}

/* Where the word behind the one that ends at `end` begins; `end` itself: there is none. */
static size_t next_word(ps_span text, const ps_columns *columns, size_t end) {
    char c = peek(text, end);
    if (columns->separator == ',') return c == ',' ? blank_end(text, end + 1) : end;
    if (columns->separator != ' ') return c == columns->separator ? end + 1 : end;
    if (columns->width > 2 || columns->count % 4 != 0) return c == ' ' ? end + 1 : end;
    size_t at = blank_end(text, end); /* between the quarters of a row there may be more */
    bool dash = peek(text, at) == '-' || peek(text, at) == '|';
    if (dash) at = blank_end(text, at + 1);
    return at - end <= 3 ? at : end;
}

/* Takes words as long as they are of the first one's kind. */
static void take_words(ps_span text, ps_columns *columns) {
    size_t at = columns->from, digits, len;
    columns->count = 0;
    while ((len = word_at(text, columns, at, &digits)) > 0 && len % 2 == 0) {
        columns->count += len / 2;
        columns->to = digits + len;
        size_t next = next_word(text, columns, columns->to);
        if (len < columns->width || next == columns->to) return;
        at = next;
    }
}

static bool read_columns(ps_span text, size_t at, ps_columns *columns) {
    *columns = (ps_columns){.from = at, .prefixed = is_prefix(text, at)};
    size_t digits = columns->prefixed ? at + 2 : at, end = hex_end(text, digits);
    size_t width = end - digits;
    if (width != 2 && width != 4 && width != 8) return false;
    char c = peek(text, end);
    if (!ps_is_one_of(c, columns->prefixed ? " ," : " ,:-\t")) {
        if (width != 2 || !ps_is_one_of(c, "\r\n|")) return false; /* a last row of one byte */
        c = ' ';
    }
    columns->width = (uint8_t)width;
    columns->separator = c;
    take_words(text, columns);
    return columns->count > 0;
}

static char byte_at(ps_span text, size_t at) {
    return (char)(ps_hex_value(text.ptr[at]) * 16 + ps_hex_value(text.ptr[at + 1]));
}

/* *at stands at a word, or inside one behind a whole byte. */
bool ps_columns_step(ps_span text, const ps_columns *columns, size_t *at, ps_byte_place *place) {
    size_t from = *at;
    if (from >= columns->to) return false;
    if (columns->prefixed && is_prefix(text, from)) from += 2;
    while (!ps_is_hex(peek(text, from))) { /* between two words */
        from++;
        if (columns->prefixed && is_prefix(text, from)) from += 2;
    }
    *at = from + 2;
    if (columns->swapped) {
        bool first = !ps_is_hex(text.ptr[from - 1]) || from == columns->from;
        size_t other = first ? from + 2 : from - 2;
        if (ps_is_hex(peek(text, other)) && ps_is_hex(peek(text, other + 1))) from = other;
    }
    bool behind_prefix = columns->prefixed && is_prefix(text, from - 2);
    *place = (ps_byte_place){behind_prefix ? from - 2 : from, from + 2, byte_at(text, from)};
    return true;
}

static bool looks_like_text(ps_span text, const ps_columns *columns) {
    char bytes[SAMPLE];
    size_t n = 0, at = columns->from;
    ps_byte_place place;
    while (n < SAMPLE && ps_columns_step(text, columns, &at, &place)) bytes[n++] = place.byte;
    ps_content content = ps_content_of(ps_span_of(bytes, n));
    return content == PS_CONTENT_TEXT;
}

/* ---- the ASCII column ---- */

/* Do the characters at `ascii` repeat the bytes? What is no letter is a dot or anything else. */
static bool repeats(ps_span text, const ps_columns *columns, size_t ascii) {
    size_t at = columns->from, letters = 0, i = ascii;
    ps_byte_place place;
    for (; ps_columns_step(text, columns, &at, &place); i++) {
        bool plain = place.byte > 0x20 && place.byte < 0x7f;
        if (plain && place.byte != peek(text, i) && peek(text, i) != '.') return false;
        letters += plain && place.byte == peek(text, i);
    }
    return letters > 0 && i <= text.len;
}

static size_t line_end(ps_span text, size_t at) {
    const char *end = at < text.len ? memchr(text.ptr + at, '\n', text.len - at) : NULL;
    size_t to = end ? (size_t)(end - text.ptr) : text.len;
    return to > at && text.ptr[to - 1] == '\r' ? to - 1 : to;
}

/* The end of a row of a dump, which is near: a giant line is not searched for every group of digits
 * in it. Else `at`. */
static size_t row_end(ps_span text, size_t at) {
    size_t limit = text.len - at < ROW_MOST ? text.len : at + ROW_MOST;
    size_t end = line_end(ps_span_cut(text, 0, limit), at);
    return end == limit && limit < text.len ? at : end;
}

static size_t find_ascii(ps_span text, const ps_columns *columns) {
    size_t at = blank_end(text, columns->to), end = row_end(text, columns->to);
    if (ps_is_one_of(peek(text, at), "|>*") && repeats(text, columns, at + 1)) return at + 1;
    size_t last = end > columns->count ? end - columns->count : 0; /* blanks may lead it */
    if (last > columns->to && repeats(text, columns, last)) return last;
    return at > columns->to && repeats(text, columns, at) ? at : 0;
}

/* ---- rows ---- */

/* An offset: `0010`, `00000010:`, `0x0010:`, `|00000010|`; sets where the columns begin. */
static size_t read_offset(ps_span text, size_t at, ps_row *row, bool *certain) {
    size_t digits = is_prefix(text, at) ? at + 2 : at, end = hex_end(text, digits);
    if (end - digits < OFFSET_LEAST || end - digits > OFFSET_MOST) return at;
    size_t behind = end;
    *certain = peek(text, behind) == ':' || peek(text, behind) == '|';
    if (*certain) behind++;
    size_t words = blank_end(text, behind);
    if (words == behind) return at;
    *certain = *certain || words - behind > 1;
    row->offset = digits;
    row->offset_to = end;
    return words;
}

bool ps_row_read(ps_span text, size_t at, ps_row *row) {
    *row = (ps_row){0};
    bool certain = false;
    size_t words = read_offset(text, at, row, &certain);
    size_t width = row->offset_to - row->offset;
    bool has_columns = words > at && read_columns(text, words, &row->columns);
    /* 3330 3336 2d33: the first of many words is no offset */
    if (has_columns && !certain && row->columns.width == width) has_columns = false;
    if (!has_columns) {
        row->offset = row->offset_to = 0;
        certain = false;
        if (!read_columns(text, at, &row->columns)) return false;
    }
    row->columns.swapped =
        has_columns && row->columns.width == 4 && width == 7 && text.ptr[row->offset_to] == ' ';
    /* 2022-10 without an offset: what repeats a byte or two does so by accident */
    bool row_like = row->offset_to > row->offset || row->columns.count >= BYTES_LEAST;
    if (!row_like) return false;
    row->ascii = find_ascii(text, &row->columns);
    if ((row->ascii || certain) && row->columns.count > 1) return true;
    if (row->columns.count >= BYTES_CERTAIN) return true;
    return row->columns.count >= BYTES_LEAST && looks_like_text(text, &row->columns);
}

static bool is_later(ps_span text, const ps_row *row, const ps_row *next) {
    size_t len = row->offset_to - row->offset;
    if (next->offset_to - next->offset != len) return false;
    for (size_t i = 0; i < len; i++) {
        int a = ps_hex_value(text.ptr[row->offset + i]),
            b = ps_hex_value(text.ptr[next->offset + i]);
        if (a != b) return a < b;
    }
    return len == 0;
}

bool ps_row_next(ps_span text, const ps_row *row, ps_row *next) {
    size_t begin = row->offset_to > row->offset ? row->offset : row->columns.from;
    size_t line = begin, end = line_end(text, row->columns.to);
    while (line > 0 && begin - line < SAMPLE * 4 && text.ptr[line - 1] != '\n') line--;
    while (end < text.len && text.ptr[end] != '\n') end++;
    size_t at = end + 1 + (begin - line);
    if (end >= text.len || at >= text.len || line_end(text, end + 1) <= at) return false;
    *next = (ps_row){0};
    bool certain;
    if (row->offset_to > row->offset) at = read_offset(text, at, next, &certain);
    if (!read_columns(text, at, &next->columns)) return false;
    const ps_columns *a = &row->columns, *b = &next->columns;
    if ((b->width != a->width && b->count > a->width / 2u) || b->prefixed != a->prefixed ||
        !is_later(text, row, next))
        return false;
    next->columns.swapped = a->swapped;
    next->ascii = find_ascii(text, b);
    return true;
}

/* ---- decimal arrays ---- */

bool ps_numbers_step(ps_span text, size_t *at, ps_byte_place *place) {
    size_t from = *at;
    while (ps_is_one_of(peek(text, from), ", \t\r\n")) from++;
    bool negative = peek(text, from) == '-';
    size_t i = from + negative;
    int value = 0;
    while (ps_is_digit(peek(text, i)) && i < from + 4) value = value * 10 + (text.ptr[i++] - '0');
    if (i == from + negative || value > (negative ? 128 : 255)) return false;
    if (!ps_is_one_of(peek(text, i), ", \t\r\n])}") && i < text.len) return false;
    *place = (ps_byte_place){from, i, (char)(negative ? -value : value)};
    *at = i;
    return true;
}

bool ps_numbers_read(ps_span text, size_t open, ps_numbers *numbers) {
    char bytes[SAMPLE];
    size_t at = open + 1;
    ps_byte_place place;
    *numbers = (ps_numbers){0};
    while (ps_numbers_step(text, &at, &place)) {
        if (numbers->count == 0) numbers->from = place.from;
        if (numbers->count < SAMPLE) bytes[numbers->count] = place.byte;
        numbers->count++;
        numbers->to = place.to;
        if (numbers->count == SAMPLE && ps_content_of(ps_span_of(bytes, SAMPLE)) != PS_CONTENT_TEXT)
            return false; /* thousands of samples or pixels need not be walked over */
    }
    size_t n = numbers->count < SAMPLE ? numbers->count : SAMPLE;
    return n >= NUMBERS_LEAST && ps_content_of(ps_span_of(bytes, n)) == PS_CONTENT_TEXT;
}
