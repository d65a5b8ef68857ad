/* SPDX-License-Identifier: Apache-2.0 */
#include "schemas.h"

#include "file.h"

#include <stdlib.h>

#define SUFFIX ".avsc"
enum { FILE_MOST = 16 << 20 };

/* What a file is for, in the order in which they are sorted. */
typedef enum use { FOR_ID, FOR_GUID, FOR_VALUES, FOR_KEYS } use;

typedef struct subject {
    use use;
    uint32_t id;
    char guid[PS_GUID];
    ps_span topic;
} subject;

typedef struct entry {
    subject subject;
    const char *path;
    const ps_avro_type *type;
} entry;

struct ps_schemas {
    ps_arena arena;
    entry *entries; /* sorted by subject */
    size_t count;
    bool protobuf;
};

/* ---- names of files ---- */

static bool is_number(ps_span name) {
    for (size_t i = 0; i < name.len; i++)
        if (!ps_is_digit(name.ptr[i])) return false;
    return name.len != 0;
}

static bool read_id(ps_span name, uint32_t *out) {
    enum { DIGITS_MOST = 10 };
    uint64_t id = 0;
    if (name.len > DIGITS_MOST || (name.len > 1 && name.ptr[0] == '0')) return false;
    for (size_t i = 0; i < name.len; i++) id = 10 * id + (uint64_t)(name.ptr[i] - '0');
    *out = (uint32_t)id;
    return id <= UINT32_MAX;
}

static bool read_guid(ps_span name, char out[PS_GUID]) {
    enum { LEN = 36 };
    size_t at = 0;
    if (name.len != LEN) return false;
    for (size_t i = 0; i < PS_GUID; i++) {
        bool dash = i == 4 || i == 6 || i == 8 || i == 10;
        if (dash && name.ptr[at++] != '-') return false;
        int high = ps_hex_value(name.ptr[at]), low = ps_hex_value(name.ptr[at + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = (char)(high << 4 | low);
        at += 2;
    }
    return true;
}

static bool cut_end(ps_span *name, ps_span end) {
    if (name->len <= end.len ||
        !ps_span_eq(ps_span_cut(*name, name->len - end.len, name->len), end))
        return false;
    name->len -= end.len;
    return true;
}

static bool is_topic(ps_span name) {
    for (size_t i = 0; i < name.len; i++)
        if (!ps_is_alnum(name.ptr[i]) && !ps_is_one_of(name.ptr[i], "._-")) return false;
    return name.len != 0;
}

static ps_status read_subject(const char *path, subject *out, ps_error *err) {
    const char *slash = strrchr(path, '/');
    ps_span name = ps_span_z(slash ? slash + 1 : path);
    *out = (subject){.use = FOR_ID};
    bool good = cut_end(&name, PS_LIT(SUFFIX));
    if (good && is_number(name)) {
        good = read_id(name, &out->id);
    } else if (good && read_guid(name, out->guid)) {
        out->use = FOR_GUID;
    } else if (good) {
        out->use = cut_end(&name, PS_LIT("-key")) ? FOR_KEYS : FOR_VALUES;
        if (out->use == FOR_VALUES) (void)cut_end(&name, PS_LIT("-value"));
        out->topic = name;
        good = is_topic(name);
    }
    return good ? PS_OK
                : ps_fail(err, PS_E_USAGE,
                          "%s: the name must be the id of a schema (7" SUFFIX "), its GUID with "
                          "dashes, or a topic (orders-value" SUFFIX ")",
                          path);
}

/* ---- order ---- */

static int compare_spans(ps_span a, ps_span b) {
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_subjects(const subject *a, const subject *b) {
    if (a->use != b->use) return a->use < b->use ? -1 : 1;
    switch (a->use) {
    case FOR_ID: return (a->id > b->id) - (a->id < b->id);
    case FOR_GUID: return memcmp(a->guid, b->guid, PS_GUID);
    default: return compare_spans(a->topic, b->topic);
    }
}

static int compare_entries(const void *a, const void *b) {
    const entry *first = a, *second = b;
    return compare_subjects(&first->subject, &second->subject);
}

static const ps_avro_type *find(const ps_schemas *schemas, const subject *wanted) {
    size_t from = 0, to = schemas->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = compare_subjects(wanted, &schemas->entries[middle].subject);
        if (order == 0) return schemas->entries[middle].type;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

const ps_avro_type *ps_schemas_find(const ps_schemas *schemas, const ps_frame *frame,
                                    const ps_cargo_place *place) {
    subject wanted = {.use = FOR_ID, .id = frame->id};
    if (frame->kind != PS_FRAME_ID) {
        wanted.use = FOR_GUID;
        memcpy(wanted.guid, frame->guid, PS_GUID);
    }
    const ps_avro_type *type = find(schemas, &wanted);
    if (type) return type;
    wanted = (subject){.use = place->key ? FOR_KEYS : FOR_VALUES, .topic = ps_span_z(place->topic)};
    return find(schemas, &wanted);
}

bool ps_schemas_protobuf(const ps_schemas *schemas) {
    return schemas->protobuf;
}

/* ---- loading ---- */

static ps_status load_one(ps_schemas *schemas, const char *path, ps_buf *text, ps_error *err) {
    entry *e = &schemas->entries[schemas->count];
    e->path = path;
    ps_buf_clear(text);
    ps_status status = read_subject(path, &e->subject, err);
    if (status == PS_OK) status = ps_file_read(path, text, err);
    if (status == PS_OK)
        status = ps_avro_schema_read(ps_buf_span(text), path, &schemas->arena, &e->type, err);
    schemas->count += status == PS_OK;
    return status;
}

static ps_status refuse_twins(const ps_schemas *schemas, ps_error *err) {
    for (size_t i = 1; i < schemas->count; i++)
        if (compare_entries(&schemas->entries[i - 1], &schemas->entries[i]) == 0)
            return ps_fail(err, PS_E_USAGE, "%s: it is for the same as %s; keep one",
                           schemas->entries[i].path, schemas->entries[i - 1].path);
    return PS_OK;
}

static ps_status load_folder(ps_schemas *schemas, const char *folder, ps_error *err) {
    ps_files files;
    ps_buf text;
    if (!ps_file_is_folder(folder))
        return ps_fail(err, PS_E_USAGE, "%s: no such folder; --schema-dir names one", folder);
    ps_status status = ps_file_list(folder, SUFFIX, &schemas->arena, &files, err);
    if (status != PS_OK) return status;
    if (!files.count) return ps_fail(err, PS_E_USAGE, "%s: no file in it ends in " SUFFIX, folder);
    schemas->entries = ps_arena_new(&schemas->arena, files.count, sizeof *schemas->entries);
    if (!schemas->entries) return ps_fail(err, PS_E_NOMEM, "out of memory");
    ps_buf_init(&text, FILE_MOST);
    for (size_t i = 0; i < files.count && status == PS_OK; i++)
        status = load_one(schemas, files.paths[i], &text, err);
    ps_buf_free(&text);
    if (status != PS_OK) return status;
    qsort(schemas->entries, schemas->count, sizeof *schemas->entries, compare_entries);
    return refuse_twins(schemas, err);
}

ps_status ps_schemas_load(ps_schemas **out, const char *folder, bool protobuf, ps_error *err) {
    ps_schemas *schemas = *out = calloc(1, sizeof *schemas);
    if (!schemas) return ps_fail(err, PS_E_NOMEM, "out of memory");
    schemas->protobuf = protobuf;
    ps_status status = folder ? load_folder(schemas, folder, err) : PS_OK;
    if (status != PS_OK) {
        ps_schemas_free(schemas);
        *out = NULL;
    }
    return status;
}

void ps_schemas_free(ps_schemas *schemas) {
    if (!schemas) return;
    ps_arena_free(&schemas->arena);
    free(schemas);
}
