/* SPDX-License-Identifier: Apache-2.0
 *
 * Clauses: the words around a person word, as tokens with what the dictionary (clause_words.def,
 * clause_stops.def) and the lists of names know of them. What a value is, its clause says: before
 * it (`for patient 40718322`) or behind it (`7740912 is not a valid MRN`). Shared by the files of
 * this folder. Pure, no heap; a clause looks at most CLAUSE_BACK bytes before its anchor. */
#ifndef PS_CLAUSE_H
#define PS_CLAUSE_H

#include "form.h"

enum {
    CLAUSE_BACK = 240,
    CLAUSE_AHEAD = 480,
    CLAUSE_TOKENS = 192,
    CLAUSE_SENTENCES = 24,
    CLAUSE_RUNS = 64
};

/* What a word can be to the values beside it. */
enum {
    CLAUSE_PERSON = 1 << 0,  /* patient, member */
    CLAUSE_KIN = 1 << 1,     /* mother, spouse */
    CLAUSE_TITLE = 1 << 2,   /* mr, dr */
    CLAUSE_NUMBER = 1 << 3,  /* mrn, chart, claim: names a number */
    CLAUSE_BIRTH = 1 << 4,   /* dob, born */
    CLAUSE_EVENT = 1 << 5,   /* admitted, appointment */
    CLAUSE_CLINIC = 1 << 6,  /* allergy, fever */
    CLAUSE_CALL = 1 << 7,    /* phone, called */
    CLAUSE_NAMED = 1 << 8,   /* name, surname */
    CLAUSE_PREP = 1 << 9,    /* to, for, from */
    CLAUSE_FILLER = 1 << 10, /* may stand between a word and its value */
    CLAUSE_PLACE = 1 << 11,  /* street, hospital: what stands before is no person */
    CLAUSE_COUNT = 1 << 12,  /* port, line, size: the number behind is none of a person */
    CLAUSE_UNIT = 1 << 13,   /* ms, rows: the number before is none of a person */
    CLAUSE_MACHINE = 1 << 14,
    CLAUSE_STAMP = 1 << 15, /* created, expires: the date beside is a machine's */
    CLAUSE_CODE = 1 << 16,  /* service, dashboard: a part of a program */
    CLAUSE_SECRET = 1 << 17,
    CLAUSE_CODED = 1 << 18, /* the number behind is a code of a catalogue */
    CLAUSE_OWN = 1 << 19,   /* a long number right behind is its own */
    CLAUSE_FIELD = 1 << 20, /* field, property: a key stands behind */
    CLAUSE_VALUE = 1 << 21,
    CLAUSE_PARSE = 1 << 22, /* parse, invalid */
    CLAUSE_DAY = 1 << 23,   /* date, day */
    CLAUSE_TOKEN = 1 << 25, /* token: a long secret stands behind, no word */
    CLAUSE_SQL = 1 << 26,
    CLAUSE_STORE = 1 << 24, /* cache, table: behind a person word a part of a program */
    CLAUSE_SEEK = 1 << 27,  /* search, lookup: what it quotes is asked for */
    CLAUSE_HEALER = 1 << 28 /* dr: the title of those who care, who are no patients */
};

typedef enum ps_token_kind {
    PS_TOKEN_WORD,
    PS_TOKEN_NUMBER, /* digits */
    PS_TOKEN_ID,     /* letters and digits, GH-40718330, a UUID */
    PS_TOKEN_DATE,
    PS_TOKEN_PHONE,
    PS_TOKEN_OWN, /* our own output: no witness, and nothing is looked for behind it */
    PS_TOKEN_SIGN /* one byte */
} ps_token_kind;

typedef enum ps_token_case {
    PS_CASE_LOWER,
    PS_CASE_TITLE,
    PS_CASE_UPPER,
    PS_CASE_MIXED
} ps_token_case;

typedef struct ps_token {
    uint32_t from, to; /* offsets in the text */
    uint32_t parts;    /* CLAUSE_* of all words of it */
    uint8_t kind;      /* ps_token_kind */
    uint8_t written;   /* ps_token_case */
    uint8_t weight;    /* 0 to 2 */
    uint8_t slot;      /* ps_slot_kind of the number that it names */
    uint8_t sentence;
    uint8_t digits; /* how many, at most 255 */
    uint8_t rank;   /* PS_NAME_*, of words with a capital that may be a part of a name */
    bool path;      /* org.acme.Patient: the last step counts where a value stands right behind */
    bool compound;  /* patientId, demographic_no: more words than one */
    bool record;    /* one of name, number and date that stand together (clause_records.c) */
    bool taken;     /* a slot has been put over it */
} ps_token;

/* Tokens by their index: what a file of the folder looks at is few of them. */
typedef struct ps_token_list {
    uint8_t at[CLAUSE_TOKENS];
    size_t count;
} ps_token_list;

/* A run of words that may be a name (clause_run.h). */
typedef struct ps_name_run {
    size_t first, last; /* tokens */
    unsigned sure;      /* in a list of names, no ordinary word */
    unsigned both;      /* a name and an ordinary word */
    unsigned unknown;   /* in no list */
    unsigned initials;
    unsigned all; /* PS_NAME_* of all together */
    bool comma, caret, upper;
} ps_name_run;

/* What the words of a sentence say together. */
enum {
    SENTENCE_STRONG = 1,  /* speaks of a person's record */
    SENTENCE_CARE = 2,    /* the same, or of care (vaccines, medications), perhaps of nobody */
    SENTENCE_WEAK = 4,    /* has a word that may speak of either */
    SENTENCE_MACHINE = 8, /* has a word of machines */
    SENTENCE_SQL = 16     /* a statement to a database, whose reader knows its values */
};

typedef struct ps_clause {
    ps_reader *reader;
    ps_span text;
    size_t from, to; /* the stretch that was read */
    size_t line;     /* where its line begins */
    ps_token token[CLAUSE_TOKENS];
    size_t count;
    ps_token_list words, capitals; /* words; those with a capital */
    ps_token_list numbers;         /* PS_TOKEN_NUMBER and PS_TOKEN_ID */
    ps_token_list moments;         /* PS_TOKEN_DATE and PS_TOKEN_PHONE */
    ps_token_list keyed;           /* the signs `=` and `:` */
    ps_token_list places;          /* numbers, and words that begin as `lives` or `resides` do */
    ps_name_run runs[CLAUSE_RUNS]; /* the first of them, as ps_clause_records has read them */
    size_t run_count;
    bool runs_read;                 /* by ps_clause_records */
    bool carets;                    /* fields with components, as in HL7 */
    uint32_t parts;                 /* CLAUSE_* of all its words */
    uint8_t says[CLAUSE_SENTENCES]; /* SENTENCE_* of each sentence */
    uint8_t says_all;               /* of all of them together */
} ps_clause;

/* Sets where the clause around the anchor [at, end) begins and ends. */
void ps_clause_edges(ps_clause *clause, ps_reader *reader, size_t at, size_t end);
/* Reads it. */
void ps_clause_read(ps_clause *clause, size_t end);

/* Adds what the dictionary knows of the word to *out; false when it does not know it. */
bool ps_clause_word(ps_span word, ps_token *out);
/* The token that begins at `at`, no sign, in a line that begins at `line`. */
void ps_clause_token(ps_span text, size_t at, size_t line, ps_token *token);
/* McCoy, DeShawn: a capital within the name. */
bool ps_clause_has_prefix(ps_span word);
/* May, sept: a month, in full or its first three letters. */
bool ps_clause_is_month(ps_span word);

/* What the dictionary says of a word that can be no part of a name, whatever the lists say. */
static inline bool ps_clause_no_name(const ps_token *token) {
    uint32_t allowed = CLAUSE_PLACE | CLAUSE_CODE | CLAUSE_CLINIC | CLAUSE_PREP |
                       (token->written == PS_CASE_TITLE ? CLAUSE_COUNT : 0u);
    return (token->parts & ~allowed) != 0;
}
/* Looks the words with a capital up in the lists of names (ps_token.rank), but for those. */
void ps_clause_rank(ps_clause *clause);
/* What the lists say of any word with a capital; 0 of others. */
unsigned ps_clause_rank_of(const ps_clause *clause, const ps_token *token);

static inline ps_span ps_token_span(const ps_clause *clause, const ps_token *token) {
    return ps_span_cut(clause->text, token->from, token->to);
}
static inline char ps_clause_byte(const ps_clause *clause, size_t at) {
    return at < clause->text.len ? clause->text.ptr[at] : '\0';
}
/* The sign token i is, or 0. */
static inline char ps_token_sign(const ps_clause *clause, size_t i) {
    return i < clause->count && clause->token[i].kind == PS_TOKEN_SIGN
               ? clause->text.ptr[clause->token[i].from]
               : '\0';
}
/* Does the sentence of token i say this (SENTENCE_*)? */
static inline bool ps_clause_says(const ps_clause *clause, size_t i, unsigned what) {
    return clause->says[clause->token[i].sentence] & what;
}
void ps_clause_put(ps_clause *clause, ps_slot_kind kind, size_t first, size_t last);
/* A name without its comma and carets: `Ruiz, Ana` is two values. */
void ps_clause_put_name(ps_clause *clause, size_t first, size_t last);
/* Does token i begin a message: the line, or what stands behind the time, the level and the logger
 * of one, or a text in quotes? */
bool ps_clause_opens(const ps_clause *clause, size_t i);

/* What each file of the folder finds. */
void ps_clause_calls(ps_clause *clause);
void ps_clause_places(ps_clause *clause);
void ps_clause_fields(ps_clause *clause);
void ps_clause_lists(ps_clause *clause);
bool ps_clause_records(ps_clause *clause); /* marks them; true when there is one */
void ps_clause_secrets(ps_clause *clause);
void ps_clause_names(ps_clause *clause);
void ps_clause_numbers(ps_clause *clause);
void ps_clause_dates(ps_clause *clause);

#endif
