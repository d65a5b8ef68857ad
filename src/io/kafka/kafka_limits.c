/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_limits.h"

#include "clock.h"
#include "packed.h"

#include <stdlib.h>
#include <string.h>

enum {
    ASK_MS = 5000,
    AGAIN_MS = 10000,
    BATCH_HEAD = 61,
    RECORD_HEAD = 7,   /* at least ... */
    NUMBERS_MOST = 40, /* ... and so much more at most */
    PACKED_MOST = 1 << 30,
    LIMIT_DEFAULT = 1000000
};

/* ---- asking ---- */

static void tell(const rd_kafka_ConfigResource_t *of, ps_kafka_setting_fn *fn, void *ctx) {
    size_t count = 0;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(of, &count);
    for (size_t i = 0; i < count; i++) {
        const char *value = rd_kafka_ConfigEntry_value(entries[i]);
        if (value)
            fn(ctx, rd_kafka_ConfigResource_name(of), rd_kafka_ConfigEntry_name(entries[i]), value);
    }
}

void ps_kafka_ask_settings(rd_kafka_t *client, const char *const *topics, size_t count, int ms,
                           ps_kafka_setting_fn *fn, void *ctx) {
    char why[128];
    size_t told = 0;
    rd_kafka_ConfigResource_t **of = count ? calloc(count, sizeof *of) : NULL;
    if (!of) return;
    rd_kafka_AdminOptions_t *options =
        rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    (void)rd_kafka_AdminOptions_set_request_timeout(options, ms, why, sizeof why);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    for (size_t i = 0; i < count; i++)
        of[i] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topics[i]);
    rd_kafka_DescribeConfigs(client, of, count, options, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, ms);
    const rd_kafka_DescribeConfigs_result_t *result =
        event && !rd_kafka_event_error(event) ? rd_kafka_event_DescribeConfigs_result(event) : NULL;
    const rd_kafka_ConfigResource_t **answers =
        result ? rd_kafka_DescribeConfigs_result_resources(result, &told) : NULL;
    for (size_t i = 0; i < told; i++)
        if (!rd_kafka_ConfigResource_error(answers[i])) tell(answers[i], fn, ctx);
    if (event) rd_kafka_event_destroy(event);
    rd_kafka_ConfigResource_destroy_array(of, count);
    rd_kafka_queue_destroy(queue);
    rd_kafka_AdminOptions_destroy(options);
    free((void *)of);
}

/* ---- learning ---- */

typedef struct limit {
    const char *topic;
    size_t bytes; /* 0: not known */
} limit;

typedef struct limits {
    limit *items; /* in the order of their names */
    size_t count;
} limits;

static int by_name(const void *a, const void *b) {
    return strcmp(((const limit *)a)->topic, ((const limit *)b)->topic);
}

static limit *find(const limits *l, const char *topic) {
    const limit wanted = {.topic = topic};
    return l->count ? bsearch(&wanted, l->items, l->count, sizeof wanted, by_name) : NULL;
}

static void note(void *ctx, const char *topic, const char *name, const char *value) {
    limit *one = strcmp(name, "max.message.bytes") == 0 ? find(ctx, topic) : NULL;
    if (one) one->bytes = strtoull(value, NULL, 10);
}

/* Each topic once. */
static void collect(const ps_kafka *k, limits *l) {
    size_t count = 0;
    l->items = calloc(k->parts.count + 1, sizeof *l->items);
    if (!l->items) return;
    for (size_t i = 0; i < k->parts.count; i++)
        if (k->parts.items[i]->live) l->items[count++].topic = k->parts.items[i]->target;
    if (k->keeper.topic) l->items[count++].topic = k->keeper.topic;
    qsort(l->items, count, sizeof *l->items, by_name);
    for (size_t i = 0; i < count; i++)
        if (!i || strcmp(l->items[i].topic, l->items[l->count - 1].topic) != 0)
            l->items[l->count++] = l->items[i];
}

static void ask(ps_kafka *k, limits *l) {
    const char **topics = calloc(l->count + 1, sizeof *topics);
    for (size_t i = 0; topics && i < l->count; i++) topics[i] = l->items[i].topic;
    if (topics) ps_kafka_ask_settings(k->consumer, topics, l->count, ASK_MS, note, l);
    free((void *)topics);
}

static size_t known(const limits *l, const char *topic) {
    const limit *one = find(l, topic);
    return one ? one->bytes : 0;
}

size_t ps_kafka_learn_limits(ps_kafka *k) {
    limits l = {NULL, 0};
    size_t least = SIZE_MAX;
    collect(k, &l);
    ask(k, &l);
    for (size_t i = 0; i < k->parts.count; i++)
        if (k->parts.items[i]->live)
            k->parts.items[i]->limit = known(&l, k->parts.items[i]->target);
    if (k->keeper.topic) k->sink.kept_most = known(&l, k->keeper.topic);
    for (size_t i = 0; i < l.count; i++) {
        bool keeps = k->keeper.topic && strcmp(l.items[i].topic, k->keeper.topic) == 0;
        /* One that takes no sealed record at all must not slow down the targets. */
        size_t most = keeps ? ps_kafka_sink_keeps(&k->sink) : l.items[i].bytes;
        if (most && most < least) least = most;
    }
    k->limits_ms = ps_clock_ms();
    free(l.items);
    return least;
}

/* ---- fitting ---- */

/* Without what depends on the batch. */
static size_t size_of(const ps_kafka_record *record) {
    size_t size = record->key.len + record->value.len + RECORD_HEAD;
    size_t count = record->headers ? rd_kafka_header_cnt(record->headers) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *name;
        const void *bytes;
        size_t len = 0;
        if (rd_kafka_header_get_all(record->headers, i, &name, &bytes, &len) ==
            RD_KAFKA_RESP_ERR_NO_ERROR)
            size += strlen(name) + len + 2;
    }
    return size;
}

/* The limit is one of batches as they travel, compressed; PS_PACK_OTHER: we cannot say how much. */
static ps_pack codec_of(const ps_kafka_sink *sink) {
    static const struct {
        const char *name;
        ps_pack pack;
    } codecs[] = {{"none", PS_PACK_NONE},
                  {"gzip", PS_PACK_GZIP},
                  {"snappy", PS_PACK_SNAPPY},
                  {"lz4", PS_PACK_LZ4},
                  {"zstd", PS_PACK_ZSTD}};
    char text[32] = "", level[16] = "";
    size_t room = sizeof text, level_room = sizeof level;
    (void)rd_kafka_conf_get(sink->conf, "compression.type", text, &room);
    (void)rd_kafka_conf_get(sink->conf, "compression.level", level, &level_room);
    if (strcmp(level, "-1") != 0) return PS_PACK_OTHER; /* ours is the default */
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (strcmp(text, codecs[i].name) == 0) return codecs[i].pack;
    return PS_PACK_OTHER;
}

/* As it travels, or a little less, since encoders differ; 0: not known. */
static size_t packed_size(const ps_kafka_sink *sink, const ps_kafka_record *record, size_t size) {
    ps_buf packed;
    ps_packer *packer = NULL;
    ps_pack pack = codec_of(sink);
    if (pack == PS_PACK_NONE) return size + BATCH_HEAD;
    if (pack == PS_PACK_OTHER || ps_packer_new(&packer) != PS_OK) return 0;
    ps_buf_init(&packed, PACKED_MOST);
    ps_status status = ps_packer_close(packer, pack, record->value, &packed);
    size_t len = status == PS_OK ? packed.len - packed.len / 16 : 0;
    if (status == PS_OK && packed.len >= record->value.len) len = size; /* it travels as it is */
    ps_buf_free(&packed);
    ps_packer_free(packer);
    return len;
}

bool ps_kafka_fits_plain(const ps_kafka *k, const ps_kafka_record *record) {
    size_t size = size_of(record) + BATCH_HEAD + NUMBERS_MOST;
    size_t most = record->part->limit ? record->part->limit : LIMIT_DEFAULT;
    return size <= most && size <= k->sink.record_most;
}

bool ps_kafka_fits(ps_kafka *k, const ps_kafka_record *record) {
    size_t size = size_of(record);
    if (size > k->sink.record_most) return false; /* which counts before compression */
    size_t most = record->part->limit;
    if (!most || size + BATCH_HEAD <= most) return true;
    size_t packed = packed_size(&k->sink, record, size);
    if (packed <= most) return true;
    if (ps_clock_ms() - k->limits_ms >= AGAIN_MS) (void)ps_kafka_learn_limits(k);
    most = record->part->limit;
    return !most || packed <= most;
}
