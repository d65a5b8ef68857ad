/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>

ps_status ps_reader_fail(const ps_reader *reader, uint32_t line, const char *format, ...) {
    char text[sizeof(ps_error)];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ') *c = '?';
    ps_status status = ps_fail(reader->err, PS_E_RULES, "%s:%u: %s", reader->file, line, text);
    if (!reader->err) return status;
    reader->err->line = line;
    if (reader->rule)
        (void)snprintf(reader->err->rule, sizeof reader->err->rule, "%s", reader->rule);
    return status;
}

ps_status ps_reader_nomem(const ps_reader *reader) {
    return ps_fail(reader->err, PS_E_NOMEM, "out of memory");
}

const char *ps_node_name(const ps_node *node) {
    return node->key ? node->key : "this entry";
}

ps_status ps_read_is(ps_reader *reader, const ps_node *node, ps_node_kind kind) {
    static const char *const wanted[] = {"a single value", "a list, like [a, b]",
                                         "a map, like {name: value}"};
    if (node->kind == kind) return PS_OK;
    return ps_reader_fail(reader, node->line, "`%.40s` must be %s", ps_node_name(node),
                          wanted[kind]);
}

static ps_status unknown_field(ps_reader *reader, const ps_node *node, const ps_fields *fields) {
    ps_nearest nearest = {.word = node->key};
    for (size_t i = 0; i < fields->count; i++) ps_nearest_offer(&nearest, fields->items[i].name);
    char hint[80];
    if (nearest.best)
        return ps_reader_fail(reader, node->line, "%s has no field `%.40s`%s", fields->what,
                              node->key, ps_nearest_hint(&nearest, hint));
    return ps_reader_fail(reader, node->line, "%s has no field `%.40s`; remove it", fields->what,
                          node->key);
}

ps_status ps_read_map(ps_reader *reader, const ps_node *node, const ps_fields *fields,
                      void *target) {
    ps_status status = ps_read_is(reader, node, PS_NODE_MAP);
    for (const ps_node *member = node->first; status == PS_OK && member; member = member->next) {
        const ps_field *field = NULL;
        for (size_t i = 0; i < fields->count && !field; i++)
            if (strcmp(fields->items[i].name, member->key) == 0) field = &fields->items[i];
        status = field ? field->read(reader, member, (char *)target + field->offset)
                       : unknown_field(reader, member, fields);
    }
    for (size_t i = 0; status == PS_OK && i < fields->count; i++)
        if (fields->items[i].required && !ps_node_member(node, fields->items[i].name))
            status = ps_reader_fail(reader, node->line, "%s needs `%s`; add it", fields->what,
                                    fields->items[i].name);
    return status;
}

ps_status ps_read_text(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_is(reader, node, PS_NODE_SCALAR);
    if (status != PS_OK) return status;
    if (node->len == 0)
        return ps_reader_fail(reader, node->line, "`%.40s` is empty; give it a value or remove it",
                              ps_node_name(node));
    *(const char **)target = node->text;
    return PS_OK;
}

ps_status ps_read_bool(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_is(reader, node, PS_NODE_SCALAR);
    if (status != PS_OK) return status;
    bool yes = strcmp(node->text, "true") == 0;
    if (!yes && strcmp(node->text, "false") != 0)
        return ps_reader_fail(reader, node->line, "`%.40s` must be true or false",
                              ps_node_name(node));
    *(bool *)target = yes;
    return PS_OK;
}

ps_status ps_read_number(ps_reader *reader, const ps_node *node, uint8_t min, uint8_t max,
                         uint8_t *out) {
    unsigned value = 0;
    bool good = node->kind == PS_NODE_SCALAR && node->len > 0 && node->len <= 3;
    for (size_t i = 0; good && i < node->len; i++) {
        good = ps_is_digit(node->text[i]);
        value = value * 10 + (unsigned)(node->text[i] - '0');
    }
    if (!good || value < min || value > max)
        return ps_reader_fail(reader, node->line, "`%.40s` must be a number from %u to %u",
                              ps_node_name(node), (unsigned)min, (unsigned)max);
    *out = (uint8_t)value;
    return PS_OK;
}

ps_status ps_read_list(ps_reader *reader, const ps_node *node, void *target) {
    ps_status status = ps_read_is(reader, node, PS_NODE_LIST);
    for (const ps_node *item = node->first; status == PS_OK && item; item = item->next)
        if (item->kind != PS_NODE_SCALAR || item->len == 0)
            status = ps_reader_fail(reader, item->line,
                                    "an entry of `%.40s` is not a word; quote it if it holds signs",
                                    ps_node_name(node));
    *(const ps_node **)target = node;
    return status;
}

ps_status ps_read_words(ps_reader *reader, const ps_node *node, void *target) {
    const ps_node *list = NULL;
    ps_status status = ps_read_list(reader, node, &list);
    if (status != PS_OK) return status;
    ps_words *words = target;
    words->items = ps_arena_new(reader->arena, node->count, sizeof(char *));
    if (!words->items) return ps_reader_nomem(reader);
    for (const ps_node *item = list->first; item; item = item->next) {
        char *word = ps_arena_copy(reader->arena, ps_span_of(item->text, item->len));
        if (!word) return ps_reader_nomem(reader);
        for (char *c = word; *c; c++) *c = ps_lower(*c);
        words->items[words->count++] = word;
    }
    return PS_OK;
}
