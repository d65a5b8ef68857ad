/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "error.h"
#include "say.h"
#include "seal.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATH_MOST = 4096, PEM_MOST = 4096 };

static int failed(ps_seal_key *key, const ps_error *err) {
    ps_seal_key_free(key);
    return ps_say_error(err);
}

/* FILE and FILE.pub. */
static int make(const char *path) {
    char public_path[PATH_MOST];
    ps_error err = {0};
    ps_seal_key *key = NULL;
    char id[PS_SEAL_ID_SIZE + 1];
    int len = snprintf(public_path, sizeof public_path, "%s.pub", path);
    ps_status status = len < (int)sizeof public_path ? ps_seal_key_make(&key) : PS_E_USAGE;
    if (status != PS_OK) (void)ps_fail(&err, status, "no key can be made");
    if (status == PS_OK) status = ps_seal_key_write(key, path, public_path, &err);
    if (status != PS_OK) return failed(key, &err);
    ps_seal_key_id(key, id);
    (void)printf("key      %s\nprivate  %s (opens what was sealed: keep it away from the sidecar)\n"
                 "public   %s (for --quarantine-key)\n",
                 id, path, public_path);
    ps_seal_key_free(key);
    return PS_EXIT_OK;
}

static ps_status read_either(ps_seal_key **out, const char *path, ps_error *err) {
    ps_status status = ps_seal_key_read_public(out, path, err);
    return status == PS_E_USAGE ? ps_seal_key_read_private(out, path, err) : status;
}

static int show_id(const char *path) {
    ps_error err = {0};
    ps_seal_key *key;
    char id[PS_SEAL_ID_SIZE + 1];
    if (read_either(&key, path, &err) != PS_OK) return ps_say_error(&err);
    ps_seal_key_id(key, id);
    (void)puts(id);
    ps_seal_key_free(key);
    return PS_EXIT_OK;
}

static int show_public(const char *path) {
    ps_error err = {0};
    ps_seal_key *key = NULL;
    ps_buf text;
    ps_buf_init(&text, PEM_MOST);
    ps_status status = ps_seal_key_read_private(&key, path, &err);
    if (status != PS_OK) return failed(key, &err);
    status = ps_seal_key_show(key, &text);
    if (status == PS_OK) (void)fwrite(text.ptr, 1, text.len, stdout);
    ps_buf_free(&text);
    ps_seal_key_free(key);
    return status == PS_OK ? PS_EXIT_OK : PS_EXIT_IO;
}

int ps_cmd_key(ps_options *options) {
    static const struct {
        const char *name;
        int (*run)(const char *path);
    } verbs[] = {{"new", make}, {"public", show_public}, {"id", show_id}};
    for (size_t i = 0; options->operand_count == 2 && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(options->operands[0], verbs[i].name) == 0)
            return verbs[i].run(options->operands[1]);
    ps_say("key needs a word and a file: key new FILE, key public FILE, key id FILE");
    return PS_EXIT_USAGE;
}
