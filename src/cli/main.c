/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "host.h"
#include "say.h"

int main(int argc, char **argv) {
    ps_options options = {0};
    ps_error err = {0};
    ps_host_standard_fds();
    ps_host_return_memory();
    uint64_t core_limit = ps_host_forbid_dumps();
    int code;
    if (ps_options_parse(&options, argc, argv, &err) != PS_OK) {
        code = ps_say_error(&err);
    } else if (ps_options_has(&options, PS_OPT_HELP)) {
        code = ps_help_show(options.command);
    } else if (ps_options_has(&options, PS_OPT_VERSION)) {
        code = ps_version_show();
    } else {
        options.core_limit = core_limit;
        code = options.command->run(&options);
    }
    ps_options_free(&options);
    return code;
}
