/* SPDX-License-Identifier: Apache-2.0 */
#include "csv.h"

#include "csv_cell.h"
#include "value.h"

enum {
    FIELD_LINES_MAX = 200, /* a quoted field may go on for so many lines */
    MISSES_MAX = 2,        /* lines that do not fit before the table has ended */
    OTHERS_MAX = 8         /* other log lines between its rows */
};

static bool ends(ps_csv *csv) {
    csv->kind = PS_CSV_NONE;
    return false;
}

static void put_cell(ps_reader *reader, const ps_csv *csv, size_t column, size_t from, size_t to) {
    if (to - from == 2 && reader->text.ptr[from] == '\\' && reader->text.ptr[from + 1] == 'N')
        return; /* no value, in a COPY */
    ps_put_cell(reader, ps_columns_at(&csv->columns, column), from, to);
}

/* ---- fields between separators ---- */

typedef struct ps_row {
    size_t cells, filled;
    bool open;  /* the last one goes on in the next line */
    bool names; /* it is the header once more */
} ps_row;

/* The names of columns under those very columns. */
static bool is_name_again(const ps_reader *reader, const ps_csv *csv, size_t column, ps_span cell) {
    int32_t known = ps_columns_at(&csv->columns, column);
    return known != PS_COLUMN_NONE && cell.len > 1 && ps_is_alpha(cell.ptr[0]) &&
           ps_column_look(reader->keys, cell, csv->person) == known;
}

static ps_row count_cells(const ps_reader *reader, const ps_csv *csv, size_t at, size_t end) {
    ps_row row = {.cells = csv->open ? csv->at : 0};
    while (at <= end) {
        ps_csv_cell cell = ps_csv_cell_at(reader->text, at, end, csv->separator);
        ps_span content = ps_span_cut(reader->text, cell.from, cell.to);
        row.names |= is_name_again(reader, csv, row.cells, content);
        row.cells++;
        if (content.len) row.filled = row.cells;
        row.open = cell.open;
        at = cell.next;
    }
    return row;
}

/* As many cells as columns; empty ones at the end may be missing or too many. */
static bool fits(const ps_csv *csv, const ps_row *row) {
    if (row->cells == csv->columns.count) return true;
    if (csv->kind == PS_CSV_COPY || csv->head.signs) return false;
    if (row->cells > csv->columns.count) return row->filled <= csv->columns.count;
    if (row->open) return true;
    return csv->columns.count > 3 && row->cells > 2 && row->cells * 2 > csv->columns.count;
}

static void put_cells(ps_reader *reader, ps_csv *csv, size_t at, size_t end) {
    for (size_t column = csv->open ? csv->at : 0; at <= end; column++) {
        ps_csv_cell cell = ps_csv_cell_at(reader->text, at, end, csv->separator);
        put_cell(reader, csv, column, cell.from, cell.to);
        csv->open = cell.open;
        csv->at = (uint16_t)column;
        at = cell.next;
    }
}

/* The rest of a quoted field that began in an earlier line. False: it ends in none of them. */
static bool read_rest(ps_reader *reader, ps_extent line, ps_csv *csv) {
    size_t end = line.from;
    while (end < line.to) {
        const char *found = memchr(reader->text.ptr + end, '"', line.to - end);
        end = found ? (size_t)(found - reader->text.ptr) : line.to;
        if (end + 1 >= line.to || reader->text.ptr[end + 1] != '"') break;
        end += 2;
    }
    if (end > line.to) end = line.to;
    put_cell(reader, csv, csv->at, line.from, end);
    if (end == line.to) return ++csv->lines < FIELD_LINES_MAX || ends(csv);
    size_t next = end + 1;
    csv->open = false;
    csv->lines = 0;
    if (next >= line.to || !ps_csv_separator_at(reader->text, next, csv->separator)) return true;
    csv->open = true; /* for the columns to be counted on */
    csv->at++;
    put_cells(reader, csv, next + 1, line.to);
    return true;
}

/* | v | w |: the pipes at the edges part nothing. */
static ps_extent inside_edges(const ps_reader *reader, ps_extent line, const ps_csv *csv) {
    size_t from = line.from, to = line.to, n = csv->separator ? 1 : 3;
    if (csv->separator && csv->separator != '|') return line;
    while (from < to && ps_is_blank(reader->text.ptr[from])) from++;
    while (to > from && ps_is_one_of(reader->text.ptr[to - 1], " \r")) to--;
    from += ps_csv_separator_at(reader->text, from, csv->separator);
    if (to >= from + n && ps_csv_separator_at(reader->text, to - n, csv->separator)) to -= n;
    return (ps_extent){from, to};
}

static bool read_fields(ps_reader *reader, ps_extent line, ps_csv *csv) {
    if (csv->open) return read_rest(reader, line, csv);
    ps_extent cells = inside_edges(reader, line, csv);
    size_t from = cells.from, to = cells.to;
    ps_row row = count_cells(reader, csv, from, to);
    if (row.names) { /* the header once more */
        ps_put(reader, PS_SLOT_KEEP, line.from, line.to);
        return true;
    }
    if (!fits(csv, &row)) return ++csv->misses < MISSES_MAX || ends(csv);
    csv->misses = 0;
    put_cells(reader, csv, from, to);
    if (csv->kind != PS_CSV_FIELDS) csv->open = false;
    return true;
}

/* A list of nobody: of its rows only the numbers are told to be none of a person, unless one is a
 * header that leaves no doubt. */
static bool read_list(ps_reader *reader, ps_extent line, ps_csv *csv) {
    ps_csv other;
    ps_extent cells = inside_edges(reader, line, csv);
    ps_span text = ps_span_cut(reader->text, line.from, line.to);
    if (ps_csv_is_ruler(text)) return true;
    ps_row row = count_cells(reader, csv, cells.from, cells.to);
    if (row.cells != csv->columns.count) return ends(csv);
    if (ps_csv_header(text, reader->keys, &other) && other.certain) return ends(csv);
    put_cells(reader, csv, cells.from, cells.to);
    csv->open = false;
    return true;
}

/* ---- columns under a ruler ---- */

/* The ruler tells where columns begin; the last word above each ends its name. */
static bool take_ruler(ps_span ruler, ps_csv *csv) {
    ps_csv fixed = {.kind = PS_CSV_FIXED, .person = csv->person};
    size_t word = 0;
    for (size_t at = 0, end; at < ruler.len && at < UINT16_MAX; at = end) {
        for (end = at; end < ruler.len && ruler.ptr[end] == '-';) end++;
        if (end == at) {
            if (!ps_is_one_of(ruler.ptr[end++], " \r")) return false;
            continue;
        }
        if (fixed.columns.count == PS_COLUMNS_MAX) return false;
        fixed.begin[fixed.columns.count] = (uint16_t)at;
        ps_columns_skip(&fixed.columns);
        for (; word < csv->columns.count && csv->begin[word] < end; word++)
            fixed.columns.column[fixed.columns.count - 1] = csv->columns.column[word];
    }
    *csv = fixed;
    return fixed.columns.count > 0;
}

/* (3 rows), 3 rows selected. */
static bool is_count(ps_span line) {
    size_t at = line.len && line.ptr[0] == '(' ? 1 : 0, digits = at;
    while (digits < line.len && ps_is_digit(line.ptr[digits])) digits++;
    return digits > at && digits + 4 <= line.len && line.ptr[digits] == ' ' &&
           ps_span_eq_nocase(ps_span_cut(line, digits + 1, digits + 4), PS_LIT("row"));
}

/* The byte at which the character number `character` of [from, to) begins. */
static size_t byte_of(ps_span text, size_t from, size_t to, size_t character) {
    size_t at = from;
    for (size_t n = 0; at < to; at++)
        if (((unsigned char)text.ptr[at] & 0xC0) != 0x80 && n++ == character) break;
    return at;
}

/* Our labels have another length than the values they replace: behind one, nothing stands under its
 * column any more. */
static bool is_aligned(ps_span text, ps_extent line, const ps_csv *csv) {
    for (size_t at = line.from; at < line.to; at++)
        if (text.ptr[at] == '[' && ps_own_output_at(text, at, NULL)) return false;
    for (size_t i = 1; i < csv->columns.count; i++) {
        size_t at = byte_of(text, line.from, line.to, csv->begin[i]);
        if (at > line.from && at < line.to && text.ptr[at - 1] != ' ') return false;
    }
    return true;
}

static bool read_fixed(ps_reader *reader, ps_extent line, ps_csv *csv) {
    ps_span text = reader->text;
    if (!is_aligned(text, line, csv)) return true;
    for (size_t i = 0; i < csv->columns.count; i++) {
        bool last = i + 1 == csv->columns.count;
        size_t from = byte_of(text, line.from, line.to, csv->begin[i]);
        size_t to = last ? line.to : byte_of(text, line.from, line.to, csv->begin[i + 1]);
        while (from < to && ps_is_blank(text.ptr[from])) from++;
        while (to > from && ps_is_one_of(text.ptr[to - 1], " \t\r")) to--;
        put_cell(reader, csv, i, from, to);
    }
    return true;
}

/* ---- one field a line ---- */

/* last_name | Lopez */
static bool read_record(ps_reader *reader, ps_extent line, ps_csv *csv) {
    ps_csv_cell name = ps_csv_cell_at(reader->text, line.from, line.to, '|');
    if (reader->text.ptr[line.from] == '-') return true;
    if (name.next > line.to) return ends(csv);
    size_t from = name.next, to = line.to;
    while (from < to && ps_is_blank(reader->text.ptr[from])) from++;
    while (to > from && ps_is_one_of(reader->text.ptr[to - 1], " \r")) to--;
    ps_span word = ps_span_cut(reader->text, name.from, name.to);
    csv->person |= ps_column_of_person(word);
    ps_put_column(reader, ps_column_look(reader->keys, word, csv->person), from, to);
    return true;
}

/* The row behind the head of its log line; false: the line has another head. */
static bool take_head(const ps_reader *reader, ps_extent *line, ps_csv *csv) {
    ps_extent row;
    ps_span bytes = ps_span_cut(reader->text, line->from, line->to);
    if (!ps_csv_head_row(bytes, &csv->head, &row)) {
        if (++csv->others == OTHERS_MAX) (void)ends(csv);
        return false;
    }
    csv->others = 0;
    *line = (ps_extent){line->from + row.from, line->from + row.to};
    return true;
}

bool ps_csv_row(ps_reader *reader, ps_extent line, ps_csv *csv) {
    if (csv->head.signs && !take_head(reader, &line, csv)) return false;
    ps_span bytes = ps_span_cut(reader->text, line.from, line.to);
    bool blank = true;
    for (size_t i = 0; i < bytes.len && blank; i++) blank = ps_is_one_of(bytes.ptr[i], " \t\r");
    switch (csv->kind) {
    case PS_CSV_NONE: return false;
    case PS_CSV_WORDS: return ps_csv_is_ruler(bytes) && take_ruler(bytes, csv) ? true : ends(csv);
    case PS_CSV_FIXED: return blank || is_count(bytes) ? ends(csv) : read_fixed(reader, line, csv);
    case PS_CSV_LIST: return read_list(reader, line, csv);
    case PS_CSV_RECORD: return blank ? ends(csv) : read_record(reader, line, csv);
    case PS_CSV_COPY:
        if (bytes.len >= 2 && bytes.ptr[0] == '\\' && bytes.ptr[1] == '.') return ends(csv);
        return read_fields(reader, line, csv);
    case PS_CSV_BOX:
        if (ps_csv_is_ruler(bytes)) return true;
        return blank || is_count(bytes) ? ends(csv) : read_fields(reader, line, csv);
    default: return blank && !csv->open ? ends(csv) : read_fields(reader, line, csv);
    }
}
