/* SPDX-License-Identifier: Apache-2.0 */
#include "forward_client.h"

#include "error.h"
#include "inflate.h"
#include "wire_digest.h"

#include <stdlib.h>

enum { ANSWER_MOST = 4096, FRAME_MOST = 1 << 30, PACK_STEP = 64 << 10 };

struct ps_forward_client {
    const ps_forward_client_options *opt;
    atomic_uint *next;
    unsigned server; /* of the connection */
    ps_wire *wire;   /* NULL: none */
    ps_buf out, packed;
    ps_encoder *encoder;
    char answer[ANSWER_MOST];
};

ps_status ps_forward_client_new(ps_forward_client **out, const ps_forward_client_options *opt,
                                atomic_uint *next) {
    ps_forward_client *client = *out = calloc(1, sizeof *client);
    if (!client) return PS_E_NOMEM;
    client->opt = opt;
    client->next = next;
    client->server = atomic_fetch_add(next, 1);
    ps_buf_init(&client->out, FRAME_MOST);
    ps_buf_init(&client->packed, FRAME_MOST);
    ps_status status =
        opt->pack == PS_FORWARD_GZIP ? ps_encoder_new(&client->encoder, PS_CODEC_GZIP) : PS_OK;
    if (status == PS_OK) return PS_OK;
    ps_forward_client_free(client);
    *out = NULL;
    return status;
}

static void hang_up(ps_forward_client *client) {
    ps_wire_close(client->wire);
    client->wire = NULL;
}

void ps_forward_client_free(ps_forward_client *client) {
    if (!client) return;
    hang_up(client);
    ps_encoder_free(client->encoder);
    ps_buf_free(&client->out);
    ps_buf_free(&client->packed);
    free(client);
}

static ps_wire_wait wait_of(const ps_forward_client *client) {
    return (ps_wire_wait){.ms = client->opt->wait_ms, .stop_fd = client->opt->stop_fd};
}

static ps_status lost(ps_error *err, ps_status status, const char *what) {
    return ps_fail(err, PS_E_IO, "%s: %s", what,
                   status == PS_E_STOPPED ? "no answer in time" : "the connection broke");
}

/* One object of the server's. */
static ps_status read_answer(ps_forward_client *client, ps_span *out, ps_error *err) {
    ps_forward_measure measure = {0};
    size_t len = 0, got;
    for (;;) {
        ps_span bytes = ps_span_of(client->answer, len);
        ps_status status = ps_forward_measure_on(&measure, bytes, ANSWER_MOST);
        *out = ps_span_of(client->answer, measure.end);
        if (status == PS_OK) return PS_OK;
        if (status == PS_E_DECODE || len == ANSWER_MOST)
            return ps_fail(err, PS_E_IO, "the answer is none of the Forward protocol");
        status = ps_wire_read(client->wire, client->answer + len, ANSWER_MOST - len,
                              wait_of(client), &got);
        if (status != PS_OK || got == 0) return lost(err, status, "answer");
        len += got;
    }
}

static ps_status write_out(ps_forward_client *client, ps_error *err) {
    ps_status status = ps_wire_write(client->wire, ps_buf_span(&client->out), wait_of(client));
    return status == PS_OK ? PS_OK : lost(err, status, "write");
}

static ps_status shake_hands(ps_forward_client *client, ps_error *err) {
    const ps_forward_secrets *secrets = &client->opt->secrets;
    ps_forward_shake shake = {0};
    char nonce[ANSWER_MOST];
    ps_span answer;
    ps_status status = read_answer(client, &answer, err);
    if (status != PS_OK) return status;
    ps_buf_clear(&client->out);
    status = ps_forward_answer_helo(&client->out, answer, &shake, secrets);
    if (status != PS_OK) return ps_fail(err, PS_E_IO, "the server does not greet (no shared key?)");
    ps_span seen = ps_forward_helo_nonce(answer);
    memcpy(nonce, seen.ptr, seen.len);
    status = write_out(client, err);
    if (status == PS_OK) status = read_answer(client, &answer, err);
    if (status != PS_OK) return status;
    status = ps_forward_check_pong(answer, &shake, ps_span_of(nonce, seen.len), secrets);
    return status == PS_OK ? PS_OK
                           : ps_fail(err, PS_E_IO, "the shared key or the user is not accepted");
}

static ps_status dial(ps_forward_client *client, ps_error *err) {
    const ps_forward_client_options *opt = client->opt;
    const ps_wire_address *server = &opt->servers[client->server % opt->server_count];
    ps_status status = ps_wire_connect(&client->wire, server, opt->tls, wait_of(client), err);
    if (status == PS_OK) status = ps_wire_shake(client->wire, wait_of(client), err);
    if (status == PS_OK && opt->secrets.key.len) status = shake_hands(client, err);
    if (status != PS_OK) hang_up(client);
    return status;
}

/* ---- a chunk ---- */

static ps_status pack(ps_forward_client *client, ps_span *entries) {
    bool done = false;
    ps_flow flow = {.in = *entries};
    ps_buf_clear(&client->packed);
    ps_buf_trim(&client->packed);
    ps_status status = ps_encoder_again(client->encoder);
    while (status == PS_OK && !done) {
        status = ps_buf_reserve(&client->packed, PACK_STEP);
        if (status != PS_OK) return status;
        flow.to = client->packed.ptr + client->packed.len;
        flow.room = PACK_STEP;
        status = ps_encoder_step(client->encoder, &flow, true, &done);
        client->packed.len += flow.made;
    }
    *entries = ps_buf_span(&client->packed);
    return status;
}

static ps_status deliver(ps_forward_client *client, ps_span tag, ps_span entries, size_t count,
                         const char *chunk, ps_error *err) {
    ps_status status = client->wire ? PS_OK : dial(client, err);
    if (status != PS_OK) return status;
    ps_buf_clear(&client->out);
    status = ps_forward_write(&client->out, tag, entries, count, chunk, client->opt->pack);
    if (status != PS_OK) return ps_fail(err, status, "not enough memory");
    status = write_out(client, err);
    ps_span answer;
    if (status == PS_OK && chunk) status = read_answer(client, &answer, err);
    if (status == PS_OK && chunk && !ps_forward_is_ack(answer, ps_span_z(chunk)))
        status = ps_fail(err, PS_E_IO, "the answer is for another chunk");
    if (status != PS_OK) hang_up(client);
    return status;
}

ps_status ps_forward_send(ps_forward_client *client, ps_span tag, ps_span entries, size_t count,
                          ps_error *err) {
    char chunk[25];
    bool kept = client->wire != NULL;
    ps_buf_trim(&client->out);
    ps_status status = ps_short_digest(entries, chunk);
    if (status == PS_OK && client->opt->pack == PS_FORWARD_GZIP) status = pack(client, &entries);
    if (status != PS_OK) return ps_fail(err, status, "the chunk cannot be made");
    /* A connection that was kept may have died of old age: its server is tried once more. */
    size_t tries = client->opt->server_count + kept;
    for (status = PS_E_IO; tries > 0 && status != PS_OK; tries--) {
        status = deliver(client, tag, entries, count, client->opt->no_ack ? NULL : chunk, err);
        if (status != PS_OK && !kept) client->server = atomic_fetch_add(client->next, 1);
        kept = false;
    }
    return status;
}
