/* SPDX-License-Identifier: Apache-2.0 */
#include "word_texts.h"

#include <hs.h>
#include <stdlib.h>

enum { LIST_MOST = 1 << 26 };

/* ---- digest ---- */

static ps_status add_number(ps_buf *buf, size_t number) {
    uint64_t fixed = number;
    return ps_buf_add(buf, ps_span_of((const char *)&fixed, sizeof fixed));
}

static ps_status describe(ps_buf *buf, const ps_word_texts *texts) {
    ps_status status = ps_buf_add(buf, ps_span_z(hs_version()));
    for (size_t i = 0; i < texts->count && status == PS_OK; i++) {
        status = add_number(buf, texts->flags[i]);
        if (status == PS_OK) status = add_number(buf, texts->len[i]);
        if (status == PS_OK) status = ps_buf_add(buf, ps_span_of(texts->text[i], texts->len[i]));
    }
    return status;
}

ps_status ps_word_texts_digest(const ps_word_texts *texts, uint8_t out[PS_DIGEST_SIZE]) {
    ps_buf buf;
    ps_digest *digest = NULL;
    ps_buf_init(&buf, LIST_MOST);
    ps_status status = describe(&buf, texts);
    if (status == PS_OK) status = ps_digest_new(&digest);
    if (status == PS_OK) {
        ps_digest_add(digest, ps_buf_span(&buf));
        status = ps_digest_end(digest, out);
    }
    ps_digest_free(digest);
    ps_buf_free(&buf);
    return status;
}

/* ---- reading ---- */

ps_status ps_word_texts_prebuilt(struct hs_database **out, const uint8_t digest[PS_DIGEST_SIZE],
                                 const ps_prebuilt_words *table, size_t count) {
    *out = NULL;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(table[i].digest, digest, PS_DIGEST_SIZE) != 0) continue;
        hs_error_t rc = hs_deserialize_database((const char *)table[i].bytes, table[i].len, out);
        if (rc == HS_SUCCESS) return PS_OK;
        *out = NULL;
        if (rc == HS_NOMEM) return PS_E_NOMEM;
    }
    return PS_OK;
}

/* ---- making ---- */

ps_status ps_word_texts_serialize(const ps_word_texts *texts, ps_buf *out) {
    /* No AVX2, no AVX-512: only the header's mark differs, and Hyperscan takes its fastest code for
     * such a database as well. */
    const hs_platform_info_t any = {.tune = HS_TUNE_FAMILY_GENERIC};
    hs_database_t *db = NULL;
    hs_compile_error_t *error = NULL;
    hs_error_t rc =
        hs_compile_lit_multi((const char *const *)texts->text, texts->flags, texts->ids, texts->len,
                             (unsigned)texts->count, HS_MODE_BLOCK, &any, &db, &error);
    hs_free_compile_error(error);
    if (rc != HS_SUCCESS) return PS_E_INTERNAL;
    char *bytes = NULL;
    size_t len = 0;
    rc = hs_serialize_database(db, &bytes, &len);
    hs_free_database(db);
    if (rc != HS_SUCCESS) return PS_E_NOMEM;
    ps_status status = ps_buf_add(out, ps_span_of(bytes, len));
    free(bytes); /* hs_set_misc_allocator is never called: the default is free */
    return status;
}
