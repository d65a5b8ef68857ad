/* SPDX-License-Identifier: Apache-2.0 */
#include "avro_schema.h"

#include "yamltree.h"

#include <stdlib.h>

typedef struct reader {
    const char *file;
    ps_arena *arena;
    ps_error *err;
    ps_avro_type *named; /* the newest first */
} reader;

static ps_status fail(const reader *r, const ps_node *node, const char *what, const char *name) {
    ps_status status = ps_fail(r->err, PS_E_RULES, "%s:%u: %s%s%.80s%s", r->file, node->line, what,
                               name ? " `" : "", name ? name : "", name ? "`" : "");
    if (r->err) r->err->line = node->line;
    return status;
}

static ps_status no_memory(const reader *r) {
    return ps_fail(r->err, PS_E_NOMEM, "out of memory");
}

static ps_status read_type(reader *r, const ps_node *node, const char *space,
                           const ps_avro_type **out);

/* The text of a member; NULL: there is none. */
static const char *text_of(const ps_node *map, const char *key) {
    const ps_node *node = ps_node_member(map, key);
    return node && node->kind == PS_NODE_SCALAR ? node->text : NULL;
}

/* ---- names ---- */

static bool is_name(const char *text, bool dots) {
    bool first = true;
    for (const char *at = text; *at; at++) {
        if (dots && *at == '.' && !first) {
            first = true;
            continue;
        }
        if (!ps_is_alpha(*at) && *at != '_' && (first || !ps_is_digit(*at))) return false;
        first = false;
    }
    return !first;
}

static ps_avro_type *find_named(const reader *r, const char *full_name) {
    for (ps_avro_type *type = r->named; type; type = type->next)
        if (strcmp(type->full_name, full_name) == 0) return type;
    return NULL;
}

/* NULL: no memory. */
static const char *full_name(const reader *r, const char *name, const char *space) {
    bool alone = strchr(name, '.') || !*space;
    return alone ? name : ps_arena_join(r->arena, space, ".", name, NULL);
}

/* NULL: no memory. */
static const char *space_of(const reader *r, const char *name) {
    const char *dot = strrchr(name, '.');
    return dot ? ps_arena_copy(r->arena, ps_span_of(name, (size_t)(dot - name))) : "";
}

/* ---- meanings ---- */

typedef struct meaning_row {
    const char *name;
    unsigned kinds; /* bits */
    ps_avro_meaning meaning;
} meaning_row;

#define ON(KIND) (1U << PS_AVRO_##KIND)
static const meaning_row logical_rows[] = {
    {"date", ON(INT), PS_AVRO_DATE},
    {"time-millis", ON(INT), PS_AVRO_TIME_MILLIS},
    {"time-micros", ON(LONG), PS_AVRO_TIME_MICROS},
    {"timestamp-millis", ON(LONG), PS_AVRO_STAMP_MILLIS},
    {"timestamp-micros", ON(LONG), PS_AVRO_STAMP_MICROS},
    {"timestamp-nanos", ON(LONG), PS_AVRO_STAMP_NANOS},
    {"local-timestamp-millis", ON(LONG), PS_AVRO_STAMP_MILLIS},
    {"local-timestamp-micros", ON(LONG), PS_AVRO_STAMP_MICROS},
    {"local-timestamp-nanos", ON(LONG), PS_AVRO_STAMP_NANOS},
    {"decimal", ON(BYTES) | ON(FIXED), PS_AVRO_DECIMAL},
    {"uuid", ON(STRING) | ON(FIXED), PS_AVRO_UUID},
    {"duration", ON(FIXED), PS_AVRO_DURATION},
};
/* Change data capture writes dates without a logicalType of Avro. */
static const meaning_row connect_rows[] = {
    {"io.debezium.time.Date", ON(INT), PS_AVRO_DATE},
    {"io.debezium.time.Time", ON(INT), PS_AVRO_TIME_MILLIS},
    {"io.debezium.time.MicroTime", ON(LONG), PS_AVRO_TIME_MICROS},
    {"io.debezium.time.NanoTime", ON(LONG), PS_AVRO_TIME_NANOS},
    {"io.debezium.time.Timestamp", ON(LONG), PS_AVRO_STAMP_MILLIS},
    {"io.debezium.time.MicroTimestamp", ON(LONG), PS_AVRO_STAMP_MICROS},
    {"io.debezium.time.NanoTimestamp", ON(LONG), PS_AVRO_STAMP_NANOS},
};
#undef ON

static ps_avro_meaning meaning_in(const meaning_row *rows, size_t count, const char *name,
                                  ps_avro_kind kind) {
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(rows[i].name, name) == 0 && rows[i].kinds >> kind & 1) return rows[i].meaning;
    return PS_AVRO_AS_IT_IS;
}

/* False: it is no number, or over `most`. */
static bool number_of(const ps_node *map, const char *key, size_t most, size_t *out) {
    const char *text = text_of(map, key);
    char *end;
    if (!text || !ps_is_digit(*text)) return false;
    unsigned long value = strtoul(text, &end, 10);
    *out = value;
    return !*end && value <= most;
}

static bool size_fits(const ps_avro_type *type, ps_avro_meaning meaning) {
    enum { UUID = 16, DURATION = 12 };
    if (type->kind != PS_AVRO_FIXED || meaning == PS_AVRO_DECIMAL) return true;
    return type->size == (meaning == PS_AVRO_UUID ? UUID : DURATION);
}

static void read_meaning(const ps_node *map, ps_avro_type *type) {
    ps_avro_meaning meaning = meaning_in(logical_rows, sizeof logical_rows / sizeof *logical_rows,
                                         text_of(map, "logicalType"), type->kind);
    if (meaning == PS_AVRO_AS_IT_IS)
        meaning = meaning_in(connect_rows, sizeof connect_rows / sizeof *connect_rows,
                             text_of(map, "connect.name"), type->kind);
    if (!size_fits(type, meaning)) return;
    if (meaning == PS_AVRO_DECIMAL && text_of(map, "scale") &&
        !number_of(map, "scale", PS_AVRO_SCALE_MOST, &type->scale))
        return;
    type->meaning = meaning;
}

/* ---- types that are referred to by name ---- */

static const ps_avro_type primitives[] = {
    {.kind = PS_AVRO_NULL},  {.kind = PS_AVRO_BOOLEAN}, {.kind = PS_AVRO_INT},
    {.kind = PS_AVRO_LONG},  {.kind = PS_AVRO_FLOAT},   {.kind = PS_AVRO_DOUBLE},
    {.kind = PS_AVRO_BYTES}, {.kind = PS_AVRO_STRING},
};

static const ps_avro_type *primitive_of(const char *name) {
    static const char *const names[] = {"null",  "boolean", "int",   "long",
                                        "float", "double",  "bytes", "string"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return &primitives[i];
    return NULL;
}

static ps_status read_reference(reader *r, const ps_node *node, const char *space,
                                const ps_avro_type **out) {
    *out = primitive_of(node->text);
    if (*out) return PS_OK;
    const char *name = full_name(r, node->text, space);
    if (!name) return no_memory(r);
    *out = find_named(r, name);
    if (!*out) *out = find_named(r, node->text);
    if (*out) return PS_OK;
    return fail(r, node,
                "no such type here; put its definition where it is first used:", node->text);
}

/* Registers it before its fields are read: they may refer to it. *space becomes that of its
 * fields. */
static ps_status read_name(reader *r, const ps_node *map, const char **space, ps_avro_type *type) {
    const char *name = text_of(map, "name"), *own = text_of(map, "namespace");
    if (!name) return fail(r, map, "a record, enum or fixed without a name; give it one", NULL);
    if (!is_name(name, true)) return fail(r, map, "a name is made of letters, digits and _:", name);
    if (primitive_of(name)) return fail(r, map, "Avro's own type cannot be defined:", name);
    type->full_name = full_name(r, name, own ? own : *space);
    if (!type->full_name) return no_memory(r);
    if (find_named(r, type->full_name))
        return fail(r, map, "defined twice; refer to it by its name:", type->full_name);
    *space = space_of(r, type->full_name);
    type->next = r->named;
    r->named = type;
    return *space ? PS_OK : no_memory(r);
}

/* ---- complex types ---- */

static bool has_member(const ps_avro_member *members, size_t count, ps_span name) {
    for (size_t i = 0; i < count; i++)
        if (ps_span_eq(members[i].name, name)) return true;
    return false;
}

static ps_avro_member *new_members(const reader *r, ps_avro_type *type, size_t count) {
    ps_avro_member *members = ps_arena_new(r->arena, count, sizeof *members);
    type->members = members;
    return members;
}

static ps_status read_fields(reader *r, const ps_node *map, const char *space, ps_avro_type *type) {
    const ps_node *fields = ps_node_member(map, "fields");
    if (!fields || fields->kind != PS_NODE_LIST)
        return fail(r, map, "a record needs a list of `fields`", NULL);
    ps_avro_member *members = new_members(r, type, fields->count);
    if (!members) return no_memory(r);
    ps_status status = PS_OK;
    for (const ps_node *f = fields->first; f && status == PS_OK; f = f->next) {
        const char *name = text_of(f, "name");
        const ps_node *inner = ps_node_member(f, "type");
        if (!name || !inner) return fail(r, f, "a field needs a `name` and a `type`", NULL);
        if (!is_name(name, false))
            return fail(r, f, "a name is made of letters, digits and _:", name);
        if (has_member(members, type->count, ps_span_z(name)))
            return fail(r, f, "a field that stands twice in its record; keep one:", name);
        ps_avro_member *member = &members[type->count++];
        member->name = ps_span_z(name);
        status = read_type(r, inner, space, &member->type);
    }
    return status;
}

static ps_status read_symbols(reader *r, const ps_node *map, ps_avro_type *type) {
    const ps_node *symbols = ps_node_member(map, "symbols");
    const char *neutral = text_of(map, "default");
    if (!symbols || symbols->kind != PS_NODE_LIST || !symbols->count)
        return fail(r, map, "an enum needs a list of `symbols`", NULL);
    ps_avro_member *members = new_members(r, type, symbols->count);
    if (!members) return no_memory(r);
    for (const ps_node *s = symbols->first; s; s = s->next) {
        if (s->kind != PS_NODE_SCALAR || !is_name(s->text, false))
            return fail(r, s, "a symbol is a name of letters, digits and _", NULL);
        if (neutral && strcmp(s->text, neutral) == 0) type->neutral = type->count;
        members[type->count++].name = ps_span_z(s->text);
    }
    return PS_OK;
}

static ps_status read_fixed(reader *r, const ps_node *map, ps_avro_type *type) {
    enum { MOST = 1 << 30 };
    if (!number_of(map, "size", MOST, &type->size))
        return fail(r, map, "a fixed needs a `size` in bytes, 0 to 1073741824", NULL);
    read_meaning(map, type);
    return PS_OK;
}

static ps_status read_inside(reader *r, const ps_node *map, const char *key, const char *space,
                             ps_avro_type *type) {
    const ps_node *inner = ps_node_member(map, key);
    if (!inner) return fail(r, map, "an array needs `items`, a map needs `values`", NULL);
    return read_type(r, inner, space, &type->inside);
}

static ps_status read_union(reader *r, const ps_node *list, const char *space, ps_avro_type *type) {
    unsigned seen = 0;
    type->kind = PS_AVRO_UNION;
    type->neutral = list->count;
    ps_avro_member *members = new_members(r, type, list->count);
    if (!members) return no_memory(r);
    for (const ps_node *b = list->first; b; b = b->next) {
        const ps_avro_type *branch;
        ps_status status = read_type(r, b, space, &branch);
        if (status != PS_OK) return status;
        if (branch->kind == PS_AVRO_UNION)
            return fail(r, b, "a union directly in a union; make one of both", NULL);
        if (!branch->full_name && seen >> branch->kind & 1)
            return fail(r, b, "two branches of one kind in a union; keep one", NULL);
        if (!branch->full_name) seen |= 1U << branch->kind;
        if (branch->kind == PS_AVRO_NULL) type->neutral = type->count;
        members[type->count++].type = branch;
    }
    return list->count ? PS_OK : fail(r, list, "a union without branches; add one", NULL);
}

static ps_status read_named(reader *r, const ps_node *map, const char *space, ps_avro_type *type) {
    ps_status status = read_name(r, map, &space, type);
    if (status != PS_OK) return status;
    switch (type->kind) {
    case PS_AVRO_RECORD: return read_fields(r, map, space, type);
    case PS_AVRO_ENUM: return read_symbols(r, map, type);
    default: return read_fixed(r, map, type);
    }
}

/* An object whose `type` is a word. */
static ps_status read_object(reader *r, const ps_node *map, const ps_node *word, const char *space,
                             const ps_avro_type **out) {
    static const struct {
        const char *name;
        ps_avro_kind kind;
    } kinds[] = {{"record", PS_AVRO_RECORD}, {"error", PS_AVRO_RECORD}, {"enum", PS_AVRO_ENUM},
                 {"fixed", PS_AVRO_FIXED},   {"array", PS_AVRO_ARRAY},  {"map", PS_AVRO_MAP}};
    ps_avro_type *type = ps_arena_new(r->arena, 1, sizeof *type);
    if (!type) return no_memory(r);
    *out = type;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, word->text) != 0) continue;
        type->kind = kinds[i].kind;
        if (type->kind == PS_AVRO_ARRAY) return read_inside(r, map, "items", space, type);
        if (type->kind == PS_AVRO_MAP) return read_inside(r, map, "values", space, type);
        return read_named(r, map, space, type);
    }
    const ps_avro_type *other;
    ps_status status = read_reference(r, word, space, &other);
    if (status != PS_OK || other->full_name) {
        *out = other;
        return status;
    }
    *type = *other;
    read_meaning(map, type);
    return PS_OK;
}

static ps_status read_type(reader *r, const ps_node *node, const char *space,
                           const ps_avro_type **out) {
    *out = NULL;
    if (node->kind == PS_NODE_SCALAR) return read_reference(r, node, space, out);
    if (node->kind == PS_NODE_LIST) {
        ps_avro_type *type = ps_arena_new(r->arena, 1, sizeof *type);
        *out = type;
        return type ? read_union(r, node, space, type) : no_memory(r);
    }
    const ps_node *inner = ps_node_member(node, "type");
    if (!inner) return fail(r, node, "a schema needs a `type`", NULL);
    return inner->kind == PS_NODE_SCALAR ? read_object(r, node, inner, space, out)
                                         : read_type(r, inner, space, out);
}

ps_status ps_avro_schema_read(ps_span text, const char *file, ps_arena *arena,
                              const ps_avro_type **out, ps_error *err) {
    reader r = {.file = file, .arena = arena, .err = err};
    const ps_node *root;
    *out = NULL;
    ps_status status = ps_yaml_parse(text, file, arena, &root, err);
    if (status == PS_OK && !root)
        status = ps_fail(err, PS_E_RULES, "%s: an empty file; put an Avro schema into it", file);
    return status == PS_OK ? read_type(&r, root, "", out) : status;
}
