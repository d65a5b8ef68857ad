/* SPDX-License-Identifier: Apache-2.0
 *
 * token: `SSN:2klcmkzgyco3`, or with a key id `SSN:k1.2klcmkzgyco3`. The first 60 bits of
 * HMAC-SHA-256(key, label 0x1f canonical value) in base32 (RFC 4648, lower case): equal values of
 * one class read alike, the same digits in two classes do not. */
#include "actions.h"

#include "digest.h"

#define KEY_LEAST 32
#define TOKEN_CHARS 12
#define WHOLE_CHARS 26

static void base32(const uint8_t *hash, char *out, size_t chars) {
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    for (size_t i = 0; i < chars; i++) {
        size_t bit = i * 5, at = bit / 8;
        unsigned pair = (unsigned)hash[at] << 8 | hash[at + 1];
        out[i] = digits[pair >> (11 - bit % 8) & 31];
    }
}

/* The message is put together in the free end of `out`, and taken away again. */
static ps_status hash_value(const ps_action_input *input, ps_buf *out, uint8_t *hash) {
    size_t from = out->len;
    ps_status status = ps_buf_add(out, ps_span_z(input->label));
    if (status == PS_OK) status = ps_buf_add_char(out, 0x1f);
    if (status != PS_OK) return status;
    size_t len = ps_canonical(input->canon, input->value, out->ptr + out->len, out->cap - out->len);
    if (len == 0) return PS_E_USAGE; /* all such values would read alike */
    if (len > out->cap - out->len) {
        status = ps_buf_reserve(out, len);
        if (status != PS_OK) return status;
        (void)ps_canonical(input->canon, input->value, out->ptr + out->len, len);
    }
    ps_span message = ps_span_of(out->ptr + from, out->len - from + len);
    status = ps_digest_hmac(input->token_key, message, hash);
    memset(out->ptr + from, 0, message.len);
    out->len = from;
    return status;
}

/* LABEL:id.chars */
static ps_status write_token(const ps_action_input *input, const uint8_t *hash, size_t chars,
                             ps_buf *out) {
    char token[WHOLE_CHARS];
    base32(hash, token, chars);
    ps_status status = ps_buf_add(out, ps_span_z(input->label));
    if (status == PS_OK) status = ps_buf_add_char(out, ':');
    if (status == PS_OK) status = ps_buf_add(out, input->token_key_id);
    if (status == PS_OK && input->token_key_id.len) status = ps_buf_add_char(out, '.');
    if (status == PS_OK) status = ps_buf_add(out, ps_span_of(token, chars));
    return status;
}

ps_status ps_action_token(const ps_action *action, const ps_action_input *input, ps_buf *out) {
    (void)action;
    if (input->token_key.len < KEY_LEAST) return PS_E_USAGE;
    uint8_t hash[PS_DIGEST_SIZE];
    ps_status status = hash_value(input, out, hash);
    return status == PS_OK ? write_token(input, hash, TOKEN_CHARS, out) : status;
}

/* The separator is another one than that of values: neither can be mistaken for the other. */
ps_status ps_action_token_whole(const ps_action_input *input, ps_buf *out) {
    if (input->token_key.len < KEY_LEAST) return PS_E_USAGE;
    uint8_t hash[PS_DIGEST_SIZE];
    size_t from = out->len;
    ps_status status = ps_buf_add(out, ps_span_z(input->label));
    if (status == PS_OK) status = ps_buf_add_char(out, 0x1e);
    if (status == PS_OK) status = ps_buf_add(out, input->value);
    if (status == PS_OK)
        status =
            ps_digest_hmac(input->token_key, ps_span_of(out->ptr + from, out->len - from), hash);
    if (out->len > from) memset(out->ptr + from, 0, out->len - from);
    out->len = from;
    return status == PS_OK ? write_token(input, hash, WHOLE_CHARS, out) : status;
}
