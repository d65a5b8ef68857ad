/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers of persons: named by a word before them (`patient with id 40718322`), behind them
 * (`7740912 is not a valid MRN`) or elsewhere in the clause (`saving allergies for 40718322`). */
#include "clause.h"

#include "checks.h"

enum {
    WORDS_BETWEEN = 5,
    DIGITS_NAMED = 4,
    DIGITS_LOW = 5,
    DIGITS_BARE = 6,
    DIGITS_HIGH = 12,
    SIGHT = 16
};

static bool glued_before(const ps_clause *clause, size_t i) {
    const ps_token *token = &clause->token[i];
    if (token->from == 0) return false;
    char c = clause->text.ptr[token->from - 1];
    if (c == '/') /* MRN/CSN: 40718322/9923317 */
        return i < 2 || clause->token[i - 2].kind != PS_TOKEN_NUMBER;
    if (c == '[') { /* sshd[24200] */
        char left = token->from > 1 ? clause->text.ptr[token->from - 2] : '\0';
        bool owner = i > 1 && clause->token[i - 2].weight == 2; /* Patient[40718322] */
        return (ps_is_word(left) && !owner) || left == ')';
    }
    if (c == '#' && i > 1) return false;
    if (ps_is_alpha(c)) return i == 0 || clause->token[i - 1].to != token->from; /* part_number */
    return ps_is_word(c) || ps_is_one_of(c, ".\\@$%~+*&") ||
           (c == '-' && token->from > 1 && ps_is_word(clause->text.ptr[token->from - 2]));
}

static bool glued_behind(const ps_clause *clause, size_t i) {
    size_t to = clause->token[i].to;
    char c = ps_clause_byte(clause, to), next = ps_clause_byte(clause, to + 1);
    if (c == '/') { /* 40718322/A9923317, but no step of a path */
        const ps_token *other = i + 2 < clause->count ? &clause->token[i + 2] : NULL;
        bool value = other && (other->kind == PS_TOKEN_NUMBER || other->kind == PS_TOKEN_ID);
        return !ps_is_digit(next) && !value;
    }
    /* Between a number and our own label stood what had been glued to it. */
    if (ps_is_one_of(c, ".:,") && i + 2 < clause->count &&
        clause->token[i + 2].kind == PS_TOKEN_OWN && clause->token[i + 2].from == to + 1)
        return true;
    if (ps_is_one_of(c, ".:,")) return ps_is_digit(next) || (c == '.' && ps_is_alpha(next));
    if (c == ')' && next == '|') return true;                /* nanoseconds of an Apex log */
    if (c == '\\') return !ps_is_one_of(next, "nrt\"'\\u/"); /* an escape, no path */
    return ps_is_word(c) || ps_is_one_of(c, "@%~+*&(") || (c == '-' && ps_is_alnum(next));
}

/* Optional, Some: a word in capitals that a bracket is glued to, behind a sign. */
static bool wraps(const ps_clause *clause, size_t i) {
    const ps_token *word = &clause->token[i];
    char before = i > 1 ? ps_token_sign(clause, i - 1) : '\0';
    return word->kind == PS_TOKEN_WORD && word->written == PS_CASE_TITLE && !word->parts &&
           ps_clause_byte(clause, word->to) == '(' && (before == ':' || before == '=');
}

/* msg="40718322: no coverage": the key of a text says nothing of the number in it. */
static bool holds_text(ps_span w) {
    static const char *const words[] = {"msg",  "message", "log",   "short_message", "full_message",
                                        "text", "body",    "error", "line",          "detail"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_is(w, words[i])) return true;
    return false;
}

/* May the sign stand between a label and its value, before and behind the separator? */
static bool stands_between(char c, bool behind) {
    return behind ? ps_is_one_of(c, "=:>-<\"')]\\") : ps_is_one_of(c, "=:>-<\"'([{#,/\\");
}

/* Index of the word that a `=` or `:` parts from the value at i, quotes and brackets between; -1:
 * none. *sign is the separator. */
static int label_of(const ps_clause *clause, size_t i, char *sign) {
    size_t k = i;
    *sign = '\0';
    for (unsigned steps = 0; k > 0 && steps < 12; steps++) {
        if (!*sign && wraps(clause, k - 1)) k--; /* count: Optional("40718322") */
        char c = ps_token_sign(clause, k - 1);
        bool list = clause->token[k - 1].kind == PS_TOKEN_NUMBER ||
                    clause->token[k - 1].kind == PS_TOKEN_ID;
        if (!c && !list) break;
        if (c == '=' || c == ':') *sign = c;
        if (c && !stands_between(c, *sign)) break;
        if (list && *sign) break;
        k--;
    }
    bool word = k > 0 && clause->token[k - 1].kind == PS_TOKEN_WORD &&
                !holds_text(ps_token_span(clause, &clause->token[k - 1]));
    return *sign && word ? (int)k - 1 : -1;
}

/* Message Id, Order No.: the word before a label like `id` says that it is no person's. */
static bool is_of_thing(const ps_clause *clause, int label) {
    const uint32_t person = CLAUSE_PERSON | CLAUSE_KIN | CLAUSE_NUMBER | CLAUSE_EVENT |
                            CLAUSE_FILLER | CLAUSE_PREP | CLAUSE_BIRTH;
    if (label < 1 || !(clause->token[label].parts & CLAUSE_FILLER)) return false;
    if (clause->token[label].weight || clause->token[label].parts & CLAUSE_PREP) return false;
    const ps_token *before = &clause->token[label - 1];
    return before->kind == PS_TOKEN_WORD && before->to + 1 == clause->token[label].from &&
           !(before->parts & person);
}

/* May a value stand under this label? `offset=40718322` and `count: 40718322` say no. */
static bool label_allows(const ps_token *label, char sign) {
    const uint32_t person = CLAUSE_PERSON | CLAUSE_KIN | CLAUSE_NUMBER | CLAUSE_BIRTH;
    if (label->parts & (CLAUSE_COUNT | CLAUSE_UNIT | CLAUSE_MACHINE | CLAUSE_STAMP | CLAUSE_CODED))
        return false;
    if (label->parts & person) return true;
    if (sign == ':') return !label->compound;
    return label->parts & (CLAUSE_FILLER | CLAUSE_EVENT) && !label->compound;
}

/* The dictionary of keys knows the label, and nothing but one sign parts it from the value: the key
 * decides; of a patient's number both say the same. */
static bool is_known_key(const ps_clause *clause, int label, size_t i) {
    const ps_token *name = &clause->token[label];
    if (name->weight && name->slot == PS_SLOT_MRN) return false;
    unsigned signs = 0;
    for (size_t k = (size_t)label + 1; k < i; k++) {
        char c = ps_token_sign(clause, k);
        if (!c || !ps_is_one_of(c, "\"'\\:=")) return false;
        signs += c == ':' || c == '=';
    }
    if (signs != 1) return false;
    ps_span word = ps_token_span(clause, &clause->token[label]);
    ps_key_hit hit;
    return ps_key_index_look(clause->reader->keys, word, (uint32_t)word.len, &hit);
}

static bool is_word(const ps_clause *clause, size_t i, uint32_t parts) {
    return clause->token[i].kind == PS_TOKEN_WORD && (clause->token[i].parts & parts);
}

/* The nearest word before i that has one of the parts, nothing but fillers, signs and further
 * numbers of a list between. */
static int cue_before(const ps_clause *clause, size_t i, uint32_t parts) {
    unsigned words = 0;
    bool number = false;
    for (size_t k = i; k > 0 && words <= WORDS_BETWEEN; k--) {
        const ps_token *token = &clause->token[k - 1];
        if (token->sentence != clause->token[i].sentence || token->kind == PS_TOKEN_OWN) return -1;
        char c = ps_token_sign(clause, k - 1);
        if (c && (number ? ps_is_one_of(c, "#,/&[(") : ps_is_one_of(c, "#:=->'\"([<{,./&")))
            continue;
        if (c) return -1;
        if (token->kind != PS_TOKEN_WORD) {
            number = true;
            continue;
        }
        if (token->parts & parts) return (int)k - 1;
        if (!(token->parts & (CLAUSE_FILLER | CLAUSE_PREP | CLAUSE_NAMED))) return -1;
        words++;
    }
    return -1;
}

/* Is there another number between the word and the value: `code 1234 for 40718322`? */
static bool has_number_between(const ps_clause *clause, size_t word, size_t i) {
    for (size_t k = word + 1; k < i; k++)
        if (clause->token[k].kind == PS_TOKEN_NUMBER) return true;
    return false;
}

/* Counted things, program places and catalogue codes. */
static bool is_other_number(const ps_clause *clause, size_t i) {
    ps_span v = ps_token_span(clause, &clause->token[i]);
    bool trial = v.len == 11 && ps_span_eq_nocase(ps_span_cut(v, 0, 3), PS_LIT("nct"));
    if (trial || ps_check_ndc(v) || ps_check_loinc(v)) return true;
    const uint32_t left = CLAUSE_COUNT | CLAUSE_CODED | CLAUSE_STAMP | CLAUSE_MACHINE;
    if (ps_token_sign(clause, i + 1) == '%') return true;
    if (i + 1 < clause->count && is_word(clause, i + 1, CLAUSE_UNIT) &&
        clause->token[i + 1].from <= clause->token[i].to + 1)
        return true;
    int cue = cue_before(clause, i, left | CLAUSE_PERSON | CLAUSE_NUMBER);
    if (cue < 0 || has_number_between(clause, (size_t)cue, i)) return false;
    return (clause->token[cue].parts & left) &&
           !(clause->token[cue].parts & (CLAUSE_PERSON | CLAUSE_NUMBER));
}

/* Seconds since 1970, from 2001 to 2033. */
static bool is_epoch(const ps_clause *clause, const ps_token *token) {
    return token->kind == PS_TOKEN_NUMBER && token->digits == 10 &&
           clause->text.ptr[token->from] == '1';
}

/* 00000010: an offset or a count, whatever stands around it. */
static bool is_small(ps_span v) {
    size_t zeros = 0;
    while (zeros < v.len && v.ptr[zeros] == '0') zeros++;
    return zeros > 1 && v.len - zeros < DIGITS_NAMED;
}

static bool has_hyphens(ps_span v) {
    return v.len == 36 && v.ptr[8] == '-' && v.ptr[13] == '-';
}

/* 20240311 is a day more often than a person. */
static bool is_day(ps_span v) {
    return v.len == 8 && ps_check_date(v);
}

/* 120344 tuples: a word of many behind the number. */
static bool counts(const ps_clause *clause, size_t i) {
    if (i >= clause->count || clause->token[i].kind != PS_TOKEN_WORD) return false;
    const ps_token *word = &clause->token[i];
    ps_span w = ps_token_span(clause, word);
    if (word->parts & CLAUSE_UNIT) return true;
    return word->written == PS_CASE_LOWER && w.len > 3 && w.ptr[w.len - 1] == 's' &&
           w.ptr[w.len - 2] != 's' && !ps_span_eq(w, PS_LIT("does"));
}

/* A small word behind that counts nothing: neither `tuples` nor `of 17`. */
static bool tells(const ps_clause *clause, size_t i) {
    if (i >= clause->count || clause->token[i].kind != PS_TOKEN_WORD) return false;
    ps_span w = ps_token_span(clause, &clause->token[i]);
    return clause->token[i].written == PS_CASE_LOWER && !counts(clause, i) &&
           !ps_span_eq(w, PS_LIT("of")) && !ps_span_eq(w, PS_LIT("more"));
}

/* Is the number first in its message: `88401223: sent 2 of 3 reminders`, `7719034 - chart locked`,
 * `7719034 has been discharged`? */
static bool value_first(const ps_clause *clause, size_t i) {
    const ps_token *token = &clause->token[i];
    char before = token->from ? clause->text.ptr[token->from - 1] : ' ';
    if (!ps_clause_opens(clause, i) || is_day(ps_token_span(clause, token))) return false;
    if (!ps_is_one_of(before, " \t\"'[(\n|")) return false;
    char c = ps_token_sign(clause, i + 1), next = ps_clause_byte(clause, token->to + 1);
    if (c == ':') return next == ' ';
    if (c == ']' || c == ')' || c == '"' || c == '\'')
        return !ps_is_blank(before) && tells(clause, i + 2);
    if (c == '-' || c == '|') return clause->text.ptr[token->to] == ' ' && tells(clause, i + 2);
    return !c && next != '\0' && tells(clause, i + 1);
}

/* Words follow the colon. */
static bool opens_text(const ps_clause *clause, size_t i) {
    if (ps_token_sign(clause, i + 1) != ':') return false;
    size_t k = i + 2; /* 88401223: 2 of 3 */
    if (k < clause->count && clause->token[k].kind == PS_TOKEN_NUMBER) k++;
    return k + 1 < clause->count && clause->token[k].kind == PS_TOKEN_WORD &&
           clause->token[k + 1].kind == PS_TOKEN_WORD && clause->token[k].written == PS_CASE_LOWER;
}

static bool is_merging(const ps_clause *clause, size_t i) {
    static const char *const words[] = {"merge", "merged", "merging", "merges"};
    if (i >= clause->count || ps_lower(clause->text.ptr[clause->token[i].from]) != 'm')
        return false;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (ps_span_is(ps_token_span(clause, &clause->token[i]), words[k])) return true;
    return false;
}

/* `40718322 merged into 7740912`, `Merging 40718322 into 7740912`, `40718322 -> 7740912 (merge)` */
static bool is_merged(const ps_clause *clause, size_t i) {
    for (size_t k = i > 3 ? i - 3 : 0; k + 2 < clause->count && k <= i; k++) {
        const ps_token *t = &clause->token[k];
        bool arrow = k + 5 < clause->count && ps_token_sign(clause, k + 2) == '>' &&
                     (is_merging(clause, k + 4) || is_merging(clause, k + 5));
        size_t other = arrow || is_merging(clause, k + 1) ? 3 : 2;
        bool merging = other == 3 || (k > 0 && is_merging(clause, k - 1));
        if (!merging || (i != k && i != k + other) || k + other >= clause->count) continue;
        if (t[0].kind != PS_TOKEN_WORD && t[0].digits >= DIGITS_BARE &&
            t[other].kind != PS_TOKEN_WORD && t[other].digits >= DIGITS_BARE &&
            (arrow || t[other - 1].parts & CLAUSE_PREP))
            return true;
    }
    return false;
}

/* MRN3674999 */
static bool names_itself(const ps_clause *clause, size_t i) {
    ps_span v = ps_token_span(clause, &clause->token[i]);
    return clause->token[i].kind == PS_TOKEN_ID && v.len > 7 &&
           ps_span_eq_nocase(ps_span_cut(v, 0, 3), PS_LIT("mrn"));
}

/* The word before says whose the number is: `patient 40718`, `identifier: 40718322`. */
static bool is_near(const ps_clause *clause, size_t i, int cue) {
    if (cue < 0) return false;
    const ps_token *word = &clause->token[cue];
    if (word->weight == 2) return true;
    bool person = word->parts & CLAUSE_PERSON && word->parts & CLAUSE_KIN; /* person 48213 */
    if (person && (size_t)cue + 3 >= i && clause->token[i].digits >= DIGITS_LOW) return true;
    bool id = clause->token[i].kind == PS_TOKEN_ID && clause->token[i].digits > DIGITS_BARE;
    if (id && word->parts & CLAUSE_PERSON) return true; /* member H98332554 */
    return word->parts & CLAUSE_OWN && clause->token[i].digits >= DIGITS_BARE &&
           !ps_clause_says(clause, i, SENTENCE_MACHINE);
}

/* `no payload for 40718322`: software says so of persons, of counts and ports it says more. */
static bool is_led(const ps_clause *clause, size_t i) {
    size_t k = i;
    char c = ps_token_sign(clause, k - 1);
    while (k > 0 && c && ps_is_one_of(c, ":'\"(<[")) c = ps_token_sign(clause, --k - 1);
    if (k == 0 || !is_word(clause, k - 1, CLAUSE_PREP) ||
        ps_clause_says(clause, i, SENTENCE_MACHINE))
        return false;
    bool is_for = ps_span_eq_nocase(ps_token_span(clause, &clause->token[k - 1]), PS_LIT("for"));
    if (clause->token[i].digits <= DIGITS_BARE)
        return ps_clause_says(clause, i, is_for ? SENTENCE_WEAK : SENTENCE_CARE);
    bool number = clause->token[i].kind == PS_TOKEN_NUMBER;
    return (is_for && number) || ps_clause_says(clause, i, SENTENCE_WEAK);
}

/* "40718322" is no valid record number */
static bool is_no_number(const ps_clause *clause, size_t i) {
    if (!ps_token_sign(clause, i + 1) || i + 2 >= clause->count) return false;
    if (!ps_span_eq(ps_token_span(clause, &clause->token[i + 2]), PS_LIT("is"))) return false;
    for (size_t k = i + 3; k < clause->count && k < i + 8; k++)
        if (is_word(clause, k, CLAUSE_NUMBER)) return true;
    return false;
}

/* A word that says something within sight. */
static bool has_witness(const ps_clause *clause, size_t i) {
    for (size_t k = i > SIGHT ? i - SIGHT : 0; k < clause->count && k <= i + SIGHT; k++)
        if (clause->token[k].kind == PS_TOKEN_WORD && clause->token[k].weight) return true;
    return false;
}

/* eligibility for 40718322 19511020: a day behind a number that was found. */
static bool is_birth_behind(const ps_clause *clause, size_t i) {
    return i > 0 && clause->token[i - 1].taken && clause->token[i - 1].kind != PS_TOKEN_WORD &&
           clause->token[i - 1].to + 1 == clause->token[i].from &&
           is_day(ps_token_span(clause, &clause->token[i]));
}

/* Index of `word` right before the value, with nothing but `#` or `:` between; -1: it is another.
 */
static int word_before(const ps_clause *clause, size_t i, ps_span word) {
    size_t k = i;
    while (k > 0 && (ps_token_sign(clause, k - 1) == '#' || ps_token_sign(clause, k - 1) == ':'))
        k--;
    bool same = k > 0 && ps_span_eq_nocase(ps_token_span(clause, &clause->token[k - 1]), word);
    return same ? (int)k - 1 : -1;
}

/* eligibility rejected for group 77120-004: where care is spoken of, and no machine. */
static bool is_group(const ps_clause *clause, size_t i) {
    return clause->token[i].digits >= DIGITS_LOW && clause->parts & CLAUSE_CLINIC &&
           !ps_clause_says(clause, i, SENTENCE_MACHINE) &&
           word_before(clause, i, PS_LIT("group")) >= 0;
}

/* patient pid 40718, chart for pid 40718322: no process has more than seven digits. */
static bool is_pid(const ps_clause *clause, size_t i) {
    enum { DIGITS_PROCESS = 7 };
    if (!ps_clause_says(clause, i, SENTENCE_STRONG | SENTENCE_WEAK)) return false;
    int pid = word_before(clause, i, PS_LIT("pid"));
    if (pid < 0) return false;
    const ps_token *before = pid > 0 ? &clause->token[pid - 1] : NULL;
    bool owner = before && before->parts & CLAUSE_PERSON && before->weight == 2;
    return clause->token[i].digits > (owner ? DIGITS_NAMED : DIGITS_PROCESS);
}

static bool belongs(const ps_clause *clause, size_t i) {
    const ps_token *token = &clause->token[i];
    char sign;
    int label = label_of(clause, i, &sign);
    if (label >= 0 && (!label_allows(&clause->token[label], sign) || is_of_thing(clause, label) ||
                       is_known_key(clause, label, i)))
        return false;
    int cue = cue_before(clause, i, CLAUSE_PERSON | CLAUSE_NUMBER | CLAUSE_BIRTH | CLAUSE_EVENT);
    bool near = is_near(clause, i, cue);
    if (has_hyphens(ps_token_span(clause, token)))
        return near && clause->token[cue].parts & CLAUSE_PERSON;
    if (token->record || is_group(clause, i) || is_pid(clause, i)) return true;
    if (is_birth_behind(clause, i)) return true;
    if (is_other_number(clause, i)) return false;
    if (near && clause->token[cue].slot == PS_SLOT_ACCOUNT && token->digits == 12)
        return false; /* AWS */
    bool order =
        cue >= 0 && !clause->token[cue].weight && clause->token[cue].slot == PS_SLOT_ACCESSION;
    if (order) /* of a patient or a visit, not of a shop */
        return clause->parts & (CLAUSE_EVENT | CLAUSE_PERSON) && token->digits >= DIGITS_BARE &&
               !ps_clause_says(clause, i, SENTENCE_MACHINE);
    bool mrn = near && clause->token[cue].parts & CLAUSE_NUMBER;
    if (token->digits < (mrn ? DIGITS_NAMED : DIGITS_LOW)) return false;
    if (near || names_itself(clause, i)) return true;
    if (is_small(ps_token_span(clause, token))) return false;
    if (token->digits < DIGITS_BARE || is_epoch(clause, token) || counts(clause, i + 1))
        return false;
    if ((ps_clause_says(clause, i, SENTENCE_STRONG) && has_witness(clause, i)) || is_led(clause, i))
        return true;
    bool first = value_first(clause, i);
    if (first && ps_clause_says(clause, i, SENTENCE_WEAK)) return true;
    if (is_merged(clause, i) || (first && is_no_number(clause, i))) return true;
    if (token->digits == DIGITS_BARE || ps_clause_says(clause, i, SENTENCE_MACHINE)) return false;
    if (first && opens_text(clause, i)) return true;
    if (label >= 0 && clause->token[label].weight) return true; /* client: 40718322 */
    return label >= 0 && sign == ':' && ps_clause_says(clause, i, SENTENCE_CARE);
}

/* Does a number of so many digits fit what the word names? */
static bool fits(const ps_clause *clause, size_t i, ps_slot_kind kind) {
    const ps_token *token = &clause->token[i];
    switch (kind) {
    case PS_SLOT_KEEP: return false;
    case PS_SLOT_SSN: return token->digits >= 7 && token->digits <= 9;
    case PS_SLOT_PHONE:
    case PS_SLOT_FAX: return token->digits == 10;
    case PS_SLOT_BIRTH: return is_day(ps_token_span(clause, token));
    default: return true;
    }
}

static ps_slot_kind named_kind(const ps_token *word) {
    return word->parts & CLAUSE_BIRTH ? PS_SLOT_BIRTH : (ps_slot_kind)word->slot;
}

/* The kind of number that the nearest naming word says; nine digits beside `ssn` are one. */
static ps_slot_kind kind_of(const ps_clause *clause, size_t i) {
    char sign;
    if (is_birth_behind(clause, i)) return PS_SLOT_DATE;
    if (is_group(clause, i)) return PS_SLOT_GROUP;
    int label = label_of(clause, i, &sign);
    if (label >= 0 && fits(clause, i, named_kind(&clause->token[label])))
        return named_kind(&clause->token[label]);
    int cue = cue_before(clause, i, CLAUSE_PERSON | CLAUSE_NUMBER | CLAUSE_BIRTH | CLAUSE_EVENT);
    if (cue >= 0 && named_kind(&clause->token[cue]) == PS_SLOT_BIRTH) return PS_SLOT_BIRTH;
    if (cue >= 0 && fits(clause, i, named_kind(&clause->token[cue])))
        return named_kind(&clause->token[cue]);
    size_t best = SIZE_MAX;
    ps_slot_kind kind = PS_SLOT_MRN;
    for (size_t k = 0; k < clause->count; k++) {
        const ps_token *token = &clause->token[k];
        if (token->kind != PS_TOKEN_WORD || token->sentence != clause->token[i].sentence) continue;
        ps_slot_kind says = named_kind(token);
        if (!fits(clause, i, says)) continue;
        if (says == PS_SLOT_SSN && clause->token[i].digits == 9) return says;
        size_t away = k < i ? 2 * (i - k) - 1 : 2 * (k - i);
        if (away < best) best = away, kind = says;
    }
    return kind;
}

void ps_clause_numbers(ps_clause *clause) {
    for (size_t k = 0; k < clause->numbers.count; k++) {
        size_t i = clause->numbers.at[k];
        const ps_token *token = &clause->token[i];
        if (token->taken || token->digits < DIGITS_NAMED) continue;
        if (token->kind == PS_TOKEN_NUMBER && token->digits > DIGITS_HIGH) continue;
        if (glued_before(clause, i) || glued_behind(clause, i)) continue;
        if (ps_check_sf18(ps_token_span(clause, token))) continue; /* has a rule of its own */
        if (belongs(clause, i)) ps_clause_put(clause, kind_of(clause, i), i, i);
    }
}
