/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

int ps_cmd_rules(ps_options *options) {
    (void)options;
    return 2;
}
