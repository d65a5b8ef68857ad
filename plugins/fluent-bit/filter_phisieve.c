/* SPDX-License-Identifier: Apache-2.0
 *
 * flb-filter_phisieve.so: a filter of Fluent Bit, and so a processor.
 *
 * Whatever goes wrong the host is told "modified", with nothing in its hands: any other answer
 * would let it go on with the bytes as they came. */
#include "door.h"
#include "hand.h"

#include <stdlib.h>
#include <string.h>

#define WHO "filter:phisieve"

typedef struct instance {
    ps_hand *hand;
    ps_door door;
} instance;

/* ---- start and end ---- */

typedef struct opening {
    instance *self;
    const ps_settings *settings;
    ps_status status;
} opening;

static void open_door(void *work) {
    opening *o = work;
    ps_error err = {0};
    ps_fluent_log_settings(WHO, o->settings);
    o->status = ps_door_open(&o->self->door, WHO, "fluent-filter", o->settings, &err);
    if (o->status != PS_OK)
        ps_fluent_log(PS_FLUENT_LOG_ERROR, WHO, "%s",
                      *err.text ? err.text : ps_status_text(o->status));
}

static void close_door(void *work) {
    instance *self = work;
    ps_door_close(&self->door);
}

static void dismiss(instance *self) {
    if (self->hand) ps_hand_do(self->hand, close_door, self);
    ps_hand_free(self->hand);
    free(self);
}

static int init(void *host_instance, void *config, void *data) {
    ps_setting list[] = {PS_DOOR_SETTINGS};
    ps_settings settings = {list, sizeof list / sizeof *list};
    (void)config;
    (void)data;
    if (!flb_filter_get_property || !flb_filter_set_context) return -1;
    instance *self = calloc(1, sizeof *self);
    if (!self) return -1;
    for (unsigned i = 0; i < settings.count; i++)
        list[i].value = flb_filter_get_property(list[i].name, host_instance);
    opening o = {.self = self, .settings = &settings, .status = PS_E_NOMEM};
    self->hand = ps_hand_new();
    if (self->hand) ps_hand_do(self->hand, open_door, &o);
    if (o.status != PS_OK) {
        dismiss(self);
        return -1;
    }
    flb_filter_set_context(host_instance, self);
    return 0;
}

static int leave(void *ours, void *config) {
    (void)config;
    if (ours) dismiss(ours);
    return 0;
}

/* ---- chunks ---- */

typedef struct passing {
    instance *self;
    ps_span in;
    void *out; /* malloc'ed */
    size_t out_size;
    int answer;
} passing;

static bool copy(passing *p, ps_span out) {
    p->out = malloc(out.len);
    if (!p->out) return false;
    memcpy(p->out, out.ptr, out.len);
    p->out_size = out.len;
    return true;
}

static void pass(void *work) {
    passing *p = work;
    ps_span out;
    ps_door *door = &p->self->door;
    ps_door_end end = ps_door_pass(door, p->in, &out);
    if (end == PS_DOOR_REFUSED) return;
    if (end == PS_DOOR_SAME) p->answer = PS_FLUENT_NOTOUCH;
    if (end == PS_DOOR_CHANGED && out.len && !copy(p, out))
        ps_door_lose(door, "there is no memory for it");
    else
        ps_door_settle(door, true);
}

static int filter(const void *data, size_t size, const char *tag, int tag_len, void **out,
                  size_t *out_size, void *host_instance, void *input, void *ours, void *config) {
    (void)tag;
    (void)tag_len;
    (void)host_instance;
    (void)input;
    (void)config;
    passing p = {.self = ours, .in = {data, size}, .answer = PS_FLUENT_MODIFIED};
    if (ours) ps_hand_do(p.self->hand, pass, &p);
    *out = p.out;
    *out_size = p.out_size;
    return p.answer;
}

/* ---- what the host copies ---- */

extern ps_fluent_filter filter_phisieve_plugin;
PS_FLUENT_EXPORT ps_fluent_filter filter_phisieve_plugin = {
    .event_type = PS_FLUENT_LOGS,
    .name = "phisieve",
    .description = "takes PHI out of logs",
    .init = init,
    .filter = filter,
    .exit = leave,
};

/* A host before 2.2 would find our functions in the wrong places: it has to fail to find us. */
__attribute__((constructor)) static void check_host(void) {
    if (!PS_FLUENT_MARK) filter_phisieve_plugin.name = "phisieve-needs-fluent-bit-2.2-or-later";
}
