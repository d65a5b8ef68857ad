/* SPDX-License-Identifier: Apache-2.0 */
#include "door.h"

#include "forward_events.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEY_LEAST = 32, KEY_MOST = 4096, EVENTS_MOST = 1 << 30 };

/* ---- opening ---- */

static ps_status read_rules(ps_rules **out, const ps_settings *settings, ps_error *err) {
    const char *config = ps_setting_of(settings, "config");
    const char *rules = ps_setting_of(settings, "rules");
    const char *profile = ps_setting_of(settings, "profile");
    ps_status status = ps_rules_load(out, NULL, err);
    if (status == PS_OK && config) status = ps_rules_configure(*out, config, err);
    if (status == PS_OK && rules) status = ps_rules_add(*out, rules, err);
    if (status == PS_OK && profile) status = ps_rules_profile(*out, profile, err);
    return status;
}

/* Without the line end that editors leave behind it. */
static ps_status read_key(char key[KEY_MOST], size_t *len, const char *path, ps_error *err) {
    FILE *file = fopen(path, "re");
    if (!file)
        return ps_setting_fail(err, PS_E_IO, "token_key_file", path, "the file cannot be read");
    setvbuf(file, NULL, _IONBF, 0); /* no second copy of it */
    *len = fread(key, 1, KEY_MOST, file);
    bool good = !ferror(file) && *len < KEY_MOST;
    (void)fclose(file);
    while (*len && (key[*len - 1] == '\n' || key[*len - 1] == '\r')) --*len;
    if (good && *len >= KEY_LEAST) return PS_OK;
    return ps_setting_fail(err, PS_E_USAGE, "token_key_file", path,
                           "a key has at least 32 bytes, and less than 4096");
}

static void forget(char key[KEY_MOST]) {
    volatile char *byte = key; /* so that it is not optimised away */
    for (size_t i = 0; key && i < KEY_MOST; i++) byte[i] = 0;
    free(key);
}

static ps_status make_engine(ps_door *door, const ps_rules *rules, const ps_settings *settings,
                             ps_error *err) {
    const char *path = ps_setting_of(settings, "token_key_file");
    char *key = path ? malloc(KEY_MOST) : NULL;
    ps_engine_options opt = {.size = sizeof opt};
    if (path && !key) return PS_E_NOMEM;
    ps_status status = path ? read_key(key, &opt.token_key.len, path, err) : PS_OK;
    if (path) opt.token_key.ptr = key;
    if (status == PS_OK) status = ps_engine_new(&door->engine, rules, &opt, err);
    forget(key);
    return status;
}

ps_status ps_door_open(ps_door *door, const char *who, const char *kind,
                       const ps_settings *settings, ps_error *err) {
    static const char *const words[] = {"mask", "drop", NULL};
    ps_rules *rules = NULL;
    unsigned word;
    *door = (ps_door){.who = who};
    ps_buf_init(&door->events, EVENTS_MOST);
    ps_status status = ps_setting_word(settings, "on_error", words, 0, &word, err);
    door->drop = word == 1;
    if (status == PS_OK)
        status = ps_tally_open(&door->tally, who, ps_setting_of(settings, "listen"), err);
    if (status == PS_OK) status = read_rules(&rules, settings, err);
    if (status == PS_OK) status = make_engine(door, rules, settings, err);
    ps_rules_free(rules);
    if (status == PS_OK) status = ps_scratch_new(&door->scratch, door->engine);
    return status == PS_OK ? ps_tally_begin(&door->tally, door->engine, kind, err) : status;
}

void ps_door_close(ps_door *door) {
    if (door->scratch) ps_tally_tell(&door->tally);
    ps_tally_close(&door->tally); /* it looks into the engine */
    ps_scratch_free(door->scratch);
    ps_engine_unref(door->engine);
    ps_buf_free(&door->events);
    *door = (ps_door){0};
}

/* ---- passing ---- */

void ps_door_lose(ps_door *door, const char *why) {
    ps_tally_drop(&door->tally, why);
}

void ps_door_settle(ps_door *door, bool arrived) {
    ps_tally_settle(&door->tally, arrived);
}

static ps_door_end refuse(ps_door *door, const char *why, ps_span *out) {
    *out = (ps_span){0};
    ps_tally_drop(&door->tally, why);
    return PS_DOOR_REFUSED;
}

/* Objects that are no events go: no host reads them, and text that got among the events is a row of
 * numbers as MessagePack, one for each byte, in which nothing is found. */
static ps_status keep_events(ps_door *door, ps_span *out, ps_msgpack_report *report) {
    ps_forward_count count;
    ps_buf_trim(&door->events);
    ps_status status = ps_forward_arrange(*out, true, &door->events, out, &count);
    if (status != PS_OK || !count.others) return status;
    report->withheld += count.others; /* some of them may have been withheld before */
    if (report->withheld > report->objects) report->withheld = report->objects;
    uint64_t left = report->objects - report->withheld;
    if (report->changed > left) report->changed = left;
    return PS_OK;
}

ps_door_end ps_door_pass(ps_door *door, ps_span chunk, ps_span *out) {
    ps_msgpack_report report = {.size = sizeof report};
    ps_tally_start(&door->tally);
    ps_status status = ps_redact_msgpack(door->engine, door->scratch, chunk, out, &report);
    if (status == PS_OK) status = keep_events(door, out, &report);
    ps_tally_count(&door->tally, &report, door->scratch);
    if (status != PS_OK) return refuse(door, ps_status_text(status), out);
    if (door->drop && (report.withheld || report.cut))
        return refuse(door, "not all of it could be examined", out);
    if (chunk.len && !out->len) return refuse(door, "it holds no event", out);
    bool same = out->ptr == chunk.ptr && out->len == chunk.len;
    return same ? PS_DOOR_SAME : PS_DOOR_CHANGED;
}
