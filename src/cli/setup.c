/* SPDX-License-Identifier: Apache-2.0 */
#include "setup.h"

#include "buf.h"
#include "cores.h"
#include "error.h"
#include "file.h"
#include "host.h"
#include "say.h"

#include <stdlib.h>
#include <unistd.h>

enum { KEY_LEAST = 32, KEY_MOST = 64 << 10 };

static ps_status choose(ps_rules *rules, const ps_options *options, ps_error *err) {
    ps_status status = PS_OK;
    const char *path;
    for (size_t i = 0;
         status == PS_OK && (path = ps_options_listed(options, PS_OPT_RULES, i)) != NULL; i++)
        status = ps_rules_add(rules, path, err);
    const char *profile = options->value[PS_OPT_PROFILE];
    if (status == PS_OK && profile) status = ps_rules_profile(rules, profile, err);
    const char *only = options->value[PS_OPT_ONLY], *except = options->value[PS_OPT_EXCEPT];
    if (status == PS_OK && only) status = ps_rules_only(rules, ps_span_z(only), err);
    if (status == PS_OK && except) status = ps_rules_except(rules, ps_span_z(except), err);
    return status;
}

ps_status ps_setup_rules(ps_rules **out, ps_options *options, ps_error *err) {
    ps_status status = ps_rules_load(out, NULL, err);
    if (status != PS_OK) return status;
    const char *config = options->value[PS_OPT_CONFIG];
    if (config) status = ps_rules_configure(*out, config, err);
    if (status == PS_OK) status = choose(*out, options, err);
    if (status == PS_OK) status = ps_options_configure(options, *out, err);
    if (status != PS_OK) {
        ps_rules_free(*out);
        *out = NULL;
    }
    return status;
}

/* The key without the line end that editors leave behind it. */
static ps_status read_key(ps_buf *key, const ps_options *options, ps_error *err) {
    const char *path = options->value[PS_OPT_TOKEN_KEY_FILE], *text = getenv("PHISIEVE_TOKEN_KEY");
    ps_status status = PS_OK;
    if (path)
        status = ps_file_read(path, key, err);
    else if (text)
        status = ps_buf_add(key, ps_span_z(text));
    else
        return PS_OK;
    if (status != PS_OK) return status;
    if (key->len && key->ptr[key->len - 1] == '\n') key->len--;
    if (key->len && key->ptr[key->len - 1] == '\r') key->len--;
    if (key->len >= KEY_LEAST) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "%s: the token key must have at least %d bytes",
                   path ? path : "PHISIEVE_TOKEN_KEY", KEY_LEAST);
}

ps_status ps_setup_engine(ps_engine **out, const ps_rules *rules, const ps_options *options,
                          ps_error *err) {
    *out = NULL;
    ps_buf key;
    ps_buf_init(&key, KEY_MOST);
    ps_status status = read_key(&key, options, err);
    ps_engine_options opt = {.size = sizeof opt,
                             .token_key = key.len ? ps_buf_span(&key) : PS_LIT(""),
                             .max_record = ps_options_number(options, PS_OPT_MAX_LINE),
                             .event_lines = ps_options_number(options, PS_OPT_EVENT_LINES),
                             .event_bytes = ps_options_number(options, PS_OPT_EVENT_BYTES)};
    if (status == PS_OK) status = ps_engine_new(out, rules, &opt, err);
    if (key.ptr) ps_host_wipe(key.ptr, key.cap);
    ps_buf_free(&key);
    return status;
}

ps_pipeline_options ps_setup_pipeline(const ps_options *options) {
    uint64_t threads = ps_options_number(options, PS_OPT_THREADS);
    bool window = ps_options_is(options, PS_OPT_LONG_LINES, "window");
    return (ps_pipeline_options){.threads = threads ? (unsigned)threads : ps_cores(),
                                 .batch = ps_options_number(options, PS_OPT_BATCH_SIZE),
                                 .max_line = ps_options_number(options, PS_OPT_MAX_LINE),
                                 .long_lines = window ? PS_LONG_WINDOW : PS_LONG_WITHHOLD};
}

ps_status ps_setup_values(bool *show, const ps_options *options, ps_error *err) {
    *show = false;
    if (!ps_options_has(options, PS_OPT_SHOW_VALUES)) return PS_OK;
    bool file = ps_options_has(options, PS_OPT_OUTPUT);
    bool forced = ps_options_is(options, PS_OPT_SHOW_VALUES, "force");
    if (!forced && (file || !isatty(STDOUT_FILENO)))
        return ps_fail(err, PS_E_USAGE,
                       "--show-values writes PHI and the output is no terminal; "
                       "if that is meant, write --show-values=force");
    *show = true;
    return PS_OK;
}

ps_status ps_setup_watch(ps_watch **out, const ps_options *options, ps_error *err) {
    const char *address = options->value[PS_OPT_LISTEN];
    *out = NULL;
    if (!address) return PS_OK;
    ps_status status = ps_watch_open(out, address, err);
    size_t len = strlen(address);
    if (status == PS_OK && len > 2 && strcmp(address + len - 2, ":0") == 0)
        ps_say("listening on port %u", ps_watch_port(*out));
    return status;
}

ps_status ps_setup_metrics(ps_metrics **out, const ps_watch *watch, const ps_engine *engine,
                           const char *door, ps_error *err) {
    *out = watch ? ps_metrics_new(engine, door) : NULL;
    return watch && !*out ? ps_fail(err, PS_E_NOMEM, "not enough memory") : PS_OK;
}
