/* SPDX-License-Identifier: Apache-2.0
 *
 * From a batch to what was found in it: lens over the whole text, judge line by line, and the same
 * once more for every level of encoding. */
#include "host.h"
#include "sieve_inside.h"

#include <stdlib.h>

enum { LEVELS_MAX = 4, FOUND_MAX = 1 << 20 };

/* A text to be judged: the batch itself, or a view with its map back. */
typedef struct ps_subject {
    ps_span text;
    const ps_view *view; /* NULL: the batch */
    ps_span batch;
} ps_subject;

static size_t to_batch(const ps_subject *subject, size_t at) {
    return subject->view ? subject->view->map[at] : at;
}

/* The end of a stretch: what was left out behind it (a colour's end) is not its own. */
static size_t end_to_batch(const ps_subject *subject, size_t from, size_t to) {
    return subject->view && to > from ? subject->view->end[to - 1] : to_batch(subject, to);
}

/* ---- lists of the scratch ---- */

static ps_status grow(void **list, size_t *room, size_t each) {
    if (*room >= FOUND_MAX) return PS_E_LIMIT;
    void *larger = realloc(*list, *room * 2 * each);
    if (!larger) return PS_E_NOMEM;
    *list = larger;
    *room *= 2;
    return PS_OK;
}

static ps_status keep_found(ps_scratch *s, const ps_subject *subject, const ps_found *found,
                            size_t base) {
    if (s->engine->actions[found->rule].kind == PS_ACTION_KEEP) return PS_OK;
    if (s->found_count == s->found_room) {
        void *list = s->found;
        ps_status status = grow(&list, &s->found_room, sizeof *s->found);
        s->found = list;
        if (status != PS_OK) return status;
    }
    ps_found moved = *found;
    moved.from = to_batch(subject, base + found->from);
    moved.to = end_to_batch(subject, base + found->from, base + found->to);
    moved.wrap_from = moved.wrap_to = 0;
    if (found->wrap_to > found->wrap_from) {
        moved.wrap_from = to_batch(subject, base + found->wrap_from);
        moved.wrap_to = end_to_batch(subject, base + found->wrap_from, base + found->wrap_to);
    }
    s->found[s->found_count++] = moved;
    return PS_OK;
}

/* The line of the batch that holds `at` is withheld; its line end stays. */
static ps_status withhold(ps_scratch *s, ps_span batch, size_t at) {
    if (s->withheld_count == s->withheld_room) {
        void *list = s->withheld;
        ps_status status = grow(&list, &s->withheld_room, sizeof *s->withheld);
        s->withheld = list;
        if (status != PS_OK) return status;
    }
    size_t from = ps_host_after_last_newline(batch.ptr, at);
    const char *end = memchr(batch.ptr + at, '\n', batch.len - at);
    size_t to = end ? (size_t)(end - batch.ptr) : batch.len;
    if (to > from && batch.ptr[to - 1] == '\r') to--;
    s->withheld[s->withheld_count++] = (ps_withheld){from, to};
    return PS_OK;
}

/* ---- trace, mapped back to the batch ---- */

typedef struct ps_trace_relay {
    ps_scratch *scratch;
    const ps_subject *subject;
} ps_trace_relay;

static void relay(const ps_trace *trace, void *ctx) {
    const ps_trace_relay *r = ctx;
    ps_trace moved = *trace;
    moved.from = to_batch(r->subject, trace->from);
    moved.to = end_to_batch(r->subject, trace->from, trace->to);
    r->scratch->trace(&moved, r->scratch->trace_ctx);
}

/* ---- one text ---- */

static ps_extent line_around(ps_span text, size_t at, size_t not_before) {
    size_t from = not_before + ps_host_after_last_newline(text.ptr + not_before, at - not_before);
    const char *end = memchr(text.ptr + at, '\n', text.len - at);
    return (ps_extent){from, end ? (size_t)(end - text.ptr) : text.len};
}

static ps_status judge_line(ps_scratch *s, const ps_subject *subject, ps_extent line,
                            const ps_candidate *candidates, size_t count) {
    size_t end = line.to;
    if (end > line.from && subject->text.ptr[end - 1] == '\r') end--;
    ps_span bytes = ps_span_cut(subject->text, line.from, end);
    const ps_found *found;
    size_t found_count;
    ps_status status = ps_judge_line(s->engine->judge, s->judge, bytes, line.from, candidates,
                                     count, &found, &found_count);
    for (size_t i = 0; status == PS_OK && i < found_count; i++)
        status = keep_found(s, subject, &found[i], line.from);
    if (status == PS_OK) return PS_OK;
    return withhold(s, subject->batch, to_batch(subject, line.from)); /* fail closed */
}

/* Candidates of one line at a time. */
static ps_status judge_text(ps_scratch *s, const ps_subject *subject, const ps_sight *sight) {
    size_t not_before = 0;
    for (size_t i = 0; i < sight->candidate_count;) {
        ps_extent line = line_around(subject->text, sight->candidates[i].at, not_before);
        size_t last = i;
        while (last < sight->candidate_count && sight->candidates[last].at <= line.to) last++;
        ps_status status = judge_line(s, subject, line, &sight->candidates[i], last - i);
        if (status != PS_OK) return status;
        not_before = line.to;
        i = last;
    }
    return PS_OK;
}

/* The next level: every line that holds an encoded stretch, decoded once. */
static ps_status decode_lines(ps_scratch *s, const ps_subject *subject, const ps_sight *sight,
                              ps_view *view) {
    ps_view_clear(view);
    for (size_t i = 0; i < sight->trigger_count; i++) {
        ps_extent line = line_around(subject->text, sight->triggers[i], 0);
        ps_status status = ps_view_add(view, subject->text, subject->view, line.from, line.to);
        if (status == PS_OK) continue;
        status = withhold(s, subject->batch, to_batch(subject, line.from));
        if (status != PS_OK) return status;
    }
    return PS_OK;
}

static ps_status examine_levels(ps_scratch *s, ps_span batch) {
    ps_subject subject = {.text = batch, .batch = batch};
    ps_trace_relay trace = {.scratch = s, .subject = &subject};
    for (unsigned level = 0; level <= LEVELS_MAX; level++) {
        ps_sight sight;
        ps_status status = ps_lens_scan(s->engine->lens, s->lens, subject.text, &sight);
        if (status != PS_OK) return status;
        /* Decisions are counted once, on the bytes as they stand. */
        ps_judge_watch(s->judge, level == 0 ? s->counts.reasons : NULL, s->trace ? relay : NULL,
                       &trace);
        status = judge_text(s, &subject, &sight);
        if (status != PS_OK || !sight.trigger_count || level == LEVELS_MAX) return status;
        ps_view *view = &s->views[level % 2];
        status = decode_lines(s, &subject, &sight, view);
        if (status != PS_OK) return status;
        subject.text = ps_buf_span(&view->text);
        subject.view = view;
    }
    return PS_OK;
}

/* ---- a range of the batch, split when it holds too much ---- */

static ps_status withhold_lines(ps_scratch *s, ps_span batch) {
    for (size_t at = 0; at < batch.len;) {
        ps_status status = withhold(s, batch, at);
        if (status != PS_OK) return status;
        const char *end = memchr(batch.ptr + at, '\n', batch.len - at);
        if (!end) break;
        at = (size_t)(end - batch.ptr) + 1;
    }
    return PS_OK;
}

static void move_results(ps_scratch *s, size_t found_from, size_t withheld_from, size_t by) {
    for (size_t i = found_from; i < s->found_count; i++) {
        s->found[i].from += by;
        s->found[i].to += by;
        if (s->found[i].wrap_to) s->found[i].wrap_from += by, s->found[i].wrap_to += by;
    }
    for (size_t i = withheld_from; i < s->withheld_count; i++) {
        s->withheld[i].from += by;
        s->withheld[i].to += by;
    }
}

/* Lines of [from, to). A range that is too dense is halved at a line end; a single line that is too
 * dense is withheld, as is all that another failure keeps from being examined. */
static ps_status examine_range(ps_scratch *s, ps_span batch, size_t from, size_t to) {
    while (from < to) {
        size_t found_before = s->found_count, withheld_before = s->withheld_count, end = to;
        ps_status status = examine_levels(s, ps_span_cut(batch, from, end));
        while (status == PS_E_LIMIT) {
            s->found_count = found_before;
            s->withheld_count = withheld_before;
            size_t half = from + ps_host_after_last_newline(batch.ptr + from, (end - from) / 2);
            if (half <= from) break;
            end = half;
            status = examine_levels(s, ps_span_cut(batch, from, end));
        }
        if (status != PS_OK) {
            s->found_count = found_before;
            s->withheld_count = withheld_before;
            const char *line = memchr(batch.ptr + from, '\n', end - from);
            if (status == PS_E_LIMIT && line) end = (size_t)(line - batch.ptr) + 1;
            status = withhold_lines(s, ps_span_cut(batch, from, end));
            if (status != PS_OK) return status;
        }
        move_results(s, found_before, withheld_before, from);
        from = end;
    }
    return PS_OK;
}

static int by_position(const void *a, const void *b) {
    const ps_withheld *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

ps_status ps_examine(ps_scratch *s, ps_span batch) {
    s->found_count = s->withheld_count = 0;
    ps_status status = examine_range(s, batch, 0, batch.len);
    if (status != PS_OK) return status;
    s->found_count = ps_found_resolve(s->found, s->found_count, s->engine->rules);
    if (s->withheld_count > 1)
        qsort(s->withheld, s->withheld_count, sizeof *s->withheld, by_position);
    return PS_OK;
}
