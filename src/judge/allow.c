/* SPDX-License-Identifier: Apache-2.0 */
#include "allow.h"

#include <stdlib.h>

typedef struct ps_allow_row {
    const ps_allow *entry;
    ps_regex *regex; /* NULL: an exact value */
} ps_allow_row;

struct ps_allow_list {
    ps_allow_row *rows;
    size_t count;
};

ps_status ps_allow_list_new(ps_allow_list **out, const ps_rules *rules, ps_error *err) {
    *out = NULL;
    ps_allow_list *list = calloc(1, sizeof *list);
    size_t count = ps_rules_allow_count(rules);
    if (list) list->rows = calloc(count ? count : 1, sizeof *list->rows);
    if (!list || !list->rows) {
        ps_allow_list_free(list);
        return ps_fail(err, PS_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        const ps_allow *entry = ps_rules_allow_at(rules, i);
        list->rows[list->count++].entry = entry;
        if (!entry->regex) continue;
        char why[128] = "";
        ps_status status =
            ps_regex_new(&list->rows[i].regex, ps_span_of(entry->text, entry->len), false, why);
        if (status == PS_OK) continue;
        ps_allow_list_free(list);
        return ps_fail(err, status, "line %u of the configuration: allow: the regex is wrong: %s",
                       entry->line, why);
    }
    *out = list;
    return PS_OK;
}

void ps_allow_list_free(ps_allow_list *list) {
    if (!list) return;
    for (size_t i = 0; i < list->count; i++) ps_regex_free(list->rows[i].regex);
    free(list->rows);
    free(list);
}

ps_status ps_allow_list_has(const ps_allow_list *list, ps_regex_scratch *scratch,
                            const ps_rule *rule, ps_span value, bool *allowed) {
    *allowed = false;
    for (size_t i = 0; i < list->count && !*allowed; i++) {
        const ps_allow_row *row = &list->rows[i];
        if (row->entry->rule && strcmp(row->entry->rule, rule->id) != 0) continue;
        if (!row->regex) {
            *allowed = ps_span_eq(ps_span_of(row->entry->text, row->entry->len), value);
            continue;
        }
        ps_status status = ps_regex_whole(row->regex, scratch, value, allowed);
        if (status != PS_OK) return status;
    }
    return PS_OK;
}
