/* SPDX-License-Identifier: Apache-2.0
 *
 * drop: nothing stands in the output. */
#include "actions.h"

ps_status ps_action_drop(const ps_action *action, const ps_action_input *input, ps_buf *out) {
    (void)action;
    (void)input;
    (void)out;
    return PS_OK;
}
