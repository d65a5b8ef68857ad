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

void ps_fluent_log_settings(const char *who, const ps_settings *settings) {
    ps_fluent_log(PS_FLUENT_LOG_INFO, who,
                  "phisieve %s; known properties and what holds:", ps_version());
    for (unsigned i = 0; i < settings->count; i++) {
        const ps_setting *s = &settings->list[i];
        bool set = s->value && *s->value;
        ps_fluent_log(PS_FLUENT_LOG_INFO, who, "  %s = %s%s", s->name, set ? s->value : s->usual,
                      set ? "" : " (not set)");
    }
}

bool ps_fluent_log_worth(uint64_t times) {
    return times && (times & (times - 1)) == 0;
}
