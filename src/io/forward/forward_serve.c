/* SPDX-License-Identifier: Apache-2.0
 *
 * One sender: its messages are read, as many as have come go on together, and are acknowledged. */
#include "forward_inside.h"
#include "journal.h"
#include "stop.h"

#include "clock.h"

enum {
    READ_LEAST = 64 << 10,
    GROUP_BYTES = 1 << 20,
    LOOK_MS = 500,
    LAST_MS = 1000,
    SHAKE_MS = 10000
};

typedef struct sender {
    ps_forward_seat *seat;
    const ps_forward_options *opt;
    ps_wire *wire;
    ps_buf in, acks;
    size_t at; /* bytes of `in` that are done */
    ps_forward_measure measure;
} sender;

static ps_wire_wait hurried(const sender *s) {
    return (ps_wire_wait){.ms = s->opt->to.wait_ms, .stop_fd = s->seat->forward->hurry[0]};
}

/* PS_E_STOPPED: nothing has come; PS_E_IO: nothing more will. */
static ps_status read_more(sender *s, ps_wire_wait wait) {
    size_t got;
    if (s->at) {
        ps_buf_shift(&s->in, s->at);
        s->at = 0;
    }
    size_t room = s->in.len > READ_LEAST ? s->in.len : READ_LEAST;
    ps_status status = ps_buf_reserve(&s->in, room);
    if (status == PS_OK)
        status = ps_wire_read(s->wire, s->in.ptr + s->in.len, s->in.cap - s->in.len, wait, &got);
    if (status != PS_OK) return status;
    s->in.len += got;
    return got ? PS_OK : PS_E_IO;
}

/* The next message, when all of it has come. */
static ps_status next_message(sender *s, ps_span *out) {
    ps_span rest = ps_span_cut(ps_buf_span(&s->in), s->at, s->in.len);
    ps_status status = ps_forward_measure_on(&s->measure, rest, s->opt->message_most);
    if (status == PS_OK) *out = ps_span_cut(rest, 0, s->measure.end);
    return status;
}

static void take_message(sender *s, ps_span message) {
    s->at += message.len;
    s->measure = (ps_forward_measure){0};
}

/* ---- the handshake ---- */

static ps_status shake_hands(sender *s) {
    const ps_forward_secrets *secrets = &s->opt->from_secrets;
    ps_wire_wait wait = {.ms = SHAKE_MS, .stop_fd = s->seat->forward->hurry[0]};
    ps_forward_shake shake = {0};
    ps_span ping;
    bool good = false;
    ps_status status = ps_forward_put_helo(&s->acks, &shake, secrets);
    if (status == PS_OK) status = ps_wire_write(s->wire, ps_buf_span(&s->acks), wait);
    while (status == PS_OK && (status = next_message(s, &ping)) == PS_E_STOPPED)
        status = read_more(s, wait);
    if (status != PS_OK) return status;
    ps_buf_clear(&s->acks);
    status = ps_forward_answer_ping(&s->acks, ping, &shake, secrets, &good);
    take_message(s, ping);
    if (status == PS_OK) status = ps_wire_write(s->wire, ps_buf_span(&s->acks), wait);
    ps_buf_clear(&s->acks);
    if (status == PS_OK && !good) ps_journal("warn", "sender_refused", "%s", "");
    return status == PS_OK && !good ? PS_E_STOPPED : status;
}

/* ---- messages ---- */

static ps_status refuse(sender *s, const char *why) {
    s->seat->totals.refused++;
    ps_journal("warn", "message_refused", ",\"why\":\"%s\"", why);
    return PS_E_DECODE;
}

/* What has been gathered goes on; then the senders hear of it. */
static ps_status pass(sender *s, ps_forward_tools *tools, ps_span tag) {
    ps_status status = PS_OK;
    if (tools->entries.len) status = ps_forward_pass(s->seat, tools, tag);
    ps_buf_clear(&tools->entries);
    if (status == PS_OK && s->acks.len)
        status = ps_wire_write(s->wire, ps_buf_span(&s->acks), hurried(s));
    ps_buf_clear(&s->acks);
    return status;
}

/* One message; with another tag than those before, they go on first. */
static ps_status gather(sender *s, ps_forward_tools *tools, ps_span message, ps_span *tag) {
    ps_forward_frame frame;
    if (ps_forward_read(message, &frame) != PS_OK) return refuse(s, "no message");
    take_message(s, message);
    if (frame.heartbeat) return PS_OK;
    s->seat->totals.messages++;
    if (frame.signal) {
        (void)refuse(s, "no logs");
        return PS_OK; /* and no answer */
    }
    ps_status status = PS_OK;
    if (!ps_span_eq(*tag, frame.tag) || tools->entries.len > GROUP_BYTES)
        status = pass(s, tools, *tag);
    *tag = frame.tag;
    size_t before = tools->entries.len;
    if (status == PS_OK) status = ps_forward_add(tools, &frame, s->opt->events_most);
    if (status != PS_OK && before < tools->entries.len) tools->entries.len = before;
    if (status == PS_E_DECODE) return refuse(s, "packed events that cannot be unpacked");
    if (status == PS_OK && frame.chunk.len) status = ps_forward_write_ack(&s->acks, frame.chunk);
    return status;
}

/* All messages that have come. What came before a bad one goes on. */
static ps_status take_messages(sender *s) {
    ps_span message, tag = {0};
    ps_status status = next_message(s, &message);
    if (status == PS_E_DECODE) return refuse(s, "no message");
    if (status != PS_OK) return PS_OK;
    ps_forward_tools *tools = ps_pool_take(s->seat->forward->pool);
    if (!tools) return PS_E_STOPPED;
    ps_buf_trim(&tools->entries);
    ps_buf_trim(&tools->arranged);
    ps_buf_clear(&tools->entries);
    while (status == PS_OK) {
        status = gather(s, tools, message, &tag);
        if (status == PS_OK) status = next_message(s, &message);
    }
    ps_status passed = PS_OK;
    if (status == PS_E_STOPPED || status == PS_E_DECODE) passed = pass(s, tools, tag);
    ps_pool_give(s->seat->forward->pool, tools);
    if (passed != PS_OK) return passed;
    return status == PS_E_STOPPED ? PS_OK : status;
}

/* At the end what has come already is taken, too: its sender may not ask for an answer. */
static ps_status serve(sender *s) {
    ps_status status = s->opt->from_secrets.key.len ? shake_hands(s) : PS_OK;
    uint64_t until = 0;
    while (status == PS_OK) {
        status = take_messages(s);
        if (status != PS_OK) break;
        if (!until && ps_stop_wanted()) until = ps_clock_ms() + LAST_MS;
        ps_wire_wait wait = {.ms = until ? 0 : LOOK_MS, .stop_fd = until ? -1 : ps_stop_fd()};
        status = read_more(s, wait);
        if (status == PS_E_STOPPED && !until) status = PS_OK;
        if (until && ps_clock_ms() > until) break;
    }
    return status;
}

void ps_forward_serve(ps_forward_seat *seat, ps_wire *wire) {
    sender s = {.seat = seat, .opt = seat->forward->opt, .wire = wire};
    ps_buf_init(&s.in, 2 * s.opt->message_most + (READ_LEAST << 1));
    ps_buf_init(&s.acks, s.opt->message_most);
    ps_status status = serve(&s);
    if (status == PS_E_INTERNAL || status == PS_E_NOMEM || status == PS_E_LIMIT)
        ps_journal("error", "sender_dropped", ",\"why\":\"%s\"", ps_status_text(status));
    ps_buf_free(&s.in);
    ps_buf_free(&s.acks);
}
