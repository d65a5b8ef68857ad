/* SPDX-License-Identifier: Apache-2.0 */
#include "csv_cell.h"

static const char box_pipe[] = "\xE2\x94\x82"; /* U+2502 */

size_t ps_csv_separator_at(ps_span text, size_t at, char separator) {
    if (separator) return at < text.len && text.ptr[at] == separator;
    size_t n = sizeof box_pipe - 1;
    return at + n <= text.len && !memcmp(text.ptr + at, box_pipe, n) ? n : 0;
}

static bool is_padding(char c, char separator) {
    return c == ' ' || c == '\r' || (c == '\t' && separator != '\t');
}

/* "Lopez, ""Mia""": ends at the quote that is not doubled. */
static size_t quote_end(ps_span text, size_t at, size_t end) {
    while (at < end) {
        const char *found = memchr(text.ptr + at, '"', end - at);
        if (!found) return end;
        at = (size_t)(found - text.ptr);
        if (at + 1 >= end || text.ptr[at + 1] != '"') return at;
        at += 2;
    }
    return end;
}

static size_t plain_end(ps_span text, size_t at, size_t end, char separator) {
    if (!separator) {
        while (at < end && !ps_csv_separator_at(text, at, separator)) at++;
        return at;
    }
    const char *found = memchr(text.ptr + at, separator, end - at);
    return found ? (size_t)(found - text.ptr) : end;
}

ps_csv_cell ps_csv_cell_at(ps_span text, size_t at, size_t end, char separator) {
    ps_csv_cell cell = {.from = at};
    size_t behind = at;
    while (cell.from < end && is_padding(text.ptr[cell.from], separator)) cell.from++;
    if (cell.from < end && text.ptr[cell.from] == '"') {
        cell.to = quote_end(text, ++cell.from, end);
        cell.open = cell.to == end;
        behind = plain_end(text, cell.open ? end : cell.to + 1, end, separator);
    } else {
        behind = plain_end(text, cell.from, end, separator);
        cell.to = behind;
        while (cell.to > cell.from && is_padding(text.ptr[cell.to - 1], separator)) cell.to--;
    }
    size_t sign = ps_csv_separator_at(text, behind, separator);
    cell.next = behind < end && sign ? behind + sign : end + 1;
    return cell;
}

bool ps_csv_is_ruler(ps_span line) {
    size_t dashes = 0;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        bool drawn =
            c == 0xE2 && i + 2 < line.len &&
            ((unsigned char)line.ptr[i + 1] == 0x94 || (unsigned char)line.ptr[i + 1] == 0x95);
        if (drawn)
            i += 2, dashes++;
        else if (!ps_is_one_of((char)c, "-=+|: \t\r"))
            return false;
        else
            dashes += c == '-' || c == '=';
    }
    return dashes >= 2;
}
