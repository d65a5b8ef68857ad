/* SPDX-License-Identifier: Apache-2.0 */
#include "column.h"

#include "checks.h"
#include "person_word.h"

enum { JOINED_MAX = 48, WORDS_MAX = 8, COUNT_MAX = 7, CARD_MIN = 13 };

typedef enum ps_weight {
    WEIGHT_NOTHING,
    WEIGHT_PLAIN,
    WEIGHT_NAME,
    WEIGHT_HINT,
    WEIGHT_PERSON
} ps_weight;

/* Kinds that the value decides, beside those of slots.def. */
enum { KIND_CONTACT = PS_SLOT_KINDS, KIND_DAY, KIND_NUMBER, KIND_VISIT, KIND_OWN, KIND_NOTHING };

typedef struct ps_column_word {
    const char *joined;
    uint8_t kind, weight;
} ps_column_word;

#define PS_SLOT_CONTACT KIND_CONTACT
#define PS_SLOT_DAY KIND_DAY
#define PS_SLOT_NUMBER KIND_NUMBER
#define PS_SLOT_VISIT KIND_VISIT
#define PS_SLOT_OWN KIND_OWN
#define PS_SLOT_NOTHING KIND_NOTHING
static const ps_column_word column_words[] = {
#define PS_COLUMN(name, kind, weight) {name, PS_SLOT_##kind, WEIGHT_##weight},
#include "column_words.def"
#undef PS_COLUMN
};

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

/* The order of the bytes of a row and of the name, as those of strings. */
static int compare(const char *row, ps_span joined) {
    size_t n = 0;
    while (n < joined.len && row[n] && row[n] == joined.ptr[n]) n++;
    unsigned char a = (unsigned char)row[n];
    unsigned char b = n < joined.len ? (unsigned char)joined.ptr[n] : 0;
    return a < b ? -1 : a > b;
}

static const ps_column_word *find(ps_span joined) {
    size_t low = 0, high = sizeof column_words / sizeof *column_words;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(column_words[middle].joined, joined);
        if (order == 0) return &column_words[middle];
        if (order < 0)
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
    return word && word->kind == KIND_DAY ? word : NULL;
}

/* ---- columns ---- */

/* A key's column: its first owner, and above it what stands before the key in the name. */
enum { GLUE_SHIFT = 28 };

/* Of a person they are numbers; of a table, anything. */
static bool is_vague(ps_span word) {
    return ps_span_eq_nocase(word, PS_LIT("code")) || ps_span_eq_nocase(word, PS_LIT("record"));
}

static int32_t owner_of(const ps_key_index *keys, ps_span name) {
    ps_key_hit hit;
    if (!name.len || name.len > UINT32_MAX) return PS_COLUMN_NONE;
    if (!ps_key_index_look(keys, name, (uint32_t)name.len, &hit)) return PS_COLUMN_NONE;
    ps_key_glue glue = ps_key_index_glue(keys, name, &hit);
    if (glue != PS_KEY_OWNED && is_vague(ps_span_cut(name, hit.at, hit.end))) return PS_COLUMN_NONE;
    return hit.owner | (int32_t)glue << GLUE_SHIFT;
}

static int32_t of_word(const ps_column_word *word) {
    return -2 - (int32_t)word->kind;
}

/* In a table of persons a key needs no further evidence. */
static int32_t owned(int32_t column) {
    bool alone = column >= 0 && column >> GLUE_SHIFT == PS_KEY_ALONE;
    return alone ? column | PS_KEY_OWNED << GLUE_SHIFT : column;
}

int32_t ps_column_look(const ps_key_index *keys, ps_span name, bool person) {
    const ps_column_word *word = person ? word_of(name) : NULL;
    if (word && word->kind != KIND_OWN) return of_word(word);
    int32_t owner = owner_of(keys, name);
    return person ? owned(owner) : owner;
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
    unsigned weight = word ? word->weight : WEIGHT_NOTHING;
    columns->column[columns->count] = owner;
    columns->word[columns->count++] = word ? (uint16_t)(word - column_words + 1) : 0;
    columns->known += weight == WEIGHT_PLAIN || weight == WEIGHT_NAME || weight == WEIGHT_PERSON ||
                      (!word && owner != PS_COLUMN_NONE);
    columns->names += weight == WEIGHT_NAME;
    columns->hints += weight == WEIGHT_HINT;
    columns->persons += weight == WEIGHT_PERSON;
}

/* What a word holds in a table that is, or is not, one of persons. */
static int32_t settled(const ps_column_word *word, int32_t owner, bool person, ps_table_kind kind,
                       unsigned known) {
    if (person) return of_word(word);
    if (kind == PS_TABLE_NOBODY && word->weight != WEIGHT_PERSON) return PS_COLUMN_NONE;
    return word->weight == WEIGHT_PLAIN && known < 2 ? PS_COLUMN_NONE : owner;
}

bool ps_columns_settle(ps_columns *columns, ps_table_kind kind) {
    bool person = kind == PS_TABLE_PERSONS || columns->persons > 0 ||
                  (kind == PS_TABLE_OTHER && (columns->names > 1 || columns->hints > 0));
    for (size_t i = 0; i < columns->count; i++)
        if (columns->word[i])
            columns->column[i] = settled(&column_words[columns->word[i] - 1], columns->column[i],
                                         person, kind, columns->known);
        else if (person)
            columns->column[i] = owned(columns->column[i]);
    return person;
}

/* ---- values ---- */

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

/* Long enough to be one person's and nobody else's. */
static bool is_number(ps_span value, size_t least) {
    if (value.len < least) return false;
    for (size_t i = 0; i < value.len; i++)
        if (ps_is_digit(value.ptr[i])) return true;
    return false;
}

/* The slot of a value; KEEP: none. */
static ps_slot_kind slot_of(int32_t kind, ps_span value) {
    switch (kind) {
    case KIND_CONTACT: return contact_kind(value);
    case KIND_DAY: return is_date(value) ? PS_SLOT_DATE : PS_SLOT_KEEP;
    case KIND_NUMBER: return is_number(value, 3) ? PS_SLOT_MRN : PS_SLOT_KEEP;
    case KIND_VISIT: return is_number(value, 3) ? PS_SLOT_ENCOUNTER : PS_SLOT_KEEP;
    case KIND_OWN: return is_number(value, 6) ? PS_SLOT_OTHER : PS_SLOT_KEEP;
    case KIND_NOTHING: return PS_SLOT_KEEP;
    default: return (ps_slot_kind)kind;
    }
}

static bool is_number_below(ps_span value, size_t least) {
    size_t digits = 0, others = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (ps_is_digit(value.ptr[i]))
            digits++;
        else if (value.ptr[i] == '.' || (value.ptr[i] == '-' && i == 0))
            others++;
        else
            return false;
    }
    return digits > 0 && others < 3 && (digits < least || memchr(value.ptr, '.', value.len));
}

bool ps_is_count(ps_span value) {
    return is_number_below(value, COUNT_MAX);
}

void ps_put_cell(ps_reader *reader, int32_t column, size_t from, size_t to) {
    if (from >= to || to > reader->text.len) return;
    if (column == PS_COLUMN_NONE && is_number_below(ps_span_cut(reader->text, from, to), CARD_MIN))
        ps_put(reader, PS_SLOT_KEEP, from, to);
    else
        ps_put_column(reader, column, from, to);
}

void ps_put_column(ps_reader *reader, int32_t column, size_t from, size_t to) {
    if (from >= to || to > reader->text.len || reader->full) return;
    if (column == PS_COLUMN_NONE) {
        if (ps_is_count(ps_span_cut(reader->text, from, to)))
            ps_put(reader, PS_SLOT_KEEP, from, to);
        return;
    }
    if (column >= 0) {
        ps_slot slot = {.from = from,
                        .to = to,
                        .owner = column & ((1 << GLUE_SHIFT) - 1),
                        .glue = (uint8_t)(column >> GLUE_SHIFT),
                        .kind = PS_SLOT_KEY};
        reader->put(reader, &slot);
        return;
    }
    ps_slot_kind kind = slot_of(-2 - column, ps_span_cut(reader->text, from, to));
    if (kind != PS_SLOT_KEEP) ps_put(reader, kind, from, to);
}

/* ---- tables ---- */

static bool is_any(ps_span word, const char *const *words) {
    for (; word.len && *words; words++)
        if (**words == word.ptr[0] && ps_span_eq(word, ps_span_z(*words))) return true;
    return false;
}

/* Who gives care and where, who pays; and what they do. */
static bool is_provider(ps_span word) {
    static const char *const words[] = {"doctor",         "doctors",
                                        "physician",      "physicians",
                                        "provider",       "providers",
                                        "practitioner",   "practitioners",
                                        "organization",   "organizations",
                                        "organisation",   "hospital",
                                        "hospitals",      "clinic",
                                        "clinics",        "facility",
                                        "facilities",     "payer",
                                        "pharmacy",       "pharmacies",
                                        "department",     "departments",
                                        "speciality",     "specialty",
                                        "specialization", "location",
                                        "locations",      "insurers",
                                        "specialisation", "npi",
                                        "prescriber",     "prescribers",
                                        "taxonomy",       NULL};
    return is_any(word, words);
}

static ps_span word_at(const ps_joined *joined, size_t index) {
    size_t end = index + 1 < joined->words ? joined->begin[index + 1] : joined->len;
    return ps_span_of(joined->bytes + joined->begin[index], end - joined->begin[index]);
}

bool ps_column_of_person(ps_span name) {
    const ps_column_word *word = word_of(name);
    if (word && (word->weight == WEIGHT_PERSON || word->weight == WEIGHT_NAME)) return true;
    return ps_has_person_word(name);
}

static bool has_provider(const ps_joined *joined) {
    for (size_t i = 0; i < joined->words; i++)
        if (is_provider(word_at(joined, i))) return true;
    return false;
}

bool ps_column_of_provider(ps_span name) {
    ps_joined joined;
    return join(name, &joined) && has_provider(&joined);
}

ps_table_kind ps_table_kind_of(ps_span name) {
    static const char *const lists[] = {
        "type",   "types",   "status",     "statuses", "category",  "categories",
        "code",   "codes",   "role",       "roles",    "setting",   "settings",
        "config", "lookup",  "enum",       "template", "templates", "relationship",
        "class",  "concept", "dictionary", NULL};
    ps_joined joined;
    if (!join(name, &joined)) return PS_TABLE_OTHER;
    if (is_any(word_at(&joined, joined.words - 1), lists)) return PS_TABLE_NOBODY;
    if (ps_has_person_word(name)) return PS_TABLE_PERSONS;
    return has_provider(&joined) ? PS_TABLE_NOBODY : PS_TABLE_OTHER;
}
