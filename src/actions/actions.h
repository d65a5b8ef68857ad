/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions behind actions.def: as ps_action_apply, for one kind each. */
#ifndef PS_ACTIONS_H
#define PS_ACTIONS_H

#include "action.h"

typedef ps_status ps_action_fn(const ps_action *action, const ps_action_input *input, ps_buf *out);

#define PS_ACTION(kind, name, function) ps_action_fn function;
#include "actions.def"
#undef PS_ACTION

#endif
