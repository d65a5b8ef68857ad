/* SPDX-License-Identifier: Apache-2.0
 *
 * A table as JSON: {"columns":["mrn","dob"],"rows":[["40718322","1957-04-09"],..]}, with the names
 * as strings or as objects ({"name":"mrn","type":"text"}), one row or many. */
#include "json_named.h"

enum { LOOK_BACK = 1 << 9, DEPTH_MAX = 8, COLUMNS_MAX = 128, WORD_MAX = 64 };

static const char *const heads[] = {"columns", "column",  "columnnames", "columninfo",
                                    "labels",  "headers", "header",      "fields",
                                    "cols",    "names",   "fieldnames",  NULL};
static const char *const bodies[] = {"rows",    "row",     "values",  "data",
                                     "records", "result",  "results", "datarows",
                                     "items",   "dataset", NULL};
static const char *const titles[] = {"name", "field", "key", "id", "label", "columnname", NULL};

typedef enum table_part { PART_NONE, PART_HEAD, PART_BODY } table_part;

typedef struct json_table {
    ps_reader *reader;
    ps_json json;
    ps_json_token token;
    table_part part;             /* of what stands in the object */
    int32_t owners[COLUMNS_MAX]; /* of each column's key; -1: none */
    unsigned columns;
    unsigned counts[DEPTH_MAX]; /* how many elements an array has had */
    bool arrays[DEPTH_MAX];
    unsigned head;       /* depth of the key that heads the columns */
    ps_extent quote;     /* of the latest key */
    bool titled, valued; /* the latest key within an element names it, or holds its value */
} json_table;

static bool is_word(ps_span key, const char *const *words) {
    for (; *words; words++) {
        size_t i = 0, k = 0;
        for (; i < key.len; i++)
            if (key.ptr[i] != '_' && (*words)[k] && ps_lower(key.ptr[i]) == (*words)[k])
                k++;
            else if (key.ptr[i] != '_')
                break;
        if (i == key.len && !(*words)[k]) return true;
    }
    return false;
}

/* A column's name is no value, whatever stands beside it. */
static void add_column(json_table *table, ps_span name) {
    ps_key_hit hit;
    if (table->columns == COLUMNS_MAX) return;
    ps_put(table->reader, PS_SLOT_KEEP, table->token.at.from, table->token.at.to);
    bool known = name.len > 0 && name.len <= WORD_MAX && table->reader->keys &&
                 ps_key_index_look(table->reader->keys, name, (uint32_t)name.len, &hit);
    table->owners[table->columns++] = known ? hit.owner : -1;
}

static void read_key(json_table *table) {
    ps_span key = ps_json_text(&table->json, table->token.at);
    size_t depth = table->json.depth;
    table->quote = table->token.quote;
    if (depth == 1 || (depth == 2 && table->part == PART_NONE && is_word(key, heads))) {
        bool head = is_word(key, heads) && (table->part != PART_BODY || table->columns == 0);
        table->part = head ? PART_HEAD : is_word(key, bodies) ? PART_BODY : PART_NONE;
        if (head) table->columns = 0, table->head = (unsigned)depth;
        return;
    }
    table->titled = is_word(key, titles);
    table->valued = key.len == 1
                        ? ps_lower(key.ptr[0]) == 'v'
                        : key.len >= 5 && ps_span_eq_nocase(ps_span_cut(key, key.len - 5, key.len),
                                                            PS_LIT("value"));
}

/* The place of the value in the array next around it; an element may be an object with the value
 * in it: {"v":"40718322"}. */
static bool place_of(const json_table *table, unsigned *place) {
    size_t depth = table->json.depth;
    if (depth < DEPTH_MAX && table->arrays[depth]) {
        *place = table->counts[depth];
        return true;
    }
    if (depth < 2 || depth >= DEPTH_MAX || !table->arrays[depth - 1] || !table->valued)
        return false;
    *place = table->counts[depth - 1] - 1; /* it was counted when it opened */
    return true;
}

static void read_value(json_table *table) {
    unsigned place;
    size_t depth = table->json.depth;
    bool element = depth < DEPTH_MAX && table->arrays[depth];
    if (table->part == PART_HEAD &&
        (element ? depth == table->head + 1 : depth == table->head + 2 && table->titled)) {
        add_column(table, ps_json_text(&table->json, table->token.at));
        table->titled = false;
    } else if (table->part == PART_BODY && place_of(table, &place) && place < table->columns &&
               table->owners[place] >= 0) {
        ps_slot slot = {.owner = table->owners[place], .kind = PS_SLOT_KEY};
        ps_json_put(table->reader, slot, &table->token, table->quote);
    }
    if (element) table->counts[depth]++;
}

static void open_part(json_table *table) {
    size_t depth = table->json.depth;
    if (depth >= DEPTH_MAX) return;
    if (depth > 1 && table->arrays[depth - 1]) table->counts[depth - 1]++;
    table->arrays[depth] = ps_span_eq(ps_json_text(&table->json, table->token.at), PS_LIT("["));
    table->counts[depth] = 0;
}

static size_t read_table(ps_reader *reader, size_t open) {
    json_table table = {.reader = reader};
    ps_json_begin(&table.json, reader->text, open);
    while (!reader->full) {
        ps_json_next(&table.json, &table.token);
        if (table.token.kind == PS_JSON_END || table.json.depth == 0) break;
        switch (table.token.kind) {
        case PS_JSON_OPEN: open_part(&table); break;
        case PS_JSON_KEY: read_key(&table); break;
        case PS_JSON_VALUE: read_value(&table); break;
        default: break;
        }
    }
    return table.json.at;
}

ps_form_fn ps_json_table_read;
extern const char *const ps_json_table_anchors[];
const char *const ps_json_table_anchors[] = {
    "\"columns\"", "'columns'",  "\"columnNames\"", "\"column_names\"", "\"labels\"", "\"headers\"",
    "\"header\"",  "\"fields\"", "\"cols\"",        "\"columnInfo\"",   NULL};

/* "columns": [ */
size_t ps_json_table_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t open;
    bool separator = false;
    while (end < text.len && ps_is_one_of(text.ptr[end], " \t\r\n:=>")) {
        separator |= text.ptr[end] == ':' || text.ptr[end] == '=';
        end++;
    }
    if (!separator || end >= text.len || text.ptr[end] != '[') return at;
    if (!ps_json_enclosing(text, at, LOOK_BACK, &open)) return at;
    size_t outer = open; /* {"schema":{"fields":[..]},"rows":[..]} */
    if (ps_json_enclosing(text, open, WORD_MAX, &outer) && text.ptr[outer] == '{') open = outer;
    size_t behind = read_table(reader, open);
    return behind > at ? behind : at;
}
