/* SPDX-License-Identifier: Apache-2.0
 *
 * Records for the bench, as fast as it goes or at a rate. What comes back is told apart by its
 * place: the n-th record of a partition is the n-th that was written there, so that the records
 * themselves hold nothing but their line. */
#include "buf.h"
#include "clock.h"
#include "file.h"
#include "kafka_bench.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_NS = 500000, WAIT_MS = 10, PATIENCE_MS = 10000, WARM_MS = 5000 };

/* ---- lines ---- */

bool bench_lines_read(bench_lines *out, const char *path) {
    ps_error err;
    ps_buf text;
    ps_buf_init(&text, (size_t)1 << 31);
    if (ps_file_read(path, &text, &err) != PS_OK) return bench_kafka_fail("lines", err.text) == 0;
    if (!text.len || text.ptr[text.len - 1] != '\n' || text.ptr[0] == '\n')
        return bench_kafka_fail("lines", "the file is empty or does not end with a newline") == 0;
    *out = (bench_lines){.text = text.ptr, .len = text.len}; /* kept to the end of the process */
    return true;
}

ps_span bench_lines_next(bench_lines *lines) {
    if (lines->at >= lines->len) lines->at = 0;
    const char *begin = lines->text + lines->at;
    const char *end = memchr(begin, '\n', lines->len - lines->at);
    lines->at = (size_t)(end - lines->text) + 1;
    return ps_span_of(begin, (size_t)(end - begin));
}

/* ---- writing ---- */

static rd_kafka_t *client(rd_kafka_type_t type, const char *brokers, const char *const *settings) {
    char why[256] = "";
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    (void)rd_kafka_conf_set(conf, "bootstrap.servers", brokers, why, sizeof why);
    for (; settings[0]; settings += 2)
        if (rd_kafka_conf_set(conf, settings[0], settings[1], why, sizeof why) != RD_KAFKA_CONF_OK)
            (void)bench_kafka_fail(settings[0], why);
    rd_kafka_t *made = rd_kafka_new(type, conf, why, sizeof why);
    if (!made) (void)bench_kafka_fail("client", why);
    return made;
}

static bool put(rd_kafka_t *producer, const char *topic, int partition, ps_span line) {
    rd_kafka_resp_err_t error;
    for (;;) {
        error =
            rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                              RD_KAFKA_V_VALUE((void *)(uintptr_t)line.ptr, line.len),
                              RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) break;
        (void)rd_kafka_poll(producer, WAIT_MS);
    }
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ||
           bench_kafka_fail("write", rd_kafka_err2str(error)) == 0;
}

int bench_kafka_fill(int argc, char **argv) {
    static const char *const settings[] = {"compression.type",   "lz4",  "linger.ms", "20",
                                           "enable.idempotence", "true", NULL};
    (void)argc;
    bench_lines lines;
    long count = strtol(argv[3], NULL, 10);
    rd_kafka_t *producer = client(RD_KAFKA_PRODUCER, argv[0], settings);
    if (!producer || !bench_lines_read(&lines, argv[2])) return 1;
    for (long i = 0; i < count; i++) {
        if (!put(producer, argv[1], (int)(i % BENCH_PARTITIONS), bench_lines_next(&lines)))
            return 1;
        if (i % 1000 == 0) (void)rd_kafka_poll(producer, 0);
    }
    if (rd_kafka_flush(producer, 60000) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return bench_kafka_fail("fill", "not everything was delivered");
    rd_kafka_destroy(producer);
    return 0;
}

/* ---- how long they are under way ---- */

typedef struct flight {
    rd_kafka_t *producer, *consumer;
    const char *from;
    bench_lines lines;
    uint64_t *sent_ns[BENCH_PARTITIONS]; /* by place in the partition */
    uint64_t came[BENCH_PARTITIONS], *took_ns;
    uint64_t count, written, arrived, warm;
} flight;

static void take(flight *f, rd_kafka_message_t *m) {
    uint64_t now = ps_clock_ns();
    if (!m->err && m->partition >= 0 && m->partition < BENCH_PARTITIONS) {
        uint64_t place = f->came[m->partition]++;
        if (place < f->written / BENCH_PARTITIONS + 1 && f->arrived < f->count)
            f->took_ns[f->arrived++] = now - f->sent_ns[m->partition][place];
    }
    rd_kafka_message_destroy(m);
}

static void read_until(flight *f, uint64_t until_ns) {
    for (uint64_t now = ps_clock_ns(); now < until_ns; now = ps_clock_ns()) {
        rd_kafka_message_t *m =
            rd_kafka_consumer_poll(f->consumer, (int)((until_ns - now) / 1000000));
        if (m)
            take(f, m);
        else if (until_ns - now < 1000000)
            break; /* too little to wait for */
    }
}

/* Due records are written in small steps; between them what came back is read. */
static bool fly(flight *f, uint64_t rate) {
    uint64_t begin = ps_clock_ns();
    while (f->written < f->count) {
        uint64_t now = ps_clock_ns(), due = (now - begin) * rate / 1000000000U;
        for (; f->written < due && f->written < f->count; f->written++) {
            uint64_t p = f->written % BENCH_PARTITIONS;
            f->sent_ns[p][f->written / BENCH_PARTITIONS] = ps_clock_ns();
            if (!put(f->producer, f->from, (int)p, bench_lines_next(&f->lines))) return false;
        }
        (void)rd_kafka_poll(f->producer, 0);
        read_until(f, ps_clock_ns() + STEP_NS + 1000000);
    }
    uint64_t end = ps_clock_ms() + PATIENCE_MS;
    while (f->arrived < f->count && ps_clock_ms() < end) read_until(f, ps_clock_ns() + 20000000);
    return true;
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void show(flight *f) {
    uint64_t skipped = f->warm < f->arrived ? f->warm : 0, n = f->arrived - skipped;
    uint64_t *took = f->took_ns + skipped;
    qsort(took, n, sizeof *took, by_size);
    (void)printf("{\"sent\":%" PRIu64 ",\"came\":%" PRIu64
                 ",\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
                 f->written, f->arrived, n ? (double)took[n / 2] / 1e6 : 0,
                 n ? (double)took[n - 1 - n / 100] / 1e6 : 0, n ? (double)took[n - 1] / 1e6 : 0);
}

int bench_kafka_latency(int argc, char **argv) {
    static const char *const writing[] = {"linger.ms", "5", "enable.idempotence", "true", NULL};
    static const char *const reading[] = {
        "group.id", "bench-reader",      "enable.auto.commit", "false", "fetch.wait.max.ms",
        "20",       "auto.offset.reset", "earliest",           NULL};
    (void)argc;
    uint64_t rate = strtoull(argv[4], NULL, 10);
    flight f = {.from = argv[1], .count = rate * strtoull(argv[5], NULL, 10)};
    f.warm = rate * WARM_MS / 1000;
    f.producer = client(RD_KAFKA_PRODUCER, argv[0], writing);
    f.consumer = client(RD_KAFKA_CONSUMER, argv[0], reading);
    f.took_ns = calloc(f.count + 1, sizeof *f.took_ns);
    if (!f.producer || !f.consumer || !f.took_ns || !bench_lines_read(&f.lines, argv[3])) return 1;
    (void)rd_kafka_poll_set_consumer(f.consumer);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(BENCH_PARTITIONS);
    for (int p = 0; p < BENCH_PARTITIONS; p++) {
        f.sent_ns[p] = calloc(f.count / BENCH_PARTITIONS + 2, sizeof **f.sent_ns);
        if (!f.sent_ns[p]) return 1;
        rd_kafka_topic_partition_list_add(list, argv[2], p)->offset = 0;
    }
    (void)rd_kafka_assign(f.consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    bool done = fly(&f, rate);
    if (done) show(&f);
    return done && f.arrived == f.count ? 0 : 1;
}
