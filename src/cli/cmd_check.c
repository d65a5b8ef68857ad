/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

int ps_cmd_check(ps_options *options) {
    (void)options;
    return 2;
}
