/* SPDX-License-Identifier: Apache-2.0 */
#include "yamltree.h"

#include <yaml.h>

#define MAX_DEPTH 32
#define MAX_MEMBERS 4096

typedef struct builder {
    yaml_parser_t parser;
    const char *file;
    ps_arena *arena;
    ps_error *err;
    ps_node *root;
    ps_node *open[MAX_DEPTH], **tail[MAX_DEPTH]; /* lists and maps around the current event */
    size_t depth;
    const char *key; /* read, its value still to come */
    uint32_t key_line;
    size_t documents;
} builder;

static ps_status fail(builder *b, uint32_t line, const char *text) {
    ps_status status = ps_fail(b->err, PS_E_RULES, "%s:%u: %s", b->file, line, text);
    if (b->err) b->err->line = line;
    return status;
}

static ps_status fail_parse(builder *b) {
    const yaml_parser_t *p = &b->parser;
    if (p->error == YAML_MEMORY_ERROR) return ps_fail(b->err, PS_E_NOMEM, "out of memory");
    size_t line = p->problem_mark.line;
    if (p->error == YAML_READER_ERROR) line = p->mark.line;
    char text[160];
    (void)snprintf(text, sizeof text, "not YAML: %s", p->problem ? p->problem : "cannot be parsed");
    return fail(b, (uint32_t)line + 1, text);
}

/* Puts the node where the current position is: root, list member or value of the pending key. */
static ps_status attach(builder *b, ps_node *node) {
    if (b->depth == 0) {
        b->root = node;
        return PS_OK;
    }
    ps_node *parent = b->open[b->depth - 1];
    if (parent->kind == PS_NODE_MAP) {
        if (parent->count == MAX_MEMBERS)
            return fail(b, node->line, "more than 4096 members in one map");
        node->key = b->key;
        node->line = node->kind == PS_NODE_SCALAR ? node->line : b->key_line;
        b->key = NULL;
    }
    *b->tail[b->depth - 1] = node;
    b->tail[b->depth - 1] = &node->next;
    parent->count++;
    return PS_OK;
}

static bool key_expected(const builder *b) {
    return b->depth && b->open[b->depth - 1]->kind == PS_NODE_MAP && !b->key;
}

static ps_status take_key(builder *b, const char *text, uint32_t line) {
    const ps_node *twin = ps_node_member(b->open[b->depth - 1], text);
    b->key = text;
    b->key_line = line;
    if (!twin) return PS_OK;
    char message[120];
    (void)snprintf(message, sizeof message,
                   "`%.40s` stands twice here (first in line %u); keep one", text, twin->line);
    return fail(b, line, message);
}

static ps_status take_scalar(builder *b, const yaml_event_t *event) {
    uint32_t line = (uint32_t)event->start_mark.line + 1;
    const char *from = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return fail(b, line, "anchors and tags are not used here; write the value itself");
    if (memchr(from, 0, len)) return fail(b, line, "a NUL byte inside a value");
    const char *text = ps_arena_copy(b->arena, ps_span_of(from, len));
    if (!text) return ps_fail(b->err, PS_E_NOMEM, "out of memory");
    if (key_expected(b)) return take_key(b, text, line);
    ps_node *node = ps_arena_new(b->arena, 1, sizeof *node);
    if (!node) return ps_fail(b->err, PS_E_NOMEM, "out of memory");
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    *node =
        (ps_node){.kind = PS_NODE_SCALAR, .line = line, .plain = plain, .text = text, .len = len};
    return attach(b, node);
}

static ps_status open_node(builder *b, const yaml_event_t *event, ps_node_kind kind) {
    uint32_t line = (uint32_t)event->start_mark.line + 1;
    bool marked = kind == PS_NODE_MAP
                      ? event->data.mapping_start.anchor || event->data.mapping_start.tag
                      : event->data.sequence_start.anchor || event->data.sequence_start.tag;
    if (marked) return fail(b, line, "anchors and tags are not used here; write the value itself");
    if (key_expected(b)) return fail(b, line, "a name must be a word, not a list or map");
    if (b->depth == MAX_DEPTH) return fail(b, line, "more than 32 levels");
    ps_node *node = ps_arena_new(b->arena, 1, sizeof *node);
    if (!node) return ps_fail(b->err, PS_E_NOMEM, "out of memory");
    *node = (ps_node){.kind = kind, .line = line, .text = ""};
    ps_status status = attach(b, node);
    if (status != PS_OK) return status;
    b->open[b->depth] = node;
    b->tail[b->depth++] = &node->first;
    return PS_OK;
}

static ps_status take(builder *b, const yaml_event_t *event) {
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->documents++ == 0) return PS_OK;
        return fail(b, (uint32_t)event->start_mark.line + 1,
                    "a second document; put it into a file of its own");
    case YAML_ALIAS_EVENT:
        return fail(b, (uint32_t)event->start_mark.line + 1,
                    "aliases are not used here; write the value itself (quote a leading `*`)");
    case YAML_SCALAR_EVENT: return take_scalar(b, event);
    case YAML_SEQUENCE_START_EVENT: return open_node(b, event, PS_NODE_LIST);
    case YAML_MAPPING_START_EVENT: return open_node(b, event, PS_NODE_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: b->depth--; return PS_OK;
    default: return PS_OK;
    }
}

static ps_status build(builder *b) {
    for (bool end = false; !end;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b->parser, &event)) return fail_parse(b);
        ps_status status = take(b, &event);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (status != PS_OK) return status;
    }
    return PS_OK;
}

ps_status ps_yaml_parse(ps_span text, const char *file, ps_arena *arena, const ps_node **out,
                        ps_error *err) {
    *out = NULL;
    builder b = {.file = file, .arena = arena, .err = err};
    if (text.len > PS_YAML_MAX_BYTES) return fail(&b, 1, "longer than 16 MiB");
    if (!yaml_parser_initialize(&b.parser)) return ps_fail(err, PS_E_NOMEM, "out of memory");
    const unsigned char *bytes = (const unsigned char *)(text.len ? text.ptr : "");
    yaml_parser_set_input_string(&b.parser, bytes, text.len);
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    ps_status status = build(&b);
    yaml_parser_delete(&b.parser);
    if (status == PS_OK) *out = b.root;
    return status;
}

const ps_node *ps_node_member(const ps_node *map, const char *key) {
    if (!map || map->kind != PS_NODE_MAP) return NULL;
    for (const ps_node *node = map->first; node; node = node->next)
        if (strcmp(node->key, key) == 0) return node;
    return NULL;
}
