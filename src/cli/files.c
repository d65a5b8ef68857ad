/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include "error.h"
#include "say.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard_input(const char *path) {
    return strcmp(path, "-") == 0;
}

static void measure(ps_files_in *files) {
    bool known = true;
    for (size_t i = 0; i < files->count; i++) {
        struct stat now;
        bool got = files->items[i] ? stat(files->items[i], &now) == 0 : fstat(0, &now) == 0;
        bool file = got && S_ISREG(now.st_mode);
        if (!file && !files->items[i]) files->endless = true;
        known = known && file;
        if (known) files->bytes += (uint64_t)now.st_size;
    }
    if (!known) files->bytes = 0;
}

ps_status ps_files_find(ps_files_in *files, const ps_options *options, ps_error *err) {
    *files = (ps_files_in){0};
    ps_status status = PS_OK;
    for (size_t i = 0; i < options->operand_count && status == PS_OK; i++) {
        if (!is_standard_input(options->operands[i]))
            status = ps_paths_add(&files->paths, options->operands[i], err);
        else if (options->operand_count > 1 || ps_options_has(options, PS_OPT_IN_PLACE))
            status = ps_fail(err, PS_E_USAGE, "- (standard input) stands alone");
    }
    if (status != PS_OK) return status;
    bool standard = options->operand_count == 0 || is_standard_input(options->operands[0]);
    files->count = standard ? 1 : files->paths.count;
    files->items = calloc(files->count + 1, sizeof *files->items);
    if (!files->items) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    for (size_t i = 0; i < files->paths.count; i++) files->items[i] = files->paths.items[i];
    measure(files);
    if (standard && isatty(STDIN_FILENO) && !ps_options_has(options, PS_OPT_QUIET))
        ps_say("reading standard input; Ctrl-D ends, --help tells more");
    return PS_OK;
}

void ps_files_free(ps_files_in *files) {
    free(files->items);
    ps_paths_free(&files->paths);
    *files = (ps_files_in){0};
}

bool ps_files_same(const ps_input *input, int fd) {
    struct stat out;
    if (!ps_input_is_file(input) || fstat(fd, &out) != 0 || !S_ISREG(out.st_mode)) return false;
    return out.st_size > 0 && out.st_dev == ps_input_device(input) &&
           out.st_ino == ps_input_inode(input);
}
