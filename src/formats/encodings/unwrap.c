/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines in the wrapper of a container runtime or of syslog -> the messages, and behind them the
 * wrappers, which may hold encoded values, too (attributes, structured data). */
#include "container.h"
#include "view_inside.h"

static size_t line_end(ps_span text, size_t at) {
    const char *newline = memchr(text.ptr + at, '\n', text.len - at);
    return newline ? (size_t)(newline - text.ptr) : text.len;
}

static void put_part(ps_viewing *viewing, size_t from, size_t to) {
    ps_region region = {.from = (uint32_t)viewing->view->text.len};
    ps_view_skip(viewing, from);
    ps_view_copy(viewing, to);
    ps_view_region(viewing, region);
}

/* One line's message, or what stands around it. */
static void put_line(ps_viewing *viewing, size_t at, size_t end, bool wrapper) {
    ps_container line;
    (void)ps_carrier_read(ps_span_cut(viewing->source, at, end), &line);
    size_t from = at + line.message.from, to = at + line.message.to;
    if (!wrapper) {
        put_part(viewing, from, to);
        if (line.partial && end < viewing->source.len) return; /* the next line is the rest */
    } else {
        put_part(viewing, at, from);
        ps_view_put(viewing, '\n', from, from);
        put_part(viewing, to, end);
    }
    ps_view_put(viewing, '\n', end, end);
}

static size_t count_lines(ps_span text, size_t at) {
    size_t count = 0;
    for (; at <= text.len; at = line_end(text, at) + 1) count++;
    return count;
}

ps_status ps_view_unwrap(ps_view *view, ps_span source, size_t from, size_t to) {
    size_t len = view->text.len, regions = view->region_count;
    ps_viewing viewing = {.view = view,
                          .source = ps_span_cut(source, 0, to),
                          .from = from,
                          .at = from,
                          .copied = from,
                          .turn = SIZE_MAX};
    bool room = ps_view_room(&viewing, 3 * count_lines(viewing.source, from));
    for (unsigned wrapper = 0; room && wrapper < 2; wrapper++)
        for (size_t at = from, end; at <= to; at = end + 1) {
            end = line_end(viewing.source, at);
            put_line(&viewing, at, end, wrapper);
        }
    view->gap_count = 0;
    view->decoded = 1;
    if (viewing.status == PS_OK) return PS_OK;
    view->text.len = len;
    view->region_count = regions;
    return viewing.status;
}
