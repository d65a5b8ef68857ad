/* SPDX-License-Identifier: Apache-2.0
 *
 * The sidecar is a program of its own (kafka_main.c): loading librdkafka would cost every start of
 * the filter. This process becomes it, with the same words. */
#include "commands.h"
#include "host.h"
#include "say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int ps_cmd_kafka(ps_options *options) {
    char *program = ps_host_beside("phisieve-kafka");
    if (program) (void)execv(program, options->words);
    ps_say("the sidecar, phisieve-kafka, cannot be started beside this program: %s; install both "
           "in one folder",
           strerror(errno));
    free(program);
    return PS_EXIT_IO;
}
