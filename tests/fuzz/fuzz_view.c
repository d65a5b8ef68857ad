/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoding any bytes, level by level: the map stays inside the source, regions are in order, every
 * stretch of the view has pieces that cover it, and what opens a view changes it. */
#include "fuzz.h"
#include "trigger.h"
#include "view.h"

enum { LEVELS = 4, CEILING = 64 << 20 };

static void check_regions(const ps_view *view) {
    for (size_t i = 0; i < view->region_count; i++) {
        const ps_region *region = &view->regions[i];
        FUZZ_CHECK(region->from < region->to && region->to <= view->text.len);
        FUZZ_CHECK(region->wrap_from <= region->wrap_to);
        FUZZ_CHECK(i == 0 || view->regions[i - 1].to <= region->from);
    }
}

static void check_pieces(const ps_view *view, size_t size, size_t from, size_t to) {
    while (from < to) {
        ps_piece piece;
        size_t end = ps_view_piece(view, from, to, &piece);
        FUZZ_CHECK(end > from && end <= to);
        FUZZ_CHECK(piece.raw_from <= piece.raw_to && piece.raw_to <= size);
        from = end;
    }
}

static void check(const ps_view *view, size_t size) {
    FUZZ_CHECK(view->text.len >= 1 && view->text.ptr[view->text.len - 1] == '\n');
    for (size_t i = 0; i < view->text.len; i++)
        FUZZ_CHECK(ps_view_raw_from(view, i) <= size && ps_view_raw_to(view, i) <= size);
    FUZZ_CHECK(ps_view_raw_from(view, view->text.len) <= size);
    check_regions(view);
    check_pieces(view, size, 0, view->text.len);
    check_pieces(view, size, view->text.len / 3, view->text.len / 2);
}

/* A character that opens a view is one that the view takes away. Signs whose end is elsewhere may
 * turn out to be none. */
static bool opens(ps_span text) {
    for (size_t at = 0; at < text.len; at++)
        if (!ps_is_one_of(text.ptr[at], ":=&\x1b") && ps_trigger_at(text, at)) return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > (size_t)1 << 16) return 0;
    ps_view views[LEVELS];
    ps_span source = {(const char *)data, size};
    const ps_view *above = NULL;
    for (unsigned i = 0; i < LEVELS; i++) ps_view_init(&views[i], CEILING);
    for (unsigned i = 0; i < LEVELS; i++) {
        ps_status status = ps_view_add(&views[i], source, above, 0, source.len);
        FUZZ_CHECK(status == PS_OK || status == PS_E_LIMIT);
        if (status != PS_OK) break;
        check(&views[i], size);
        FUZZ_CHECK(views[i].decoded || !opens(source));
        source = ps_span_cut(ps_buf_span(&views[i].text), 0, views[i].text.len - 1);
        above = &views[i];
    }
    for (unsigned i = 0; i < LEVELS; i++) ps_view_free(&views[i]);
    return 0;
}
