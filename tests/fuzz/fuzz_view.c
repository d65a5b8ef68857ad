/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoding any bytes, level by level: never longer than the source, one line stays one line, and
 * the map runs forward inside the source. */
#include "fuzz.h"
#include "view.h"

enum { LEVELS = 4 };

static void check(const ps_view *view, size_t size) {
    ps_span text = ps_buf_span(&view->text);
    FUZZ_CHECK(text.len >= 1 && text.len <= size + 1);
    FUZZ_CHECK(memchr(text.ptr, '\n', text.len) == text.ptr + text.len - 1);
    for (size_t i = 0; i <= text.len; i++) {
        FUZZ_CHECK(view->map[i] <= size);
        FUZZ_CHECK(i == 0 || view->map[i - 1] <= view->map[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const void *newline = size ? memchr(data, '\n', size) : NULL;
    if (newline) size = (size_t)((const uint8_t *)newline - data);
    ps_view views[LEVELS];
    ps_span source = {(const char *)data, size};
    const ps_view *above = NULL;
    for (unsigned i = 0; i < LEVELS; i++) {
        ps_view_init(&views[i], size + 64);
        FUZZ_CHECK(ps_view_add(&views[i], source, above, 0, source.len) == PS_OK);
        check(&views[i], size);
        source = ps_span_cut(ps_buf_span(&views[i].text), 0, views[i].text.len - 1);
        above = &views[i];
    }
    for (unsigned i = 0; i < LEVELS; i++) ps_view_free(&views[i]);
    return 0;
}
