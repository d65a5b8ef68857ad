/* SPDX-License-Identifier: Apache-2.0
 *
 * The properties of an instance. The host tells nobody of a name that is not known, so each plugin
 * says in its log which ones it has read. */
#ifndef PS_SETTINGS_H
#define PS_SETTINGS_H

#include <phisieve.h>
#include <stdbool.h>

/* Values are the host's, and live as long as the instance. NULL: not set. */
typedef struct ps_setting {
    const char *name;
    const char *value;
} ps_setting;

typedef struct ps_settings {
    ps_setting *list;
    unsigned count;
} ps_settings;

/* NULL: it is not set, or empty. */
const char *ps_setting_of(const ps_settings *settings, const char *name);
/* Which of the words it is; `usual` when it is not set. PS_E_USAGE: none of them. */
PS_MUST_CHECK ps_status ps_setting_word(const ps_settings *settings, const char *name,
                                        const char *const *words, unsigned usual, unsigned *out,
                                        ps_error *err);
/* on, off, true, false, yes, no */
PS_MUST_CHECK ps_status ps_setting_flag(const ps_settings *settings, const char *name, bool usual,
                                        bool *out, ps_error *err);
PS_MUST_CHECK ps_status ps_setting_number(const ps_settings *settings, const char *name,
                                          unsigned least, unsigned most, unsigned usual,
                                          unsigned *out, ps_error *err);

/* ps_error's text; returns `status`. `value` is a setting's, never a byte of a record. */
ps_status ps_setting_fail(ps_error *err, ps_status status, const char *name, const char *value,
                          const char *what);

#endif
