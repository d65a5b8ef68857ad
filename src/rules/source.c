/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include "builtin_tree.h"
#include "file.h"

#include <stdlib.h>

static ps_status source_new(ps_source_kind kind, ps_source **out, ps_error *err) {
    *out = calloc(1, sizeof **out);
    if (!*out) return ps_fail(err, PS_E_NOMEM, "out of memory");
    atomic_init(&(*out)->refs, 1);
    (*out)->kind = kind;
    return PS_OK;
}

void ps_source_unref(ps_source *source) {
    if (!source || atomic_fetch_sub(&source->refs, 1) != 1) return;
    ps_arena_free(&source->arena);
    free(source);
}

static ps_status take(ps_source *source, ps_reader *reader, const ps_node *tree) {
    switch (source->kind) {
    case PS_SOURCE_PACK: return ps_pack_read(reader, tree, &source->pack);
    case PS_SOURCE_PROFILE: return ps_profile_read(reader, tree, &source->profile);
    case PS_SOURCE_CONFIG: return ps_config_read(reader, tree, &source->config);
    case PS_SOURCE_CHOICE: break;
    }
    return ps_fail(reader->err, PS_E_INTERNAL, "%s: not a kind of file", reader->file);
}

/* The tree of `text`, or of the built-in pack `index` when there is no text. */
static ps_status parse(ps_source *source, const char *file, const ps_span *text, size_t index,
                       ps_error *err) {
    ps_reader reader = {.arena = &source->arena, .err = err};
    reader.file = ps_arena_copy(&source->arena, ps_span_z(file));
    if (!reader.file) return ps_reader_nomem(&reader);
    const ps_node *tree;
    ps_status status = text ? ps_yaml_parse(*text, reader.file, &source->arena, &tree, err)
                            : ps_builtin_tree(index, reader.file, &source->arena, &tree, err);
    return status == PS_OK ? take(source, &reader, tree) : status;
}

static ps_status unless_failed(ps_status status, ps_source **out) {
    if (status == PS_OK) return PS_OK;
    ps_source_unref(*out);
    *out = NULL;
    return status;
}

ps_status ps_source_parse(ps_source_kind kind, const char *file, ps_span text, ps_source **out,
                          ps_error *err) {
    ps_status status = source_new(kind, out, err);
    if (status == PS_OK) status = parse(*out, file, &text, 0, err);
    return unless_failed(status, out);
}

ps_status ps_source_builtin(ps_source_kind kind, const char *file, size_t index, ps_source **out,
                            ps_error *err) {
    ps_status status = source_new(kind, out, err);
    if (status == PS_OK) status = parse(*out, file, NULL, index, err);
    if (status == PS_OK) (*out)->builtin = true;
    return unless_failed(status, out);
}

ps_status ps_source_open(ps_source_kind kind, const char *path, ps_source **out, ps_error *err) {
    *out = NULL;
    ps_buf text;
    ps_buf_init(&text, PS_YAML_MAX_BYTES);
    ps_status status = ps_file_read(path, &text, err);
    if (status == PS_OK) status = ps_source_parse(kind, path, ps_buf_span(&text), out, err);
    ps_buf_free(&text);
    return status;
}

/* The next word of "a, b": *from moves behind its comma. */
static ps_span next_word(ps_span list, size_t *from) {
    size_t a = *from, b = a;
    while (b < list.len && list.ptr[b] != ',') b++;
    *from = b + 1;
    while (a < b && ps_is_blank(list.ptr[a])) a++;
    while (b > a && ps_is_blank(list.ptr[b - 1])) b--;
    return ps_span_cut(list, a, b);
}

static ps_status split(ps_source *source, ps_span list, ps_error *err) {
    size_t most = 1;
    for (size_t i = 0; i < list.len; i++) most += list.ptr[i] == ',';
    ps_words *words = &source->choice.words;
    words->items = ps_arena_new(&source->arena, most, sizeof(char *));
    if (!words->items) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (size_t i = 0; i < list.len;) {
        ps_span word = next_word(list, &i);
        if (word.len == 0) continue;
        words->items[words->count] = ps_arena_copy(&source->arena, word);
        if (!words->items[words->count++]) return ps_fail(err, PS_E_NOMEM, "out of memory");
    }
    if (words->count) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "no rule named; write rule ids, labels or letters A to R");
}

ps_status ps_source_choose(bool only, ps_span list, ps_source **out, ps_error *err) {
    ps_status status = source_new(PS_SOURCE_CHOICE, out, err);
    if (status != PS_OK) return status;
    (*out)->choice.only = only;
    status = split(*out, list, err);
    if (status != PS_OK) {
        ps_source_unref(*out);
        *out = NULL;
    }
    return status;
}
