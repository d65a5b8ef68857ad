/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealing to a public key: whoever seals cannot open. HPKE (RFC 9180), base mode, single-shot, with
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305, so that any implementation of it
 * opens what was sealed here. Thread-safe; a key may be shared. */
#ifndef PS_SEAL_H
#define PS_SEAL_H

#include "buf.h"

/* What a sealed text has beside the text itself: the ephemeral public key and the tag. */
enum { PS_SEAL_KEY_SIZE = 32, PS_SEAL_TAG_SIZE = 16, PS_SEAL_ID_SIZE = 16 };

/* Of X25519: the public half, and the private one where it is known. */
typedef struct ps_seal_key ps_seal_key;

PS_MUST_CHECK ps_status ps_seal_key_make(ps_seal_key **out);
/* PEM, as `openssl pkey` reads and writes it. PS_E_IO: the file cannot be read. PS_E_USAGE: it is
 * no such key, or a private key that others than its owner may read. */
PS_MUST_CHECK ps_status ps_seal_key_read_public(ps_seal_key **out, const char *path, ps_error *err);
PS_MUST_CHECK ps_status ps_seal_key_read_private(ps_seal_key **out, const char *path,
                                                 ps_error *err);
/* New files, the private one for its owner alone (mode 0600). PS_E_IO: one of them is there
 * already, or cannot be written. */
PS_MUST_CHECK ps_status ps_seal_key_write(const ps_seal_key *key, const char *private_path,
                                          const char *public_path, ps_error *err);
/* The public half as PEM. */
PS_MUST_CHECK ps_status ps_seal_key_show(const ps_seal_key *key, ps_buf *out);
void ps_seal_key_free(ps_seal_key *key);

/* The first bytes of the SHA-256 of the public key, in hex: tells keys apart. */
void ps_seal_key_id(const ps_seal_key *key, char out[PS_SEAL_ID_SIZE + 1]);

/* Appends the sealed `secret`; `clear` is what stands beside it in the open, and belongs to it. */
PS_MUST_CHECK ps_status ps_seal(const ps_seal_key *to, ps_span clear, ps_span secret, ps_buf *out);
/* Appends the secret. PS_E_USAGE: not sealed to this key with this `clear`, or changed since. */
PS_MUST_CHECK ps_status ps_unseal(const ps_seal_key *mine, ps_span clear, ps_span sealed,
                                  ps_buf *out);

#endif
