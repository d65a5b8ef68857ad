/* SPDX-License-Identifier: Apache-2.0 */
#include "digest.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

struct ps_digest {
    EVP_MD_CTX *context;
    bool failed;
};

ps_status ps_digest_new(ps_digest **out) {
    *out = NULL;
    ps_digest *digest = calloc(1, sizeof *digest);
    if (!digest) return PS_E_NOMEM;
    digest->context = EVP_MD_CTX_new();
    if (!digest->context || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
        ps_digest_free(digest);
        return PS_E_NOMEM;
    }
    *out = digest;
    return PS_OK;
}

void ps_digest_add(ps_digest *digest, ps_span bytes) {
    if (bytes.len && EVP_DigestUpdate(digest->context, bytes.ptr, bytes.len) != 1)
        digest->failed = true;
}

ps_status ps_digest_end(ps_digest *digest, uint8_t out[PS_DIGEST_SIZE]) {
    unsigned len = 0;
    memset(out, 0, PS_DIGEST_SIZE);
    if (digest->failed || EVP_DigestFinal_ex(digest->context, out, &len) != 1) return PS_E_INTERNAL;
    return len == PS_DIGEST_SIZE ? PS_OK : PS_E_INTERNAL;
}

void ps_digest_free(ps_digest *digest) {
    if (!digest) return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

ps_status ps_digest_hmac(ps_span key, ps_span bytes, uint8_t out[PS_DIGEST_SIZE]) {
    unsigned len = 0;
    memset(out, 0, PS_DIGEST_SIZE);
    if (key.len > INT_MAX) return PS_E_USAGE;
    const unsigned char *data = (const unsigned char *)bytes.ptr;
    if (!HMAC(EVP_sha256(), key.ptr, (int)key.len, data, bytes.len, out, &len)) return PS_E_NOMEM;
    return len == PS_DIGEST_SIZE ? PS_OK : PS_E_INTERNAL;
}

void ps_digest_hex(const uint8_t *bytes, size_t n, char *out) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}
