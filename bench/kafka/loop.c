/* SPDX-License-Identifier: Apache-2.0
 *
 * What a sidecar would cost that does nothing: each record is taken and written, by one thread.
 * The settings are those of the sidecar itself, the rhythm of commits is that of kafka_batch.c. */
#include "clock.h"
#include "kafka_bench.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WAIT_MS = 20, LOOK_EACH = 256, LEAST_MS = 100, MOST_MS = 800, PENDING_MOST = 32 << 20 };

typedef struct loop {
    rd_kafka_t *consumer, *producer;
    rd_kafka_topic_t *out;
    const char *from;
    bool exactly_once, open;
    int64_t next[BENCH_PARTITIONS]; /* to be committed; 0: nothing */
    uint64_t opened_ms, interval_ms, pending;
} loop;

static bool good(rd_kafka_error_t *error, const char *doing) {
    if (!error) return true;
    (void)bench_kafka_fail(doing, rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
    return false;
}

static bool carry(loop *l, const rd_kafka_message_t *m) {
    rd_kafka_timestamp_type_t type;
    rd_kafka_resp_err_t error;
    if (m->partition < 0 || m->partition >= BENCH_PARTITIONS)
        return bench_kafka_fail("the source", "has too many partitions") == 0;
    if (!l->open) {
        if (l->exactly_once && !good(rd_kafka_begin_transaction(l->producer), "begin"))
            return false;
        l->open = true;
        l->opened_ms = ps_clock_ms();
    }
    for (;;) {
        error = rd_kafka_producev(
            l->producer, RD_KAFKA_V_RKT(l->out), RD_KAFKA_V_PARTITION(m->partition),
            RD_KAFKA_V_KEY(m->key, m->key_len), RD_KAFKA_V_VALUE(m->payload, m->len),
            RD_KAFKA_V_TIMESTAMP(rd_kafka_message_timestamp(m, &type)),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) break;
        (void)rd_kafka_poll(l->producer, WAIT_MS / 10);
    }
    l->next[m->partition] = m->offset + 1;
    l->pending += m->len;
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ||
           bench_kafka_fail("write", rd_kafka_err2str(error)) == 0;
}

static bool commit_list(loop *l, rd_kafka_topic_partition_list_t *list) {
    if (!l->exactly_once) {
        rd_kafka_resp_err_t error = rd_kafka_commit(l->consumer, list, 0);
        return error == RD_KAFKA_RESP_ERR_NO_ERROR ||
               bench_kafka_fail("commit", rd_kafka_err2str(error)) == 0;
    }
    rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata(l->consumer);
    bool done = good(rd_kafka_send_offsets_to_transaction(l->producer, list, group, -1), "offsets");
    rd_kafka_consumer_group_metadata_destroy(group);
    return done && good(rd_kafka_commit_transaction(l->producer, -1), "commit");
}

static bool commit(loop *l) {
    if (rd_kafka_flush(l->producer, -1) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return bench_kafka_fail("flush", "not everything was delivered") == 0;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(BENCH_PARTITIONS);
    for (int p = 0; p < BENCH_PARTITIONS; p++)
        if (l->next[p]) rd_kafka_topic_partition_list_add(list, l->from, p)->offset = l->next[p];
    bool done = commit_list(l, list);
    rd_kafka_topic_partition_list_destroy(list);
    memset(l->next, 0, sizeof l->next);
    l->open = false;
    l->pending = 0;
    return done;
}

static bool is_time(loop *l, bool more) {
    if (!l->open) return false;
    uint64_t open_ms = ps_clock_ms() - l->opened_ms;
    if (l->pending > PENDING_MOST) return true;
    if (open_ms < l->interval_ms) return !more && open_ms >= LEAST_MS;
    uint64_t longer = 2 * l->interval_ms;
    l->interval_ms = !more ? LEAST_MS : longer > MOST_MS ? MOST_MS : longer;
    return true;
}

static bool run(loop *l, const sigset_t *ends) {
    const struct timespec at_once = {0, 0};
    bool done = true;
    for (uint64_t n = 0; done; n++) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(l->consumer, WAIT_MS);
        if (m) {
            done = m->err ? bench_kafka_fail("read", rd_kafka_message_errstr(m)) == 0 : carry(l, m);
            rd_kafka_message_destroy(m);
            if (n % LOOK_EACH) continue;
        }
        (void)rd_kafka_poll(l->producer, 0);
        if (done && is_time(l, m != NULL)) done = commit(l);
        if (sigtimedwait(ends, NULL, &at_once) > 0) break;
    }
    return done;
}

static bool open_loop(loop *l, const ps_kafka_options *opt, const char *to) {
    char why[256] = "";
    ps_error err;
    ps_kafka_confs confs;
    if (ps_kafka_confs_make(&confs, opt, &err) != PS_OK)
        return bench_kafka_fail("settings", err.text) == 0;
    /* Nothing is committed: the sidecar sets the beginning itself, here librdkafka does. */
    (void)rd_kafka_conf_set(confs.consumer, "auto.offset.reset", "earliest", why, sizeof why);
    l->consumer = rd_kafka_new(RD_KAFKA_CONSUMER, confs.consumer, why, sizeof why);
    l->producer = rd_kafka_new(RD_KAFKA_PRODUCER, confs.producer, why, sizeof why);
    if (!l->consumer || !l->producer) return bench_kafka_fail("clients", why) == 0;
    (void)rd_kafka_poll_set_consumer(l->consumer);
    l->out = rd_kafka_topic_new(l->producer, to, NULL);
    if (l->exactly_once && !good(rd_kafka_init_transactions(l->producer, -1), "init")) return false;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, l->from, RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t error = rd_kafka_subscribe(l->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

int bench_kafka_loop(int argc, char **argv) {
    (void)argc;
    sigset_t ends;
    ps_kafka_options opt = {.brokers = argv[0],
                            .group = argv[3],
                            .instance = "loop",
                            .at_least_once = strcmp(argv[4], "at-least-once") == 0};
    loop l = {.from = argv[1], .exactly_once = !opt.at_least_once, .interval_ms = LEAST_MS};
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &ends, NULL);
    bool done = open_loop(&l, &opt, argv[2]) && run(&l, &ends);
    if (!done) return 1;
    if (l.open && !commit(&l)) return 1;
    rd_kafka_topic_destroy(l.out);
    (void)rd_kafka_consumer_close(l.consumer);
    rd_kafka_destroy(l.consumer);
    rd_kafka_destroy(l.producer);
    return 0;
}
