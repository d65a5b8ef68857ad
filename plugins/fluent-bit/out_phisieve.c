/* SPDX-License-Identifier: Apache-2.0
 *
 * out_phisieve.so: an output of Fluent Bit. A chunk counts as delivered when the sink has it; a
 * sink that fails makes the host send it again; of a chunk that cannot be redacted nothing goes
 * out. */
#include "buf.h"
#include "door.h"
#include "hand.h"
#include "sink.h"

#include <pthread.h>
#include <stdlib.h>

#define WHO "output:phisieve"
#define WITHHELD_TAG "withheld"

enum { TAG_MOST = 1 << 16 };

typedef struct instance {
    ps_hand *hand;
    ps_door door;
    const ps_sink_kind *kind;
    void *sink;
    const char *tag_prefix;
    ps_buf tag;
    pthread_t begun_by;
    uint64_t failed; /* chunks, since one was taken */
} instance;

/* ---- start and end ---- */

typedef struct opening {
    instance *self;
    const ps_settings *settings;
    ps_status status;
} opening;

static ps_status open_sink(instance *self, const ps_settings *settings, ps_error *err) {
    static const char *const words[] = {"forward", "kafka", "file", "stdout", NULL};
    static const ps_sink_kind *const kinds[] = {&ps_sink_forward, &ps_sink_kafka, &ps_sink_file,
                                                &ps_sink_stdout};
    unsigned word;
    if (!ps_setting_of(settings, "mode"))
        return ps_setting_fail(err, PS_E_USAGE, "mode", "not set",
                               "write forward, kafka, file or stdout");
    ps_status status = ps_setting_word(settings, "mode", words, 0, &word, err);
    if (status != PS_OK) return status;
    self->kind = kinds[word];
    return self->kind->open(&self->sink, settings, err);
}

static void open_all(void *work) {
    opening *o = work;
    ps_error err = {0};
    ps_fluent_log_settings(WHO, o->settings);
    const char *prefix = ps_setting_of(o->settings, "tag_prefix");
    o->self->tag_prefix = prefix ? prefix : "";
    ps_buf_init(&o->self->tag, TAG_MOST);
    o->status = ps_door_open(&o->self->door, WHO, "fluent-output", o->settings, &err);
    if (o->status == PS_OK) o->status = open_sink(o->self, o->settings, &err);
    if (o->status != PS_OK)
        ps_fluent_log(PS_FLUENT_LOG_ERROR, WHO, "%s",
                      *err.text ? err.text : ps_status_text(o->status));
}

static void close_all(void *work) {
    instance *self = work;
    if (self->kind) self->kind->close(self->sink);
    ps_buf_free(&self->tag);
    ps_door_close(&self->door);
}

static void dismiss(instance *self) {
    if (self->hand) ps_hand_do(self->hand, close_all, self);
    ps_hand_free(self->hand);
    free(self);
}

static instance *begin(const ps_settings *settings) {
    instance *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    opening o = {.self = self, .settings = settings, .status = PS_E_NOMEM};
    self->begun_by = pthread_self();
    self->hand = ps_hand_new();
    if (self->hand) ps_hand_do(self->hand, open_all, &o);
    if (o.status == PS_OK) return self;
    dismiss(self);
    return NULL;
}

/* ---- chunks ---- */

typedef struct flushing {
    instance *self;
    ps_span in;
    const char *tag;
    bool engine_waits;
    int answer;
} flushing;

/* Names of files become tags, and files have names of people. */
static ps_status make_tag(instance *self, const char *tag, ps_span *out) {
    ps_span clean;
    ps_buf_clear(&self->tag);
    if (ps_redact(self->door.engine, self->door.scratch, ps_span_z(tag), &clean) != PS_OK)
        clean = PS_LIT(WITHHELD_TAG);
    ps_status status = ps_buf_add(&self->tag, ps_span_z(self->tag_prefix));
    if (status == PS_OK) status = ps_buf_add(&self->tag, clean);
    *out = ps_buf_span(&self->tag);
    return status;
}

static int put(instance *self, const ps_sink_chunk *chunk) {
    ps_error err = {0};
    ps_status status = chunk->events.len ? self->kind->put(self->sink, chunk, &err) : PS_OK;
    if (status == PS_OK) {
        self->failed = 0;
        return PS_FLUENT_OK;
    }
    if (ps_fluent_log_worth(++self->failed))
        ps_fluent_log(PS_FLUENT_LOG_WARN, WHO, "a chunk was not taken, %llu times so far: %s",
                      (unsigned long long)self->failed,
                      *err.text ? err.text : ps_status_text(status));
    return PS_FLUENT_RETRY;
}

static void flush(void *work) {
    flushing *f = work;
    ps_sink_chunk chunk = {.engine_waits = f->engine_waits};
    if (make_tag(f->self, f->tag, &chunk.tag) != PS_OK) {
        ps_door_lose(&f->self->door, "its tag is too long");
        return;
    }
    if (ps_door_pass(&f->self->door, f->in, &chunk.events) == PS_DOOR_REFUSED) return;
    f->answer = put(f->self, &chunk);
    ps_door_settle(&f->self->door, f->answer == PS_FLUENT_OK);
}

/* ---- what the host calls ---- */

PS_FLUENT_EXPORT int FLBPluginPreRegister(int hot_reloading);
PS_FLUENT_EXPORT int FLBPluginRegister(ps_fluent_def *def);
PS_FLUENT_EXPORT void FLBPluginUnregister(ps_fluent_def *def);
PS_FLUENT_EXPORT int FLBPluginInit(ps_fluent_plugin *plugin);
PS_FLUENT_EXPORT int FLBPluginFlushCtx(void *ours, const void *data, size_t size, const char *tag);
PS_FLUENT_EXPORT int FLBPluginFlush(const void *data, size_t size, const char *tag);
PS_FLUENT_EXPORT int FLBPluginExitCtx(void *ours);
PS_FLUENT_EXPORT int FLBPluginExit(void);

int FLBPluginPreRegister(int hot_reloading) {
    (void)hot_reloading;
    return 0;
}

int FLBPluginRegister(ps_fluent_def *def) {
    def->type = PS_FLUENT_TYPE_OUTPUT;
    def->proxy = PS_FLUENT_PROXY_GO;
    def->flags = 0;
    def->name = "phisieve";
    def->description = "takes PHI out of logs";
    return 1;
}

/* All that it was given is ours or the host's. */
void FLBPluginUnregister(ps_fluent_def *def) {
    (void)def;
}

int FLBPluginInit(ps_fluent_plugin *plugin) {
    ps_setting list[] = {{"mode", NULL},        PS_DOOR_SETTINGS,         {"tag_prefix", NULL},
                         PS_SINK_FILE_SETTINGS, PS_SINK_FORWARD_SETTINGS, PS_SINK_KAFKA_SETTINGS};
    ps_settings settings = {list, sizeof list / sizeof *list};
    for (unsigned i = 0; i < settings.count; i++)
        list[i].value = plugin->api->output_property(list[i].name, plugin->instance);
    instance *self = begin(&settings);
    plugin->context->ours = self;
    return self ? 1 : -1;
}

int FLBPluginFlushCtx(void *ours, const void *data, size_t size, const char *tag) {
    flushing f = {.self = ours, .in = {data, size}, .tag = tag, .answer = PS_FLUENT_ERROR};
    if (!ours) return PS_FLUENT_ERROR;
    f.engine_waits = pthread_equal(f.self->begun_by, pthread_self());
    ps_hand_do(f.self->hand, flush, &f);
    return f.answer;
}

/* Of hosts before 1.1, which do not say whose chunk it is. */
int FLBPluginFlush(const void *data, size_t size, const char *tag) {
    (void)data;
    (void)size;
    (void)tag;
    return PS_FLUENT_ERROR;
}

int FLBPluginExitCtx(void *ours) {
    if (ours) dismiss(ours);
    return PS_FLUENT_OK;
}

int FLBPluginExit(void) {
    return PS_FLUENT_OK;
}
