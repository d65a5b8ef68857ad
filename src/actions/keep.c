/* SPDX-License-Identifier: Apache-2.0
 *
 * keep: the value itself. */
#include "actions.h"

ps_status ps_action_keep(const ps_action *action, const ps_action_input *input, ps_buf *out) {
    (void)action;
    return ps_buf_add(out, input->value);
}
