/* SPDX-License-Identifier: Apache-2.0
 *
 * A header and its rows in one sentence or document: `header [mrn,dob] row [v,w]`,
 * {"columns":["mrn","dob"],"rows":[["v","w"]]}, `columns=mrn,dob; values=v,w`. */
#include "column.h"
#include "person_word.h"
#include "sql_token.h"

enum { LIST_MAX = 4096, BETWEEN_MAX = 64, DEPTH_MAX = 8, ROWS_MAX = 4096 };

const char *const ps_lists_anchors[] = {"header", "columns", "fields", "column names", NULL};

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static size_t skip(ps_span text, size_t at, const char *signs) {
    while (ps_is_one_of(byte_at(text, at), signs)) at++;
    return at;
}

/* ---- one list ---- */

typedef struct ps_list {
    size_t from, to, behind; /* what stands between its brackets; the offset behind them */
    char separator;
} ps_list;

static char closing_of(char open) {
    return open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : 0;
}

/* The end of the quoted cell whose quote stands at `at` behind `depth` backslashes. */
static size_t quoted_end(ps_span text, size_t at, size_t depth, ps_extent *content) {
    bool closed;
    size_t behind;
    content->from = at + 1;
    content->to = ps_sql_string_end(text, at + 1, text.ptr[at], depth, &behind, &closed);
    return behind;
}

/* The quote at `at`, behind backslashes: its offset, or text.len. */
static size_t quote_at(ps_span text, size_t at, size_t *depth) {
    size_t quote = at;
    while (quote - at < DEPTH_MAX && byte_at(text, quote) == '\\') quote++;
    *depth = quote - at;
    return ps_is_one_of(byte_at(text, quote), "\"'") ? quote : text.len;
}

/* The cell at `at` of the list that ends at `end`; returns the offset of what parts it from the
 * next. */
static size_t cell_at(ps_span text, size_t at, size_t end, char separator, ps_extent *content) {
    ps_span list = ps_span_cut(text, 0, end);
    size_t depth = 0, from = skip(list, at, " \n\r"), quote = quote_at(list, from, &depth);
    const char *sign;
    if (quote < end) {
        size_t behind = quoted_end(list, quote, depth, content);
        behind = behind < end ? skip(list, behind, " \n\r") : end;
        if (behind == end || text.ptr[behind] == separator) return behind;
    }
    sign = from < end ? memchr(text.ptr + from, separator, end - from) : NULL;
    size_t to = sign ? (size_t)(sign - text.ptr) : end;
    *content = (ps_extent){from, to};
    while (content->to > from && ps_is_one_of(text.ptr[content->to - 1], " \r\n")) content->to--;
    return to;
}

/* From the bracket at `at` to the one that closes it, outside of quotes. `flat`: no other may open
 * between them. */
static bool bracketed(ps_span text, size_t at, bool flat, ps_list *out) {
    char open = byte_at(text, at), close = closing_of(open);
    size_t limit = text.len - at > LIST_MAX ? at + LIST_MAX : text.len, depth = 0;
    ps_extent cell;
    int nested = 0;
    if (!close) return false;
    for (size_t i = at; i < limit; i++) {
        bool begins = i == at || ps_is_one_of(text.ptr[i - 1], "[({,;| ");
        size_t quote = begins ? quote_at(text, i, &depth) : text.len;
        if (quote < limit) {
            size_t behind = quoted_end(ps_span_cut(text, 0, limit), quote, depth, &cell);
            if (behind < limit) i = behind - 1;
            continue;
        }
        if (flat && i > at && closing_of(text.ptr[i])) return false;
        nested += text.ptr[i] == open ? 1 : text.ptr[i] == close ? -1 : 0;
        if (nested > 0) continue;
        *out = (ps_list){.from = at + 1, .to = i, .behind = i + 1};
        return true;
    }
    return false;
}

/* Without brackets: up to a semicolon or the line's end. */
static bool bare(ps_span text, size_t at, ps_list *out) {
    size_t limit = text.len - at > LIST_MAX ? at + LIST_MAX : text.len, end = at;
    while (end < limit && !ps_is_one_of(text.ptr[end], ";\n\r")) end++;
    *out = (ps_list){.from = at, .to = end, .behind = end};
    return end > at;
}

/* ---- names ---- */

/* Without brackets: behind `=` or `:`, as far as names go. */
static bool bare_names(ps_span text, size_t at, ps_list *out) {
    size_t limit = text.len - at > LIST_MAX ? at + LIST_MAX : text.len, end = at, sign = at;
    while (sign > 0 && text.ptr[sign - 1] == ' ') sign--;
    if (sign == 0 || !ps_is_one_of(text.ptr[sign - 1], "=:")) return false;
    while (end < limit && (ps_is_word(text.ptr[end]) || (unsigned char)text.ptr[end] >= 0x80 ||
                           ps_is_one_of(text.ptr[end], ", .-|\"'")))
        end++;
    *out = (ps_list){.from = at, .to = end, .behind = end};
    return end == text.len || ps_is_one_of(text.ptr[end], ";\n\r");
}

static char separator_of(ps_span text, const ps_list *list) {
    static const char signs[] = ",;|\t";
    for (size_t i = list->from; i < list->to; i++)
        if (ps_is_one_of(text.ptr[i], signs)) return text.ptr[i];
    return 0;
}

/* False when one of them is no name of a column. */
static bool read_names(const ps_reader *reader, const ps_list *list, ps_columns *columns) {
    ps_span text = reader->text;
    bool person = false;
    ps_columns_clear(columns);
    for (size_t at = list->from; at <= list->to; at++) {
        ps_extent cell;
        at = cell_at(text, at, list->to, list->separator, &cell);
        ps_span name = ps_span_cut(text, cell.from, cell.to);
        if (!ps_sql_is_name(name)) return false;
        person |= ps_has_person_word(name);
        ps_columns_add(columns, reader->keys, name);
    }
    (void)ps_columns_settle(columns, person ? PS_TABLE_PERSONS : PS_TABLE_OTHER);
    return columns->count > 1 && (columns->known > 1 || columns->persons);
}

/* ---- rows ---- */

static size_t count_cells(ps_span text, const ps_list *row) {
    size_t count = 0;
    for (size_t at = row->from; at <= row->to; at++, count++) {
        ps_extent cell;
        at = cell_at(text, at, row->to, row->separator, &cell);
    }
    return count;
}

static bool put_row(ps_reader *reader, const ps_list *row, const ps_columns *columns) {
    if (count_cells(reader->text, row) != columns->count) return false;
    size_t at = row->from;
    for (size_t i = 0; at <= row->to; i++, at++) {
        ps_extent cell;
        at = cell_at(reader->text, at, row->to, row->separator, &cell);
        ps_put_cell(reader, ps_columns_at(columns, i), cell.from, cell.to);
    }
    return true;
}

/* [[v,w],[x,y]]: where the first row begins; `at`: the bracket there holds one row. */
static size_t first_row(ps_span text, size_t at, const ps_columns *columns, char separator) {
    size_t inner = skip(text, at + 1, " \n\r");
    ps_list row;
    if (!bracketed(text, inner, false, &row)) return at;
    row.separator = separator;
    bool ends = ps_is_one_of(byte_at(text, skip(text, row.behind, " \n\r")), ",])}");
    return ends && count_cells(text, &row) == columns->count ? inner : at;
}

/* Returns the offset behind the rows, or `at`: there are none. */
static size_t read_rows(ps_reader *reader, size_t at, const ps_columns *columns, char separator) {
    ps_span text = reader->text;
    ps_list row;
    if (!closing_of(byte_at(text, at))) {
        if (!bare(text, at, &row)) return at;
        row.separator = separator;
        return put_row(reader, &row, columns) ? row.behind : at;
    }
    size_t from = first_row(text, at, columns, separator);
    bool several = from > at;
    for (unsigned n = 0; n < ROWS_MAX; n++) {
        if (!bracketed(text, from, false, &row)) return from;
        row.separator = separator;
        if (!put_row(reader, &row, columns)) return from;
        from = row.behind;
        if (!several) return from;
        from = skip(text, from, " ,\n\r");
    }
    return from;
}

/* Words that announce rows. */
static bool is_row_word(ps_span word) {
    static const char *const words[] = {"row",   "rows", "record", "records", "values",
                                        "value", "data", "line",   "cells",   "tuple"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_is(word, words[i])) return true;
    return false;
}

/* `row [`, `row 3: `, "rows":[, `values=`: from the word to the row; `end`: it announces none. */
static size_t over_sign(ps_span text, size_t end) {
    size_t at = skip(text, end, " #"), number = skip(text, at, "0123456789");
    if (number > at && ps_is_one_of(byte_at(text, number), ":= ")) at = number;
    size_t sign = skip(text, at, " \"'\\"), from = skip(text, sign, ":=");
    bool told = from > sign;
    from = skip(text, from, " \n\r");
    return told || (from > end && closing_of(byte_at(text, from))) ? from : end;
}

static size_t read_behind(ps_reader *reader, const ps_list *names, const ps_columns *columns) {
    ps_span text = reader->text;
    size_t limit = text.len - names->behind > BETWEEN_MAX ? names->behind + BETWEEN_MAX : text.len;
    for (size_t at = names->behind; at < limit;) {
        size_t end = at;
        while (end < text.len && ps_is_alpha(text.ptr[end])) end++;
        if (end > at && is_row_word(ps_span_cut(text, at, end))) {
            size_t from = over_sign(text, end);
            size_t behind = from > end ? read_rows(reader, from, columns, names->separator) : from;
            if (behind > from) return behind;
        }
        at = end > at ? end : at + 1;
    }
    return 0;
}

/* ---- the form ---- */

size_t ps_lists_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    ps_columns columns;
    ps_list names;
    if (at > 0 && ps_is_alnum(text.ptr[at - 1])) return at;
    end += ps_lower(byte_at(text, end)) == 's';
    size_t from = skip(text, end, " :=\"'\\\n\r");
    if (from == end || from - end > DEPTH_MAX * 2) return at;
    bool brackets = closing_of(byte_at(text, from)) != 0;
    if (brackets ? !bracketed(text, from, true, &names) : !bare_names(text, from, &names))
        return at;
    names.separator = separator_of(text, &names);
    if (!names.separator || !read_names(reader, &names, &columns)) return at;
    ps_put(reader, PS_SLOT_KEEP, names.from, names.to);
    size_t behind = read_behind(reader, &names, &columns);
    return behind > at ? behind : names.behind;
}
