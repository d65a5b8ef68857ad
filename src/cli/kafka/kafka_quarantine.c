/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_quarantine.h"

#include "error.h"
#include "host.h"
#include "json.h"
#include "kafka_keep_read.h"
#include "kafka_seen.h"
#include "say.h"
#include "setup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TEXT_MOST ((size_t)1 << 31)

typedef struct job {
    const ps_options *options;
    ps_kafka_options kafka;
    ps_kafka_place *places; /* only these; none: all */
    size_t place_count;
    ps_seal_key *key;
    FILE *out;
    ps_keep_replay *replay;
    ps_buf text, secret;
    ps_kept_seen seen;
    uint64_t shown, sealed_to_others, damaged, failed;
} job;

/* ---- which ---- */

static bool is_wanted(const job *j, const ps_kept_record *r) {
    const char *reason = j->options->value[PS_OPT_REASON];
    if (reason && strcmp(reason, r->reason) != 0) return false;
    for (size_t i = 0; i < j->place_count; i++) {
        const ps_kafka_place *p = &j->places[i];
        if (strcmp(p->topic, r->topic) == 0 && p->partition == r->partition &&
            r->offset >= p->first && r->offset <= p->last)
            return true;
    }
    return j->place_count == 0;
}

/* ---- list ---- */

static void stamp(int64_t ms, char out[32]) {
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    out[0] = '\0';
    if (gmtime_r(&seconds, &parts)) (void)strftime(out, 32, "%FT%TZ", &parts);
}

/* Texts of the open part are not proved: they are written as JSON, which keeps control characters
 * off the terminal. */
static ps_status put_open(ps_buf *out, const ps_kept_record *r) {
    ps_status status = ps_buf_add(out, PS_LIT("{\"topic\":"));
    if (status == PS_OK) status = ps_json_text(out, ps_span_z(r->topic));
    if (status == PS_OK)
        status = ps_buf_addf(out,
                             ",\"partition\":%" PRId32 ",\"offset\":%" PRId64
                             ",\"timestamp\":%" PRId64 ",\"kept_at\":%" PRId64 ",\"reason\":",
                             r->partition, r->offset, r->timestamp, r->kept_at);
    if (status == PS_OK) status = ps_json_text(out, ps_span_z(r->reason));
    if (status == PS_OK) status = ps_buf_add(out, PS_LIT(",\"rules\":"));
    if (status == PS_OK) status = ps_json_text(out, ps_span_z(r->rules));
    if (status == PS_OK) status = ps_buf_add(out, PS_LIT(",\"sealed_to\":"));
    return status == PS_OK ? ps_json_text(out, ps_span_z(r->key_id)) : status;
}

static bool is_printable(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text >= 0x7F) return false;
    return true;
}

static bool list_one(void *ctx, ps_span bytes) {
    job *j = ctx;
    ps_arena arena = {NULL};
    ps_kept_record r;
    char at[32];
    ps_status status = ps_kept_read(bytes, &arena, &r);
    bool good = status == PS_OK && is_printable(r.topic) && is_printable(r.reason) &&
                is_printable(r.rules) && is_printable(r.key_id);
    j->damaged += !good;
    if (good && is_wanted(j, &r) && ps_kept_is_new(&j->seen, &r)) {
        j->shown++;
        ps_buf_clear(&j->text);
        stamp(r.kept_at, at);
        if (!ps_options_has(j->options, PS_OPT_JSON))
            (void)fprintf(j->out, "%s  %s/%" PRId32 "/%" PRId64 "  %s  rules %.12s  sealed to %s\n",
                          at, r.topic, r.partition, r.offset, r.reason, r.rules, r.key_id);
        else if (put_open(&j->text, &r) == PS_OK)
            (void)fprintf(j->out, "%.*s}\n", (int)j->text.len, j->text.ptr);
    }
    ps_arena_free(&arena);
    return !ferror(j->out);
}

/* ---- open ---- */

/* "name":text, or "name_base64" where it is no UTF-8; null stays null. */
static ps_status put_field(ps_buf *out, const char *name, ps_span bytes) {
    bool utf8 = ps_json_is_utf8(bytes);
    ps_status status = ps_buf_addf(out, ",\"%s%s\":", name, bytes.ptr && !utf8 ? "_base64" : "");
    if (status != PS_OK) return status;
    if (!bytes.ptr) return ps_buf_add(out, PS_LIT("null"));
    return utf8 ? ps_json_text(out, bytes) : ps_json_base64(out, bytes);
}

static ps_status put_all(ps_buf *out, const ps_kept_record *r) {
    ps_status status = put_open(out, r);
    if (status == PS_OK) status = put_field(out, "key", r->key);
    if (status == PS_OK) status = put_field(out, "value", r->value);
    if (status == PS_OK) status = ps_buf_add(out, PS_LIT(",\"headers\":["));
    for (size_t i = 0; i < r->header_count && status == PS_OK; i++) {
        status = ps_buf_add(out, i ? PS_LIT(",{\"name\":") : PS_LIT("{\"name\":"));
        if (status == PS_OK) status = ps_json_text(out, ps_span_z(r->headers[i].name));
        if (status == PS_OK) status = put_field(out, "value", r->headers[i].value);
        if (status == PS_OK) status = ps_buf_add_char(out, '}');
    }
    return status == PS_OK ? ps_buf_add(out, PS_LIT("]}\n")) : status;
}

/* Gives the proved original; false: it is not for us, or not wanted. */
static bool opened(job *j, ps_span bytes, ps_arena *arena, ps_kept_record *out) {
    char id[PS_SEAL_ID_SIZE + 1];
    ps_kept_record r;
    if (ps_kept_read(bytes, arena, &r) != PS_OK) {
        j->damaged++;
        return false;
    }
    if (!is_wanted(j, &r)) return false;
    ps_seal_key_id(j->key, id);
    if (strcmp(id, r.key_id) != 0) {
        j->sealed_to_others++;
        return false;
    }
    bool good = ps_kept_open(j->key, bytes, arena, &j->secret, out) == PS_OK;
    j->damaged += !good;
    return good && ps_kept_is_new(&j->seen, out);
}

static void wipe(job *j) {
    if (j->secret.ptr) ps_host_wipe(j->secret.ptr, j->secret.cap);
    if (j->text.ptr) ps_host_wipe(j->text.ptr, j->text.cap);
    ps_buf_clear(&j->secret);
    ps_buf_clear(&j->text);
}

static bool open_one(void *ctx, ps_span bytes) {
    job *j = ctx;
    ps_arena arena = {NULL};
    ps_kept_record r;
    if (opened(j, bytes, &arena, &r)) {
        bool done = put_all(&j->text, &r) == PS_OK &&
                    fwrite(j->text.ptr, 1, j->text.len, j->out) == j->text.len;
        j->shown += done;
        j->failed += !done;
    }
    wipe(j);
    ps_arena_free(&arena);
    return !ferror(j->out);
}

/* ---- replay ---- */

static bool is_dry(const job *j) {
    return ps_options_has(j->options, PS_OPT_DRY_RUN);
}

static size_t size_of(const ps_kept_record *r) {
    size_t size = r->key.len + r->value.len;
    for (size_t i = 0; i < r->header_count; i++)
        size += strlen(r->headers[i].name) + r->headers[i].value.len;
    return size;
}

/* Whoever has the public key can seal any text: control characters stay off the terminal. */
static void say_plan(job *j, const ps_kept_record *r, bool goes) {
    const char *into = j->options->value[PS_OPT_INTO];
    if (!is_printable(r->topic) || !is_printable(r->reason)) return;
    (void)fprintf(j->out, "%s/%" PRId32 "/%" PRId64 "  %s  %zu bytes  -> %s/%" PRId32 "%s\n",
                  r->topic, r->partition, r->offset, r->reason, size_of(r), into ? into : r->topic,
                  r->partition, goes ? "" : "  which is not there, or may not be seen");
}

static bool replay_one(void *ctx, ps_span bytes) {
    job *j = ctx;
    ps_arena arena = {NULL};
    ps_kept_record r;
    if (opened(j, bytes, &arena, &r)) {
        bool goes = ps_keep_replay_put(j->replay, &r);
        if (is_dry(j)) say_plan(j, &r, goes);
    }
    wipe(j);
    ps_arena_free(&arena);
    return !ferror(j->out);
}

/* ---- all three ---- */

static ps_status need_key(job *j, ps_error *err) {
    const char *path = j->options->value[PS_OPT_KEY];
    if (!path) return ps_fail(err, PS_E_USAGE, "--key FILE is needed: the private key");
    return ps_seal_key_read_private(&j->key, path, err);
}

/* PHI goes into a new file for its owner alone, or to a terminal. */
static ps_status open_output(job *j, ps_error *err) {
    const char *path = j->options->value[PS_OPT_OUTPUT];
    bool show = false;
    if (!path) {
        ps_status status = ps_setup_values(&show, j->options, err);
        if (status == PS_OK && !show)
            return ps_fail(err, PS_E_USAGE,
                           "open writes PHI: --output FILE (made for its owner alone), or "
                           "--show-values for the terminal");
        return status;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (!out) return ps_fail(err, PS_E_IO, "%.200s: %s", path, strerror(errno));
    j->out = out;
    return PS_OK;
}

static ps_status list(job *j, uint64_t *torn, ps_error *err) {
    return ps_keep_read(&j->kafka, list_one, j, torn, err);
}

static ps_status open_all(job *j, uint64_t *torn, ps_error *err) {
    ps_status status = need_key(j, err);
    if (status == PS_OK) status = open_output(j, err);
    return status == PS_OK ? ps_keep_read(&j->kafka, open_one, j, torn, err) : status;
}

static ps_status replay(job *j, uint64_t *torn, ps_error *err) {
    ps_status status = need_key(j, err);
    if (status == PS_OK)
        status = ps_keep_replay_open(&j->replay, &j->kafka, j->options->value[PS_OPT_INTO],
                                     is_dry(j), err);
    if (status != PS_OK) return status;
    status = ps_keep_read(&j->kafka, replay_one, j, torn, err);
    j->shown = ps_keep_replay_close(j->replay, &j->failed);
    return status;
}

static ps_status read_places(job *j, ps_error *err) {
    const ps_options *o = j->options;
    j->places = calloc(o->operand_count + 1, sizeof *j->places);
    if (!j->places) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_status status = PS_OK;
    for (size_t i = 1; i < o->operand_count && status == PS_OK; i++)
        status = ps_kafka_place_read(&j->places[j->place_count++], o->operands[i], err);
    return status;
}

static ps_status read_options(job *j, const char **set, ps_error *err) {
    const ps_options *o = j->options;
    j->kafka = (ps_kafka_options){.brokers = o->value[PS_OPT_BROKERS],
                                  .group = "phisieve",
                                  .instance = "quarantine",
                                  .quarantine = o->value[PS_OPT_QUARANTINE],
                                  .quarantine_file = o->value[PS_OPT_QUARANTINE_FILE],
                                  .conf_file = o->value[PS_OPT_KAFKA_CONF],
                                  .set = set};
    while ((set[j->kafka.set_count] = ps_options_listed(o, PS_OPT_SET, j->kafka.set_count)) != NULL)
        j->kafka.set_count++;
    if (!j->kafka.quarantine == !j->kafka.quarantine_file)
        return ps_fail(err, PS_E_USAGE,
                       "say where to look: -b HOST:PORT --quarantine TOPIC, or --quarantine-file "
                       "FILE");
    return read_places(j, err);
}

static int tell(const job *j, const char *verb, uint64_t torn) {
    if (!ps_options_has(j->options, PS_OPT_QUIET))
        ps_say("quarantine %s: %" PRIu64 " records%s", verb, j->shown,
               is_dry(j) ? " would be written; nothing was" : "");
    if (j->sealed_to_others)
        ps_say("quarantine: %" PRIu64 " records are sealed to another key", j->sealed_to_others);
    if (j->damaged) ps_say("quarantine: %" PRIu64 " records are damaged", j->damaged);
    if (torn)
        ps_say(j->kafka.quarantine
                   ? "quarantine: %" PRIu64 " bytes belong to records of which pieces are missing"
                   : "quarantine: the last %" PRIu64 " bytes of the file are no record",
               torn);
    if (j->failed) ps_say("quarantine: %" PRIu64 " records could not be written", j->failed);
    if (j->failed) return PS_EXIT_IO;
    return j->sealed_to_others || j->damaged || torn ? PS_EXIT_WITHHELD : PS_EXIT_OK;
}

typedef ps_status verb_fn(job *j, uint64_t *torn, ps_error *err);

static verb_fn *verb_of(const ps_options *options) {
    const char *word = options->operand_count ? options->operands[0] : "";
    if (strcmp(word, "list") == 0) return list;
    if (strcmp(word, "open") == 0) return open_all;
    return strcmp(word, "replay") == 0 ? replay : NULL;
}

int ps_quarantine_run(ps_options *options, const char **set) {
    job j = {.options = options, .out = stdout};
    ps_error err = {0};
    uint64_t torn = 0;
    verb_fn *verb = verb_of(options);
    if (!verb) {
        ps_say("quarantine needs one of the words list, open and replay; see --help");
        return PS_EXIT_USAGE;
    }
    ps_buf_init(&j.text, TEXT_MOST);
    ps_buf_init(&j.secret, TEXT_MOST);
    ps_status status = read_options(&j, set, &err);
    if (status == PS_OK && is_dry(&j) && verb != replay)
        status = ps_fail(&err, PS_E_USAGE, "--dry-run goes with replay: the others write nothing");
    if (status == PS_OK) status = verb(&j, &torn, &err);
    bool written = fflush(j.out) == 0 && !ferror(j.out);
    if (j.out != stdout) written = fclose(j.out) == 0 && written;
    if (status == PS_OK && !written)
        status = ps_fail(&err, PS_E_IO, "the output cannot be written");
    if (status != PS_OK && j.shown)
        ps_say("quarantine %s: %" PRIu64 " records before it failed", options->operands[0],
               j.shown);
    int code = status == PS_OK ? tell(&j, options->operands[0], torn) : ps_say_error(&err);
    wipe(&j);
    ps_buf_free(&j.text);
    ps_buf_free(&j.secret);
    ps_kept_seen_free(&j.seen);
    ps_seal_key_free(j.key);
    free(j.places);
    return code;
}
