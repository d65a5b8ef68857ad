/* SPDX-License-Identifier: Apache-2.0
 *
 * The program against librdkafka's mock cluster in this process: what becomes of each part of a
 * record, order, errors of brokers, kills. The mock keeps no transactional offsets, so that all of
 * this is at-least-once; tests/kafka has the real broker. */
#include "clock.h"
#include "kit.h"

#include <errno.h>
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PARTITIONS = 4, PATIENCE_MS = 60000, PRODUCE_API = 0, FETCH_API = 1 };

typedef struct cluster {
    rd_kafka_t *client; /* owns the mock; produces */
    rd_kafka_mock_cluster_t *mock;
    const char *brokers;
} cluster;

static cluster open_cluster(void) {
    cluster c;
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    (void)rd_kafka_conf_set(conf, "test.mock.num.brokers", "3", why, sizeof why);
    (void)rd_kafka_conf_set(conf, "linger.ms", "5", why, sizeof why);
    (void)rd_kafka_conf_set(conf, "log_level", "2", why, sizeof why);
    c.client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    assert_non_null(c.client);
    c.mock = rd_kafka_handle_mock_cluster(c.client);
    assert_non_null(c.mock);
    c.brokers = rd_kafka_mock_cluster_bootstraps(c.mock);
    static const char *const topics[] = {"raw.a", "clean.raw.a"};
    for (size_t i = 0; i < KIT_COUNT(topics); i++)
        assert_int_equal(rd_kafka_mock_topic_create(c.mock, topics[i], PARTITIONS, 3), 0);
    return c;
}

static void close_cluster(cluster *c) {
    rd_kafka_destroy(c->client);
}

static void rest_ms(long ms) {
    struct timespec rest = {ms / 1000, ms % 1000 * 1000000};
    (void)nanosleep(&rest, NULL);
}

/* ---- the program ---- */

/* The one that runs; a test that fails leaves it behind. */
static pid_t running;

static pid_t start(const cluster *c) {
    pid_t pid = running = fork();
    assert_true(pid >= 0);
    if (pid > 0) return pid;
    int null = open("/dev/null", O_WRONLY);
    (void)dup2(null, STDERR_FILENO);
    (void)dup2(null, STDOUT_FILENO);
    (void)execl(PROGRAM, PROGRAM, "kafka", "-b", c->brokers, "--from", "raw\\..*", "--to",
                "clean.${topic}", "--delivery", "at-least-once", "--threads", "2", "-X",
                "session.timeout.ms=6000", "-X", "fetch.wait.max.ms=10", (char *)NULL);
    _exit(127);
}

static int ended(pid_t pid) {
    int how = 0;
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR) {
    }
    running = 0;
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}

static int leave_none(void **state) {
    (void)state;
    if (running > 0) {
        (void)kill(running, SIGKILL);
        (void)ended(running);
    }
    return 0;
}

static int stop(pid_t pid) {
    (void)kill(pid, SIGTERM);
    return ended(pid);
}

/* ---- records ---- */

static void put(cluster *c, int32_t partition, const char *key, const char *value, int64_t at) {
    rd_kafka_resp_err_t error = rd_kafka_producev(
        c->client, RD_KAFKA_V_TOPIC("raw.a"), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_KEY(key, key ? strlen(key) : 0),
        RD_KAFKA_V_VALUE((void *)(uintptr_t)value, value ? strlen(value) : 0),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_TIMESTAMP(at), RD_KAFKA_V_END);
    assert_int_equal(error, RD_KAFKA_RESP_ERR_NO_ERROR);
    (void)rd_kafka_poll(c->client, 0);
}

typedef bool seen_fn(void *ctx, const rd_kafka_message_t *message);

static rd_kafka_t *open_reader(const cluster *c) {
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    (void)rd_kafka_conf_set(conf, "bootstrap.servers", c->brokers, why, sizeof why);
    (void)rd_kafka_conf_set(conf, "group.id", "reader", why, sizeof why);
    (void)rd_kafka_conf_set(conf, "log_level", "2", why, sizeof why);
    (void)rd_kafka_conf_set(conf, "fetch.wait.max.ms", "10", why, sizeof why);
    rd_kafka_t *reader = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    assert_non_null(reader);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(PARTITIONS);
    for (int32_t p = 0; p < PARTITIONS; p++)
        rd_kafka_topic_partition_list_add(list, "clean.raw.a", p)->offset =
            RD_KAFKA_OFFSET_BEGINNING;
    assert_int_equal(rd_kafka_assign(reader, list), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_topic_partition_list_destroy(list);
    return reader;
}

/* Reads what was written until `fn` has seen enough. */
static void read_all(const cluster *c, seen_fn *fn, void *ctx) {
    rd_kafka_t *reader = open_reader(c);
    uint64_t end = ps_clock_ms() + PATIENCE_MS;
    bool enough = false;
    while (!enough && ps_clock_ms() < end) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(reader, 100);
        if (message && !message->err) enough = fn(ctx, message);
        if (message) rd_kafka_message_destroy(message);
    }
    (void)rd_kafka_consumer_close(reader);
    rd_kafka_destroy(reader);
    assert_true(enough);
}

/* ---- what becomes of the parts of a record ---- */

typedef struct row {
    const char *key, *value, *want_key, *want;
} row;

static const row rows[] = {
    {"k1", "nothing here", "k1", "nothing here"},
    {"k2", "user=ok ssn=306-30-2348", "k2", "user=ok ssn=[SSN]"},
    {NULL, "{\"patientName\":\"Maria Lopez\"}", NULL, "{\"patientName\":\"[NAME]\"}"},
    {"k3", NULL, "k3", NULL},
    {"k4", "", "k4", ""},
    {"patient ssn 306-30-2348", "x", NULL,
     "{\"phisieve\":\"withheld\",\"topic\":\"raw.a\",\"partition\":1,\"offset\":5,\"reason\":"
     "\"key\"}"},
    {"k5", "\x1f\x8b\x08 packed", "k5",
     "{\"phisieve\":\"withheld\",\"topic\":\"raw.a\",\"partition\":1,\"offset\":6,"
     "\"reason\":\"compressed\"}"},
    {"k6", "a\x01 b", "k6",
     "{\"phisieve\":\"withheld\",\"topic\":\"raw.a\",\"partition\":1,\"offset\":7,"
     "\"reason\":\"binary\"}"},
};

typedef struct table_check {
    size_t next;
} table_check;

static void expect_bytes(const char *want, const void *got, size_t len) {
    assert_int_equal(want == NULL, got == NULL);
    if (!want) return;
    assert_int_equal(strlen(want), len);
    assert_memory_equal(want, got, len);
}

static bool check_row(void *ctx, const rd_kafka_message_t *message) {
    table_check *check = ctx;
    const row *r = &rows[check->next];
    rd_kafka_timestamp_type_t type;
    assert_int_equal(message->partition, 1);
    assert_int_equal(message->offset, check->next);
    expect_bytes(r->want_key, message->key, message->key_len);
    expect_bytes(r->want, message->payload, message->len);
    assert_int_equal(rd_kafka_message_timestamp(message, &type),
                     1800000000000 + (int64_t)check->next);
    return ++check->next == KIT_COUNT(rows);
}

static void test_parts(void **state) {
    (void)state;
    cluster c = open_cluster();
    for (size_t i = 0; i < KIT_COUNT(rows); i++)
        put(&c, 1, rows[i].key, rows[i].value, 1800000000000 + (int64_t)i);
    assert_int_equal(rd_kafka_flush(c.client, 10000), RD_KAFKA_RESP_ERR_NO_ERROR);
    pid_t pid = start(&c);
    table_check check = {0};
    read_all(&c, check_row, &check);
    assert_int_equal(stop(pid), 0);
    close_cluster(&c);
}

static bool check_headers(void *ctx, const rd_kafka_message_t *message) {
    static const char *const want[][2] = {
        {"a", "1"}, {"patient_ssn", "[SSN]"}, {"none", NULL}, {"a", "2"}, {"empty", ""}};
    rd_kafka_headers_t *headers;
    (void)ctx;
    assert_int_equal(rd_kafka_message_headers(message, &headers), RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_int_equal(rd_kafka_header_cnt(headers), KIT_COUNT(want));
    for (size_t i = 0; i < KIT_COUNT(want); i++) {
        const char *name;
        const void *value;
        size_t len;
        assert_int_equal(rd_kafka_header_get_all(headers, i, &name, &value, &len),
                         RD_KAFKA_RESP_ERR_NO_ERROR);
        assert_string_equal(name, want[i][0]);
        expect_bytes(want[i][1], value, len);
    }
    return true;
}

static void test_headers(void **state) {
    (void)state;
    cluster c = open_cluster();
    rd_kafka_resp_err_t error = rd_kafka_producev(
        c.client, RD_KAFKA_V_TOPIC("raw.a"), RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_VALUE("v", 1),
        RD_KAFKA_V_HEADER("a", "1", 1), RD_KAFKA_V_HEADER("patient_ssn", "306-30-2348", 11),
        RD_KAFKA_V_HEADER("none", NULL, 0), RD_KAFKA_V_HEADER("a", "2", 1),
        RD_KAFKA_V_HEADER("empty", "", 0), RD_KAFKA_V_END);
    assert_int_equal(error, RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_int_equal(rd_kafka_flush(c.client, 10000), RD_KAFKA_RESP_ERR_NO_ERROR);
    pid_t pid = start(&c);
    read_all(&c, check_headers, NULL);
    assert_int_equal(stop(pid), 0);
    close_cluster(&c);
}

/* ---- order and loss ---- */

enum { NUMBERED = 4000 };

/* Which record comes next in each partition. Going back is a repetition. */
typedef struct sequence {
    unsigned next[PARTITIONS];
    size_t repeats, done;
} sequence;

static void put_numbered(cluster *c) {
    char value[64];
    for (unsigned i = 0; i < NUMBERED; i++) {
        (void)snprintf(value, sizeof value, "n=%u ssn=306-30-2348", i);
        put(c, (int32_t)(i % PARTITIONS), NULL, value, 1800000000000 + i);
    }
    assert_int_equal(rd_kafka_flush(c->client, 10000), RD_KAFKA_RESP_ERR_NO_ERROR);
}

static bool check_numbered(void *ctx, const rd_kafka_message_t *message) {
    sequence *s = ctx;
    unsigned number = 0, *next = &s->next[message->partition];
    assert_true(message->len < 64);
    char value[64] = {0};
    memcpy(value, message->payload, message->len);
    assert_int_equal(sscanf(value, "n=%u ssn=[SSN]", &number), 1);
    assert_non_null(strstr(value, "[SSN]"));
    unsigned place = number / PARTITIONS;
    assert_int_equal(number % PARTITIONS, message->partition);
    assert_true(place <= *next); /* a gap is a loss */
    s->repeats += place < *next;
    *next = place + 1;
    s->done = 0;
    for (size_t p = 0; p < PARTITIONS; p++) s->done += s->next[p] == NUMBERED / PARTITIONS;
    return s->done == PARTITIONS;
}

static void test_order(void **state) {
    (void)state;
    cluster c = open_cluster();
    sequence s = {0};
    put_numbered(&c);
    pid_t pid = start(&c);
    read_all(&c, check_numbered, &s);
    assert_int_equal(s.repeats, 0);
    assert_int_equal(stop(pid), 0);
    close_cluster(&c);
}

static void test_broker_errors(void **state) {
    (void)state;
    cluster c = open_cluster();
    sequence s = {0};
    put_numbered(&c);
    rd_kafka_mock_push_request_errors(
        c.mock, PRODUCE_API, 4, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR__TRANSPORT,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    rd_kafka_mock_push_request_errors(c.mock, FETCH_API, 2, RD_KAFKA_RESP_ERR__TRANSPORT,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    pid_t pid = start(&c);
    read_all(&c, check_numbered, &s);
    assert_int_equal(stop(pid), 0);
    close_cluster(&c);
}

static void test_broker_bounce(void **state) {
    (void)state;
    cluster c = open_cluster();
    sequence s = {0};
    put_numbered(&c);
    pid_t pid = start(&c);
    for (int32_t broker = 1; broker <= 3; broker++) {
        rest_ms(700);
        (void)rd_kafka_mock_broker_set_down(c.mock, broker);
        rest_ms(700);
        (void)rd_kafka_mock_broker_set_up(c.mock, broker);
    }
    read_all(&c, check_numbered, &s);
    assert_int_equal(stop(pid), 0);
    close_cluster(&c);
}

/* Nothing is lost, and the order stays; what was under way may come again. */
static void test_kills(void **state) {
    (void)state;
    cluster c = open_cluster();
    sequence s = {0};
    kit_random random = kit_seed(7);
    put_numbered(&c);
    for (unsigned i = 0; i < 3; i++) {
        pid_t pid = start(&c);
        rest_ms(3000 + (long)kit_below(&random, 900));
        (void)kill(pid, SIGKILL);
        assert_int_equal(ended(pid), 128 + SIGKILL);
    }
    pid_t pid = start(&c);
    read_all(&c, check_numbered, &s);
    assert_int_equal(stop(pid), 0);
    close_cluster(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_parts, leave_none),
        cmocka_unit_test_teardown(test_headers, leave_none),
        cmocka_unit_test_teardown(test_order, leave_none),
        cmocka_unit_test_teardown(test_broker_errors, leave_none),
        cmocka_unit_test_teardown(test_broker_bounce, leave_none),
        cmocka_unit_test_teardown(test_kills, leave_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
