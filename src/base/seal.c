/* SPDX-License-Identifier: Apache-2.0 */
#include "seal_key.h"

#include "host.h"

#include <limits.h>
#include <openssl/hmac.h>
#include <string.h>

enum { HASH = 32, NONCE = 12, LABELLED_MOST = 256 };

/* RFC 9180, 7: the numbers of the algorithms. */
static const uint8_t KEM[] = {'K', 'E', 'M', 0x00, 0x20};
static const uint8_t SUITE[] = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};
static const char INFO[] = "phisieve quarantine 1";

/* A text put together from pieces; its size is known to fit. */
typedef struct text {
    uint8_t bytes[LABELLED_MOST];
    size_t len;
} text;

static void put(text *t, const void *bytes, size_t len) {
    if (len > sizeof t->bytes - t->len) return; /* cannot be: the lengths are constants */
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
}

static void put_z(text *t, const char *z) {
    put(t, z, strlen(z));
}

static ps_span suite_of(bool kem) {
    return kem ? ps_span_of((const char *)KEM, sizeof KEM)
               : ps_span_of((const char *)SUITE, sizeof SUITE);
}

/* ---- HKDF with labels (RFC 5869; RFC 9180, 4) ---- */

static bool hmac(const uint8_t *key, size_t key_len, const text *t, uint8_t out[HASH]) {
    unsigned len = 0;
    static const uint8_t none[1];
    return HMAC(EVP_sha256(), key_len ? key : none, (int)key_len, t->bytes, t->len, out, &len) &&
           len == HASH;
}

static bool extract(ps_span suite, ps_span salt, const char *label, ps_span ikm,
                    uint8_t out[HASH]) {
    text t = {.len = 0};
    put_z(&t, "HPKE-v1");
    put(&t, suite.ptr, suite.len);
    put_z(&t, label);
    if (ikm.len) put(&t, ikm.ptr, ikm.len);
    bool done = hmac((const uint8_t *)salt.ptr, salt.len, &t, out);
    ps_host_wipe(&t, sizeof t);
    return done;
}

/* At most one block of output: all that is asked for is 32 bytes or less. */
static bool expand(ps_span suite, const uint8_t prk[HASH], const char *label, ps_span info,
                   uint8_t *out, size_t len) {
    text t = {.len = 0};
    uint8_t block[HASH];
    const uint8_t size[2] = {0, (uint8_t)len}, one = 1;
    put(&t, size, sizeof size);
    put_z(&t, "HPKE-v1");
    put(&t, suite.ptr, suite.len);
    put_z(&t, label);
    put(&t, info.ptr, info.len);
    put(&t, &one, 1);
    bool done = len <= HASH && hmac(prk, HASH, &t, block);
    if (done) memcpy(out, block, len);
    ps_host_wipe(block, sizeof block);
    return done;
}

typedef struct sealing {
    uint8_t key[HASH], nonce[NONCE];
} sealing;

/* What both sides come to: from the shared point, the ephemeral and the receiver's public key. */
static bool derive(const uint8_t point[PS_SEAL_KEY_SIZE], const uint8_t enc[PS_SEAL_KEY_SIZE],
                   const uint8_t to[PS_SEAL_KEY_SIZE], sealing *out) {
    uint8_t prk[HASH], shared[HASH], secret[HASH];
    text context = {.len = 0}, schedule = {.len = 1}; /* mode_base: 0 */
    const ps_span none = {NULL, 0}, kem = suite_of(true), suite = suite_of(false);
    put(&context, enc, PS_SEAL_KEY_SIZE);
    put(&context, to, PS_SEAL_KEY_SIZE);
    bool done =
        extract(kem, none, "eae_prk", ps_span_of((const char *)point, PS_SEAL_KEY_SIZE), prk) &&
        expand(kem, prk, "shared_secret", ps_span_of((const char *)context.bytes, context.len),
               shared, HASH);
    uint8_t id[HASH], info[HASH];
    done = done && extract(suite, none, "psk_id_hash", none, id) &&
           extract(suite, none, "info_hash", ps_span_z(INFO), info);
    put(&schedule, id, HASH);
    put(&schedule, info, HASH);
    const ps_span all = ps_span_of((const char *)schedule.bytes, schedule.len);
    done = done && extract(suite, ps_span_of((const char *)shared, HASH), "secret", none, secret) &&
           expand(suite, secret, "key", all, out->key, HASH) &&
           expand(suite, secret, "base_nonce", all, out->nonce, NONCE);
    ps_host_wipe(prk, sizeof prk);
    ps_host_wipe(shared, sizeof shared);
    ps_host_wipe(secret, sizeof secret);
    return done;
}

/* ---- X25519 (RFC 7748) ---- */

static bool public_of(const EVP_PKEY *key, uint8_t out[PS_SEAL_KEY_SIZE]) {
    size_t len = PS_SEAL_KEY_SIZE;
    return EVP_PKEY_get_raw_public_key(key, out, &len) == 1 && len == PS_SEAL_KEY_SIZE;
}

/* False for a public key of low order, too: the point would be known to everybody. */
static bool agree(EVP_PKEY *mine, EVP_PKEY *theirs, uint8_t point[PS_SEAL_KEY_SIZE]) {
    size_t len = PS_SEAL_KEY_SIZE;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(mine, NULL);
    bool done = context && EVP_PKEY_derive_init(context) == 1 &&
                EVP_PKEY_derive_set_peer(context, theirs) == 1 &&
                EVP_PKEY_derive(context, point, &len) == 1 && len == PS_SEAL_KEY_SIZE;
    EVP_PKEY_CTX_free(context);
    return done;
}

/* ---- ChaCha20-Poly1305 (RFC 8439) ---- */

static bool give(EVP_CIPHER_CTX *c, bool encrypts, uint8_t *out, ps_span in) {
    int len = 0;
    if (in.len == 0) return true;
    if (in.len > INT_MAX) return false;
    const uint8_t *bytes = (const uint8_t *)in.ptr;
    return (encrypts ? EVP_EncryptUpdate(c, out, &len, bytes, (int)in.len)
                     : EVP_DecryptUpdate(c, out, &len, bytes, (int)in.len)) == 1;
}

static bool encrypt(const sealing *with, ps_span clear, ps_span secret, uint8_t *out) {
    int len = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool done =
        c && EVP_EncryptInit_ex(c, EVP_chacha20_poly1305(), NULL, with->key, with->nonce) == 1 &&
        give(c, true, NULL, clear) && give(c, true, out, secret) &&
        EVP_EncryptFinal_ex(c, out + secret.len, &len) == 1 &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, PS_SEAL_TAG_SIZE, out + secret.len) == 1;
    EVP_CIPHER_CTX_free(c);
    return done;
}

static bool decrypt(const sealing *with, ps_span clear, ps_span sealed, uint8_t *out) {
    int len = 0;
    uint8_t tag[PS_SEAL_TAG_SIZE];
    ps_span secret = ps_span_cut(sealed, 0, sealed.len - PS_SEAL_TAG_SIZE);
    memcpy(tag, sealed.ptr + secret.len, sizeof tag);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool done = c &&
                EVP_DecryptInit_ex(c, EVP_chacha20_poly1305(), NULL, with->key, with->nonce) == 1 &&
                give(c, false, NULL, clear) && give(c, false, out, secret) &&
                EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) == 1 &&
                EVP_DecryptFinal_ex(c, out + secret.len, &len) == 1;
    EVP_CIPHER_CTX_free(c);
    return done;
}

/* ---- both ways ---- */

ps_status ps_seal(const ps_seal_key *to, ps_span clear, ps_span secret, ps_buf *out) {
    const size_t more = PS_SEAL_KEY_SIZE + PS_SEAL_TAG_SIZE;
    ps_status status = ps_buf_reserve(out, secret.len + more);
    if (status != PS_OK) return status;
    EVP_PKEY *theirs = ps_seal_key_inside(to);
    EVP_PKEY *mine = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    uint8_t point[PS_SEAL_KEY_SIZE], receiver[PS_SEAL_KEY_SIZE];
    uint8_t *enc = (uint8_t *)out->ptr + out->len;
    sealing with;
    bool done = mine && public_of(mine, enc) && public_of(theirs, receiver) &&
                agree(mine, theirs, point) && derive(point, enc, receiver, &with) &&
                encrypt(&with, clear, secret, enc + PS_SEAL_KEY_SIZE);
    EVP_PKEY_free(mine);
    ps_host_wipe(point, sizeof point);
    ps_host_wipe(&with, sizeof with);
    if (!done) return PS_E_INTERNAL;
    out->len += secret.len + more;
    return PS_OK;
}

ps_status ps_unseal(const ps_seal_key *mine, ps_span clear, ps_span sealed, ps_buf *out) {
    const size_t more = PS_SEAL_KEY_SIZE + PS_SEAL_TAG_SIZE;
    if (sealed.len < more) return PS_E_USAGE;
    ps_status status = ps_buf_reserve(out, sealed.len);
    if (status != PS_OK) return status;
    const uint8_t *enc = (const uint8_t *)sealed.ptr;
    uint8_t point[PS_SEAL_KEY_SIZE], receiver[PS_SEAL_KEY_SIZE];
    uint8_t *secret = (uint8_t *)out->ptr + out->len;
    EVP_PKEY *key = ps_seal_key_inside(mine);
    EVP_PKEY *theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, enc, PS_SEAL_KEY_SIZE);
    sealing with;
    bool done = theirs && public_of(key, receiver) && agree(key, theirs, point) &&
                derive(point, enc, receiver, &with) &&
                decrypt(&with, clear, ps_span_cut(sealed, PS_SEAL_KEY_SIZE, sealed.len), secret);
    EVP_PKEY_free(theirs);
    ps_host_wipe(point, sizeof point);
    ps_host_wipe(&with, sizeof with);
    if (!done) ps_host_wipe(secret, sealed.len); /* nothing of what could not be proved */
    if (!done) return PS_E_USAGE;
    out->len += sealed.len - more;
    return PS_OK;
}
