/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_keep.h"

#include "clock.h"
#include "error.h"
#include "journal.h"
#include "kafka_kept.h"

#include <inttypes.h>
#include <stdlib.h>

#define ROOM_MOST ((size_t)1 << 30)

static ps_status open_place(ps_kafka_keeper *keeper, const ps_kafka_options *opt, ps_error *err) {
    uint64_t torn = 0;
    keeper->topic = opt->quarantine;
    if (keeper->topic) return PS_OK;
    ps_status status = ps_keep_file_open(&keeper->file, opt->quarantine_file, &torn, err);
    if (torn)
        ps_journal("warn", "quarantine_torn", ",\"bytes\":%" PRIu64 ",\"hint\":\"%s\"", torn,
                   "the last record was half written; it is read again");
    return status;
}

ps_status ps_kafka_keeper_open(ps_kafka_keeper *keeper, const ps_kafka_options *opt,
                               const ps_engine *engine, ps_error *err) {
    *keeper = (ps_kafka_keeper){.key = NULL};
    ps_buf_init(&keeper->room, ROOM_MOST);
    ps_buf_init(&keeper->piece, ROOM_MOST);
    bool wanted = opt->quarantine || opt->quarantine_file;
    if (!wanted && opt->keys == PS_KEYS_QUARANTINE)
        return ps_fail(err, PS_E_USAGE, "--keys quarantine needs --quarantine TOPIC");
    if (!wanted && opt->quarantine_key)
        return ps_fail(err, PS_E_USAGE, "--quarantine-key without --quarantine keeps nothing");
    if (!wanted) return PS_OK;
    if (opt->quarantine && opt->quarantine_file)
        return ps_fail(err, PS_E_USAGE, "--quarantine and --quarantine-file: one of them");
    if (opt->quarantine_file && !opt->at_least_once)
        return ps_fail(err, PS_E_USAGE,
                       "a file is no part of a transaction: --quarantine-file needs --delivery "
                       "at-least-once; --quarantine TOPIC goes with both");
    if (!opt->quarantine_key)
        return ps_fail(err, PS_E_USAGE,
                       "--quarantine needs --quarantine-key FILE, the public key that originals "
                       "are sealed to (`phisieve key new` makes one)");
    ps_engine_digest(engine, keeper->rules);
    ps_status status = ps_seal_key_read_public(&keeper->key, opt->quarantine_key, err);
    if (status == PS_OK && ps_seal(keeper->key, PS_LIT(""), PS_LIT(""), &keeper->room) != PS_OK)
        return ps_fail(err, PS_E_USAGE, "%.200s: nothing can be sealed to this key",
                       opt->quarantine_key); /* a point of low order */
    return status == PS_OK ? open_place(keeper, opt, err) : status;
}

void ps_kafka_keeper_close(ps_kafka_keeper *keeper) {
    ps_seal_key_free(keeper->key);
    ps_keep_file_close(keeper->file);
    ps_buf_free(&keeper->room);
    ps_buf_free(&keeper->piece);
    keeper->key = NULL;
    keeper->file = NULL;
}

/* ---- sealing ---- */

/* malloc'ed; *count 0: there are none. */
static ps_status list_headers(const rd_kafka_message_t *message, ps_kept_header **out,
                              size_t *count) {
    rd_kafka_headers_t *headers = NULL;
    const void *bytes;
    size_t len;
    *out = NULL;
    *count = 0;
    rd_kafka_resp_err_t has = rd_kafka_message_headers(message, &headers);
    if (has == RD_KAFKA_RESP_ERR__NOENT) return PS_OK;
    if (has != RD_KAFKA_RESP_ERR_NO_ERROR) return PS_E_INTERNAL;
    size_t n = rd_kafka_header_cnt(headers);
    ps_kept_header *list = calloc(n + 1, sizeof *list);
    if (!list) return PS_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (rd_kafka_header_get_all(headers, i, &list[i].name, &bytes, &len)) {
            free(list);
            return PS_E_INTERNAL;
        }
        list[i].value = ps_span_of(bytes, bytes ? len : 0);
    }
    *out = list;
    *count = n;
    return PS_OK;
}

ps_status ps_kafka_keeper_seal(ps_kafka_keeper *keeper, const char *topic,
                               const rd_kafka_message_t *message, ps_kafka_reason reason,
                               ps_span *out) {
    rd_kafka_timestamp_type_t type;
    ps_kept_header *headers;
    ps_kept_record record = {.topic = topic,
                             .partition = message->partition,
                             .offset = message->offset,
                             .timestamp = rd_kafka_message_timestamp(message, &type),
                             .reason = ps_kafka_reason_text(reason),
                             .rules = keeper->rules,
                             .kept_at = (int64_t)ps_clock_wall_ms()};
    *out = (ps_span){NULL, 0};
    ps_status status = list_headers(message, &headers, &record.header_count);
    if (status != PS_OK) return status;
    record.headers = headers;
    record.key = ps_span_of(message->key, message->key ? message->key_len : 0);
    record.value = ps_span_of(message->payload, message->payload ? message->len : 0);
    ps_buf_clear(&keeper->room);
    ps_buf_trim(&keeper->room);
    ps_buf_trim(&keeper->room);
    status = ps_kept_pack(keeper->key, &record, &keeper->room);
    free(headers);
    if (status == PS_OK) *out = ps_buf_span(&keeper->room);
    return status;
}
