/* SPDX-License-Identifier: Apache-2.0 */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *ps_setting_of(const ps_settings *settings, const char *name) {
    for (unsigned i = 0; i < settings->count; i++) {
        const ps_setting *s = &settings->list[i];
        if (strcmp(s->name, name) == 0) return s->value && *s->value ? s->value : NULL;
    }
    return NULL;
}

ps_status ps_setting_fail(ps_error *err, ps_status status, const char *name, const char *value,
                          const char *what) {
    if (!err) return status;
    *err = (ps_error){.status = status};
    (void)snprintf(err->text, sizeof err->text, "%s: %.100s: %s", name, value, what);
    return status;
}

ps_status ps_setting_word(const ps_settings *settings, const char *name, const char *const *words,
                          unsigned usual, unsigned *out, ps_error *err) {
    const char *value = ps_setting_of(settings, name);
    *out = usual;
    if (!value) return PS_OK;
    for (*out = 0; words[*out]; ++*out)
        if (strcasecmp(words[*out], value) == 0) return PS_OK;
    char what[160] = "write";
    for (unsigned i = 0; words[i]; i++) {
        size_t len = strlen(what);
        (void)snprintf(what + len, sizeof what - len, "%s%s", i ? " or " : " ", words[i]);
    }
    return ps_setting_fail(err, PS_E_USAGE, name, value, what);
}

ps_status ps_setting_flag(const ps_settings *settings, const char *name, bool usual, bool *out,
                          ps_error *err) {
    static const char *const words[] = {"off", "on", "false", "true", "no", "yes", NULL};
    unsigned word = 0;
    ps_status status = ps_setting_word(settings, name, words, usual, &word, err);
    *out = word & 1;
    return status;
}

ps_status ps_setting_number(const ps_settings *settings, const char *name, unsigned least,
                            unsigned most, unsigned usual, unsigned *out, ps_error *err) {
    const char *value = ps_setting_of(settings, name);
    char *end = NULL;
    *out = usual;
    if (!value) return PS_OK;
    unsigned long number = *value >= '0' && *value <= '9' ? strtoul(value, &end, 10) : 0;
    if (end && !*end && number >= least && number <= most) {
        *out = (unsigned)number;
        return PS_OK;
    }
    char what[64];
    (void)snprintf(what, sizeof what, "write a number from %u to %u", least, most);
    return ps_setting_fail(err, PS_E_USAGE, name, value, what);
}
