/* SPDX-License-Identifier: Apache-2.0 */
#include "starts.h"

#include "sieve_inside.h"

#include <stdlib.h>

void ps_starts_free(ps_starts *starts) {
    free(starts->items);
    *starts = (ps_starts){0};
}

void ps_starts_clear(ps_starts *starts) {
    starts->count = starts->behind = 0;
    starts->carried = starts->failed = false;
}

/* The event under way has another line: it is not the one line that may be known. */
static void go_on(ps_starts *starts, bool carried) {
    if (!starts->count) {
        starts->carried |= carried;
        return;
    }
    ps_start *event = &starts->items[starts->count - 1];
    event->carried |= carried;
    event->known = 0;
}

void ps_starts_add(ps_starts *starts, ps_start line, size_t behind, bool begins) {
    starts->behind = behind;
    if (starts->failed) return;
    if (!begins) {
        go_on(starts, line.carried);
        return;
    }
    bool full = starts->count == starts->room;
    starts->failed = behind > INT32_MAX || (full && ps_grow(&starts->items, &starts->room,
                                                            sizeof *starts->items) != PS_OK);
    if (!starts->failed) starts->items[starts->count++] = line;
}

void ps_starts_forget(ps_starts *starts) {
    for (size_t i = 0; i < starts->count; i++) starts->items[i].known = 0;
}

void ps_starts_cut(ps_starts *starts, size_t at) {
    if (starts->behind <= at) return;
    starts->behind = at;
    bool begins = false; /* an event begins there */
    while (starts->count && starts->items[starts->count - 1].at >= at)
        begins = starts->items[--starts->count].at == at;
    starts->failed |= !begins;
}

bool ps_starts_tell(const ps_starts *starts, size_t len) {
    return !starts->failed && starts->behind == len;
}
