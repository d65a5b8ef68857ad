/* SPDX-License-Identifier: Apache-2.0
 *
 * The built-in packs, parsed: the nodes of each in one array, the texts of each in another. */
#include "buf.h"
#include "builtin_packs.h"
#include "prebuild.h"
#include "prebuilt_trees.h"
#include "yamltree.h"

enum { TEXTS_MOST = 1 << 26 };

typedef struct ps_grove {
    FILE *out;
    ps_buf texts;
    size_t count; /* nodes of the pack under way */
} ps_grove;

/* Where the text stands; the same text stands there for each node anew, which is simple. */
static ps_status put_text(ps_grove *grove, const char *text, size_t len, size_t *at) {
    *at = grove->texts.len;
    ps_status status = ps_buf_add(&grove->texts, ps_span_of(text, len));
    return status == PS_OK ? ps_buf_add_char(&grove->texts, '\0') : status;
}

static size_t size_of(const ps_node *node) {
    size_t size = 1;
    for (const ps_node *member = node->first; member; member = member->next)
        size += size_of(member); /* at most 32 levels, see yamltree.h */
    return size;
}

static ps_status put_node(ps_grove *grove, const ps_node *node) {
    size_t key = 0, text = 0;
    ps_status status = put_text(grove, node->text, node->len, &text);
    if (status == PS_OK && node->key) status = put_text(grove, node->key, strlen(node->key), &key);
    (void)fprintf(grove->out, "{%ld,%zu,%zu,%u,%zu,%zu,%d,%d},",
                  node->key ? (long)key : (long)PS_TREE_NO_KEY, text, node->len,
                  (unsigned)node->line, node->count, node->next ? size_of(node) : 0,
                  (int)node->kind, node->plain);
    grove->count++;
    for (const ps_node *member = node->first; member && status == PS_OK; member = member->next)
        status = put_node(grove, member);
    return status;
}

static void write_texts(ps_grove *grove, size_t index) {
    (void)fprintf(grove->out, "static const char texts_%zu[] = {", index);
    for (size_t i = 0; i < grove->texts.len; i++)
        (void)fprintf(grove->out, "'\\%o',", (unsigned)(unsigned char)grove->texts.ptr[i]);
    (void)fprintf(grove->out, "0};\n");
    ps_buf_clear(&grove->texts);
}

static ps_status add_pack(ps_grove *grove, size_t index, ps_error *err) {
    const ps_builtin_pack *pack = &ps_builtin_packs[index];
    ps_arena arena = {0};
    const ps_node *root;
    ps_span text = ps_span_of((const char *)pack->bytes, pack->len);
    ps_status status = ps_yaml_parse(text, pack->name, &arena, &root, err);
    if (status == PS_OK && !root) status = ps_fail(err, PS_E_RULES, "%s: empty", pack->name);
    if (status == PS_OK) {
        (void)fprintf(grove->out, "static const ps_tree_row tree_%zu[] = {", index);
        if (put_node(grove, root) != PS_OK) status = ps_fail(err, PS_E_NOMEM, "out of memory");
        (void)fprintf(grove->out, "};\n");
        write_texts(grove, index);
    }
    ps_arena_free(&arena);
    return status;
}

ps_status prebuild_trees(FILE *out, ps_error *err) {
    ps_grove grove = {.out = out};
    ps_buf_init(&grove.texts, TEXTS_MOST);
    ps_status status = PS_OK;
    (void)fprintf(out, "#include \"prebuilt_trees.h\"\n\n");
    for (size_t i = 0; status == PS_OK && i < ps_builtin_pack_count; i++)
        status = add_pack(&grove, i, err);
    (void)fprintf(out, "\nconst ps_prebuilt_tree ps_prebuilt_trees[] = {\n");
    for (size_t i = 0; i < ps_builtin_pack_count; i++)
        (void)fprintf(out, "    {%zu, tree_%zu, sizeof tree_%zu / sizeof *tree_%zu, texts_%zu},\n",
                      ps_builtin_packs[i].len, i, i, i, i);
    (void)fprintf(out, "};\nconst size_t ps_prebuilt_tree_count = %zu;\n\n", ps_builtin_pack_count);
    ps_buf_free(&grove.texts);
    return status;
}
