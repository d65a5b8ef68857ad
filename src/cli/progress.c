/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { FIRST_MS = 400, EVERY_MS = 150, WIDTH = 24 };

void ps_progress_begin(ps_progress *progress, const ps_options *options, uint64_t total) {
    uint64_t now = ps_clock_ms();
    bool quiet = ps_options_has(options, PS_OPT_QUIET) != 0;
    bool shared = isatty(STDOUT_FILENO) && !ps_options_has(options, PS_OPT_OUTPUT) &&
                  !ps_options_has(options, PS_OPT_IN_PLACE);
    *progress = (ps_progress){.on = total && !quiet && !shared && isatty(STDERR_FILENO),
                              .total = total,
                              .began = now,
                              .next = now + FIRST_MS};
}

static void show(ps_progress *progress, uint64_t now) {
    uint64_t done = progress->before + ps_input_position(progress->input);
    if (done > progress->total) done = progress->total;
    uint64_t ms = now - progress->began;
    double share = (double)done / (double)progress->total;
    double rate = ms ? (double)done / 1000.0 / (double)ms : 0;
    uint64_t left = share > 0 ? (uint64_t)((double)ms / share * (1 - share) / 1000.0) : 0;
    int filled = (int)(share * WIDTH);
    char bar[WIDTH + 1], text[160];
    for (int i = 0; i < WIDTH; i++) bar[i] = i < filled ? '#' : '-';
    bar[WIDTH] = 0;
    int n = snprintf(text, sizeof text,
                     "\r\033[K[%s] %3.0f%%  %.0f MB/s  %02" PRIu64 ":%02" PRIu64 " left", bar,
                     share * 100, rate, left / 60, left % 60);
    if (n > 0 && write(STDERR_FILENO, text, (size_t)n) < 0) progress->on = false;
    progress->shown = true;
}

static ps_status read_some(void *self, char *to, size_t room, size_t *got, ps_error *err) {
    ps_progress *progress = self;
    ps_status status = progress->source.read(progress->source.self, to, room, got, err);
    uint64_t now = ps_clock_ms();
    if (progress->on && now >= progress->next) {
        progress->next = now + EVERY_MS;
        show(progress, now);
    }
    return status;
}

static bool pending(void *self) {
    const ps_progress *progress = self;
    return progress->source.pending(progress->source.self);
}

static void stop(void *self) {
    const ps_progress *progress = self;
    progress->source.stop(progress->source.self);
}

ps_source ps_progress_source(ps_progress *progress, ps_input *input) {
    ps_source source = ps_input_source(input);
    progress->input = input;
    progress->source = source;
    if (!progress->on) return source;
    return (ps_source){
        .self = progress, .read = read_some, .pending = pending, .stop = stop, .size = source.size};
}

void ps_progress_next(ps_progress *progress) {
    progress->before += ps_input_position(progress->input);
    progress->input = NULL;
}

void ps_progress_end(ps_progress *progress) {
    if (progress->shown && write(STDERR_FILENO, "\r\033[K", 4) < 0) progress->on = false;
    progress->shown = false;
}
