/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_token.h"

#include "clock.h"
#include "file.h"
#include "host.h"
#include "yamltree.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOKEN_MOST = 64 << 10, SUBJECT_MAX = 256, OPAQUE_MS = 300000 };
static const char token_file[] = "token-file=";

/* ---- what it says ---- */

static int digit_of(char c) {
    if (ps_is_upper(c)) return c - 'A';
    if (ps_is_lower(c)) return c - 'a' + 26;
    if (ps_is_digit(c)) return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* base64url without padding (RFC 4648, section 5). */
static ps_status decode(ps_span text, ps_buf *out) {
    uint32_t bits = 0;
    unsigned have = 0;
    ps_status status = PS_OK;
    for (size_t i = 0; i < text.len && status == PS_OK; i++) {
        int digit = digit_of(text.ptr[i]);
        if (digit < 0) return PS_E_DECODE;
        bits = bits << 6 | (uint32_t)digit;
        have += 6;
        if (have < 8) continue;
        have -= 8;
        status = ps_buf_add_char(out, (char)(bits >> have));
    }
    return status;
}

/* Between its two dots. */
static ps_span payload_of(ps_span token) {
    const char *first = token.len ? memchr(token.ptr, '.', token.len) : NULL;
    if (!first) return (ps_span){0};
    ps_span rest = ps_span_of(first + 1, token.len - (size_t)(first + 1 - token.ptr));
    const char *second = rest.len ? memchr(rest.ptr, '.', rest.len) : NULL;
    return second ? ps_span_of(rest.ptr, (size_t)(second - rest.ptr)) : (ps_span){0};
}

void ps_kafka_token_claims(ps_span token, int64_t *expires_ms, char *subject, size_t room) {
    ps_buf json;
    ps_arena arena = {NULL};
    const ps_node *claims = NULL;
    *expires_ms = 0;
    *subject = '\0';
    ps_buf_init(&json, TOKEN_MOST);
    if (decode(payload_of(token), &json) == PS_OK &&
        ps_yaml_parse(ps_buf_span(&json), "token", &arena, &claims, NULL) == PS_OK && claims) {
        const ps_node *end = ps_node_member(claims, "exp"), *who = ps_node_member(claims, "sub");
        if (end && end->kind == PS_NODE_SCALAR)
            *expires_ms = (int64_t)(strtod(end->text, NULL) * 1e3);
        if (who && who->kind == PS_NODE_SCALAR && who->len < room)
            memcpy(subject, who->text, who->len + 1);
    }
    ps_arena_free(&arena);
    ps_buf_free(&json);
}

/* ---- giving it ---- */

static void give(rd_kafka_t *client, ps_buf *text) {
    char subject[SUBJECT_MAX], why[256];
    int64_t expires;
    while (text->len && (unsigned char)text->ptr[text->len - 1] <= ' ') text->len--;
    ps_kafka_token_claims(ps_buf_span(text), &expires, subject, sizeof subject);
    /* One that nobody can read is looked for again soon. */
    if (expires <= 0) expires = (int64_t)ps_clock_wall_ms() + OPAQUE_MS;
    const char *principal = *subject ? subject : "phisieve";
    if (ps_buf_add_char(text, '\0') != PS_OK ||
        rd_kafka_oauthbearer_set_token(client, text->ptr, expires, principal, NULL, 0, why,
                                       sizeof why) != RD_KAFKA_RESP_ERR_NO_ERROR)
        (void)rd_kafka_oauthbearer_set_token_failure(
            client, "the token in the file is none, or has expired");
}

static void on_refresh(rd_kafka_t *client, const char *config, void *opaque) {
    (void)opaque;
    ps_buf text;
    ps_error err;
    ps_buf_init(&text, TOKEN_MOST);
    if (ps_file_read(config + sizeof token_file - 1, &text, &err) == PS_OK)
        give(client, &text);
    else
        (void)rd_kafka_oauthbearer_set_token_failure(client, err.text);
    if (text.ptr) ps_host_wipe(text.ptr, text.cap);
    ps_buf_free(&text);
}

void ps_kafka_token_prepare(rd_kafka_conf_t *conf) {
    size_t room = 0;
    if (rd_kafka_conf_get(conf, "sasl.oauthbearer.config", NULL, &room) != RD_KAFKA_CONF_OK ||
        room <= sizeof token_file)
        return;
    char *whole = malloc(room);
    bool ours =
        whole &&
        rd_kafka_conf_get(conf, "sasl.oauthbearer.config", whole, &room) == RD_KAFKA_CONF_OK &&
        memcmp(whole, token_file, sizeof token_file - 1) == 0;
    free(whole);
    if (!ours) return;
    rd_kafka_conf_set_oauthbearer_token_refresh_cb(conf, on_refresh);
    rd_kafka_conf_enable_sasl_queue(conf, 1);
}

rd_kafka_t *ps_kafka_client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, char *why,
                                size_t room) {
    rd_kafka_t *client = rd_kafka_new(type, conf, why, room);
    /* Where no token is asked for there is no such queue, and nothing to be done. */
    rd_kafka_error_t *error = client ? rd_kafka_sasl_background_callbacks_enable(client) : NULL;
    if (error) rd_kafka_error_destroy(error);
    return client;
}
