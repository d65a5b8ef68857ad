/* SPDX-License-Identifier: Apache-2.0
 *
 * label: `[SSN]`. */
#include "actions.h"

ps_status ps_action_label(const ps_action *action, const ps_action_input *input, ps_buf *out) {
    (void)action;
    ps_status status = ps_buf_add_char(out, '[');
    if (status == PS_OK) status = ps_buf_add(out, ps_span_z(input->label));
    if (status == PS_OK) status = ps_buf_add_char(out, ']');
    return status;
}
