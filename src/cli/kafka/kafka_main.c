/* SPDX-License-Identifier: Apache-2.0
 *
 * phisieve-kafka, the program that `phisieve kafka` becomes. */
#include "cores.h"
#include "error.h"
#include "host.h"
#include "kafka.h"
#include "kafka_quarantine.h"
#include "say.h"
#include "setup.h"
#include "stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DRAIN_SECONDS = 25, HOST_MAX = 256 };

/* ---- what was asked for ---- */

static ps_status need(const ps_options *options, ps_option_id id, const char *example,
                      ps_error *err) {
    if (ps_options_has(options, id)) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "kafka needs --%s, such as %s", ps_option_table[id].name,
                   example);
}

static const char *or_else(const ps_options *options, ps_option_id id, const char *other) {
    return ps_options_has(options, id) ? options->value[id] : other;
}

static ps_kafka_keys keys_of(const ps_options *options) {
    return ps_options_is(options, PS_OPT_KEYS, "drop")         ? PS_KEYS_DROP
           : ps_options_is(options, PS_OPT_KEYS, "token")      ? PS_KEYS_TOKEN
           : ps_options_is(options, PS_OPT_KEYS, "quarantine") ? PS_KEYS_QUARANTINE
                                                               : PS_KEYS_PASS_IF_CLEAN;
}

static ps_status need_token_key(const ps_engine *engine, const ps_kafka_options *kafka,
                                ps_error *err) {
    if (kafka->keys != PS_KEYS_TOKEN || ps_engine_has_token_key(engine)) return PS_OK;
    return ps_fail(err, PS_E_USAGE,
                   "--keys token needs a secret: name a file of at least 32 random bytes with "
                   "--token-key-file");
}

static ps_status read_options(ps_kafka_options *out, const ps_options *options, const char *host,
                              const char **set, ps_error *err) {
    uint64_t threads = ps_options_number(options, PS_OPT_THREADS);
    uint64_t drain = ps_options_has(options, PS_OPT_DRAIN_TIMEOUT)
                         ? ps_options_number(options, PS_OPT_DRAIN_TIMEOUT)
                         : DRAIN_SECONDS;
    *out = (ps_kafka_options){.brokers = options->value[PS_OPT_BROKERS],
                              .from = options->value[PS_OPT_FROM],
                              .to = options->value[PS_OPT_TO],
                              .group = or_else(options, PS_OPT_GROUP, "phisieve"),
                              .instance = or_else(options, PS_OPT_INSTANCE, host),
                              .at_least_once =
                                  ps_options_is(options, PS_OPT_DELIVERY, "at-least-once"),
                              .keys = keys_of(options),
                              .metrics_topic = options->value[PS_OPT_METRICS_TOPIC],
                              .quarantine = options->value[PS_OPT_QUARANTINE],
                              .quarantine_file = options->value[PS_OPT_QUARANTINE_FILE],
                              .quarantine_key = options->value[PS_OPT_QUARANTINE_KEY],
                              .state_file = options->value[PS_OPT_STATE_FILE],
                              .threads = threads ? (unsigned)threads : ps_cores(),
                              .drain_ms = drain * 1000,
                              .conf_file = options->value[PS_OPT_KAFKA_CONF],
                              .set = set};
    while ((set[out->set_count] = ps_options_listed(options, PS_OPT_SET, out->set_count)) != NULL)
        out->set_count++;
    ps_status status = need(options, PS_OPT_FROM, "'raw\\..*'", err);
    return status == PS_OK ? need(options, PS_OPT_TO, "'clean.${topic}'", err) : status;
}

static ps_status load_schemas(const ps_options *options, ps_schemas **out, ps_error *err) {
    bool protobuf = ps_options_is(options, PS_OPT_FRAMES, "protobuf");
    return ps_schemas_load(out, options->value[PS_OPT_SCHEMA_DIR], protobuf, err);
}

/* ---- how it ended ---- */

static void show(const ps_kafka_totals *t, const ps_options *options, ps_span metrics) {
    if (!ps_options_has(options, PS_OPT_STATS)) return;
    bool json = ps_options_is(options, PS_OPT_STATS, "json");
    (void)fprintf(stderr,
                  json ? "{\"records_in\":%llu,\"clean\":%llu,\"redacted\":%llu,\"withheld\":%llu,"
                         "\"quarantined\":%llu,\"commits\":%llu,\"aborts\":%llu,\"rebalances\":%llu"
                       : "phisieve: %llu records in = %llu clean + %llu redacted + %llu withheld "
                         "+ %llu quarantined; %llu commits, %llu undone, %llu rebalances",
                  (unsigned long long)t->in, (unsigned long long)t->clean,
                  (unsigned long long)t->redacted, (unsigned long long)t->withheld,
                  (unsigned long long)t->kept, (unsigned long long)t->commits,
                  (unsigned long long)t->aborts, (unsigned long long)t->rebalances);
    if (json && metrics.len)
        (void)fprintf(stderr, ",\"metrics\":%.*s", (int)metrics.len, metrics.ptr);
    (void)fputs(json ? "}\n" : "\n", stderr);
}

/* The metrics as JSON, without the brace at the end: show() goes on. Empty when there are none. */
static void put_metrics(const ps_metrics *metrics, ps_buf *out) {
    if (!metrics || ps_metrics_json(metrics, out) != PS_OK) ps_buf_clear(out);
}

static int run_with(const ps_engine *engine, const ps_kafka_options *kafka,
                    const ps_options *options) {
    enum { METRICS_MOST = 1 << 20 };
    ps_error err = {0};
    ps_kafka_totals totals = {0};
    ps_buf metrics;
    ps_buf_init(&metrics, METRICS_MOST);
    ps_kafka_end end = ps_kafka_run(engine, kafka, &totals, &err);
    put_metrics(kafka->metrics, &metrics);
    show(&totals, options, ps_buf_span(&metrics));
    ps_buf_free(&metrics);
    switch (end) {
    case PS_KAFKA_DRAINED: return PS_EXIT_OK;
    case PS_KAFKA_NOT_DRAINED:
        ps_say("kafka: what was under way could not be finished in time; it will be read again "
               "(--drain-timeout)");
        _exit(PS_EXIT_NOT_DRAINED); /* threads still use all of it */
    case PS_KAFKA_UNKEEPABLE: (void)ps_say_error(&err); return PS_EXIT_UNKEEPABLE;
    case PS_KAFKA_FENCED:
        ps_say("kafka: another process goes by the instance name of this one; each needs its own "
               "(--instance)");
        return PS_EXIT_FENCED;
    default: return ps_say_error(&err);
    }
}

/* ---- the commands beside it ---- */

static int skip(const ps_kafka_options *kafka, ps_options *options) {
    ps_error err = {0};
    ps_kafka_place place;
    if (options->operand_count != 2) {
        ps_say("kafka skip needs one TOPIC/PARTITION/OFFSET, as partition_halted names it");
        return PS_EXIT_USAGE;
    }
    ps_status status = ps_kafka_place_read(&place, options->operands[1], &err);
    if (status == PS_OK) status = ps_kafka_skip(kafka, &place, &err);
    return status == PS_OK ? PS_EXIT_OK : ps_say_error(&err);
}

static void show_looked_at(void *ctx, bool good, const char *text) {
    (void)ctx;
    (void)fprintf(good ? stdout : stderr, "%s%s\n", good ? "ok: " : "PROBLEM: ", text);
}

static int check(const ps_kafka_options *kafka, ps_options *options) {
    ps_error err = {0};
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_schemas *schemas = NULL;
    if (options->operand_count != 1) {
        ps_say("kafka check takes no further words");
        return PS_EXIT_USAGE;
    }
    ps_status status = ps_setup_rules(&rules, options, &err);
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    if (status == PS_OK) status = need_token_key(engine, kafka, &err);
    if (status == PS_OK) status = load_schemas(options, &schemas, &err);
    if (status == PS_OK) {
        show_looked_at(NULL, true, "rules");
        status = ps_kafka_check(kafka, show_looked_at, NULL, &err);
    }
    ps_schemas_free(schemas);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return status == PS_OK ? PS_EXIT_OK : ps_say_error(&err);
}

/* ---- settings, for people ---- */

static bool is_set(const ps_kafka_options *kafka, const char *word) {
    for (size_t i = 0; i < kafka->set_count; i++)
        if (strcmp(kafka->set[i], word) == 0) return true;
    return false;
}

/* -X dump: with all that is set elsewhere, so without itself. */
static int dump(const ps_kafka_options *kafka, const char **set) {
    enum { ROOM_MOST = 1 << 20 };
    ps_kafka_options others = *kafka;
    ps_error err = {0};
    ps_buf text;
    others.set_count = 0;
    for (size_t i = 0; i < kafka->set_count; i++)
        if (strcmp(set[i], "dump") != 0) set[others.set_count++] = set[i];
    ps_buf_init(&text, ROOM_MOST);
    ps_status status = ps_kafka_settings_dump(&others, &text, &err);
    if (status == PS_OK && fwrite(text.ptr, 1, text.len, stdout) != text.len)
        status = ps_fail(&err, PS_E_IO, "standard output cannot be written");
    ps_buf_free(&text);
    return status == PS_OK ? PS_EXIT_OK : ps_say_error(&err);
}

typedef struct side_command {
    const char *name;
    int (*run)(const ps_kafka_options *kafka, ps_options *options);
} side_command;

static const side_command side_commands[] = {{"skip", skip}, {"check", check}};

/* NULL: none, and `err` says so. */
static const side_command *find_side_command(const ps_options *options, ps_error *err) {
    for (size_t i = 0; i < sizeof side_commands / sizeof *side_commands; i++)
        if (strcmp(options->operands[0], side_commands[i].name) == 0) return &side_commands[i];
    (void)ps_fail(err, PS_E_USAGE, "kafka %.40s: no such command; see --help",
                  options->operands[0]);
    return NULL;
}

static ps_status need_metrics(const ps_options *options, const ps_engine *engine,
                              const ps_watch *watch, ps_kafka_options *kafka, ps_error *err) {
    bool wanted = watch || kafka->metrics_topic || ps_options_is(options, PS_OPT_STATS, "json");
    kafka->metrics = wanted ? ps_metrics_new(engine, "kafka") : NULL;
    return wanted && !kafka->metrics ? ps_fail(err, PS_E_NOMEM, "not enough memory") : PS_OK;
}

static int run_sidecar(ps_options *options, ps_kafka_options *kafka) {
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_watch *watch = NULL;
    ps_schemas *schemas = NULL;
    ps_error err = {0};
    ps_kafka_health health = {0};
    kafka->health = &health;
    ps_status status = ps_stop_install(PS_STOP_SOON, &err);
    ps_stop_exits(PS_EXIT_NOT_DRAINED);
    if (status == PS_OK) status = ps_setup_watch(&watch, options, &err);
    if (status == PS_OK) status = ps_setup_rules(&rules, options, &err);
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    if (status == PS_OK) status = need_token_key(engine, kafka, &err);
    if (status == PS_OK) status = load_schemas(options, &schemas, &err);
    kafka->schemas = schemas;
    if (status == PS_OK) status = need_metrics(options, engine, watch, kafka, &err);
    if (status == PS_OK) ps_watch_begin(watch, kafka->metrics, ps_kafka_not_ready, &health);
    int code = status == PS_OK ? run_with(engine, kafka, options) : ps_say_error(&err);
    ps_watch_end(watch);
    ps_watch_close(watch);
    ps_metrics_free(kafka->metrics);
    kafka->metrics = NULL;
    kafka->health = NULL;
    kafka->schemas = NULL;
    ps_schemas_free(schemas);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return code;
}

static int run(ps_options *options) {
    ps_error err = {0};
    ps_kafka_options kafka;
    char host[HOST_MAX] = "phisieve";
    (void)gethostname(host, sizeof host - 1);
    const char **set = calloc(options->list_count + 1, sizeof *set);
    ps_status status = set ? read_options(&kafka, options, host, set, &err) : PS_E_NOMEM;
    const side_command *beside = NULL;
    if (status == PS_OK && options->operand_count) {
        beside = find_side_command(options, &err);
        if (!beside) status = err.status;
    }
    int code;
    if (set && is_set(&kafka, "list")) {
        ps_kafka_settings_list(stdout);
        code = PS_EXIT_OK;
    } else if (set && is_set(&kafka, "dump"))
        code = dump(&kafka, set);
    else if (status != PS_OK)
        code = ps_say_error(&err);
    else
        code = beside ? beside->run(&kafka, options) : run_sidecar(options, &kafka);
    free((void *)set);
    return code;
}

static int run_command(ps_options *options) {
    if (strcmp(options->command->name, "kafka") == 0) return run(options);
    if (strcmp(options->command->name, "quarantine") != 0) {
        ps_say("this is a part of phisieve: start it with phisieve kafka");
        return PS_EXIT_USAGE;
    }
    const char **set = calloc(options->list_count + 1, sizeof *set);
    if (!set) return PS_EXIT_IO;
    int code = ps_quarantine_run(options, set);
    free((void *)set);
    return code;
}

int main(int argc, char **argv) {
    ps_options options = {0};
    ps_error err = {0};
    ps_host_standard_fds();
    ps_host_return_memory();
    (void)ps_host_forbid_dumps();
    int code = ps_options_parse(&options, argc, argv, &err) == PS_OK ? run_command(&options)
                                                                     : ps_say_error(&err);
    ps_options_free(&options);
    return code;
}
