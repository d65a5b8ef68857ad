/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_conf.h"
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static ps_kafka_options plain(void) {
    return (ps_kafka_options){
        .brokers = "127.0.0.1:9092", .group = "g", .instance = "one", .threads = 1};
}

static void expect(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char text[256];
    size_t len = sizeof text;
    assert_int_equal(rd_kafka_conf_get(conf, name, text, &len), RD_KAFKA_CONF_OK);
    assert_string_equal(text, value);
}

static void test_defaults(void **state) {
    (void)state;
    ps_kafka_options opt = plain();
    ps_kafka_confs confs;
    ps_error err = {0};
    assert_int_equal(ps_kafka_confs_make(&confs, &opt, &err), PS_OK);
    expect(confs.consumer, "auto.offset.reset", "error");
    expect(confs.consumer, "check.crcs", "true");
    expect(confs.consumer, "isolation.level", "read_committed");
    expect(confs.consumer, "enable.auto.commit", "false");
    expect(confs.consumer, "group.instance.id", "one");
    expect(confs.producer, "enable.idempotence", "true");
    expect(confs.producer, "transactional.id", "phisieve-g-one");
    ps_kafka_confs_free(&confs);
    opt.at_least_once = true;
    assert_int_equal(ps_kafka_confs_make(&confs, &opt, &err), PS_OK);
    char text[8];
    size_t len = sizeof text;
    assert_int_not_equal(rd_kafka_conf_get(confs.producer, "transactional.id", text, &len),
                         RD_KAFKA_CONF_OK);
    expect(confs.producer, "message.timeout.ms", "0");
    ps_kafka_confs_free(&confs);
}

static ps_status with(const char *setting, ps_kafka_confs *confs, ps_error *err) {
    ps_kafka_options opt = plain();
    const char *set[] = {setting};
    opt.set = set;
    opt.set_count = 1;
    return ps_kafka_confs_make(confs, &opt, err);
}

static void test_settings(void **state) {
    (void)state;
    ps_kafka_confs confs;
    ps_error err = {0};
    assert_int_equal(with(" linger.ms = 7 ", &confs, &err), PS_OK);
    expect(confs.producer, "linger.ms", "7");
    ps_kafka_confs_free(&confs);
    assert_int_equal(with("consumer.client.id=me", &confs, &err), PS_OK);
    expect(confs.consumer, "client.id", "me");
    expect(confs.producer, "client.id", "phisieve");
    ps_kafka_confs_free(&confs);
}

/* What the promises rest on, what nobody knows, what is no setting. */
static void test_refused(void **state) {
    (void)state;
    static const char *const rows[] = {"acks=1",
                                       "producer.enable.idempotence=false",
                                       "consumer.isolation.level=read_uncommitted",
                                       "enable.auto.commit=true",
                                       "auto.offset.reset=latest",
                                       "group.id=other",
                                       "transactional.id=x",
                                       "debug=all",
                                       "no.such.setting=1",
                                       "linger.ms=soon",
                                       "linger.ms",
                                       "=1",
                                       "sasl.password=@/no/such/file"};
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        ps_kafka_confs confs;
        ps_error err = {0};
        assert_int_not_equal(with(rows[i], &confs, &err), PS_OK);
        assert_null(confs.consumer);
        assert_true(err.text[0]);
    }
}

static void test_file(void **state) {
    (void)state;
    char path[] = "/tmp/kafka-conf-XXXXXX", secret[] = "/tmp/kafka-word-XXXXXX", line[128];
    int fd = mkstemp(path), word = mkstemp(secret);
    assert_true(fd >= 0 && word >= 0);
    assert_true(write(word, "pa ss\nmore", 10) == 10);
    int len =
        snprintf(line, sizeof line, "# a comment\n\nlinger.ms=9\r\nsasl.password=@%s\n", secret);
    assert_true(write(fd, line, (size_t)len) == len);
    ps_kafka_options opt = plain();
    ps_kafka_confs confs;
    ps_error err = {0};
    opt.conf_file = path;
    assert_int_equal(ps_kafka_confs_make(&confs, &opt, &err), PS_OK);
    expect(confs.producer, "linger.ms", "9");
    expect(confs.consumer, "sasl.password", "pa ss");
    ps_kafka_confs_free(&confs);
    assert_true(write(fd, "oops\n", 5) == 5);
    assert_int_equal(ps_kafka_confs_make(&confs, &opt, &err), PS_E_USAGE);
    assert_non_null(strstr(err.text, ":5: ")); /* says where */
    (void)close(fd), (void)close(word);
    (void)unlink(path), (void)unlink(secret);
}

/* The value of a secret is in no message. */
static void test_secrets(void **state) {
    (void)state;
    ps_kafka_confs confs;
    ps_error err = {0};
    if (with("ssl.key.pem=hunter2-hunter2", &confs, &err) == PS_OK) ps_kafka_confs_free(&confs);
    assert_null(strstr(err.text, "hunter2"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_settings),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_file),
        cmocka_unit_test(test_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
