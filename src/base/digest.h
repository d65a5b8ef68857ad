/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104). The only door to libcrypto. Thread-safe. */
#ifndef PS_DIGEST_H
#define PS_DIGEST_H

#include "span.h"

#define PS_DIGEST_SIZE 32

/* A hash that is fed piece by piece. */
typedef struct ps_digest ps_digest;
PS_MUST_CHECK ps_status ps_digest_new(ps_digest **out);
/* A failure is remembered and returned by _end. */
void ps_digest_add(ps_digest *digest, ps_span bytes);
PS_MUST_CHECK ps_status ps_digest_end(ps_digest *digest, uint8_t out[PS_DIGEST_SIZE]);
void ps_digest_free(ps_digest *digest);

/* On failure out is zeroed. */
PS_MUST_CHECK ps_status ps_digest_hmac(ps_span key, ps_span bytes, uint8_t out[PS_DIGEST_SIZE]);

/* 2n lower-case hex digits and a NUL. */
void ps_digest_hex(const uint8_t *bytes, size_t n, char *out);

#endif
