/* SPDX-License-Identifier: Apache-2.0
 *
 * What seal.c and seal_key.c share. */
#ifndef PS_SEAL_KEY_H
#define PS_SEAL_KEY_H

#include "seal.h"

#include <openssl/evp.h>

EVP_PKEY *ps_seal_key_inside(const ps_seal_key *key);

#endif
