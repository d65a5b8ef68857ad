/* SPDX-License-Identifier: Apache-2.0
 *
 * Literals as Hyperscan takes them, and their database. */
#ifndef PS_WORD_TEXTS_H
#define PS_WORD_TEXTS_H

#include "buf.h"
#include "digest.h"
#include "prebuilt_words.h"

struct hs_database;

typedef struct ps_word_texts {
    char **text;
    size_t *len;
    unsigned *flags, *ids;
    size_t count;
} ps_word_texts;

/* Names the list and the Hyperscan that is there: text by text with its flags, in order. */
PS_MUST_CHECK ps_status ps_word_texts_digest(const ps_word_texts *texts,
                                             uint8_t out[PS_DIGEST_SIZE]);
/* The database that a row of the table holds for this digest; NULL when there is none, or Hyperscan
 * refuses it (another version or processor, damage): compile then. PS_E_NOMEM. Freed with
 * hs_free_database. */
PS_MUST_CHECK ps_status ps_word_texts_prebuilt(struct hs_database **out,
                                               const uint8_t digest[PS_DIGEST_SIZE],
                                               const ps_prebuilt_words *table, size_t count);
/* For the build: appends the bytes of a database that every processor of this kind can use. */
PS_MUST_CHECK ps_status ps_word_texts_serialize(const ps_word_texts *texts, ps_buf *out);

#endif
