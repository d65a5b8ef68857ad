/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a record of the quarantine: no crash, and nothing opens but what was sealed. */
#include "fuzz.h"
#include "kafka_kept.h"

static ps_seal_key *key;
static ps_buf sealed;

static void start(void) {
    const ps_kept_header header = {.name = "h", .value = PS_LIT("v")};
    if (key) return;
    FUZZ_CHECK(ps_seal_key_make(&key) == PS_OK);
    ps_buf_init(&sealed, SIZE_MAX / 2);
    ps_kept_record record = {.topic = "t",
                             .offset = 7,
                             .timestamp = -1,
                             .reason = "key",
                             .rules = "00",
                             .value = PS_LIT("value"),
                             .headers = &header,
                             .header_count = 1};
    FUZZ_CHECK(ps_kept_pack(key, &record, &sealed) == PS_OK);
}

static void look(ps_span bytes, bool whole) {
    ps_arena arena = {NULL};
    ps_buf secret;
    ps_kept_record record;
    ps_buf_init(&secret, SIZE_MAX / 2);
    (void)!ps_kept_read(bytes, &arena, &record);
    bool opened = ps_kept_open(key, bytes, &arena, &secret, &record) == PS_OK;
    FUZZ_CHECK(opened == whole);
    ps_buf_free(&secret);
    ps_arena_free(&arena);
}

/* The bytes themselves; and a record that was sealed here with the bytes over its own, from where
 * the first of them says. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    start();
    look(ps_span_of((const char *)data, size), false);
    look(ps_buf_span(&sealed), true);
    if (size < 2) return 0;
    char *copy = malloc(sealed.len);
    FUZZ_CHECK(copy);
    memcpy(copy, sealed.ptr, sealed.len);
    size_t at = data[0] % sealed.len;
    for (size_t i = 1; i < size && at + i - 1 < sealed.len; i++) copy[at + i - 1] = (char)data[i];
    look(ps_span_of(copy, sealed.len), memcmp(copy, sealed.ptr, sealed.len) == 0);
    free(copy);
    return 0;
}
