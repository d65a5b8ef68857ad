/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of persons in sentences. A name needs a second witness: a cue right before it (`patient`,
 * `Mr.`, `daughter`, `named`), or a clause that speaks of a person's record and a given name beside
 * a surname. The lists of names and words say how much a cue must give. */
#include "clause.h"

#include "name_rank.h"

enum { NAME_TOKENS = 6, CUE_STEPS = 6 };

typedef struct name_run {
    size_t first, last; /* tokens */
    unsigned sure;      /* in a list of names, no ordinary word */
    unsigned both;      /* a name and an ordinary word */
    unsigned unknown;   /* in no list */
    unsigned initials;
    unsigned all; /* PS_NAME_* of all together */
    bool comma, caret, upper;
} name_run;

typedef enum cue { CUE_NONE, CUE_WEAK, CUE_PERSON, CUE_NAMED, CUE_TITLE } cue;

/* ---- the words of a name ---- */

static bool is_particle(ps_span w) {
    static const char *const words[] = {"de",  "la",  "las", "los", "del", "di",  "da", "dos",
                                        "van", "von", "der", "den", "bin", "ibn", "al", "el"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_eq(w, ps_span_z(words[i]))) return true;
    return false;
}

static bool has_vowel(ps_span w) {
    for (size_t i = 0; i < w.len; i++)
        if (ps_is_one_of(ps_lower(w.ptr[i]), "aeiouy") || (unsigned char)w.ptr[i] >= 0x80)
            return true;
    return false;
}

/* Part of a path, a call, an address or a key. */
static bool spoiled(const ps_clause *clause, const ps_token *token) {
    char left = token->from ? clause->text.ptr[token->from - 1] : ' ';
    char right = ps_clause_byte(clause, token->to), next = ps_clause_byte(clause, token->to + 1);
    if (ps_is_word(left) || ps_is_one_of(left, "./@$\\#-&?%+")) return true;
    if (right == '.') return ps_is_alnum(next);
    if (right == ':') return ps_is_alnum(next) || next == '/';
    if (right == '-') return ps_is_alnum(next);
    if (right == '\\') return !ps_is_one_of(next, "\"'nrt\\");
    return ps_is_word(right) || ps_is_one_of(right, "(/@=[{$+*");
}

static bool is_initial(const ps_clause *clause, const ps_token *token) {
    return token->kind == PS_TOKEN_WORD && token->to - token->from == 1 &&
           ps_is_upper(clause->text.ptr[token->from]) && !spoiled(clause, token);
}

static bool is_name_word(const ps_clause *clause, const ps_token *token) {
    if (token->kind != PS_TOKEN_WORD || token->compound || token->taken) return false;
    if (token->written != PS_CASE_TITLE && token->written != PS_CASE_UPPER) return false;
    if (token->parts && !(token->rank & PS_NAME_ANY)) return false;
    if (token->parts & ~(uint32_t)(CLAUSE_PLACE | CLAUSE_CODE | CLAUSE_CLINIC | CLAUSE_PREP))
        return false;
    ps_span w = ps_token_span(clause, token);
    if (w.len < 2 || spoiled(clause, token) || (token->rank == PS_NAME_WORD)) return false;
    return token->rank || (w.len > 2 && has_vowel(w));
}

static void add_word(const ps_clause *clause, name_run *run, size_t i) {
    const ps_token *token = &clause->token[i];
    run->last = i;
    run->all |= token->rank;
    run->upper |= token->written == PS_CASE_UPPER;
    if (!(token->rank & PS_NAME_ANY))
        run->unknown++;
    else if (token->rank & PS_NAME_WORD || token->parts)
        run->both++;
    else
        run->sure++;
}

/* What parts two words of a name: blanks, one comma, carets, the full stop of an initial. */
static size_t next_word(const ps_clause *clause, name_run *run, size_t i) {
    size_t k = i + 1;
    char c = ps_token_sign(clause, k);
    if (c == '.' && clause->token[i].to - clause->token[i].from == 1)
        c = ps_token_sign(clause, ++k);
    if (c == ',' && !run->comma && !run->caret && run->initials == 0) {
        run->comma = true;
        return k + 1;
    }
    while (c == '^' && k - i < 4) {
        run->caret = true;
        c = ps_token_sign(clause, ++k);
    }
    return k;
}

static bool extend(const ps_clause *clause, name_run *run) {
    name_run before = *run;
    size_t k = next_word(clause, run, run->last);
    while (k < clause->count && k < run->last + 4 && clause->token[k].kind == PS_TOKEN_WORD &&
           is_particle(ps_token_span(clause, &clause->token[k])))
        k++;
    bool fits =
        k < clause->count && clause->token[k].sentence == clause->token[run->first].sentence;
    if (fits && is_initial(clause, &clause->token[k])) {
        run->last = k;
        run->initials++;
        return true;
    }
    if (fits && is_name_word(clause, &clause->token[k])) {
        add_word(clause, run, k);
        return true;
    }
    *run = before;
    return false;
}

static name_run read_run(const ps_clause *clause, size_t i) {
    name_run run = {.first = i, .last = i};
    if (is_initial(clause, &clause->token[i]))
        run.initials++;
    else
        add_word(clause, &run, i);
    while (run.last - run.first < NAME_TOKENS * 2 && extend(clause, &run)) {
    }
    return run;
}

/* `de la` of `de la Cruz` is its own. */
static size_t with_particles(const ps_clause *clause, size_t first) {
    while (first > 0 && clause->token[first - 1].kind == PS_TOKEN_WORD &&
           is_particle(ps_token_span(clause, &clause->token[first - 1])))
        first--;
    return first;
}

/* ---- the witness ---- */

/* A street, a clinic, a screen bears the name. */
static bool names_thing(const ps_clause *clause, const name_run *run) {
    size_t k = run->last + 1;
    bool alone = run->first == run->last && !run->sure;
    char sign = ps_token_sign(clause, k);
    if (alone && (sign == ':' || sign == '=')) return true; /* a key */
    if (k >= clause->count) return false;
    const ps_token *next = &clause->token[k];
    if (next->kind != PS_TOKEN_WORD || next->from > clause->token[run->last].to + 1) return false;
    if (next->parts & (CLAUSE_PLACE | CLAUSE_CODE) && next->written != PS_CASE_LOWER) return true;
    return alone && (next->written == PS_CASE_TITLE || next->written == PS_CASE_MIXED ||
                     (next->parts & CLAUSE_CODE));
}

static bool has_second_witness(const ps_clause *clause, const name_run *run) {
    for (size_t i = 0; i < clause->count; i++) {
        const ps_token *token = &clause->token[i];
        bool number =
            token->kind == PS_TOKEN_PHONE || (token->taken && token->kind != PS_TOKEN_WORD);
        if (number && token->sentence == clause->token[run->first].sentence) return true;
    }
    return (clause->says_all & SENTENCE_CARE);
}

/* `reminder for Okoro`, in a clause about a person. */
static bool is_led(const ps_clause *clause, size_t first) {
    const ps_token *before = first ? &clause->token[first - 1] : NULL;
    return before && before->kind == PS_TOKEN_WORD && before->parts & CLAUSE_PREP &&
           before->sentence == clause->token[first].sentence;
}

/* Given name and surname in their order; capitals and a comma turn it. */
static bool in_order(const ps_clause *clause, const name_run *run) {
    const ps_token *first = &clause->token[run->first], *last = &clause->token[run->last];
    bool ordered = first->rank & PS_NAME_GIVEN && last->rank & PS_NAME_SURNAME;
    bool turned =
        (run->comma || run->upper) && first->rank & PS_NAME_SURNAME && last->rank & PS_NAME_GIVEN;
    return ordered || turned;
}

static bool is_pair(const ps_clause *clause, const name_run *run) {
    return run->sure && run->sure + run->both > 1 && in_order(clause, run);
}

static bool names_persons(ps_span w) {
    return ps_span_eq_nocase(w, PS_LIT("lastname")) || ps_span_eq_nocase(w, PS_LIT("firstname")) ||
           ps_span_eq_nocase(w, PS_LIT("surname"));
}

/* patient, mother, pt; a client, member or subscriber may be a program. */
static bool speaks_alone(const ps_clause *clause, const ps_token *token) {
    return token->weight == 2 || token->parts & CLAUSE_KIN ||
           ps_span_eq_nocase(ps_token_span(clause, token), PS_LIT("pt"));
}

/* The word that leads to the name: nothing but signs and `named` between. */
static cue cue_of(const ps_clause *clause, const name_run *run) {
    size_t first = run->first;
    cue named = CUE_NONE;
    bool key = false, quoted = false;
    bool sure = false; /* lastName, surname: names nothing but persons */
    size_t k = with_particles(clause, first);
    for (unsigned steps = 0; k > 0 && steps < CUE_STEPS; steps++, k--) {
        const ps_token *token = &clause->token[k - 1];
        if (token->sentence != clause->token[first].sentence) break;
        char c = ps_token_sign(clause, k - 1);
        key |= c == '=';
        quoted |= k == first && (c == '"' || c == '\'');
        if (c && ps_is_one_of(c, ":\"'([{-,><=.")) continue;
        if (token->kind != PS_TOKEN_WORD) break;
        if (token->parts & CLAUSE_TITLE)
            return token->written == PS_CASE_LOWER ||
                           first - k > (ps_token_sign(clause, first - 1) == '.')
                       ? CUE_NONE
                       : CUE_TITLE;
        if (token->parts & CLAUSE_NAMED) {
            named = CUE_NAMED;
            sure |= names_persons(ps_token_span(clause, token));
        } else if (token->parts & (CLAUSE_PERSON | CLAUSE_KIN)) {
            if (named && !key) return named;
            if (key) return CUE_NONE;
            return token->compound ? CUE_NONE : speaks_alone(clause, token) ? CUE_PERSON : CUE_WEAK;
        } else if (!(token->parts & CLAUSE_FILLER) ||
                   (!named && !ps_span_eq_nocase(ps_token_span(clause, token), PS_LIT("of"))))
            break;
    }
    bool both = run->sure + (quoted ? run->both : 0) > 1 && in_order(clause, run);
    if (key && !both) return CUE_NONE; /* name=: the dictionary of keys knows what it says */
    sure |= both;
    return named && (sure || (clause->says_all & SENTENCE_CARE)) ? named : CUE_NONE;
}

/* ^LOPEZ^MARIA| is a component of an HL7 field: its reader knows whose. */
static bool in_message(const ps_clause *clause, const name_run *run) {
    size_t from = clause->token[run->first].from, to = clause->token[run->last].to;
    return (from && ps_is_one_of(clause->text.ptr[from - 1], "^|")) ||
           ps_is_one_of(ps_clause_byte(clause, to), "^|");
}

static bool is_announced(const ps_clause *clause, size_t first) {
    return is_led(clause, first) || (first > 0 && ps_token_sign(clause, first - 1) == ':');
}

/* A bracket, a comma or a number behind, as in `Grant, Hamish (40718322)` and `Grace Young, born`:
 * names in records have company. */
static bool has_company(const ps_clause *clause, const name_run *run) {
    size_t k = run->last + 1;
    char c = ps_token_sign(clause, k);
    if (c && ps_is_one_of(c, "([<,|")) k++;
    if (ps_token_sign(clause, k) == '#') k++;
    if (k >= clause->count || clause->token[k].sentence != clause->token[run->first].sentence)
        return false;
    const ps_token *next = &clause->token[k];
    bool number = next->kind != PS_TOKEN_WORD && next->kind != PS_TOKEN_SIGN && next->digits >= 5;
    return number || next->kind == PS_TOKEN_DATE ||
           (next->kind == PS_TOKEN_WORD && next->parts & CLAUSE_BIRTH);
}

/* in Fort Wayne */
static bool is_at_place(const ps_clause *clause, size_t first) {
    if (first == 0) return false;
    ps_span w = ps_token_span(clause, &clause->token[first - 1]);
    return ps_span_eq_nocase(w, PS_LIT("in")) || ps_span_eq_nocase(w, PS_LIT("at")) ||
           ps_span_eq_nocase(w, PS_LIT("near"));
}

/* No cue before it: the lists, the place and the clause decide together. */
static bool is_in_place(const ps_clause *clause, const name_run *run, bool pair) {
    unsigned listed = run->sure + run->both, all = listed + run->unknown;
    if (is_at_place(clause, run->first)) return false;
    bool led = is_led(clause, run->first), announced = is_announced(clause, run->first);
    bool care = ps_clause_says(clause, run->first, SENTENCE_CARE);
    bool strong = ps_clause_says(clause, run->first, SENTENCE_STRONG);
    bool weak = ps_clause_says(clause, run->first, SENTENCE_WEAK) ||
                (led && clause->parts & CLAUSE_NAMED); /* name changed from .. to */
    if (pair)
        return has_second_witness(clause, run) || (announced && weak) ||
               (has_company(clause, run) && weak);
    bool given = run->all & PS_NAME_GIVEN;
    if (led && run->sure && all == 1 && !run->initials) return given ? care : strong;
    bool company = has_company(clause, run);
    if (all == 2 && run->both == 2 && in_order(clause, run)) /* Grace Young */
        return strong && (announced || company);
    if (all == 2 && run->sure && run->unknown && !run->initials) /* Bartholomew Xyz */
        return strong && (announced || company);
    bool initial = run->initials && run->sure && all == 1;
    return (initial || (run->comma && run->sure && listed == 2)) &&
           clause->says_all & SENTENCE_CARE;
}

static bool is_person(const ps_clause *clause, const name_run *run) {
    if (names_thing(clause, run)) return false;
    unsigned listed = run->sure + run->both, all = listed + run->unknown;
    if (all == 0) return false;
    if (run->caret && in_message(clause, run)) return false;
    if (run->caret && all > 1) return listed > 0 || (clause->says_all & SENTENCE_CARE);
    bool pair = is_pair(clause, run);
    bool care = clause->says_all & SENTENCE_CARE;
    switch (cue_of(clause, run)) {
    case CUE_TITLE: return listed || (run->unknown && !run->upper);
    case CUE_NAMED: return listed || (run->unknown && (!run->upper || all > 1));
    case CUE_PERSON:
        return run->sure || run->both > 1 || (run->unknown && (!run->upper || all > 2));
    case CUE_WEAK:
        if (run->sure && (pair || care)) return true;
        break;
    case CUE_NONE: break;
    }
    return is_in_place(clause, run, pair);
}

/* ---- all names of a clause ---- */

static bool may_begin(const ps_clause *clause, size_t i) {
    return is_name_word(clause, &clause->token[i]) || is_initial(clause, &clause->token[i]);
}

/* A comma that parts two things, not a name: try the first part alone. */
static void without_comma(const ps_clause *clause, name_run *run) {
    for (size_t i = run->first; i < run->last; i++) {
        if (ps_token_sign(clause, i + 1) != ',') continue;
        name_run part = {.first = run->first, .last = run->first};
        for (size_t k = run->first; k <= i; k++)
            if (is_initial(clause, &clause->token[k]))
                part.initials++, part.last = k;
            else if (is_name_word(clause, &clause->token[k]))
                add_word(clause, &part, k);
        *run = part;
        return;
    }
}

static void put_name(ps_clause *clause, const name_run *run) {
    ps_clause_put(clause, PS_SLOT_NAME, with_particles(clause, run->first), run->last);
}

/* The parts of a name that was found, standing alone elsewhere in the clause. */
static void put_again(ps_clause *clause, const name_run *run) {
    for (size_t i = 0; i < clause->count; i++) {
        const ps_token *token = &clause->token[i];
        if (token->taken || !is_name_word(clause, token) || token->rank & PS_NAME_WORD) continue;
        for (size_t k = run->first; k <= run->last; k++) {
            if (!ps_span_eq(ps_token_span(clause, token), ps_token_span(clause, &clause->token[k])))
                continue;
            ps_clause_put(clause, PS_SLOT_NAME, i, i);
            break;
        }
    }
}

void ps_clause_names(ps_clause *clause) {
    for (size_t i = 0; i < clause->count; i++) {
        if (!may_begin(clause, i)) continue;
        name_run run = read_run(clause, i);
        bool found = is_person(clause, &run);
        if (!found && run.comma) {
            without_comma(clause, &run);
            found = is_person(clause, &run);
        }
        if (found) {
            put_name(clause, &run);
            put_again(clause, &run);
        }
        i = run.last;
    }
}
