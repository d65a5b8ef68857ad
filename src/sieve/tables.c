/* SPDX-License-Identifier: Apache-2.0 */
#include "tables.h"

enum { HEADER_MIN = 5, HEADER_LOOK = 64 };

/* NM1*IL*1: X12, whose lines come by the thousand. */
static bool is_segment(ps_span line) {
    size_t stars = 0;
    for (size_t i = 0; i < HEADER_MIN; i++) {
        if (line.ptr[i] == '*') stars++;
        if (i < 2 && !ps_is_upper(line.ptr[i]) && !ps_is_digit(line.ptr[i])) return false;
    }
    return stars > 0 && (line.ptr[2] == '*' || line.ptr[3] == '*');
}

/* Cheap: nearly all lines are no header. A name comes first, and a separator soon. */
static bool may_be_header(ps_span line) {
    if (line.len < HEADER_MIN) return false;
    unsigned char first = (unsigned char)line.ptr[0];
    if (ps_is_digit(line.ptr[0]) || ps_is_one_of(line.ptr[0], "{[<(")) return false;
    if (first == '\t') return false;
    if (is_segment(line)) return false;
    size_t limit = line.len < HEADER_LOOK ? line.len : HEADER_LOOK;
    for (size_t i = 0; i < limit; i++) switch ((unsigned char)line.ptr[i]) {
        case ',':
        case ';':
        case '\t':
        case '|':
        case '^':
        case 0xE2: return true;
        default: break;
        }
    return first == ' ' || first == 'C' || first == 'c' || !memchr(line.ptr, ':', line.len);
}

static void take_row(ps_tables *tables, ps_reader *reader, ps_extent line) {
    if (tables->csv.kind != PS_CSV_NONE && ps_csv_row(reader, line, &tables->csv)) return;
    ps_span text = ps_span_cut(reader->text, line.from, line.to);
    tables->csv.kind = PS_CSV_NONE;
    if (may_be_header(text) && !ps_csv_header(text, reader->keys, &tables->csv))
        tables->csv.kind = PS_CSV_NONE;
}

static void take_parameters(ps_tables *tables, ps_reader *reader, ps_extent line) {
    uint32_t thread = 0;
    bool known = false;
    for (unsigned i = 0; i < PS_OPEN_STATEMENTS; i++) {
        if (!tables->open[i].turn) continue;
        if (!known) thread = ps_thread_of(ps_span_cut(reader->text, line.from, line.to));
        known = true;
        if (tables->open[i].thread == thread)
            (void)ps_bind_read(reader, line, &tables->open[i].statement);
    }
}

/* The place of this thread's statement, or the oldest. */
static unsigned place_of(const ps_tables *tables, uint32_t thread) {
    unsigned oldest = 0;
    for (unsigned i = 0; i < PS_OPEN_STATEMENTS; i++) {
        if (tables->open[i].turn && tables->open[i].thread == thread) return i;
        if (tables->open[i].turn < tables->open[oldest].turn) oldest = i;
    }
    return oldest;
}

static bool has_placeholder(ps_span event) {
    static const char signs[] = "?$@:";
    for (const char *sign = signs; *sign; sign++) {
        const char *at = memchr(event.ptr, *sign, event.len);
        if (at && (*sign == '?' || *sign == '$' || memchr(event.ptr, '=', event.len))) return true;
    }
    return false;
}

static void note_statement(ps_tables *tables, const ps_reader *reader, ps_span event) {
    if (!event.len || !has_placeholder(event)) return;
    size_t at = ps_statement_seek(event, 0), behind;
    if (at >= event.len) return;
    ps_drafting draft = {.open = false};
    (void)ps_statement_draft(&draft, NULL, event, reader->keys, at, &behind);
    if (!draft.statement.count) return;
    uint32_t thread = ps_thread_of(event);
    unsigned i = place_of(tables, thread);
    tables->open[i].thread = thread;
    tables->open[i].turn = ++tables->turns;
    tables->open[i].statement = draft.statement;
}

void ps_tables_take(ps_tables *tables, ps_reader *reader, size_t from, size_t to) {
    for (size_t at = from; at <= to;) {
        const char *newline = memchr(reader->text.ptr + at, '\n', to - at);
        size_t end = newline ? (size_t)(newline - reader->text.ptr) : to, content = end;
        if (content > at && reader->text.ptr[content - 1] == '\r') content--;
        take_row(tables, reader, (ps_extent){at, content});
        if (tables->turns) take_parameters(tables, reader, (ps_extent){at, content});
        at = end + 1;
    }
    note_statement(tables, reader, ps_span_cut(reader->text, from, to));
}
