/* SPDX-License-Identifier: Apache-2.0
 *
 * The configuration file. */
#include "pack.h"

const char *ps_path_beside(ps_arena *arena, const char *file, const char *path) {
    const char *slash = strrchr(file, '/');
    if (path[0] == '/' || !slash) return ps_arena_copy(arena, ps_span_z(path));
    const char *folder = ps_arena_copy(arena, ps_span_of(file, (size_t)(slash - file) + 1));
    return folder ? ps_arena_join(arena, folder, path, NULL) : NULL;
}

static ps_status add_setting(ps_reader *reader, ps_config *config, const char *name,
                             const char *value) {
    for (size_t i = 0; i < config->setting_count; i++)
        if (strcmp(config->settings[i].name, name) == 0)
            return ps_reader_fail(reader, 1, "%s is set twice, by `token` and by itself; keep one",
                                  name);
    config->settings[config->setting_count++] = (ps_setting){name, value};
    return PS_OK;
}

static ps_status read_setting(ps_reader *reader, const ps_node *node, void *target) {
    const char *value = NULL;
    ps_status status = ps_read_text(reader, node, &value);
    return status == PS_OK ? add_setting(reader, target, node->key, value) : status;
}

static ps_status read_key_file(ps_reader *reader, const ps_node *node, void *target) {
    const char *value = NULL;
    ps_status status = ps_read_text(reader, node, &value);
    if (status != PS_OK) return status;
    value = ps_path_beside(reader->arena, reader->file, value);
    if (!value) return ps_reader_nomem(reader);
    return add_setting(reader, target, "token-key-file", value);
}

static ps_status read_key_id(ps_reader *reader, const ps_node *node, void *target) {
    const char *value = NULL;
    ps_status status = ps_read_text(reader, node, &value);
    if (status != PS_OK) return status;
    bool good = node->len <= 8 && ps_is_lower(value[0]);
    for (size_t i = 0; i < node->len; i++)
        good = good && (ps_is_lower(value[i]) || ps_is_digit(value[i]));
    if (!good)
        return ps_reader_fail(reader, node->line,
                              "`key_id` must be a letter and up to 7 of a-z and 0-9, like k1");
    return add_setting(reader, target, "token-key-id", value);
}

static ps_status read_token(ps_reader *reader, const ps_node *node, void *target) {
    static const ps_field items[] = {
        {"key_file", read_key_file, 0, false},
        {"key_id", read_key_id, 0, false},
    };
    static const ps_fields fields = {"token", items, 2};
    return ps_read_map(reader, node, &fields, target);
}

static ps_status read_profile(ps_reader *reader, const ps_node *node, void *target) {
    const char *name = NULL;
    ps_status status = ps_read_text(reader, node, &name);
    if (status != PS_OK) return status;
    if (strchr(name, '/') || strstr(name, ".yml")) {
        name = ps_path_beside(reader->arena, reader->file, name);
        if (!name) return ps_reader_nomem(reader);
    }
    *(const char **)target = name;
    return PS_OK;
}

#define AT(member) offsetof(ps_config, member)
static const ps_field config_items[] = {
    {"profile", read_profile, AT(profile), false},
    {"rules", ps_read_list, AT(rules), false},
    {"only", ps_read_list, AT(only), false},
    {"except", ps_read_list, AT(except), false},
    {"enable", ps_read_list, AT(enable), false},
    {"actions", ps_read_actions, AT(actions), false},
    {"allow", ps_read_allow, 0, false},
    {"token", read_token, 0, false},
    /* long options of the program */
    {"threads", read_setting, 0, false},
    {"long-lines", read_setting, 0, false},
    {"max-line", read_setting, 0, false},
    {"event-lines", read_setting, 0, false},
    {"event-bytes", read_setting, 0, false},
    {"stats", read_setting, 0, false},
    {"quiet", read_setting, 0, false},
    {"color", read_setting, 0, false},
    {"gzip", read_setting, 0, false},
    {"follow", read_setting, 0, false},
    {"batch-size", read_setting, 0, false},
    {"drain-timeout", read_setting, 0, false},
    {"token-key-file", read_key_file, 0, false},
};
#undef AT
static const ps_fields config_fields = {"the configuration", config_items,
                                        sizeof config_items / sizeof config_items[0]};

ps_status ps_config_read(ps_reader *reader, const ps_node *node, ps_config *out) {
    *out = (ps_config){.file = reader->file};
    if (!node) return ps_reader_fail(reader, 1, "the file is empty; write `profile: standard`");
    out->settings = ps_arena_new(reader->arena, config_fields.count + 2, sizeof *out->settings);
    if (!out->settings) return ps_reader_nomem(reader);
    return ps_read_map(reader, node, &config_fields, out);
}
