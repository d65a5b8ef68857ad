/* SPDX-License-Identifier: Apache-2.0 */
#include "fluent_log.h"

#include <stdarg.h>
#include <stdio.h>

enum { LINE = 512 };

void ps_fluent_log(int level, const char *who, const char *format, ...) {
    char text[LINE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (flb_log_print)
        flb_log_print(level, NULL, 0, "[%s] %s", who, text);
    else
        (void)fprintf(stderr, "[%s] %s\n", who, text);
}

/* The names of what is not set, with what holds. */
static void log_unset(const char *who, const ps_settings *settings) {
    char text[LINE - 64] = "";
    size_t len = 0;
    for (unsigned i = 0; i < settings->count; i++) {
        const ps_setting *s = &settings->list[i];
        if (ps_setting_of(settings, s->name)) continue;
        int more = snprintf(text + len, sizeof text - len, "%s%s", len ? ", " : "", s->name);
        if (more > 0) len += (size_t)more;
        if (len >= sizeof text) len = sizeof text - 1;
    }
    ps_fluent_log(PS_FLUENT_LOG_INFO, who, "  not set: %s", text);
}

void ps_fluent_log_settings(const char *who, const ps_settings *settings) {
    ps_fluent_log(PS_FLUENT_LOG_INFO, who, "phisieve %s has read:", ps_version());
    for (unsigned i = 0; i < settings->count; i++) {
        const ps_setting *s = &settings->list[i];
        const char *value = ps_setting_of(settings, s->name);
        if (value) ps_fluent_log(PS_FLUENT_LOG_INFO, who, "  %s = %s", s->name, value);
    }
    log_unset(who, settings);
}

bool ps_fluent_log_worth(uint64_t times) {
    return times && (times & (times - 1)) == 0;
}
