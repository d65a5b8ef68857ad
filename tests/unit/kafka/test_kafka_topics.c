/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_topics.h"
#include "kit.h"

static void expect_target(const char *from, const char *to, const char *topic, const char *target) {
    ps_kafka_topics *topics;
    ps_error err = {0};
    char out[PS_KAFKA_TOPIC_MAX + 1];
    if (ps_kafka_topics_new(&topics, from, to, &err) != PS_OK) fail_msg("%s: %s", to, err.text);
    assert_true(ps_kafka_topics_match(topics, topic));
    if (target) {
        assert_int_equal(ps_kafka_topics_map(topics, topic, out, &err), PS_OK);
        assert_string_equal(out, target);
    } else {
        assert_int_equal(ps_kafka_topics_map(topics, topic, out, &err), PS_E_USAGE);
        assert_true(err.text[0]);
    }
    ps_kafka_topics_free(topics);
}

static void test_targets(void **state) {
    (void)state;
    expect_target("raw\\..*", "clean.${topic}", "raw.app", "clean.raw.app");
    expect_target("raw\\.(.*)", "clean.${1}", "raw.app.log", "clean.app.log");
    expect_target("(a|b)-(x)?.*", "${2}${1}.c", "a-y", "a.c");
    expect_target("raw|cooked", "${topic}_${topic}", "raw", "raw_raw");
}

/* What would be read again, and what no topic can be called. */
static void test_refused(void **state) {
    (void)state;
    expect_target(".*", "clean.${topic}", "app", NULL);
    expect_target("(raw|clean)\\..*", "clean.${topic}", "raw.a", NULL);
    expect_target("(a)(b)?.*", "${2}", "a", NULL);
    expect_target("raw", "clean/${topic}", "raw", NULL);
    char longest[PS_KAFKA_TOPIC_MAX + 1];
    memset(longest, 'r', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    expect_target("r+", "c${topic}", longest, NULL);
}

static void test_whole_names(void **state) {
    (void)state;
    ps_kafka_topics *topics;
    assert_int_equal(ps_kafka_topics_new(&topics, "raw|__c.*", "c.${topic}", NULL), PS_OK);
    assert_string_equal(ps_kafka_topics_pattern(topics), "^(raw|__c.*)$");
    assert_true(ps_kafka_topics_match(topics, "raw"));
    assert_false(ps_kafka_topics_match(topics, "raw2"));
    assert_false(ps_kafka_topics_match(topics, "xraw"));
    assert_false(ps_kafka_topics_match(topics, "__consumer_offsets")); /* the cluster's own */
    ps_kafka_topics_free(topics);
}

static void test_bad_options(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"raw(", "c.${topic}"}, {"raw", "clean"},    {"raw", "c.$topic"},
        {"raw", "c.${1}"},      {"(raw)", "c.${2}"}, {"raw", "c.${name}"},
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        ps_kafka_topics *topics;
        ps_error err = {0};
        assert_int_equal(ps_kafka_topics_new(&topics, rows[i][0], rows[i][1], &err), PS_E_USAGE);
        assert_null(topics);
        assert_true(strncmp(err.text, "--", 2) == 0); /* names the option */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_whole_names), cmocka_unit_test(test_bad_options)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
