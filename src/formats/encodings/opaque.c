/* SPDX-License-Identifier: Apache-2.0
 *
 * What is not decoded character by character: payloads, of which every byte maps to the whole run,
 * and bytes written out as numbers, which map to their digits. */
#include "base64.h"
#include "character.h"
#include "content.h"
#include "dump.h"
#include "view_inside.h"

static ps_region region_at(ps_viewing *viewing, ps_origin origin) {
    ps_view_settle(viewing);
    return (ps_region){.from = (uint32_t)viewing->view->text.len, .origin = (uint8_t)origin};
}

/* ---- payloads ---- */

static void put_payload(ps_viewing *viewing, ps_span text, const ps_run *run) {
    if (!ps_view_room(viewing, text.len + 2)) return;
    bool utf16 = ps_content_is_utf16(text);
    ps_view_put(viewing, '\n', run->from, run->to);
    if (utf16) {
        for (size_t i = 0; i < text.len; i++)
            if (text.ptr[i]) ps_view_put(viewing, text.ptr[i], run->from, run->to);
    } else {
        ps_view_put_all(viewing, text, run->from, run->to);
    }
    ps_view_put(viewing, '\n', run->from, run->to);
}

/* A line of a folded run that held nothing may begin a run of its own. It is followed for a few
 * lines: were it for all, a block of noise would be decoded once for each of its lines. */
bool ps_view_run(ps_viewing *viewing, size_t from, size_t end) {
    enum { FEW_LINES = 16 };
    size_t lines = from < viewing->opened_to ? FEW_LINES : PS_RUN_ALL_LINES;
    ps_run run;
    if (!ps_run_read(viewing->source, from, end, lines, &run)) return false;
    ps_payload *payload = &viewing->view->payload;
    viewing->status = ps_payload_open(payload, viewing->source, &run, &viewing->budget);
    if (viewing->opened_to < run.to) viewing->opened_to = run.to;
    if (viewing->status != PS_OK || !(payload->text.len || payload->refused)) return false;
    ps_view_copy(viewing, run.from); /* what stands before it, like `\x` */
    ps_region region = region_at(viewing, run.hex ? PS_ORIGIN_HEX : PS_ORIGIN_BASE64);
    region.refused = payload->refused;
    if (payload->text.len)
        put_payload(viewing, payload->text, &run);
    else
        ps_view_copy(viewing, run.to);
    ps_view_skip(viewing, run.to);
    viewing->view->decoded++;
    ps_view_region(viewing, region);
    return true;
}

/* ---- encoded words of mail headers: =?utf-8?B?TWFyaWE=?= ---- */

/* The text between the third and the fourth '?'. */
static bool read_word(ps_span text, size_t at, char *encoding, ps_extent *word) {
    enum { CHARSET_MAX = 40, WORD_MAX = 100 };
    size_t i = at + 2;
    while (i < text.len && i - at < CHARSET_MAX && (ps_is_word(text.ptr[i]) || text.ptr[i] == '-'))
        i++;
    if (i + 3 >= text.len || text.ptr[at + 1] != '?' || text.ptr[i] != '?' ||
        text.ptr[i + 2] != '?')
        return false;
    *encoding = ps_lower(text.ptr[i + 1]);
    word->from = word->to = i + 3;
    while (word->to < text.len && word->to - at < WORD_MAX && text.ptr[word->to] > ' ' &&
           text.ptr[word->to] != '?')
        word->to++;
    return word->to + 1 < text.len && text.ptr[word->to] == '?' && text.ptr[word->to + 1] == '=' &&
           (*encoding == 'b' || *encoding == 'q');
}

static void put_base64_word(ps_viewing *viewing, ps_extent word) {
    char bytes[128];
    size_t n = ps_base64_decode(ps_span_cut(viewing->source, word.from, word.to), bytes);
    for (size_t i = 0; i < n; i++) ps_view_put(viewing, bytes[i], word.from, word.to);
}

static void put_quoted_word(ps_viewing *viewing, ps_extent word) {
    ps_span text = ps_span_cut(viewing->source, 0, word.to);
    for (size_t at = word.from; at < word.to;) {
        ps_character c = ps_character_read(ps_span_cut(text, at, word.to), true);
        if (!c.used) c = ps_character_of_byte((unsigned char)text.ptr[at], 1);
        if (text.ptr[at] == '_') c.bytes[0] = ' ';
        for (size_t i = 0; i < c.len; i++) ps_view_put(viewing, c.bytes[i], at, at + c.used);
        at += c.used;
    }
}

bool ps_view_word(ps_viewing *viewing) {
    char encoding;
    ps_extent word;
    if (viewing->at + 1 >= viewing->source.len ||
        !read_word(viewing->source, viewing->at, &encoding, &word))
        return false;
    ps_region region = region_at(viewing, PS_ORIGIN_BASE64);
    if (encoding == 'b')
        put_base64_word(viewing, word);
    else
        put_quoted_word(viewing, word);
    ps_view_skip(viewing, word.to + 2);
    viewing->view->decoded++;
    if (encoding == 'b') ps_view_region(viewing, region);
    return true;
}

/* ---- dumps ---- */

static void put_bytes(ps_viewing *viewing, const ps_columns *columns) {
    ps_region region = region_at(viewing, PS_ORIGIN_HEX);
    ps_byte_place place;
    for (size_t at = columns->from; ps_columns_step(viewing->source, columns, &at, &place);)
        ps_view_put(viewing, place.byte ? place.byte : ' ', place.from, place.to);
    ps_view_region(viewing, region);
}

static void put_ascii(ps_viewing *viewing, const ps_row *row) {
    ps_region region = region_at(viewing, PS_ORIGIN_TEXT);
    for (size_t i = row->ascii; i < row->ascii + row->columns.count; i++)
        ps_view_put(viewing, viewing->source.ptr[i], i, i + 1);
    ps_view_region(viewing, region);
}

/* A value may begin on one row and end on the next: the bytes of all rows are one text, and what
 * stands beside them is another. Sets `last`. */
static void put_rows(ps_viewing *viewing, const ps_row *first, ps_row *last) {
    ps_row row = *first;
    ps_view_put(viewing, '\n', row.columns.from, row.columns.from);
    do {
        put_bytes(viewing, &row.columns);
        *last = row;
    } while (ps_row_next(viewing->source, last, &row));
    ps_view_put(viewing, '\n', last->columns.to, last->columns.to);
    row = *first;
    if (row.columns.to == last->columns.to) return; /* one row: its column follows as it is */
    do {
        if (row.ascii) put_ascii(viewing, &row);
        *last = row;
    } while (ps_row_next(viewing->source, last, &row));
    ps_view_put(viewing, '\n', last->columns.to, last->columns.to);
}

bool ps_view_dump(ps_viewing *viewing) {
    ps_row row, last;
    if (!ps_row_read(viewing->source, viewing->at, &row)) {
        viewing->no_dump = row.columns.to; /* nor is a part of it */
        return false;
    }
    ps_view_copy(viewing, row.columns.from); /* its offset */
    last = row;
    if (row.offset_to > row.offset || row.ascii)
        put_rows(viewing, &row, &last);
    else
        put_bytes(viewing, &row.columns);
    ps_view_skip(viewing, last.columns.to);
    viewing->view->decoded++;
    return true;
}

/* ---- arrays ---- */

/* An element of a JSON array becomes a string: with the quote of the array's own name. */
static ps_extent quote_of(ps_viewing *viewing, size_t bracket) {
    const char *text = viewing->source.ptr;
    size_t to = bracket;
    while (to > viewing->from && ps_is_blank(text[to - 1])) to--;
    if (to == viewing->from || text[to - 1] != ':') return (ps_extent){0, 0};
    for (to--; to > viewing->from && ps_is_blank(text[to - 1]);) to--;
    if (to == viewing->from || (text[to - 1] != '"' && text[to - 1] != '\''))
        return (ps_extent){0, 0};
    size_t from = to - 1;
    while (from > viewing->from && text[from - 1] == '\\') from--;
    return ps_view_raw(viewing, from, to);
}

bool ps_view_numbers(ps_viewing *viewing) {
    ps_numbers numbers;
    size_t bracket = viewing->at;
    if (!ps_numbers_read(viewing->source, bracket, &numbers)) return false;
    ps_view_copy(viewing, numbers.from);
    ps_region region = region_at(viewing, PS_ORIGIN_HEX);
    ps_extent quote = quote_of(viewing, bracket);
    region.wrap_from = (uint32_t)quote.from;
    region.wrap_to = (uint32_t)quote.to;
    ps_byte_place place;
    for (size_t at = numbers.from; at < numbers.to;) {
        if (!ps_numbers_step(viewing->source, &at, &place)) break;
        ps_view_put(viewing, place.byte ? place.byte : ' ', place.from, place.to);
    }
    ps_view_skip(viewing, numbers.to);
    viewing->view->decoded++;
    ps_view_region(viewing, region);
    return true;
}
