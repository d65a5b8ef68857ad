/* SPDX-License-Identifier: Apache-2.0 */
#include "clause_words.h"
#include "clause.h"
#include "word_list.h"

enum { WORD_LONGEST = 16 };

typedef struct word_row {
    char word[WORD_LONGEST + 1];
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
static const word_row rows[] = {
#include "clause_stops.def"
#include "clause_words.def"
};
#undef CLAUSE_WORD

/* The row of a word in small letters, NUL bytes behind it. */
static const word_row *look(const char lower[WORD_LONGEST], uint32_t hash) {
    for (size_t i = hash;; i++) {
        unsigned slot = ps_clause_slots[i & (PS_CLAUSE_SLOTS - 1)];
        if (!slot) return NULL;
        if (!memcmp(rows[slot - 1].word, lower, WORD_LONGEST)) return &rows[slot - 1];
    }
}

bool ps_clause_word(ps_span word, ps_token *out) {
    char lower[WORD_LONGEST] = {0};
    if (word.len == 0 || word.len > WORD_LONGEST) return false;
    uint32_t hash = PS_WORD_HASH_START;
    for (size_t i = 0; i < word.len; i++) {
        lower[i] = ps_lower(word.ptr[i]);
        hash = ps_word_hash_step(hash, lower[i]);
    }
    const word_row *row = look(lower, ps_word_hash_end(hash));
    if (!row) return false;
    out->parts |= row->parts;
    if (row->weight > out->weight) out->weight = row->weight;
    if (row->slot != PS_SLOT_KEEP) out->slot = row->slot;
    return true;
}
