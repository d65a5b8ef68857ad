/* SPDX-License-Identifier: Apache-2.0 */
#include "column.h"

#include "checks.h"
#include "person_word.h"

enum { JOINED_MAX = 48, WORDS_MAX = 8 };

/* What a word says of its table: nothing, a part of a name stands in it, or what only persons have.
 */
enum { WEIGHT_PLAIN, WEIGHT_NAME, WEIGHT_PERSON };

/* Kinds that the value decides, beside those of slots.def. */
enum { CONTACT = PS_SLOT_KINDS, DAY };

typedef struct ps_column_word {
    const char *joined;
    uint8_t kind, weight;
} ps_column_word;

static const ps_column_word column_words[] = {
#define PS_SLOT_CONTACT CONTACT
#define PS_SLOT_DAY DAY
#define PS_COLUMN(name, slot, weight) {name, PS_SLOT_##slot, WEIGHT_##weight},
#include "column_words.def"
#undef PS_COLUMN
};
_Static_assert(sizeof column_words / sizeof *column_words < UINT8_MAX, "ps_columns.word");

/* ---- names ---- */

/* A name, lower-cased and without what parts its words. */
typedef struct ps_joined {
    char bytes[JOINED_MAX];
    size_t begin[WORDS_MAX]; /* of its words */
    size_t len, words;
} ps_joined;

static bool turns(ps_span name, size_t at) {
    return at > 0 && ps_is_upper(name.ptr[at]) &&
           (ps_is_lower(name.ptr[at - 1]) ||
            (at + 1 < name.len && ps_is_lower(name.ptr[at + 1]) && ps_is_upper(name.ptr[at - 1])));
}

/* False when the name is too long for any of the words. */
static bool join(ps_span name, ps_joined *out) {
    out->len = out->words = 0;
    bool fresh = true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!ps_is_alnum(c)) {
            fresh = true;
            continue;
        }
        if (out->len == JOINED_MAX) return false;
        if (fresh || turns(name, i)) {
            if (out->words == WORDS_MAX) return false;
            out->begin[out->words++] = out->len;
        }
        out->bytes[out->len++] = ps_lower(c);
        fresh = false;
    }
    return out->len > 0;
}

static const ps_column_word *find(ps_span joined) {
    size_t low = 0, high = sizeof column_words / sizeof *column_words;
    while (low < high) {
        size_t middle = (low + high) / 2;
        ps_span word = ps_span_z(column_words[middle].joined);
        size_t n = word.len < joined.len ? word.len : joined.len;
        int order = memcmp(word.ptr, joined.ptr, n);
        if (order == 0 && word.len == joined.len) return &column_words[middle];
        if (order < 0 || (order == 0 && word.len < joined.len))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* p_name, pat_name, patient_name */
static bool is_prefix(ps_span word) {
    return ps_is_person_word(word) || ps_span_eq(word, PS_LIT("p")) ||
           ps_span_eq(word, PS_LIT("pt"));
}

static const ps_column_word *word_of(ps_span name) {
    ps_joined joined;
    for (size_t i = name.len; i-- > 0;) /* p.name, "patient"."name" */
        if (name.ptr[i] == '.') {
            name = ps_span_cut(name, i + 1, name.len);
            break;
        }
    if (!join(name, &joined)) return NULL;
    ps_span all = ps_span_of(joined.bytes, joined.len);
    const ps_column_word *word = find(all);
    if (word || joined.words < 2) return word;
    ps_span first = ps_span_cut(all, 0, joined.begin[1]);
    if (is_prefix(first)) return find(ps_span_cut(all, joined.begin[1], all.len));
    if (joined.words < 3) return NULL;
    word =
        find(ps_span_cut(all, joined.begin[joined.words - 2], all.len)); /* condition_start_date */
    return word && word->kind == DAY ? word : NULL;
}

/* ---- columns ---- */

static int32_t owner_of(const ps_key_index *keys, ps_span name) {
    ps_key_hit hit;
    if (!name.len || name.len > UINT32_MAX) return PS_COLUMN_NONE;
    return ps_key_index_look(keys, name, (uint32_t)name.len, &hit) ? hit.owner : PS_COLUMN_NONE;
}

static int32_t of_word(const ps_column_word *word) {
    return -2 - (int32_t)word->kind;
}

int32_t ps_column_look(const ps_key_index *keys, ps_span name, bool person) {
    const ps_column_word *word = person ? word_of(name) : NULL;
    return word && word->kind != PS_SLOT_KEY ? of_word(word) : owner_of(keys, name);
}

void ps_columns_skip(ps_columns *columns) {
    if (columns->count == PS_COLUMNS_MAX) return;
    columns->column[columns->count] = PS_COLUMN_NONE;
    columns->word[columns->count++] = 0;
}

void ps_columns_add(ps_columns *columns, const ps_key_index *keys, ps_span name) {
    if (columns->count == PS_COLUMNS_MAX) return;
    const ps_column_word *word = word_of(name);
    int32_t owner = owner_of(keys, name);
    columns->column[columns->count] = owner;
    columns->word[columns->count++] = word ? (uint8_t)(word - column_words + 1) : 0;
    columns->known += word || owner != PS_COLUMN_NONE;
    columns->names += word && word->weight == WEIGHT_NAME;
    columns->persons += word && word->weight == WEIGHT_PERSON;
}

/* In a table of persons the words count; alone in a table of anything else, or in a list of words,
 * `name` and `note` are nobody's. */
bool ps_columns_settle(ps_columns *columns, ps_table_kind kind) {
    bool person = kind == PS_TABLE_PERSONS || columns->persons > 0 || columns->names > 1;
    bool plain = !person && (kind == PS_TABLE_WORDS || columns->known < 2);
    for (size_t i = 0; i < columns->count; i++) {
        if (!columns->word[i]) continue;
        const ps_column_word *word = &column_words[columns->word[i] - 1];
        if (person && word->kind != PS_SLOT_KEY) columns->column[i] = of_word(word);
        if (plain && word->weight == WEIGHT_PLAIN) columns->column[i] = PS_COLUMN_NONE;
    }
    return person;
}

static bool is_date(ps_span value) {
    ps_extent date;
    return ps_grammar_date(value, 0, &date) && date.from == 0;
}

/* What a column holds that is named after its use. */
static ps_slot_kind contact_kind(ps_span value) {
    size_t digits = 0;
    if (memchr(value.ptr, '@', value.len)) return PS_SLOT_EMAIL;
    for (size_t i = 0; i < value.len; i++) digits += ps_is_digit(value.ptr[i]);
    return digits >= 7 ? PS_SLOT_PHONE : PS_SLOT_NAME;
}

void ps_put_column(ps_reader *reader, int32_t column, size_t from, size_t to) {
    if (from >= to || to > reader->text.len || reader->full || column == PS_COLUMN_NONE) return;
    ps_span value = ps_span_cut(reader->text, from, to);
    if (column >= 0) {
        ps_slot slot = {.from = from, .to = to, .owner = column, .kind = PS_SLOT_KEY};
        reader->put(reader, &slot);
        return;
    }
    int32_t kind = -2 - column;
    if (kind == DAY && !is_date(value)) return;
    if (kind == DAY) kind = PS_SLOT_DATE;
    if (kind == CONTACT) kind = (int32_t)contact_kind(value);
    ps_put(reader, (ps_slot_kind)kind, from, to);
}

/* ---- tables ---- */

ps_table_kind ps_table_kind_of(ps_span name) {
    static const char *const lists[] = {
        "type",  "types",    "status",    "statuses",     "category", "categories", "code",
        "codes", "role",     "roles",     "setting",      "settings", "config",     "lookup",
        "enum",  "template", "templates", "relationship", "class",    "concept",    "dictionary"};
    ps_joined joined;
    if (!join(name, &joined)) return PS_TABLE_OTHER;
    ps_span last = ps_span_of(joined.bytes, joined.len);
    last = ps_span_cut(last, joined.begin[joined.words - 1], last.len);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (ps_span_eq(last, ps_span_z(lists[i]))) return PS_TABLE_WORDS;
    return ps_has_person_word(name) ? PS_TABLE_PERSONS : PS_TABLE_OTHER;
}
