/* SPDX-License-Identifier: Apache-2.0 */
#include "wire_digest.h"

#include "digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

enum { SIZE = 64, SHORT = 16, RANDOM_MAX = 32 };

static ps_status sha(const EVP_MD *kind, const ps_span *parts, size_t count, uint8_t out[SIZE]) {
    unsigned len = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context && EVP_DigestInit_ex(context, kind, NULL) == 1;
    for (size_t i = 0; i < count && good; i++)
        if (parts[i].len) good = EVP_DigestUpdate(context, parts[i].ptr, parts[i].len) == 1;
    good = good && EVP_DigestFinal_ex(context, out, &len) == 1 && len >= SHORT;
    EVP_MD_CTX_free(context);
    return good ? PS_OK : PS_E_INTERNAL;
}

ps_status ps_sha512_hex(const ps_span *parts, size_t count, char out[PS_SHA512_HEX + 1]) {
    uint8_t bytes[SIZE];
    *out = '\0';
    ps_status status = sha(EVP_sha512(), parts, count, bytes);
    if (status == PS_OK) ps_digest_hex(bytes, SIZE, out);
    return status;
}

bool ps_same_secret(ps_span a, ps_span b) {
    return a.len == b.len && CRYPTO_memcmp(a.ptr, b.ptr, a.len) == 0;
}

ps_status ps_random_hex(size_t n, char *out) {
    uint8_t bytes[RANDOM_MAX];
    *out = '\0';
    if (n / 2 > sizeof bytes || RAND_bytes(bytes, (int)(n / 2)) != 1) return PS_E_INTERNAL;
    ps_digest_hex(bytes, n / 2, out);
    return PS_OK;
}

ps_status ps_short_digest(ps_span bytes, char out[25]) {
    uint8_t digest[SIZE];
    ps_status status = sha(EVP_sha256(), &bytes, 1, digest);
    *out = '\0';
    if (status == PS_OK) (void)EVP_EncodeBlock((unsigned char *)out, digest, SHORT);
    return status;
}
