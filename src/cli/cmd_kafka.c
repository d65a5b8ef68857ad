/* SPDX-License-Identifier: Apache-2.0 */
#include "become.h"
#include "commands.h"

int ps_cmd_kafka(ps_options *options) {
    return ps_become(options, "phisieve-kafka");
}
