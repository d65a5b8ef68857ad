/* SPDX-License-Identifier: Apache-2.0
 *
 * The other side of the spool: one chunk after the other goes to a server, and then from the disk.
 */
#include "forward_inside.h"
#include "journal.h"
#include "stop.h"

#include <poll.h>

enum { LOOK_MS = 100 };

static bool is_over(const ps_forward *f) {
    return ps_stop_wanted() || !ps_turns_goes_on(f->turns);
}

/* Until it has arrived. PS_E_STOPPED: it stays where it is. */
static ps_status send_until(const ps_forward *f, ps_forward_client *client,
                            const ps_forward_kept *chunk) {
    ps_forward_told told = {0};
    int pause = PS_FORWARD_PAUSE_MS;
    while (!is_over(f)) {
        ps_error err = {0};
        ps_status status = ps_forward_send(client, chunk->tag, chunk->events, chunk->count, &err);
        if (status == PS_OK) return PS_OK;
        ps_forward_tell(&told, &err);
        if (ps_forward_pause(f, &pause, ps_stop_fd()) != PS_OK) return PS_E_STOPPED;
    }
    return PS_E_STOPPED;
}

static void count(ps_forward_seat *seat, const ps_forward_kept *chunk) {
    const ps_forward_sums *sums = &chunk->sums;
    /* What an earlier process took in comes in now, as far as this one can tell. */
    if (!chunk->ours)
        seat->totals.in += sums->clean + sums->redacted + sums->withheld + sums->filtered;
    ps_forward_done(seat, sums);
}

/* False: nothing can be done now. */
static bool send_first(ps_forward_seat *seat, ps_forward_client *client) {
    ps_forward *f = seat->forward;
    ps_forward_kept chunk;
    char text[320];
    ps_error err = {0};
    ps_status status = ps_forward_spool_first(f->spool, &chunk, &err);
    if (status != PS_OK && status != PS_E_STOPPED)
        ps_journal("error", "spool", ",\"error\":\"%s\"",
                   ps_journal_quoted(text, sizeof text, err.text));
    if (status == PS_E_DECODE) return true; /* the next one may be whole */
    if (status == PS_OK) status = send_until(f, client, &chunk);
    if (status != PS_OK) return false;
    count(seat, &chunk);
    ps_forward_spool_drop(f->spool);
    return true;
}

void ps_forward_drain(void *ctx) {
    ps_forward_seat *seat = ctx;
    ps_forward *f = seat->forward;
    ps_forward_client *client;
    if (ps_forward_client_new(&client, &f->to, &f->next) != PS_OK) {
        ps_journal("error", "spool", ",\"error\":\"%s\"",
                   "not enough memory; what is in it stays there");
        return;
    }
    struct pollfd stop = {.fd = ps_stop_fd(), .events = POLLIN};
    while (!is_over(f))
        if (!send_first(seat, client)) (void)poll(&stop, 1, LOOK_MS);
    ps_forward_client_free(client);
}
