/* SPDX-License-Identifier: Apache-2.0 */
#include "carried.h"

#include "line_look.h"

enum { WAIT_EVENTS = 100, HEADER_MIN = 5 };

/* ---- statements that wait for their values ---- */

static bool is_waiting(const ps_waiting *waiting) {
    return waiting->statement.count > 0;
}

/* The statement of this thread; where either does not say, the latest. */
static ps_waiting *waiting_of(ps_carried *carried, uint32_t thread) {
    ps_waiting *found = NULL;
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++) {
        ps_waiting *waiting = &carried->waiting[i];
        bool mine = waiting->thread == thread || !thread || !waiting->thread;
        if (is_waiting(waiting) && mine && (!found || waiting->since > found->since))
            found = waiting;
    }
    return found;
}

static void wait(ps_carried *carried, uint32_t thread, const ps_statement *statement) {
    ps_waiting *place = NULL;
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++)
        if (is_waiting(&carried->waiting[i]) && carried->waiting[i].thread == thread)
            place = &carried->waiting[i];
    if (!place) {
        place = &carried->waiting[carried->next];
        carried->next = (uint8_t)((carried->next + 1) % PS_CARRIED_STATEMENTS);
    }
    *place = (ps_waiting){.statement = *statement, .thread = thread, .since = carried->events};
    if (!carried->due) carried->due = carried->events + WAIT_EVENTS + 1;
}

/* Forgets what has waited for too long, and notes when the next one may have. */
static void forget(ps_carried *carried) {
    carried->due = 0;
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++) {
        ps_waiting *waiting = &carried->waiting[i];
        uint64_t end = waiting->since + WAIT_EVENTS + 1;
        if (is_waiting(waiting) && carried->events >= end) waiting->statement.count = 0;
        if (is_waiting(waiting) && (!carried->due || end < carried->due)) carried->due = end;
    }
}

/* One event more; is anything waiting? */
static bool age(ps_carried *carried) {
    carried->events++;
    if (carried->due && carried->events >= carried->due) forget(carried);
    return carried->due > 0;
}

static void take_values(ps_carried *carried, ps_reader *reader, ps_extent event) {
    uint32_t thread = ps_thread_of(ps_span_cut(reader->text, event.from, event.to));
    ps_waiting *waiting = waiting_of(carried, thread);
    if (waiting && ps_bind_read(reader, event, &waiting->statement))
        waiting->since = carried->events;
}

typedef struct ps_counting {
    ps_reader reader; /* first: count() gets its address */
    size_t slots;
} ps_counting;

static void count(ps_reader *reader, const ps_slot *slot) {
    (void)slot;
    ((ps_counting *)reader)->slots++;
}

/* Statements of the event whose placeholders are columns that are known. The first that tells
 * nothing at all need not be read again as a form, which sees the event without a return. */
static void take_statements(ps_carried *carried, ps_reader *reader, ps_extent event) {
    ps_span text = ps_span_cut(reader->text, event.from, event.to);
    bool whole = text.len && text.ptr[text.len - 1] != '\r';
    for (size_t at = ps_line_verb(text, 0, text.len); at < text.len;) {
        ps_drafting drafting;
        ps_counting counting = {.reader = {.text = text, .keys = reader->keys, .put = count}};
        size_t behind,
            end = ps_statement_draft(&drafting, &counting.reader, text, reader->keys, at, &behind);
        if (ps_statement_known(&drafting.statement))
            wait(carried, ps_thread_of(text), &drafting.statement);
        else if (whole && !counting.slots && !reader->empty.to)
            reader->empty = (ps_extent){event.from + at, event.from + end};
        at = ps_statement_seek(text, end > at ? end : at + 1);
    }
}

/* ---- tables ---- */

/* NM1*IL*1: segments of X12, whose lines come by the thousand. */
static bool is_segment(ps_span line) {
    for (size_t i = 0; i < 2; i++)
        if (!ps_is_upper(line.ptr[i]) && !ps_is_digit(line.ptr[i])) return false;
    return line.ptr[2] == '*' || line.ptr[3] == '*';
}

/* A name comes first. */
static bool may_be_header(ps_span line) {
    char first = line.ptr[0];
    return !ps_is_digit(first) && !ps_is_one_of(first, "{[<(\t");
}

/* A header opens its table; what a ruler must confirm first is not shielded. */
static void take_header(ps_carried *carried, ps_reader *reader, ps_extent line,
                        const ps_line_look *look) {
    ps_span text = ps_span_cut(reader->text, line.from, line.to);
    size_t at = 0;
    carried->csv.kind = PS_CSV_NONE;
    if (text.len < HEADER_MIN || is_segment(text)) return;
    bool header = look->tail == line.from && may_be_header(text) &&
                  ps_csv_header(text, reader->keys, &carried->csv) &&
                  carried->csv.kind != PS_CSV_WORDS;
    bool headed = text.ptr[0] == '{' || look->separators;
    if (!header && headed && carried->csv.kind == PS_CSV_NONE)
        header = ps_csv_headed(text, look->tail - line.from, reader->keys, &carried->headed, &at);
    if (header) ps_put(reader, PS_SLOT_KEEP, line.from + at, line.to);
}

static bool is_row(ps_csv *csv, ps_reader *reader, ps_extent line) {
    return csv->kind != PS_CSV_NONE && ps_csv_row(reader, line, csv);
}

/* Is the line a row of an INSERT or of a table? */
static bool take_row(ps_carried *carried, ps_reader *reader, ps_extent line) {
    return ps_sql_rows_line(reader, line, &carried->rows) || is_row(&carried->csv, reader, line) ||
           is_row(&carried->headed, reader, line);
}

/* The event's lines, as rows and headers. True when all are rows; else *look is that of the event.
 */
static bool take_lines(ps_carried *carried, ps_reader *reader, ps_extent event,
                       ps_line_look *look) {
    bool sought = carried->due > 0;
    size_t rows = 0, others = 0;
    *look = (ps_line_look){0};
    for (size_t at = event.from; at <= event.to;) {
        const char *newline = memchr(reader->text.ptr + at, '\n', event.to - at);
        size_t end = newline ? (size_t)(newline - reader->text.ptr) : event.to, content = end;
        if (content > at && reader->text.ptr[content - 1] == '\r') content--;
        ps_extent line = {at, content};
        at = end + 1;
        if (take_row(carried, reader, line) && ++rows) continue;
        ps_line_look one =
            ps_line_look_at(reader->text, event.to, line.from, line.to, sought && !look->values);
        take_header(carried, reader, line, &one);
        look->placeholder |= one.placeholder;
        look->values |= one.values;
        others++;
    }
    if (rows && others) /* the rows have not been looked at */
        *look = ps_line_look_at(reader->text, event.to, event.from, event.to, sought);
    return !others;
}

bool ps_carried_is_idle(const ps_carried *carried) {
    bool waiting = false;
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++) waiting |= is_waiting(&carried->waiting[i]);
    return !waiting && carried->csv.kind == PS_CSV_NONE && carried->headed.kind == PS_CSV_NONE &&
           carried->rows.phase == PS_ROWS_NONE && !carried->rows.defined;
}

void ps_carried_event(ps_carried *carried, ps_reader *reader, size_t from, size_t to) {
    ps_line_look look;
    if (take_lines(carried, reader, (ps_extent){from, to}, &look)) return;
    if (age(carried) && look.values) take_values(carried, reader, (ps_extent){from, to});
    if (look.placeholder) take_statements(carried, reader, (ps_extent){from, to});
}
