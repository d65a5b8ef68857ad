/* SPDX-License-Identifier: Apache-2.0 */
#include "clause.h"

enum { WORD_LONGEST = 16 };

typedef struct word_row {
    const char *word;
    uint8_t weight, slot;
    uint32_t parts;
} word_row;

#define PERSON CLAUSE_PERSON
#define KIN CLAUSE_KIN
#define TITLE CLAUSE_TITLE
#define NUMBER CLAUSE_NUMBER
#define BIRTH CLAUSE_BIRTH
#define EVENT CLAUSE_EVENT
#define CLINIC CLAUSE_CLINIC
#define CALL CLAUSE_CALL
#define NAMED CLAUSE_NAMED
#define PREP CLAUSE_PREP
#define FILLER CLAUSE_FILLER
#define PLACE CLAUSE_PLACE
#define COUNT CLAUSE_COUNT
#define UNIT CLAUSE_UNIT
#define MACHINE CLAUSE_MACHINE
#define STAMP CLAUSE_STAMP
#define CODE CLAUSE_CODE
#define SECRET CLAUSE_SECRET
#define CODED CLAUSE_CODED
#define OWN CLAUSE_OWN
#define FIELD CLAUSE_FIELD
#define VALUE CLAUSE_VALUE
#define PARSE CLAUSE_PARSE
#define DAY CLAUSE_DAY
#define STORE CLAUSE_STORE
#define TOKEN CLAUSE_TOKEN
#define SQL CLAUSE_SQL
#define SEEK CLAUSE_SEEK
#define HEALER CLAUSE_HEALER
#define CLAUSE_WORD(anchor, text, much, of, names) {text, much, PS_SLOT_##names, of},
static const word_row words[] = {
#include "clause_words.def"
};
static const word_row stops[] = {
#include "clause_stops.def"
};
#undef CLAUSE_WORD

static int compare(ps_span word, const char *row) {
    for (size_t i = 0; i < word.len; i++) {
        int d = (unsigned char)ps_lower(word.ptr[i]) - (unsigned char)row[i];
        if (d != 0) return d;
    }
    return row[word.len] == '\0' ? 0 : -1;
}

static const word_row *look(const word_row *rows, size_t count, ps_span word) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int d = compare(word, rows[middle].word);
        if (d == 0) return &rows[middle];
        if (d < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool ps_clause_word(ps_span word, ps_token *out) {
    if (word.len == 0 || word.len > WORD_LONGEST) return false;
    const word_row *row = look(words, sizeof words / sizeof *words, word);
    if (!row) row = look(stops, sizeof stops / sizeof *stops, word);
    if (!row) return false;
    out->parts |= row->parts;
    if (row->weight > out->weight) out->weight = row->weight;
    if (row->slot != PS_SLOT_KEEP) out->slot = row->slot;
    return true;
}
