/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences of log statements and notes: a person word opens its clause, and the words of the
 * clause say what the numbers, names and dates in it are. */
#include "clause.h"

#include "sentence_doors.h"

#define ANCHOR_YES(word) word,
#define ANCHOR_NO(word)
#define CLAUSE_WORD(anchor, word, weight, parts, slot) ANCHOR_##anchor(word)
const char *const ps_sentence_anchors[] = {
#include "clause_stops.def"
#include "clause_words.def"
    /* clang-format off */
    " for 0", " for 1", " for 2", " for 3", " for 4", " for 5", " for 6", " for 7", " for 8",
    " for 9", " for : ", " for: ", " for  ", " for '",
    " pt:", "(pt ", "pt ", "hi ", "thank you ", "pt. ", "mr. ", "mrs.", "mrs ", " ms. ", "dr. ", "miss ", " mr ", " dr ",
    "mom ", " dad ", " son ", " died", " seen ", " lab ", "pain", " mg ", "rx ", "year-old",
    "year old", "years old", " yo ", "y/o",
    "token ", "session id ", "api key ", "secret ", "merged into", "checked in", "born",
    "0: ", "1: ", "2: ", "3: ", "4: ", "5: ", "6: ", "7: ", "8: ", "9: ",
    "name", "last,", "first,", "rejected value",
    " (0", " (1", " (2", " (3", " (4", " (5", " (6", " (7", " (8", " (9",
    " [0", " [1", " [2", " [3", " [4", " [5", " [6", " [7", " [8", " [9",
    "] 0", "] 1", "] 2", "] 3", "] 4", "] 5", "] 6", "] 7", "] 8", "] 9",
    " | 0", " | 1", " | 2", " - 0", " - 1", " - 2", " - 3", " - 4", " - 5", " - 6", " - 7",
    " - 8", " - 9", " for ", " to ", " of ", "adt^", "oru^", "orm^", "c-find", "c-store", "c-move",
    " 01/", " 02/", " 03/", " 04/", " 05/", " 06/", " 07/", " 08/", " 09/", " 10/", " 11/", " 12/",
    " 19", " 20", ", (", ", +", ", 2", ", 3", ", 4", ", 5", ", 6", ", 7", ", 8", ", 9", " (m, ",
    " (f, ", "> <", " st,", " rd,", " ave,", " ln,", " dr,", " blvd,", " ter,", " trl,", " ct,", " pl,",
    " way,", "street,", "drive,", "lane,", "road,", "avenue,", "court,", "place,", "circle,", "contact:",
    "merging ", "(merge)", "primary care", "record number", "connecting as", "problem list", "front desk", "lives ", "living in", "resides", "address",
    "first/", "last/", "given,", "family,", "city/", "/zip", "args", "arguments", "params",
    "byname(", "phone(", "familyname", "givenname", "mailed", "calling ",
    "[pid]", "0 - ", "1 - ", "2 - ", "3 - ", "4 - ", "5 - ", "6 - ", "7 - ", "8 - ", "9 - ",
    "parse", "isoformat", "match format", "valid date", "date value", "validation",
    /* clang-format on */
    NULL};
#undef CLAUSE_WORD

ps_form_fn ps_sentence_read;

enum { HEAD = 24 }; /* before it a date is when the line was written */

/* Most anchors stand in lines that are about nobody: no name is looked up there. */
static bool speaks_of_persons(const ps_clause *clause) {
    const uint32_t cues = CLAUSE_TITLE | CLAUSE_KIN | CLAUSE_NAMED | CLAUSE_SEEK;
    if (clause->says_all & SENTENCE_WEAK || clause->parts & cues) return true;
    for (size_t k = 0; k < clause->moments.count; k++) {
        const ps_token *token = &clause->token[clause->moments.at[k]];
        if (token->kind == PS_TOKEN_PHONE || token->from > clause->line + HEAD) return true;
    }
    return false;
}

/* INSERT INTO patient ..., SELECT ... WHERE: the reader of statements knows what a value is. */
static bool is_statement(const ps_clause *clause) {
    static const char *const verbs[] = {"select", "insert", "update", "delete", "replace", "where"};
    if (!(clause->says_all & SENTENCE_SQL)) return false;
    for (size_t i = 0; i + 1 < clause->count; i++) {
        const ps_token *token = &clause->token[i];
        if (token->kind != PS_TOKEN_WORD || !(token->parts & CLAUSE_SQL)) continue;
        for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
            if (ps_span_is(ps_token_span(clause, token), verbs[k])) return true;
    }
    return false;
}

/* Anchors stand close together: what was looked through for the one before is passed over. */
static bool has_value(ps_reader *reader, size_t from, size_t to) {
    ps_extent *barren = &reader->barren;
    bool joins = from >= barren->from && from <= barren->to;
    size_t at = joins ? barren->to : from;
    if (at >= to) return false;
    if (ps_sentence_has_value(reader->text, at, to)) return true;
    *barren = (ps_extent){joins ? barren->from : from, to};
    return false;
}

size_t ps_sentence_read(ps_reader *reader, size_t at, size_t end) {
    ps_door door = ps_sentence_door(reader->text, at, end);
    if (door == PS_DOOR_SHUT) return at; /* a longer anchor may begin here too */
    ps_clause clause;
    ps_clause_edges(&clause, reader, at, end);
    ps_read_note(&reader->words, clause.from, clause.to);
    if (door == PS_DOOR_AJAR && !has_value(reader, clause.from, clause.to))
        return at; /* another word of the clause may say more */
    ps_clause_read(&clause, end);
    ps_clause_secrets(&clause);
    ps_clause_fields(&clause);
    ps_clause_lists(&clause);
    ps_clause_places(&clause);
    if (is_statement(&clause)) return clause.to;
    bool persons = door == PS_DOOR_NAME || speaks_of_persons(&clause);
    if (persons) {
        ps_clause_rank(&clause);
        ps_clause_calls(&clause);
        ps_clause_records(&clause);
    }
    ps_clause_numbers(&clause);
    if (persons) {
        ps_clause_names(&clause);
        ps_clause_dates(&clause);
    }
    return clause.to;
}
