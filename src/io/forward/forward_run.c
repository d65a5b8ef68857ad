/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"
#include "forward_inside.h"
#include "journal.h"
#include "stop.h"

#include "clock.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOOK_MS = 50, ACCEPT_MS = 1000, LAST_MS = 2000 };

const char *ps_forward_not_ready(const void *ctx) {
    const ps_forward_health *health = ctx;
    if (atomic_load(&health->draining)) return "draining";
    if (!atomic_load(&health->listening)) return "not yet listening";
    return atomic_load(&health->refused) ? "no server takes what is sent on" : NULL;
}

/* ---- seats ---- */

static void sit(void *ctx) {
    ps_forward_seat *seat = ctx;
    ps_wire_wait wait = {.ms = ACCEPT_MS, .stop_fd = ps_stop_fd()};
    while (!ps_stop_wanted() && ps_turns_goes_on(seat->forward->turns)) {
        ps_wire *wire;
        ps_status status = ps_wire_accept(&wire, seat->listen_fd, seat->tls, wait);
        if (status == PS_E_STOPPED) continue;
        if (status != PS_OK) {
            ps_journal("error", "not_accepted", "%s", "");
            (void)poll(NULL, 0, LOOK_MS); /* no descriptors, or no memory: it may pass */
            continue;
        }
        ps_forward_serve(seat, wire);
        ps_wire_close(wire);
    }
}

static ps_status spawn(ps_forward *f, ps_turns_fn *fn, ps_forward_seat *seat, ps_error *err) {
    if (ps_turns_spawn(f->turns, fn, seat) == PS_OK) return PS_OK;
    ps_error why = {0};
    ps_status status = ps_fail(&why, PS_E_NOMEM, "a thread cannot be started");
    (void)ps_turns_fail(f->turns, status, &why);
    *err = why;
    return status;
}

/* One for each sender, and one for the spool. */
static size_t count_seats(const ps_forward_options *opt) {
    return opt->from_count * opt->connections + 1;
}

static ps_status start(ps_forward *f, ps_forward_seat *seats, ps_error *err) {
    const ps_forward_options *opt = f->opt;
    ps_forward_seat *drain = &seats[count_seats(opt) - 1];
    for (size_t i = 0; i + 1 < count_seats(opt); i++) {
        size_t door = i / opt->connections;
        bool path = *opt->from[door].path;
        seats[i] = (ps_forward_seat){.forward = f,
                                     .listen_fd = f->listening[door],
                                     .tls = path ? NULL : opt->from_tls,
                                     .meter = ps_metrics_meter(opt->metrics)};
        ps_status status = spawn(f, sit, &seats[i], err);
        if (status != PS_OK) return status;
    }
    if (!f->spool) return PS_OK;
    *drain = (ps_forward_seat){.forward = f, .meter = ps_metrics_meter(opt->metrics)};
    return spawn(f, ps_forward_drain, drain, err);
}

/* ---- the end ---- */

/* True: every thread has ended. */
static bool attend(ps_forward *f) {
    uint64_t end = 0;
    while (!ps_turns_join(f->turns, LOOK_MS)) {
        uint64_t now = ps_clock_ms();
        bool over = ps_stop_wanted() || ps_turns_outcome(f->turns, NULL) != PS_OK;
        if (over && !end) {
            end = now + f->opt->drain_ms;
            atomic_store(&f->health->draining, true);
            ps_journal("info", "draining", ",\"ms\":%llu", (unsigned long long)f->opt->drain_ms);
        }
        if (end && now > end && !atomic_exchange(&f->hurried, true)) {
            ps_pool_close(f->pool);
            if (write(f->hurry[1], "", 1) != 1) return false;
        }
        if (end && now > end + LAST_MS) return false;
    }
    return true;
}

static void add_up(const ps_forward_seat *seats, size_t count, ps_forward_totals *sum) {
    for (size_t i = 0; i < count; i++) {
        const ps_forward_totals *t = &seats[i].totals;
        sum->in += t->in;
        sum->clean += t->clean;
        sum->redacted += t->redacted;
        sum->withheld += t->withheld;
        sum->filtered += t->filtered;
        sum->messages += t->messages;
        sum->refused += t->refused;
    }
    uint64_t done = sum->clean + sum->redacted + sum->withheld + sum->filtered;
    sum->spooled = sum->in > done ? sum->in - done : 0;
}

static ps_status run_seats(ps_forward *f, ps_forward_totals *totals, bool *ended, ps_error *err) {
    size_t count = count_seats(f->opt);
    ps_forward_seat *seats = calloc(count, sizeof *seats);
    if (!seats) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_status status = start(f, seats, err);
    atomic_store(&f->health->listening, status == PS_OK);
    if (status == PS_OK) ps_journal("info", "listening", ",\"addresses\":%zu", f->opt->from_count);
    *ended = attend(f);
    add_up(seats, count, totals);
    if (!*ended) return PS_E_STOPPED; /* they still use all of it */
    free(seats);
    return status;
}

/* ---- the beginning ---- */

static ps_status open_doors(ps_forward *f, ps_error *err) {
    for (size_t i = 0; i < f->opt->from_count; i++) {
        unsigned port;
        ps_status status = ps_wire_listen(&f->listening[i], &f->opt->from[i], &port, err);
        if (status != PS_OK) return status;
        if (port) ps_journal("info", "door", ",\"port\":%u", port);
    }
    return PS_OK;
}

static ps_status make_tools(ps_forward *f, ps_error *err) {
    size_t most = f->opt->events_most + 2 * f->opt->message_most;
    f->tools = calloc(f->opt->threads, sizeof *f->tools);
    if (f->opt->threads > 1) f->lessons = ps_lessons_new();
    ps_status status = f->tools ? ps_pool_new(&f->pool, f->opt->threads) : PS_E_NOMEM;
    for (unsigned i = 0; i < f->opt->threads && status == PS_OK; i++) {
        ps_forward_tools *tools = &f->tools[i];
        ps_buf_init(&tools->entries, most);
        ps_buf_init(&tools->arranged, 4 * most);
        ps_buf_init(&tools->tag, f->opt->message_most * 4);
        tools->meter = ps_metrics_meter(f->opt->metrics);
        status = ps_scratch_new(&tools->scratch, f->engine);
        if (status == PS_OK) ps_scratch_share(tools->scratch, f->lessons);
        if (status == PS_OK) status = ps_forward_client_new(&tools->client, &f->to, &f->next);
        if (status == PS_OK) ps_pool_give(f->pool, tools);
    }
    return status == PS_OK ? PS_OK : ps_fail(err, status, "not enough memory");
}

static ps_status open_all(ps_forward *f, ps_error *err) {
    if (pipe(f->hurry) != 0 || fcntl(f->hurry[0], F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(f->hurry[1], F_SETFD, FD_CLOEXEC) != 0)
        return ps_fail(err, PS_E_IO, "no pipe can be made");
    f->to = f->opt->to;
    f->to.stop_fd = f->hurry[0];
    if (ps_turns_new(&f->turns, (unsigned)count_seats(f->opt)) != PS_OK)
        return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_status status = make_tools(f, err);
    if (status == PS_OK && f->opt->spool.folder)
        status = ps_forward_spool_open(&f->spool, &f->opt->spool, err);
    if (status == PS_OK && f->spool && ps_forward_spool_len(f->spool))
        ps_journal("info", "spool_left", ",\"chunks\":%llu",
                   (unsigned long long)ps_forward_spool_len(f->spool));
    return status == PS_OK ? open_doors(f, err) : status;
}

static void close_all(ps_forward *f) {
    for (size_t i = 0; i < f->opt->from_count; i++)
        ps_wire_unlisten(f->listening[i], &f->opt->from[i]);
    for (unsigned i = 0; f->tools && i < f->opt->threads; i++) {
        ps_forward_client_free(f->tools[i].client);
        ps_scratch_free(f->tools[i].scratch);
        ps_buf_free(&f->tools[i].entries);
        ps_buf_free(&f->tools[i].arranged);
        ps_buf_free(&f->tools[i].tag);
    }
    free(f->tools);
    ps_lessons_free(f->lessons);
    ps_pool_free(f->pool);
    ps_forward_spool_free(f->spool);
    ps_turns_free(f->turns);
    for (size_t i = 0; i < 2; i++)
        if (f->hurry[i] >= 0) (void)close(f->hurry[i]);
    free(f);
}

ps_forward_end ps_forward_run(const ps_engine *engine, const ps_forward_options *opt,
                              ps_forward_totals *totals, ps_error *err) {
    ps_forward *f = calloc(1, sizeof *f);
    bool ended = true;
    *totals = (ps_forward_totals){0};
    if (!f) {
        (void)ps_fail(err, PS_E_NOMEM, "not enough memory");
        return PS_FORWARD_FAILED;
    }
    f->engine = engine;
    f->opt = opt;
    f->hurry[0] = f->hurry[1] = -1;
    for (size_t i = 0; i < PS_FORWARD_DOORS_MAX; i++) f->listening[i] = -1;
    f->health = opt->health ? opt->health : &f->own_health;
    ps_status status = open_all(f, err);
    if (status == PS_OK) status = run_seats(f, totals, &ended, err);
    if (!ended) return PS_FORWARD_NOT_DRAINED;
    bool hurried = atomic_load(&f->hurried);
    close_all(f);
    if (status != PS_OK) return PS_FORWARD_FAILED;
    return hurried ? PS_FORWARD_NOT_DRAINED : PS_FORWARD_DRAINED;
}
