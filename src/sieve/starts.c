/* SPDX-License-Identifier: Apache-2.0 */
#include "starts.h"

#include "sieve_inside.h"

#include <stdlib.h>

void ps_starts_free(ps_starts *starts) {
    free(starts->at);
    *starts = (ps_starts){0};
}

void ps_starts_clear(ps_starts *starts) {
    starts->count = starts->behind = 0;
    starts->carried = starts->failed = false;
}

void ps_starts_add(ps_starts *starts, size_t at, size_t behind, bool begins) {
    starts->behind = behind;
    if (!begins || starts->failed) return;
    bool full = starts->count == starts->room;
    starts->failed = at > UINT32_MAX ||
                     (full && ps_grow(&starts->at, &starts->room, sizeof *starts->at) != PS_OK);
    if (!starts->failed) starts->at[starts->count++] = (uint32_t)at;
}

void ps_starts_cut(ps_starts *starts, size_t at) {
    while (starts->count && starts->at[starts->count - 1] >= at) starts->count--;
    if (starts->behind > at) starts->behind = at;
}

bool ps_starts_tell(const ps_starts *starts, size_t len) {
    return !starts->failed && !starts->carried && starts->behind == len;
}
