/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror.h"

#include "mirror_read.h"
#include "sieve_inside.h"

#include <stdlib.h>

/* What is written next, by level. */
enum { IN_OBJECT = 1, VALUE_NEXT = 2, NOT_FIRST = 4 };
enum { DEPTH_MAX = 1 << 16, ESCAPED_MOST = 6 };

struct ps_mirror {
    const ps_engine *engine;
    ps_scratch *scratch;
    ps_buf text;   /* a line for each record */
    ps_buf levels; /* a byte for each open bracket */
    ps_mirror_marks marks;
    struct record {
        size_t at;    /* of its line */
        size_t marks; /* the first one */
        bool lost;    /* the line is empty */
        bool plain;   /* the line is its second value */
    } * records;
    size_t count, room;
    ps_status status; /* of writing */
    ps_span out;      /* all lines, after the redaction */
    size_t next, out_at;
    ps_mirror_reader reader;
};

ps_status ps_mirror_new(ps_mirror **out, const ps_engine *engine, ps_scratch *scratch) {
    ps_mirror *m = *out = calloc(1, sizeof *m);
    if (!m) return PS_E_NOMEM;
    m->engine = engine;
    m->scratch = scratch;
    /* A record is given up once it is over max_record; escapes make its last text longer. */
    size_t ceiling = (ESCAPED_MOST + 2) * ps_engine_max_record(engine) + ((size_t)8 << 20);
    ps_buf_init(&m->text, ceiling);
    ps_buf_init(&m->levels, DEPTH_MAX);
    ps_mirror_reader_init(&m->reader, ceiling);
    return PS_OK;
}

void ps_mirror_free(ps_mirror *m) {
    if (!m) return;
    ps_buf_free(&m->text);
    ps_buf_free(&m->levels);
    ps_mirror_reader_free(&m->reader);
    free(m->marks.items);
    free(m->records);
    free(m);
}

/* ---- writing ---- */

void ps_mirror_go_on(ps_mirror *m) {
    ps_buf_trim(&m->text);
    ps_trim(&m->marks.items, &m->marks.room, sizeof *m->marks.items);
    ps_trim(&m->records, &m->room, sizeof *m->records);
    ps_buf_clear(&m->text);
    m->marks.count = m->count = m->next = 0;
    m->status = PS_OK;
    m->out = (ps_span){0};
}

void ps_mirror_begin(ps_mirror *m) {
    ps_mirror_go_on(m);
    ps_carry_begin(m->scratch);
}

size_t ps_mirror_size(const ps_mirror *m) {
    return m->text.len;
}

static struct record *last(ps_mirror *m) {
    return &m->records[m->count - 1];
}

static void note(ps_mirror *m, ps_status status) {
    if (m->status == PS_OK) m->status = status;
}

static bool is_over(const ps_mirror *m) {
    return m->status != PS_OK || m->records[m->count - 1].lost;
}

void ps_mirror_lose(ps_mirror *m) {
    struct record *record = last(m);
    if (is_over(m)) return;
    ps_scratch_withheld(m->scratch, m->text.len - record->at);
    m->text.len = record->at;
    m->marks.count = record->marks;
    record->lost = true;
}

static void end_record(ps_mirror *m) {
    if (m->count) note(m, ps_buf_add_char(&m->text, '\n'));
}

void ps_mirror_record(ps_mirror *m) {
    end_record(m);
    ps_buf_clear(&m->levels);
    if (m->count == m->room) note(m, ps_grow(&m->records, &m->room, sizeof *m->records));
    if (m->status != PS_OK) return;
    m->records[m->count++] = (struct record){.at = m->text.len, .marks = m->marks.count};
}

bool ps_mirror_line(ps_mirror *m, ps_span text) {
    size_t most = ps_engine_max_record(m->engine);
    if (!text.len || text.len > most || text.ptr[text.len - 1] == '\r' ||
        memchr(text.ptr, '\n', text.len))
        return false;
    ps_mirror_record(m);
    if (m->status != PS_OK) return true;
    last(m)->plain = true;
    note(m, ps_buf_add(&m->text, text));
    return true;
}

/* What stands between the value before and this one. True: this one is a key. */
static bool begin_value(ps_mirror *m) {
    if (!m->levels.len) return false;
    char *level = &m->levels.ptr[m->levels.len - 1];
    if (*level & VALUE_NEXT) {
        *level &= ~VALUE_NEXT;
        return false;
    }
    if (*level & NOT_FIRST) note(m, ps_buf_add_char(&m->text, ','));
    *level |= NOT_FIRST;
    return *level & IN_OBJECT;
}

static void end_value(ps_mirror *m, bool key) {
    if (key) {
        m->levels.ptr[m->levels.len - 1] |= VALUE_NEXT;
        note(m, ps_buf_add_char(&m->text, ':'));
    }
    if (m->text.len - last(m)->at > ps_engine_max_record(m->engine)) ps_mirror_lose(m);
}

void ps_mirror_open(ps_mirror *m, char bracket) {
    if (is_over(m)) return;
    if (begin_value(m) || m->levels.len == DEPTH_MAX) {
        ps_mirror_lose(m);
        return;
    }
    note(m, ps_buf_add_char(&m->text, bracket));
    note(m, ps_buf_add_char(&m->levels, bracket == '{' ? IN_OBJECT : 0));
}

void ps_mirror_close(ps_mirror *m, char bracket) {
    if (is_over(m) || !m->levels.len) return;
    m->levels.len--;
    note(m, ps_buf_add_char(&m->text, bracket));
}

static ps_status put_escape(ps_buf *out, char c) {
    switch (c) {
    case '\n': return ps_buf_add(out, PS_LIT("\\n"));
    case '\r': return ps_buf_add(out, PS_LIT("\\r"));
    case '\t': return ps_buf_add(out, PS_LIT("\\t"));
    case '"': return ps_buf_add(out, PS_LIT("\\\""));
    case '\\': return ps_buf_add(out, PS_LIT("\\\\"));
    default: return ps_buf_addf(out, "\\u%04x", (unsigned)(unsigned char)c);
    }
}

static bool is_plain(char c) {
    return (unsigned char)c >= ' ' && c != '"' && c != '\\';
}

static ps_status put_string(ps_buf *out, ps_span text) {
    ps_status status = ps_buf_reserve(out, text.len + 2);
    if (status == PS_OK) status = ps_buf_add_char(out, '"');
    for (size_t at = 0; status == PS_OK && at < text.len;) {
        size_t end = at;
        while (end < text.len && is_plain(text.ptr[end])) end++;
        status = ps_buf_add(out, ps_span_cut(text, at, end));
        if (status == PS_OK && end < text.len) status = put_escape(out, text.ptr[end++]);
        at = end;
    }
    return status == PS_OK ? ps_buf_add_char(out, '"') : status;
}

static void put(ps_mirror *m, ps_span value, bool text) {
    if (is_over(m)) return;
    if (value.len > ps_engine_max_record(m->engine)) {
        ps_mirror_lose(m);
        return;
    }
    bool key = begin_value(m);
    size_t from = m->text.len;
    note(m, text || key ? put_string(&m->text, value) : ps_buf_add(&m->text, value));
    ps_extent mark = {(uint32_t)from, (uint32_t)m->text.len};
    if (m->status == PS_OK && ps_mirror_mark(&m->marks, mark) != PS_OK) ps_mirror_lose(m);
    if (!is_over(m)) end_value(m, key);
}

void ps_mirror_text(ps_mirror *m, ps_span text) {
    put(m, text, true);
}

void ps_mirror_word(ps_mirror *m, ps_span word) {
    put(m, word, false);
}

/* ---- redaction, and reading ---- */

ps_status ps_mirror_redact(ps_mirror *m, bool *changed) {
    *changed = false;
    end_record(m);
    m->next = m->out_at = 0;
    if (m->status != PS_OK) return m->status;
    ps_span text = ps_buf_span(&m->text);
    ps_status status = ps_sieve_batch(m->engine, m->scratch, text, &m->out);
    if (status != PS_OK) return status;
    for (size_t i = 0; i < m->count; i++) *changed |= m->records[i].lost;
    *changed |= m->out.ptr != text.ptr;
    return PS_OK;
}

static ps_mirrored next_line(ps_mirror *m, ps_span line) {
    bool withheld = ps_span_eq(line, PS_LIT(PS_WITHHELD_ERROR)) ||
                    ps_span_eq(line, PS_LIT(PS_WITHHELD_TOO_LONG));
    return !withheld && ps_mirror_read_line(&m->reader, line) ? PS_MIRRORED_CHANGED
                                                              : PS_MIRRORED_WITHHELD;
}

ps_mirrored ps_mirror_next_record(ps_mirror *m) {
    const struct record *record = &m->records[m->next++];
    bool more = m->next < m->count;
    size_t end = (more ? m->records[m->next].at : m->text.len) - 1;
    const char *newline = memchr(m->out.ptr + m->out_at, '\n', m->out.len - m->out_at);
    if (!newline) return PS_MIRRORED_WITHHELD;
    ps_span line = ps_span_cut(m->out, m->out_at, (size_t)(newline - m->out.ptr));
    m->out_at += line.len + 1;
    if (record->lost) return PS_MIRRORED_WITHHELD;
    ps_span was = ps_span_cut(ps_buf_span(&m->text), record->at, end);
    if (ps_span_eq(was, line)) return PS_MIRRORED_SAME;
    if (record->plain) return next_line(m, line);
    ps_mirror_marks marks = {.items = m->marks.items + record->marks,
                             .count = (more ? m->records[m->next].marks : m->marks.count) -
                                      record->marks};
    return ps_mirror_read(&m->reader, was, record->at, marks, line) ? PS_MIRRORED_CHANGED
                                                                    : PS_MIRRORED_WITHHELD;
}

bool ps_mirror_next(ps_mirror *m, ps_span *out) {
    return ps_mirror_reader_next(&m->reader, out);
}
