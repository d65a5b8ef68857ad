/* SPDX-License-Identifier: Apache-2.0 */
#include "action.h"

#include "actions.h"

typedef struct entry {
    const char *name;
    ps_action_fn *apply;
} entry;

static const entry table[] = {
#define PS_ACTION(kind, name, function) [kind] = {name, function},
#include "actions.def"
#undef PS_ACTION
};
_Static_assert(sizeof table / sizeof table[0] == PS_ACTION_KEEP + 1, "one line per action kind");

bool ps_action_by_name(ps_span name, ps_action_kind *out) {
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!ps_span_eq(name, ps_span_z(table[i].name))) continue;
        *out = (ps_action_kind)i;
        return true;
    }
    return false;
}

const char *ps_action_name(ps_action_kind kind) {
    return table[kind].name;
}

ps_status ps_action_apply(const ps_action *action, const ps_action_input *input, ps_buf *out) {
    size_t before = out->len;
    ps_status status = table[action->kind].apply(action, input, out);
    if (status != PS_OK) out->len = before;
    return status;
}
