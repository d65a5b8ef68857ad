/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

ps_rules *bench_rules(const char *more) {
    ps_rules *rules = NULL;
    ps_error err = {0};
    ps_status status = ps_rules_load(&rules, NULL, &err);
    if (status == PS_OK) status = ps_rules_profile(rules, "standard", &err);
    if (status == PS_OK && more) status = ps_rules_add(rules, more, &err);
    if (status == PS_OK) return rules;
    ps_rules_free(rules);
    return bench_fail("rules: %s", err.text);
}

static bool add_line(bench_patterns *out, char *line) {
    line[strcspn(line, "\r\n")] = 0;
    if (!line[0]) return true;
    bool caseless = strncmp(line, "i ", 2) == 0;
    char *text = strdup(line + (caseless ? 2 : 0));
    if (!text || out->count == sizeof out->items / sizeof *out->items) {
        free(text);
        return false;
    }
    out->items[out->count++] = (bench_pattern){text, caseless};
    return true;
}

bool bench_patterns_read(bench_patterns *out, const char *path) {
    char line[1024];
    out->count = 0;
    FILE *file = fopen(path, "r");
    bool good = file;
    while (good && fgets(line, sizeof line, file)) good = add_line(out, line);
    if (file) (void)fclose(file);
    if (good && out->count) return true;
    bench_patterns_free(out);
    return bench_fail("%s: no patterns, or too many", path);
}

void bench_patterns_free(bench_patterns *patterns) {
    for (size_t i = 0; i < patterns->count; i++) free(patterns->items[i].text);
    patterns->count = 0;
}
