/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char written[256][64]; /* what to remove, subfolders included */
static size_t written_count;

int folder_make(void **state) {
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/phisieve-rules-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

int folder_remove(void **state) {
    (void)state;
    while (written_count > 0) (void)remove(path_of(written[--written_count]));
    return rmdir(folder);
}

const char *path_of(const char *name) {
    static char paths[8][192];
    static size_t next;
    char *path = paths[next++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void remember(const char *name, size_t len) {
    for (size_t i = 0; i < written_count; i++)
        if (strlen(written[i]) == len && memcmp(written[i], name, len) == 0) return;
    assert_true(written_count < 256 && len < 64);
    memcpy(written[written_count++], name, len);
}

const char *write_file(const char *name, const char *text) {
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        remember(name, (size_t)(slash - name));
        (void)mkdir(path_of(written[written_count - 1]), 0700);
    }
    remember(name, strlen(name));
    const char *path = path_of(name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}

const char *write_rule(const char *id, const char *fields) {
    static char text[8192];
    int n = snprintf(text, sizeof text,
                     "pack: test\nrules:\n  - id: %s\n    label: SSN\n    identifier: G\n%s", id,
                     fields);
    assert_true(n > 0 && (size_t)n < sizeof text);
    return write_file("rule.yml", text);
}

ps_rules *load(const char *path) {
    ps_rules *rules;
    ps_error err = {0};
    if (ps_rules_load(&rules, path, &err) != PS_OK) fail_msg("%s", err.text);
    return rules;
}

const ps_rule *rule_of(const ps_rules *rules, const char *id) {
    const ps_rule *rule = ps_rules_find(rules, ps_span_z(id));
    assert_non_null(rule);
    return rule;
}
