/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the sidecar share. */
#ifndef PS_FORWARD_INSIDE_H
#define PS_FORWARD_INSIDE_H

#include "forward.h"
#include "lessons.h"
#include "pool.h"
#include "turns.h"

enum { PS_FORWARD_PAUSE_MS = 100 }; /* the first one */

/* What a chunk is redacted and sent with; whoever has taken it from the pool has it alone. */
typedef struct ps_forward_tools {
    ps_scratch *scratch;
    ps_forward_client *client;
    ps_buf entries, tag, arranged;
    ps_meter *meter; /* of the scratch */
} ps_forward_tools;

typedef struct ps_forward {
    const ps_engine *engine;
    const ps_forward_options *opt;
    ps_forward_client_options to; /* with our stop_fd */
    ps_turns *turns;
    ps_pool *pool;
    ps_forward_spool *spool; /* NULL: none */
    ps_forward_tools *tools;
    ps_lessons *lessons; /* what their scratches tell each other; NULL: one, or no memory for it */
    int listening[PS_FORWARD_DOORS_MAX];
    int hurry[2];     /* a pipe: readable when nothing may be waited for any more */
    atomic_uint next; /* server */
    atomic_bool hurried;
    ps_forward_health own_health, *health;
} ps_forward;

/* A thread's place: it serves one connection after the other. */
typedef struct ps_forward_seat {
    ps_forward *forward;
    int listen_fd;
    const ps_tls *tls;
    ps_meter *meter; /* of the events */
    ps_forward_totals totals;
} ps_forward_seat;

/* forward_drain.c: sends what is in the spool, until the end is asked for. On a thread of its own,
 * with a seat that no sender has. */
void ps_forward_drain(void *seat);
/* Waits, longer each time; PS_E_STOPPED: there is no time left, or stop_fd is readable (-1: none).
 */
PS_MUST_CHECK ps_status ps_forward_pause(const ps_forward *f, int *ms, int stop_fd);
/* Counts what has arrived. */
void ps_forward_done(ps_forward_seat *seat, const ps_forward_sums *sums);
/* Tells now and then that a chunk is not taken. */
typedef struct ps_forward_told {
    uint64_t ms;
} ps_forward_told;
void ps_forward_tell(ps_forward_told *told, const ps_error *err);

/* forward_serve.c: until it ends. */
void ps_forward_serve(ps_forward_seat *seat, ps_wire *wire);

/* forward_chunk.c: tools->entries are events of one tag. */
/* Adds the events of a message. PS_E_DECODE: they cannot be unpacked. */
PS_MUST_CHECK ps_status ps_forward_add(ps_forward_tools *tools, const ps_forward_frame *frame,
                                       size_t most);
/* Redacts what was added, and sends it on, until it is taken. PS_E_STOPPED: there is no time left,
 * and nobody has it. */
PS_MUST_CHECK ps_status ps_forward_pass(ps_forward_seat *seat, ps_forward_tools *tools,
                                        ps_span tag);

#endif
