/* SPDX-License-Identifier: Apache-2.0 */
#include "become.h"

#include "host.h"
#include "say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int ps_become(const ps_options *options, const char *program) {
    char *path = ps_host_beside(program);
    if (path) (void)execv(path, options->words);
    ps_say("the sidecar, %s, cannot be started beside this program: %s; install both in one folder",
           program, strerror(errno));
    free(path);
    return PS_EXIT_IO;
}
