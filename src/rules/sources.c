/* SPDX-License-Identifier: Apache-2.0 */
#include "builtin_packs.h"
#include "file.h"
#include "source.h"

#include <stdlib.h>

ps_status ps_sources_add(ps_sources *sources, ps_source *source, ps_error *err) {
    ps_source **items = realloc(sources->items, (sources->count + 1) * sizeof(ps_source *));
    if (!items) {
        ps_source_unref(source);
        return ps_fail(err, PS_E_NOMEM, "out of memory");
    }
    sources->items = items;
    items[sources->count++] = source;
    return PS_OK;
}

ps_status ps_sources_add_all(ps_sources *sources, const ps_sources *from, ps_error *err) {
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < from->count; i++) {
        atomic_fetch_add(&from->items[i]->refs, 1);
        status = ps_sources_add(sources, from->items[i], err);
    }
    return status;
}

void ps_sources_free(ps_sources *sources) {
    for (size_t i = 0; i < sources->count; i++) ps_source_unref(sources->items[i]);
    free(sources->items);
    *sources = (ps_sources){0};
}

static uint32_t next_batch(const ps_sources *sources) {
    uint32_t batch = 1;
    for (size_t i = 0; i < sources->count; i++)
        if (sources->items[i]->batch >= batch) batch = sources->items[i]->batch + 1;
    return batch;
}

static bool starts(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_pack(const char *name) {
    return !starts(name, "profiles/") && !starts(name, "examples/");
}

static ps_status parse_builtin(ps_source_kind kind, size_t index, ps_source **out, ps_error *err) {
    char file[256] = "patterns/";
    const char *name = ps_builtin_packs[index].name;
    size_t len = strlen(name);
    if (len >= sizeof file - strlen(file)) len = sizeof file - strlen(file) - 1;
    memcpy(file + strlen(file), name, len);
    ps_status status = ps_source_builtin(kind, file, index, out, err);
    if (status != PS_OK) return status;
    if (kind == PS_SOURCE_PROFILE) (*out)->profile.builtin = true;
    return PS_OK;
}

ps_status ps_sources_builtin(ps_sources *sources, ps_error *err) {
    uint32_t batch = next_batch(sources);
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < ps_builtin_pack_count; i++) {
        if (!is_pack(ps_builtin_packs[i].name)) continue;
        ps_source *source;
        status = parse_builtin(PS_SOURCE_PACK, i, &source, err);
        if (status != PS_OK) return status;
        source->batch = batch;
        status = ps_sources_add(sources, source, err);
    }
    return status;
}

static ps_status add_file(ps_sources *sources, const char *path, uint32_t batch, ps_error *err) {
    ps_source *source;
    ps_status status = ps_source_open(PS_SOURCE_PACK, path, &source, err);
    if (status != PS_OK) return status;
    source->batch = batch;
    return ps_sources_add(sources, source, err);
}

static ps_status add_folder(ps_sources *sources, const char *folder, ps_arena *arena,
                            ps_error *err) {
    ps_files files;
    ps_status status = ps_file_list(folder, ".yml", arena, &files, err);
    if (status != PS_OK) return status;
    uint32_t batch = next_batch(sources);
    size_t packs = 0, len = strlen(folder);
    for (size_t i = 0; status == PS_OK && i < files.count; i++) {
        const char *below = files.paths[i] + len;
        if (!is_pack(*below == '/' ? below + 1 : below)) continue;
        status = add_file(sources, files.paths[i], batch, err);
        packs++;
    }
    if (status == PS_OK && packs == 0)
        return ps_fail(err, PS_E_RULES, "%s: no pack below this folder; a pack is a *.yml file",
                       folder);
    return status;
}

ps_status ps_sources_path(ps_sources *sources, const char *path, ps_error *err) {
    if (!ps_file_is_folder(path)) return add_file(sources, path, next_batch(sources), err);
    ps_arena arena = {0};
    ps_status status = add_folder(sources, path, &arena, err);
    ps_arena_free(&arena);
    return status;
}

/* The name of "profiles/NAME.yml"; false when the pack is no profile. */
static bool profile_name(const ps_builtin_pack *pack, char out[64]) {
    size_t skip = strlen("profiles/"), len = strlen(pack->name);
    if (!starts(pack->name, "profiles/") || len < skip + 5 || len - skip - 4 >= 64) return false;
    memcpy(out, pack->name + skip, len - skip - 4);
    out[len - skip - 4] = '\0';
    return true;
}

static ps_status unknown_profile(const char *name, ps_error *err) {
    ps_nearest nearest = {.word = name};
    char names[16][64], hint[80];
    for (size_t i = 0, n = 0; i < ps_builtin_pack_count && n < 16; i++)
        if (profile_name(&ps_builtin_packs[i], names[n])) ps_nearest_offer(&nearest, names[n++]);
    return ps_fail(err, PS_E_RULES, "no profile %.40s%s; name a built-in one or the path of a file",
                   name, ps_nearest_hint(&nearest, hint));
}

ps_status ps_sources_profile(ps_sources *sources, const char *name, ps_error *err) {
    ps_source *source = NULL;
    ps_status status = PS_OK;
    for (size_t i = 0; !source && i < ps_builtin_pack_count; i++) {
        char known[64];
        if (!profile_name(&ps_builtin_packs[i], known) || strcmp(known, name) != 0) continue;
        status = parse_builtin(PS_SOURCE_PROFILE, i, &source, err);
        if (status != PS_OK) return status;
    }
    if (!source && strcmp(name, "standard") == 0) return PS_OK;
    if (!source && !strchr(name, '/') && !strstr(name, ".yml")) return unknown_profile(name, err);
    if (!source) status = ps_source_open(PS_SOURCE_PROFILE, name, &source, err);
    return status == PS_OK ? ps_sources_add(sources, source, err) : status;
}

ps_status ps_sources_config(ps_sources *sources, const char *path, ps_error *err) {
    ps_source *source;
    ps_status status = ps_source_open(PS_SOURCE_CONFIG, path, &source, err);
    if (status == PS_OK) status = ps_sources_add(sources, source, err);
    if (status != PS_OK) return status;
    const ps_config *config = &source->config;
    if (config->profile) status = ps_sources_profile(sources, config->profile, err);
    const ps_node *item = config->rules ? config->rules->first : NULL;
    for (; status == PS_OK && item; item = item->next) {
        const char *pack = ps_path_beside(&source->arena, config->file, item->text);
        if (!pack) return ps_fail(err, PS_E_NOMEM, "out of memory");
        status = ps_sources_path(sources, pack, err);
    }
    return status;
}
