/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-512 (FIPS 180-4), base64 (RFC 4648) and random digits, as protocols on a wire want them.
 * Thread-safe. */
#ifndef PS_WIRE_DIGEST_H
#define PS_WIRE_DIGEST_H

#include "buf.h"

enum { PS_SHA512_HEX = 128 };

/* Of all parts, one behind the other, as lower-case hex and a NUL. */
PS_MUST_CHECK ps_status ps_sha512_hex(const ps_span *parts, size_t count,
                                      char out[PS_SHA512_HEX + 1]);
/* In a time that does not depend on where they differ. */
bool ps_same_secret(ps_span a, ps_span b);
/* n hex digits that nobody can foretell, and a NUL; n is even, at most 64. */
PS_MUST_CHECK ps_status ps_random_hex(size_t n, char *out);
/* A name for `bytes`: the first 16 of their SHA-256 (which processors have instructions for) as
 * base64, 24 characters and a NUL. */
PS_MUST_CHECK ps_status ps_short_digest(ps_span bytes, char out[25]);

#endif
