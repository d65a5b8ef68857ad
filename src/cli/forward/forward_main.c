/* SPDX-License-Identifier: Apache-2.0
 *
 * phisieve-forward, the program that `phisieve forward` becomes. */
#include "cores.h"
#include "error.h"
#include "file.h"
#include "forward.h"
#include "host.h"
#include "say.h"
#include "setup.h"
#include "stop.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    DRAIN_SECONDS = 25,
    HOST_MAX = 256,
    SECRET_MOST = 1 << 20,
    CONNECTIONS = 64,
    MESSAGE = 16 << 20,
    SPOOL = 1 << 30,
    UNPACKED = 4, /* times the size of a message */
    WAIT_MS = 30000
};
#define USUAL_PORT "24224"

/* What the options say, and what has to be freed. */
typedef struct setup {
    ps_forward_options forward;
    ps_forward_health health;
    ps_seal_key *spool_key;
    ps_tls *from_tls, *to_tls;
    ps_buf key, users, to_key, to_user;
    char host[HOST_MAX];
} setup;

/* ---- addresses ---- */

static ps_status read_doors(ps_forward_options *out, const ps_options *options, ps_error *err) {
    const char *text = ps_options_listed(options, PS_OPT_DOORS, 0);
    if (!text) text = "127.0.0.1:" USUAL_PORT;
    for (size_t n = 1; text; text = ps_options_listed(options, PS_OPT_DOORS, n++)) {
        if (out->from_count == PS_FORWARD_DOORS_MAX)
            return ps_fail(err, PS_E_USAGE, "--from: at most %d addresses", PS_FORWARD_DOORS_MAX);
        ps_status status =
            ps_wire_address_read(&out->from[out->from_count++], ps_span_z(text), USUAL_PORT, err);
        if (status != PS_OK) return status;
    }
    return PS_OK;
}

static ps_status read_servers(ps_forward_client_options *out, const ps_options *options,
                              ps_error *err) {
    if (!ps_options_has(options, PS_OPT_SERVERS))
        return ps_fail(err, PS_E_USAGE, "forward needs --to, such as --to 127.0.0.1:24225");
    ps_span rest = ps_span_z(options->value[PS_OPT_SERVERS]);
    while (rest.len) {
        const char *comma = memchr(rest.ptr, ',', rest.len);
        size_t len = comma ? (size_t)(comma - rest.ptr) : rest.len;
        if (out->server_count == PS_FORWARD_SERVERS_MAX)
            return ps_fail(err, PS_E_USAGE, "--to: at most %d servers", PS_FORWARD_SERVERS_MAX);
        ps_status status = ps_wire_address_read(&out->servers[out->server_count++],
                                                ps_span_cut(rest, 0, len), USUAL_PORT, err);
        if (status != PS_OK) return status;
        rest = ps_span_cut(rest, comma ? len + 1 : len, rest.len);
    }
    return PS_OK;
}

/* ---- secrets ---- */

/* The file, without the line end behind it. Nothing when the option is not given. */
static ps_status read_secret(ps_buf *out, const ps_options *options, ps_option_id id,
                             ps_error *err) {
    ps_buf_init(out, SECRET_MOST);
    if (!ps_options_has(options, id)) return PS_OK;
    ps_status status = ps_file_read(options->value[id], out, err);
    while (out->len && ps_is_one_of(out->ptr[out->len - 1], "\r\n")) out->len--;
    if (status == PS_OK && !out->len)
        status = ps_fail(err, PS_E_USAGE, "--%s: the file is empty", ps_option_table[id].name);
    return status;
}

static ps_status split_user(setup *s, ps_error *err) {
    ps_span line = ps_buf_span(&s->to_user);
    const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
    if (line.len && !colon)
        return ps_fail(err, PS_E_USAGE, "--to-user-file: its first line must be user:password");
    if (!colon) return PS_OK;
    s->forward.to.secrets.user = ps_span_of(line.ptr, (size_t)(colon - line.ptr));
    s->forward.to.secrets.password =
        ps_span_cut(line, s->forward.to.secrets.user.len + 1, line.len);
    return PS_OK;
}

static ps_status read_secrets(setup *s, const ps_options *options, ps_error *err) {
    ps_status status = read_secret(&s->key, options, PS_OPT_SHARED_KEY_FILE, err);
    if (status == PS_OK) status = read_secret(&s->users, options, PS_OPT_USERS_FILE, err);
    if (status == PS_OK) status = read_secret(&s->to_key, options, PS_OPT_TO_SHARED_KEY_FILE, err);
    if (status == PS_OK) status = read_secret(&s->to_user, options, PS_OPT_TO_USER_FILE, err);
    if (status == PS_OK && s->users.len && !s->key.len)
        status = ps_fail(err, PS_E_USAGE, "--users-file needs --shared-key-file");
    if (status == PS_OK && s->to_user.len && !s->to_key.len)
        status = ps_fail(err, PS_E_USAGE, "--to-user-file needs --to-shared-key-file");
    s->forward.from_secrets = (ps_forward_secrets){
        .key = ps_buf_span(&s->key), .users = ps_buf_span(&s->users), .host = s->host};
    s->forward.to.secrets = (ps_forward_secrets){.key = ps_buf_span(&s->to_key), .host = s->host};
    return status == PS_OK ? split_user(s, err) : status;
}

/* ---- TLS ---- */

static ps_status read_tls(setup *s, const ps_options *options, ps_error *err) {
    const char *const *value = options->value;
    ps_tls_options from = {.server = true,
                           .certificate = value[PS_OPT_TLS_CERT],
                           .key = value[PS_OPT_TLS_KEY],
                           .ca = value[PS_OPT_TLS_CLIENT_CA]};
    ps_tls_options to = {.certificate = value[PS_OPT_TO_CERT],
                         .key = value[PS_OPT_TO_KEY],
                         .ca = value[PS_OPT_TO_CA]};
    ps_status status = PS_OK;
    if (from.certificate || from.key || from.ca) status = ps_tls_new(&s->from_tls, &from, err);
    bool tls = ps_options_has(options, PS_OPT_TO_TLS);
    if (status == PS_OK && !tls && (to.certificate || to.key || to.ca))
        status = ps_fail(err, PS_E_USAGE, "--to-ca, --to-cert and --to-key need --to-tls");
    if (status == PS_OK && tls) status = ps_tls_new(&s->to_tls, &to, err);
    s->forward.from_tls = s->from_tls;
    s->forward.to.tls = s->to_tls;
    return status;
}

/* ---- numbers ---- */

static uint64_t or_else(const ps_options *options, ps_option_id id, uint64_t other) {
    return ps_options_has(options, id) ? ps_options_number(options, id) : other;
}

/* ---- the spool ---- */

static ps_status read_spool(setup *s, const ps_options *options, ps_error *err) {
    ps_forward_spool_options *spool = &s->forward.spool;
    const char *key = options->value[PS_OPT_SPOOL_KEY];
    spool->folder = options->value[PS_OPT_SPOOL];
    spool->most = or_else(options, PS_OPT_SPOOL_SIZE, SPOOL);
    if (!spool->folder && !key) return PS_OK;
    if (!spool->folder || !key)
        return ps_fail(err, PS_E_USAGE,
                       "--spool and --spool-key go together; phisieve key new FILE makes a key");
    ps_status status = ps_seal_key_read_private(&s->spool_key, key, err);
    spool->key = s->spool_key;
    return status;
}

/* ---- all options ---- */

static ps_status read_options(setup *s, const ps_options *options, ps_error *err) {
    ps_forward_options *out = &s->forward;
    uint64_t message = or_else(options, PS_OPT_MAX_MESSAGE, MESSAGE);
    memcpy(s->host, "phisieve", sizeof "phisieve");
    (void)gethostname(s->host, sizeof s->host - 1);
    *out = (ps_forward_options){
        .tag_prefix = options->value[PS_OPT_TAG_PREFIX] ? options->value[PS_OPT_TAG_PREFIX] : "",
        .metadata = ps_options_has(options, PS_OPT_SEND_METADATA),
        .connections = (unsigned)or_else(options, PS_OPT_CONNECTIONS, CONNECTIONS),
        .threads = (unsigned)or_else(options, PS_OPT_THREADS, ps_cores() + 1U),
        .message_most = message,
        .events_most = UNPACKED * message,
        .drain_ms = or_else(options, PS_OPT_DRAIN_TIMEOUT, DRAIN_SECONDS) * 1000,
        .to = {.no_ack = ps_options_has(options, PS_OPT_NO_ACK),
               .pack = ps_options_has(options, PS_OPT_TO_GZIP) ? PS_FORWARD_GZIP : PS_FORWARD_PLAIN,
               .wait_ms = WAIT_MS}};
    if (options->operand_count)
        return ps_fail(err, PS_E_USAGE, "forward takes no further words; see --help");
    ps_status status = read_doors(out, options, err);
    if (status == PS_OK) status = read_servers(&out->to, options, err);
    if (status == PS_OK) status = read_secrets(s, options, err);
    if (status == PS_OK) status = read_spool(s, options, err);
    return status == PS_OK ? read_tls(s, options, err) : status;
}

static void wipe(ps_buf *secret) {
    if (secret->ptr) ps_host_wipe(secret->ptr, secret->cap);
    ps_buf_free(secret);
}

static void free_setup(setup *s) {
    wipe(&s->key);
    wipe(&s->users);
    wipe(&s->to_key);
    wipe(&s->to_user);
    ps_tls_free(s->from_tls);
    ps_tls_free(s->to_tls);
    ps_seal_key_free(s->spool_key);
}

/* ---- running ---- */

static void show(const ps_forward_totals *t, const ps_options *options) {
    if (!ps_options_has(options, PS_OPT_STATS)) return;
    (void)fprintf(stderr,
                  ps_options_is(options, PS_OPT_STATS, "json")
                      ? "{\"events_in\":%llu,\"clean\":%llu,\"redacted\":%llu,\"withheld\":%llu,"
                        "\"filtered\":%llu,\"spooled\":%llu,\"messages\":%llu,\"refused\":%llu}\n"
                      : "phisieve: %llu events in = %llu clean + %llu redacted + %llu withheld + "
                        "%llu filtered + %llu in the spool; %llu messages, %llu refused\n",
                  (unsigned long long)t->in, (unsigned long long)t->clean,
                  (unsigned long long)t->redacted, (unsigned long long)t->withheld,
                  (unsigned long long)t->filtered, (unsigned long long)t->spooled,
                  (unsigned long long)t->messages, (unsigned long long)t->refused);
}

static int run_with(const ps_engine *engine, const ps_forward_options *forward,
                    const ps_options *options) {
    ps_error err = {0};
    ps_forward_totals totals;
    ps_forward_end end = ps_forward_run(engine, forward, &totals, &err);
    show(&totals, options);
    if (end == PS_FORWARD_FAILED) return ps_say_error(&err);
    if (end == PS_FORWARD_DRAINED) return PS_EXIT_OK;
    ps_say("forward: what was under way could not be finished in time; senders that ask for "
           "acknowledgements will send it again (--drain-timeout)");
    _exit(PS_EXIT_NOT_DRAINED); /* threads may still use all of it */
}

static int run(ps_options *options, setup *s) {
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_watch *watch = NULL;
    ps_metrics *metrics = NULL;
    ps_error err = {0};
    s->forward.health = &s->health;
    ps_status status = ps_stop_install(PS_STOP_SOON, &err);
    ps_stop_exits(PS_EXIT_NOT_DRAINED);
    if (status == PS_OK) status = ps_setup_watch(&watch, options, &err);
    if (status == PS_OK) status = ps_setup_rules(&rules, options, &err);
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    if (status == PS_OK) status = ps_setup_metrics(&metrics, watch, engine, "forward", &err);
    if (status == PS_OK) ps_watch_begin(watch, metrics, ps_forward_not_ready, &s->health);
    s->forward.metrics = metrics;
    int code = status == PS_OK ? run_with(engine, &s->forward, options) : ps_say_error(&err);
    ps_watch_end(watch);
    ps_watch_close(watch);
    ps_metrics_free(metrics);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return code;
}

static int run_command(ps_options *options) {
    ps_error err = {0};
    setup s = {0};
    if (strcmp(options->command->name, "forward") != 0) {
        ps_say("this is a part of phisieve: start it with phisieve forward");
        return PS_EXIT_USAGE;
    }
    int code = read_options(&s, options, &err) == PS_OK ? run(options, &s) : ps_say_error(&err);
    free_setup(&s);
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
