/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines in the wrapper of a container runtime or of syslog -> the messages alone. */
#include "container.h"
#include "view_inside.h"

static size_t line_end(ps_span text, size_t at) {
    const char *newline = memchr(text.ptr + at, '\n', text.len - at);
    return newline ? (size_t)(newline - text.ptr) : text.len;
}

static void put_message(ps_viewing *viewing, size_t from, size_t to) {
    ps_region region = {.from = (uint32_t)viewing->view->text.len};
    viewing->at = from;
    ps_view_copy(viewing, to);
    ps_view_region(viewing, region);
}

ps_status ps_view_unwrap(ps_view *view, ps_span source, size_t from, size_t to) {
    size_t len = view->text.len, regions = view->region_count;
    ps_viewing viewing = {.view = view,
                          .source = ps_span_cut(source, 0, to),
                          .from = from,
                          .at = from,
                          .turn = SIZE_MAX};
    bool room = ps_view_room(&viewing, 0);
    for (size_t at = from, end; room && at <= to; at = end + 1) {
        end = line_end(viewing.source, at);
        ps_container line;
        (void)ps_carrier_read(ps_span_cut(source, at, end), &line);
        put_message(&viewing, at + line.message.from, at + line.message.to);
        if (!line.partial || end == to) ps_view_put(&viewing, '\n', end, end);
    }
    view->decoded = 1;
    if (viewing.status == PS_OK) view->map[view->text.len] = (uint32_t)to;
    if (viewing.status == PS_OK) return PS_OK;
    view->text.len = len;
    view->region_count = regions;
    return viewing.status;
}
