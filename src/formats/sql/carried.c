/* SPDX-License-Identifier: Apache-2.0 */
#include "carried.h"

enum { WAIT_LINES = 100 };

static bool is_waiting(const ps_waiting *waiting) {
    return waiting->statement.count > 0;
}

/* The statement of this thread; of a line that names none, the latest. */
static ps_waiting *waiting_of(ps_carried *carried, uint32_t thread) {
    ps_waiting *found = NULL;
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++) {
        ps_waiting *waiting = &carried->waiting[i];
        bool mine = waiting->thread == thread || !thread || !waiting->thread;
        if (is_waiting(waiting) && mine && (!found || waiting->lines < found->lines))
            found = waiting;
    }
    return found;
}

static void remember(ps_carried *carried, uint32_t thread, const ps_statement *statement) {
    ps_waiting *place = &carried->waiting[carried->next];
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++)
        if (is_waiting(&carried->waiting[i]) && carried->waiting[i].thread == thread)
            place = &carried->waiting[i];
    if (place == &carried->waiting[carried->next])
        carried->next = (uint8_t)((carried->next + 1) % PS_CARRIED_STATEMENTS);
    *place = (ps_waiting){.statement = *statement, .thread = thread};
}

static bool age(ps_carried *carried) {
    bool any = false;
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++) {
        ps_waiting *waiting = &carried->waiting[i];
        if (!is_waiting(waiting)) continue;
        if (++waiting->lines > WAIT_LINES)
            waiting->statement.count = 0;
        else
            any = true;
    }
    return any;
}

/* The statement is at its end: it waits for its values. */
static void end_draft(ps_carried *carried) {
    if (ps_statement_known(&carried->drafting.statement))
        remember(carried, carried->thread, &carried->drafting.statement);
    carried->drafting = (ps_drafting){0};
}

/* Returns where the statement ends in the line. */
static size_t take_draft(ps_reader *reader, ps_extent line, ps_carried *carried, size_t at) {
    ps_span text = ps_span_cut(reader->text, 0, line.to);
    size_t behind,
        end = ps_statement_draft(&carried->drafting, NULL, text, reader->keys, at, &behind);
    if (!carried->drafting.open) end_draft(carried);
    return end;
}

/* Statements that begin in the line. True when there is one. */
static bool take_statements(ps_reader *reader, ps_extent line, ps_carried *carried) {
    ps_span bytes = ps_span_cut(reader->text, line.from, line.to);
    size_t verb = ps_statement_seek(bytes, 0);
    bool any = verb < bytes.len;
    if (any) carried->thread = ps_thread_of(bytes);
    while (verb < bytes.len && !carried->drafting.open) {
        size_t end = take_draft(reader, line, carried, line.from + verb) - line.from;
        verb = ps_statement_seek(bytes, end > verb ? end : verb + 1);
    }
    return any;
}

static void take_statement(ps_reader *reader, ps_extent line, bool goes_on, ps_carried *carried) {
    if (carried->drafting.open && goes_on) {
        (void)take_draft(reader, line, carried, line.from);
        return;
    }
    if (carried->drafting.open) end_draft(carried);
    bool begins = take_statements(reader, line, carried);
    if (!age(carried)) return;
    ps_span bytes = ps_span_cut(reader->text, line.from, line.to);
    ps_waiting *waiting = waiting_of(carried, begins ? carried->thread : ps_thread_of(bytes));
    if (waiting && ps_bind_read(reader, line, &waiting->statement)) waiting->lines = 0;
}

static bool in_rows(const ps_carried *carried) {
    return carried->rows.phase != PS_ROWS_NONE;
}

static void take_table(ps_reader *reader, ps_extent line, ps_carried *carried) {
    ps_csv *csv = &carried->csv;
    if (csv->kind != PS_CSV_NONE && ps_csv_row(reader, line, csv)) return;
    (void)ps_csv_header(ps_span_cut(reader->text, line.from, line.to), reader->keys, csv);
}

void ps_carried_line(ps_reader *reader, ps_extent line, bool goes_on, ps_carried *carried) {
    bool open = in_rows(carried);
    bool rows = ps_sql_rows_line(reader, line, &carried->rows) || open;
    if (!rows) take_table(reader, line, carried);
    if (carried->csv.kind == PS_CSV_NONE || carried->csv.kind == PS_CSV_WORDS)
        take_statement(reader, line, goes_on, carried);
}
