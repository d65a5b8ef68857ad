/* SPDX-License-Identifier: Apache-2.0 */
#include "values.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

bool ps_value_number(const char *text, uint64_t *out) {
    char *end = NULL;
    if (!ps_is_digit(text[0])) return false;
    unsigned long long number = strtoull(text, &end, 10);
    unsigned shift = 0;
    switch (ps_upper(*end)) {
    case 'K': shift = 10; break;
    case 'M': shift = 20; break;
    case 'G': shift = 30; break;
    default: break;
    }
    if (shift) end++;
    if (*end || number > UINT64_MAX >> shift) return false;
    *out = number << shift;
    return true;
}

static bool is_one_of(const char *list, const char *value) {
    size_t len = strlen(value);
    for (const char *at = list; at; at = strchr(at, '|')) {
        if (*at == '|') at++;
        if (strncmp(at, value, len) == 0 && (at[len] == 0 || at[len] == '|')) return true;
    }
    return false;
}

typedef struct bounds {
    ps_option_id id;
    uint64_t least, most;
    const char *text;
} bounds;

static ps_status check_number(const ps_option *option, const char *value, const char *shown,
                              ps_error *err) {
    static const bounds table[] = {
        {PS_OPT_THREADS, 1, 256, "1 to 256"},
        {PS_OPT_MAX_LINE, 1024, 1U << 30, "1K to 1G"},
        {PS_OPT_EVENT_LINES, 1, 1000000, "1 to 1000000"},
        {PS_OPT_EVENT_BYTES, 1024, 1U << 26, "1K to 64M"},
        {PS_OPT_BATCH_SIZE, 64, 1U << 28, "64 to 256M"},
        {PS_OPT_DRAIN_TIMEOUT, 0, 86400, "0 to 86400"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        uint64_t number = 0;
        if (option != &ps_option_table[table[i].id]) continue;
        if (ps_value_number(value, &number) && number >= table[i].least && number <= table[i].most)
            return PS_OK;
        return ps_fail(err, PS_E_USAGE, "%s: must be a number from %s", shown, table[i].text);
    }
    return PS_OK;
}

/* "a|b" in lower case is a closed list; "FILE|DIR" only describes. */
static bool is_closed(const ps_option *option) {
    if (option == &ps_option_table[PS_OPT_SHOW_VALUES]) return true;
    return option->argument && strchr(option->argument, '|') && ps_is_lower(option->argument[0]);
}

ps_status ps_value_check(const ps_option *option, const char *value, const char *shown,
                         ps_error *err) {
    if (option->kind == PS_KIND_FLAG || (option->kind == PS_KIND_MAYBE && !*value)) return PS_OK;
    if (is_closed(option) && !is_one_of(option->argument, value))
        return ps_fail(err, PS_E_USAGE, "%s: must be one of %s", shown, option->argument);
    if (!*value) return ps_fail(err, PS_E_USAGE, "%s: is empty", shown);
    return check_number(option, value, shown, err);
}

ps_status ps_value_elsewhere(const ps_option *option, const char **value, const char *shown,
                             ps_error *err) {
    bool yes = is_one_of("yes|true|on|1", *value), no = is_one_of("no|false|off|0", *value);
    bool word = option->kind == PS_KIND_FLAG || option->kind == PS_KIND_MAYBE;
    if (word && (yes || no)) {
        *value = yes ? "" : NULL;
        return PS_OK;
    }
    if (option->kind == PS_KIND_FLAG)
        return ps_fail(err, PS_E_USAGE, "%s: must be yes or no", shown);
    return ps_value_check(option, *value, shown, err);
}
