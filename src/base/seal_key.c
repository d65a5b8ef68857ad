/* SPDX-License-Identifier: Apache-2.0 */
#include "seal_key.h"

#include "digest.h"
#include "error.h"
#include "file.h"
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PEM_MOST = 64 << 10 };

struct ps_seal_key {
    EVP_PKEY *key;
    uint8_t public_half[PS_SEAL_KEY_SIZE];
};

EVP_PKEY *ps_seal_key_inside(const ps_seal_key *key) {
    return key->key;
}

void ps_seal_key_free(ps_seal_key *key) {
    if (!key) return;
    EVP_PKEY_free(key->key); /* wipes the private half */
    free(key);
}

/* Takes the key. */
static ps_status wrap(ps_seal_key **out, EVP_PKEY *inner) {
    size_t len = PS_SEAL_KEY_SIZE;
    ps_seal_key *key = calloc(1, sizeof *key);
    bool good = key && inner && EVP_PKEY_get_id(inner) == EVP_PKEY_X25519 &&
                EVP_PKEY_get_raw_public_key(inner, key->public_half, &len) == 1;
    if (good) key->key = inner;
    if (!good) EVP_PKEY_free(inner);
    if (!good) free(key);
    *out = good ? key : NULL;
    ERR_clear_error();
    return good ? PS_OK : PS_E_USAGE;
}

ps_status ps_seal_key_make(ps_seal_key **out) {
    return wrap(out, EVP_PKEY_Q_keygen(NULL, NULL, "X25519"));
}

/* ---- reading ---- */

static ps_status read_pem(ps_seal_key **out, const char *path, bool private_half, ps_error *err) {
    ps_buf text;
    ps_buf_init(&text, PEM_MOST);
    ps_status status = ps_file_read(path, &text, err);
    if (status == PS_E_LIMIT) status = ps_fail(err, PS_E_USAGE, "%.200s: too long for a key", path);
    BIO *bio = status == PS_OK ? BIO_new_mem_buf(text.ptr, (int)text.len) : NULL;
    EVP_PKEY *key = NULL;
    /* "": a key that wants a passphrase fails, where OpenSSL would ask the terminal. */
    if (bio && private_half) key = PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)(uintptr_t) "");
    if (bio && !private_half) key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    BIO_free(bio);
    if (text.ptr) ps_host_wipe(text.ptr, text.cap);
    ps_buf_free(&text);
    if (status != PS_OK) return status;
    if (wrap(out, key) == PS_OK) return PS_OK;
    return ps_fail(err, PS_E_USAGE,
                   "%.200s: no %s X25519 key in PEM (`phisieve key new` makes one)", path,
                   private_half ? "private" : "public");
}

ps_status ps_seal_key_read_public(ps_seal_key **out, const char *path, ps_error *err) {
    *out = NULL;
    return read_pem(out, path, false, err);
}

ps_status ps_seal_key_read_private(ps_seal_key **out, const char *path, ps_error *err) {
    struct stat about;
    *out = NULL;
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_mode & 077)
        return ps_fail(err, PS_E_USAGE,
                       "%.200s: others than its owner may read or change this private key; chmod "
                       "600 it",
                       path);
    return read_pem(out, path, true, err);
}

/* ---- writing ---- */

static ps_status write_pem(const char *path, mode_t mode, ps_span text, ps_error *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return ps_fail(err, PS_E_IO, "%.200s: %s", path,
                       errno == EEXIST ? "is there already, and keys are never overwritten"
                                       : strerror(errno));
    ssize_t wrote = write(fd, text.ptr, text.len);
    bool done = wrote == (ssize_t)text.len && fsync(fd) == 0;
    done = close(fd) == 0 && done;
    if (done) return PS_OK;
    (void)unlink(path);
    return ps_fail(err, PS_E_IO, "%.200s: cannot be written", path);
}

static ps_status as_pem(const ps_seal_key *key, bool private_half, ps_buf *out) {
    char *bytes = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    bool good = bio && (private_half ? PEM_write_bio_PKCS8PrivateKey(bio, key->key, NULL, NULL, 0,
                                                                     NULL, NULL)
                                     : PEM_write_bio_PUBKEY(bio, key->key)) == 1;
    long len = good ? BIO_get_mem_data(bio, &bytes) : 0;
    ps_status status =
        good && len > 0 ? ps_buf_add(out, ps_span_of(bytes, (size_t)len)) : PS_E_INTERNAL;
    if (len > 0) ps_host_wipe(bytes, (size_t)len);
    BIO_free(bio);
    return status;
}

ps_status ps_seal_key_show(const ps_seal_key *key, ps_buf *out) {
    return as_pem(key, false, out);
}

ps_status ps_seal_key_write(const ps_seal_key *key, const char *private_path,
                            const char *public_path, ps_error *err) {
    ps_buf secret, open_half;
    ps_buf_init(&secret, PEM_MOST);
    ps_buf_init(&open_half, PEM_MOST);
    ps_status status = as_pem(key, true, &secret);
    if (status == PS_OK) status = as_pem(key, false, &open_half);
    if (status != PS_OK)
        status = ps_fail(err, status, "the key cannot be written as PEM");
    else
        status = write_pem(private_path, 0600, ps_buf_span(&secret), err);
    if (status == PS_OK) {
        status = write_pem(public_path, 0644, ps_buf_span(&open_half), err);
        if (status != PS_OK) (void)unlink(private_path); /* both, or none */
    }
    if (status == PS_OK) status = ps_file_sync_folder(private_path, err);
    if (secret.ptr) ps_host_wipe(secret.ptr, secret.cap);
    ps_buf_free(&secret);
    ps_buf_free(&open_half);
    return status;
}

void ps_seal_key_id(const ps_seal_key *key, char out[PS_SEAL_ID_SIZE + 1]) {
    uint8_t hash[PS_DIGEST_SIZE] = {0};
    ps_digest *digest;
    if (ps_digest_new(&digest) == PS_OK) {
        ps_digest_add(digest, ps_span_of((const char *)key->public_half, PS_SEAL_KEY_SIZE));
        if (ps_digest_end(digest, hash) != PS_OK) memset(hash, 0, sizeof hash);
        ps_digest_free(digest);
    }
    ps_digest_hex(hash, PS_SEAL_ID_SIZE / 2, out);
}
