/* SPDX-License-Identifier: Apache-2.0 */
#include "clause_words.h"
#include "clause.h"

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

/* ---- words as numbers ---- */

/* The first byte is the lowest, on every processor. */
static uint64_t four(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24;
}

static uint64_t eight(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

/* Up to eight bytes; those that are read twice are the same. */
static uint64_t head_of(ps_span word) {
    const char *p = word.ptr;
    if (word.len >= 8) return eight(p);
    if (word.len >= 4) return four(p) | four(p + word.len - 4) << (word.len - 4) * 8;
    size_t middle = word.len / 2, last = word.len - 1;
    return (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[middle] << middle * 8 |
           (uint64_t)(unsigned char)p[last] << last * 8;
}

/* Those behind them. */
static uint64_t tail_of(ps_span word) {
    return word.len > 8 ? eight(word.ptr + word.len - 8) >> (16 - word.len) * 8 : 0;
}

/* Eight bytes in small letters. */
static uint64_t lower_all(uint64_t bytes) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low = bytes & ones * 0x7F;
    uint64_t from_a = low + ones * (0x80 - 'A'), behind_z = low + ones * (0x80 - 'Z' - 1);
    return bytes | (from_a & ~behind_z & ~bytes & ones * 0x80) >> 2;
}

/* ---- the dictionary ---- */

static const word_row *look(uint64_t head, uint64_t tail) {
    for (size_t i = ps_clause_hash(head, tail);; i++) {
        unsigned slot = ps_clause_slots[i & (PS_CLAUSE_SLOTS - 1)];
        if (!slot) return NULL;
        const char *word = rows[slot - 1].word; /* zero bytes behind it */
        if (eight(word) == head && eight(word + 8) == tail) return &rows[slot - 1];
    }
}

bool ps_clause_word(ps_span word, ps_token *out) {
    if (word.len == 0 || word.len > WORD_LONGEST) return false;
    const word_row *row = look(lower_all(head_of(word)), lower_all(tail_of(word)));
    if (!row) return false;
    out->parts |= row->parts;
    if (row->weight > out->weight) out->weight = row->weight;
    if (row->slot != PS_SLOT_KEEP) out->slot = row->slot;
    return true;
}
