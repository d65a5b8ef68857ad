/* SPDX-License-Identifier: Apache-2.0 */
#include "forward_shake.h"

#include "msgpack_item.h"
#include "wire_digest.h"

enum { ELEMENTS_MAX = 6 };

/* ---- reading ---- */

/* Strings, or binaries, of an array that begins with `name`; others are empty. `flag` is the first
 * boolean. */
typedef struct word_list {
    ps_span items[ELEMENTS_MAX];
    size_t at[ELEMENTS_MAX]; /* of each element, in the message */
    size_t count;
    bool flag;
} word_list;

static bool read_words(ps_span message, ps_span name, word_list *out) {
    ps_msgpack_item item;
    *out = (word_list){0};
    if (!ps_msgpack_read(message, 0, &item) || item.kind != PS_MSGPACK_ARRAY ||
        item.inside > ELEMENTS_MAX)
        return false;
    size_t at = item.head;
    for (uint64_t n = item.inside; n > 0; n--) {
        if (!ps_msgpack_read(message, at, &item)) return false;
        bool string = item.kind == PS_MSGPACK_TEXT || item.kind == PS_MSGPACK_BIN;
        out->items[out->count] = ps_span_of(message.ptr + at + item.head, string ? item.body : 0);
        out->at[out->count++] = at;
        if (item.kind == PS_MSGPACK_BOOL) out->flag = item.natural;
        at += ps_msgpack_object(message, at);
    }
    return out->count > 0 && ps_span_eq(out->items[0], name);
}

/* A value of the HELO's map. */
static ps_span helo_value(ps_span helo, ps_span name) {
    word_list words;
    ps_msgpack_item item;
    if (!read_words(helo, PS_LIT("HELO"), &words) || words.count < 2) return (ps_span){0};
    size_t at = words.at[1];
    if (!ps_msgpack_read(helo, at, &item) || item.kind != PS_MSGPACK_MAP) return (ps_span){0};
    at += item.head;
    for (uint64_t n = item.inside; n > 0; n -= 2) {
        if (!ps_msgpack_read(helo, at, &item)) break;
        bool this = ps_span_eq(ps_span_of(helo.ptr + at + item.head, item.body), name);
        at += ps_msgpack_object(helo, at);
        if (!ps_msgpack_read(helo, at, &item)) break;
        bool string = item.kind == PS_MSGPACK_TEXT || item.kind == PS_MSGPACK_BIN;
        if (this) return ps_span_of(helo.ptr + at + item.head, string ? item.body : 0);
        at += ps_msgpack_object(helo, at);
    }
    return (ps_span){0};
}

ps_span ps_forward_helo_nonce(ps_span helo) {
    return helo_value(helo, PS_LIT("nonce"));
}

/* ---- digests ---- */

static ps_status key_digest(ps_span salt, ps_span host, ps_span nonce, ps_span key,
                            char out[PS_SHA512_HEX + 1]) {
    ps_span parts[4] = {salt, host, nonce, key};
    return ps_sha512_hex(parts, 4, out);
}

static ps_status password_digest(ps_span auth, ps_span user, ps_span password,
                                 char out[PS_SHA512_HEX + 1]) {
    ps_span parts[3] = {auth, user, password};
    return ps_sha512_hex(parts, 3, out);
}

static ps_status put_all(ps_buf *out, const ps_span *texts, size_t count) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < count && status == PS_OK; i++)
        status = ps_msgpack_put_text(out, texts[i]);
    return status;
}

/* ---- server ---- */

ps_status ps_forward_put_helo(ps_buf *out, ps_forward_shake *shake,
                              const ps_forward_secrets *secrets) {
    ps_status status = ps_random_hex(PS_FORWARD_SALT, shake->nonce);
    if (status == PS_OK && secrets->users.len) status = ps_random_hex(PS_FORWARD_SALT, shake->auth);
    if (status == PS_OK) status = ps_buf_add_char(out, (char)0x92);
    if (status == PS_OK) status = ps_msgpack_put_text(out, PS_LIT("HELO"));
    if (status == PS_OK) status = ps_buf_add_char(out, (char)0x83);
    ps_span texts[] = {PS_LIT("nonce"), ps_span_z(shake->nonce), PS_LIT("auth"),
                       ps_span_z(shake->auth), PS_LIT("keepalive")};
    if (status == PS_OK) status = put_all(out, texts, sizeof texts / sizeof *texts);
    return status == PS_OK ? ps_buf_add_char(out, (char)0xc3) : status;
}

/* All lines are looked at, so that the time says nothing. */
static bool knows_user(ps_span users, ps_span user, ps_span proof, ps_span auth) {
    bool known = false;
    for (size_t at = 0; at < users.len;) {
        const char *newline = memchr(users.ptr + at, '\n', users.len - at);
        size_t end = newline ? (size_t)(newline - users.ptr) : users.len;
        ps_span line = ps_span_cut(users, at, end);
        const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
        at = end + 1;
        if (!colon) continue;
        size_t name = (size_t)(colon - line.ptr);
        char right[PS_SHA512_HEX + 1];
        ps_span password = ps_span_cut(line, name + 1, line.len);
        if (password_digest(auth, user, password, right) != PS_OK) continue;
        known |=
            ps_span_eq(ps_span_cut(line, 0, name), user) && ps_same_secret(ps_span_z(right), proof);
    }
    return known;
}

static ps_status put_pong(ps_buf *out, ps_span why, const char *host, ps_span proof) {
    ps_status status = ps_buf_add_char(out, (char)0x95);
    if (status == PS_OK) status = ps_msgpack_put_text(out, PS_LIT("PONG"));
    if (status == PS_OK) status = ps_buf_add_char(out, (char)(why.len ? 0xc2 : 0xc3));
    ps_span texts[] = {why, ps_span_z(host), proof};
    return status == PS_OK ? put_all(out, texts, 3) : status;
}

ps_status ps_forward_answer_ping(ps_buf *out, ps_span ping, const ps_forward_shake *shake,
                                 const ps_forward_secrets *secrets, bool *good) {
    word_list words;
    char right[PS_SHA512_HEX + 1];
    *good = false;
    if (!read_words(ping, PS_LIT("PING"), &words) || words.count != ELEMENTS_MAX)
        return PS_E_DECODE;
    ps_span host = words.items[1], salt = words.items[2], nonce = ps_span_z(shake->nonce);
    ps_status status = key_digest(salt, host, nonce, secrets->key, right);
    if (status != PS_OK) return status;
    ps_span why = {0};
    if (!ps_same_secret(ps_span_z(right), words.items[3]))
        why = PS_LIT("shared_key mismatch");
    else if (secrets->users.len &&
             !knows_user(secrets->users, words.items[4], words.items[5], ps_span_z(shake->auth)))
        why = PS_LIT("username/password mismatch");
    *good = !why.len;
    if (why.len) return put_pong(out, why, "", PS_LIT(""));
    status = key_digest(salt, ps_span_z(secrets->host), nonce, secrets->key, right);
    return status == PS_OK ? put_pong(out, why, secrets->host, ps_span_z(right)) : status;
}

/* ---- client ---- */

ps_status ps_forward_answer_helo(ps_buf *out, ps_span helo, ps_forward_shake *shake,
                                 const ps_forward_secrets *secrets) {
    char proof[PS_SHA512_HEX + 1], password[PS_SHA512_HEX + 1] = "";
    ps_span nonce = ps_forward_helo_nonce(helo), auth = helo_value(helo, PS_LIT("auth"));
    if (!nonce.len) return PS_E_DECODE;
    ps_status status = ps_random_hex(PS_FORWARD_SALT, shake->salt);
    ps_span host = ps_span_z(secrets->host), salt = ps_span_z(shake->salt);
    if (status == PS_OK) status = key_digest(salt, host, nonce, secrets->key, proof);
    if (status == PS_OK && auth.len)
        status = password_digest(auth, secrets->user, secrets->password, password);
    if (status == PS_OK) status = ps_buf_add_char(out, (char)0x96);
    ps_span texts[] = {
        PS_LIT("PING"),     host, salt, ps_span_z(proof), auth.len ? secrets->user : PS_LIT(""),
        ps_span_z(password)};
    return status == PS_OK ? put_all(out, texts, ELEMENTS_MAX) : status;
}

ps_status ps_forward_check_pong(ps_span pong, const ps_forward_shake *shake, ps_span nonce,
                                const ps_forward_secrets *secrets) {
    word_list words;
    char right[PS_SHA512_HEX + 1];
    if (!read_words(pong, PS_LIT("PONG"), &words) || words.count < 3) return PS_E_DECODE;
    if (!words.flag || words.count < 5) return PS_E_USAGE;
    ps_status status =
        key_digest(ps_span_z(shake->salt), words.items[3], nonce, secrets->key, right);
    if (status != PS_OK) return status;
    return ps_same_secret(ps_span_z(right), words.items[4]) ? PS_OK : PS_E_USAGE;
}
