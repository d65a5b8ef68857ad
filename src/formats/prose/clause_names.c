/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of persons in sentences. A name needs a second witness: a cue right before it (`patient`,
 * `Mr.`, `daughter`, `named`), or a clause that speaks of a person's record and a given name beside
 * a surname. The lists of names and words say how much a cue must give. */
#include "clause_run.h"

#include "name_rank.h"

enum { CUE_STEPS = 6 };

typedef enum cue { CUE_NONE, CUE_WEAK, CUE_PERSON, CUE_NAMED, CUE_TITLE } cue;

/* `de la` of `de la Cruz` is its own. */
static size_t with_particles(const ps_clause *clause, size_t first) {
    while (first > 0 && clause->token[first - 1].kind == PS_TOKEN_WORD &&
           ps_name_run_is_particle(ps_token_span(clause, &clause->token[first - 1])))
        first--;
    return first;
}

/* ---- the witness ---- */

/* A street, a clinic, a screen bears the name. */
static bool names_thing(const ps_clause *clause, const ps_name_run *run) {
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

static bool has_second_witness(const ps_clause *clause, const ps_name_run *run) {
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
    return before && before->kind == PS_TOKEN_WORD &&
           before->parts & (CLAUSE_PREP | CLAUSE_SEEK | CLAUSE_CALL) &&
           before->sentence == clause->token[first].sentence;
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

/* Mr., no `12 ms`, right before the name; a doctor's name goes where a patient is spoken of. */
static cue title_cue(const ps_clause *clause, size_t title, size_t first) {
    const ps_token *token = &clause->token[title];
    bool stop = ps_token_sign(clause, first - 1) == '.';
    if (token->written == PS_CASE_LOWER || first - title - 1 > stop) return CUE_NONE;
    bool healer = token->parts & CLAUSE_HEALER;
    return healer && !(clause->says_all & SENTENCE_CARE) ? CUE_NONE : CUE_TITLE;
}

/* Mother<TAB>Serology: in the next cell may stand anything. */
static bool is_next_cell(const ps_clause *clause, size_t word, const ps_name_run *run) {
    const ps_token *token = &clause->token[word];
    char c = ps_clause_byte(clause, token->to), next = ps_clause_byte(clause, token->to + 1);
    bool parted = c == '\t' || (c == ' ' && next == ' ');
    return parted && token->parts & CLAUSE_KIN && !run->sure && !run->both;
}

/* patient 40718322 (Ana Ruiz): a number that was found, and a bracket that parts it from a name of
 * two words. */
static bool is_own_number(const ps_clause *clause, const ps_name_run *run, size_t i) {
    const ps_token *token = &clause->token[i];
    char sign = ps_token_sign(clause, i + 1);
    return token->taken && (token->kind == PS_TOKEN_NUMBER || token->kind == PS_TOKEN_ID) &&
           i + 2 == run->first && (sign == '(' || sign == '[') &&
           run->sure + run->both + run->unknown > 1;
}

/* The word that leads to the name: nothing but signs and `named` between. */
static cue cue_of(const ps_clause *clause, const ps_name_run *run) {
    size_t first = run->first;
    cue named = CUE_NONE;
    bool key = false, quoted = false;
    bool sure = false; /* lastName, surname: names nothing but persons */
    size_t begin = with_particles(clause, first), k = begin;
    for (unsigned steps = 0; k > 0 && steps < CUE_STEPS; steps++, k--) {
        const ps_token *token = &clause->token[k - 1];
        if (token->sentence != clause->token[first].sentence) break;
        if (is_own_number(clause, run, k - 1)) continue;
        char c = ps_token_sign(clause, k - 1);
        key |= c == '=';
        quoted |= k == first && (c == '"' || c == '\'' || c == '[');
        if (c && ps_is_one_of(c, ":\"'([{-,><=.")) continue;
        if (token->kind != PS_TOKEN_WORD) break;
        if (token->parts & CLAUSE_TITLE) return title_cue(clause, k - 1, begin);
        if (token->parts & CLAUSE_NAMED) {
            named = CUE_NAMED;
            sure |= names_persons(ps_token_span(clause, token));
        } else if (token->parts & (CLAUSE_PERSON | CLAUSE_KIN)) {
            if (named && !key) return named;
            if (key || is_next_cell(clause, k - 1, run)) return CUE_NONE;
            return token->compound ? CUE_NONE : speaks_alone(clause, token) ? CUE_PERSON : CUE_WEAK;
        } else if (!(token->parts & CLAUSE_FILLER) ||
                   (!named && !ps_span_eq_nocase(ps_token_span(clause, token), PS_LIT("of"))))
            break;
    }
    bool both = run->sure + (quoted ? run->both : 0) > 1 && ps_name_run_in_order(clause, run);
    if (key && !both) return CUE_NONE; /* name=: the dictionary of keys knows what it says */
    sure |= both;
    return named && (sure || (clause->says_all & SENTENCE_CARE)) ? named : CUE_NONE;
}

/* ^LOPEZ^MARIA| is a component of an HL7 field: its reader knows whose. */
static bool in_message(const ps_clause *clause, const ps_name_run *run) {
    size_t from = clause->token[run->first].from, to = clause->token[run->last].to;
    return (from && ps_is_one_of(clause->text.ptr[from - 1], "^|")) ||
           ps_is_one_of(ps_clause_byte(clause, to), "^|");
}

static bool is_announced(const ps_clause *clause, size_t first) {
    return is_led(clause, first) || (first > 0 && ps_token_sign(clause, first - 1) == ':');
}

/* A bracket, a comma or a number behind, as in `Grant, Hamish (40718322)` and `Grace Young, born`:
 * names in records have company. */
static bool has_company(const ps_clause *clause, const ps_name_run *run) {
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

/* search term "Rose", Lookup 'Ana Ruiz': in quotes behind a word that seeks. */
static bool is_asked_for(const ps_clause *clause, const ps_name_run *run, bool pair) {
    char open = run->first ? ps_token_sign(clause, run->first - 1) : '\0';
    char close = ps_token_sign(clause, run->last + 1);
    if (open != close || (open != '"' && open != '\'' && open != '`')) return false;
    unsigned listed = run->sure + run->both;
    bool weak = clause->says_all & SENTENCE_WEAK;
    bool enough = pair || run->sure || (listed && weak) ||
                  (listed > 1 && ps_name_run_in_order(clause, run)) ||
                  (listed + run->unknown > 1 && weak);
    bool named =
        clause->parts & CLAUSE_NAMED && listed + run->unknown > 1 && run->all & PS_NAME_ANY;
    if (named && clause->says_all & SENTENCE_CARE) return true;
    if (!enough) return false;
    for (size_t k = run->first - 1; k > 0 && run->first - k < 7; k--) {
        const ps_token *token = &clause->token[k - 1];
        if (token->kind == PS_TOKEN_WORD && token->parts & CLAUSE_SEEK) return true;
        if (ps_token_sign(clause, k - 1) == '.') break;
    }
    return false;
}

/* `Ana, your results`, `Hi Ana,`: one given name. */
static bool is_greeted(const ps_clause *clause, const ps_name_run *run) {
    size_t k = run->last + 2;
    if (run->first != run->last || !(run->all & PS_NAME_GIVEN) || k >= clause->count) return false;
    if (ps_token_sign(clause, k - 1) != ',') return false;
    ps_span next = ps_token_span(clause, &clause->token[k]);
    if (ps_span_eq_nocase(next, PS_LIT("you")) || ps_span_eq_nocase(next, PS_LIT("your")))
        return run->sure || (clause->says_all & SENTENCE_WEAK);
    if (run->first == 0) return false;
    ps_span before = ps_token_span(clause, &clause->token[run->first - 1]);
    return ps_span_eq_nocase(before, PS_LIT("hi")) || ps_span_eq_nocase(before, PS_LIT("dear")) ||
           ps_span_eq_nocase(before, PS_LIT("hello"));
}

/* No cue before it: the lists, the place and the clause decide together. */
static bool is_in_place(const ps_clause *clause, const ps_name_run *run, bool pair) {
    unsigned listed = run->sure + run->both, all = listed + run->unknown;
    if (is_at_place(clause, run->first)) return false;
    if (is_asked_for(clause, run, pair)) return true;
    bool led = is_led(clause, run->first), announced = is_announced(clause, run->first);
    bool care = ps_clause_says(clause, run->first, SENTENCE_CARE);
    bool strong = ps_clause_says(clause, run->first, SENTENCE_STRONG);
    bool weak = ps_clause_says(clause, run->first, SENTENCE_WEAK) ||
                (announced && clause->parts & CLAUSE_NAMED); /* name changed from .. to */
    if (is_greeted(clause, run)) return true;
    if (pair)
        return has_second_witness(clause, run) || (announced && weak) ||
               (weak && (has_company(clause, run) || ps_clause_opens(clause, run->first)));
    bool given = run->all & PS_NAME_GIVEN;
    if (led && run->sure && all == 1 && !run->initials) return given ? care : strong;
    bool company = has_company(clause, run);
    if (all == 2 && run->both == 2 && ps_name_run_in_order(clause, run)) /* Grace Young */
        return strong && (announced || company);
    if (all == 2 && run->sure && run->unknown && !run->initials) /* Bartholomew Xyz */
        return strong && (announced || company);
    if (run->comma && all == 2 && run->sure && ps_clause_opens(clause, run->first)) return weak;
    bool called = run->first && clause->token[run->first - 1].parts & CLAUSE_CALL;
    if (called && all > 1 && run->sure && has_second_witness(clause, run)) return true;
    bool initial = run->initials && run->sure && all == 1;
    return (initial || (run->comma && run->sure && listed == 2)) &&
           clause->says_all & SENTENCE_CARE;
}

static bool is_person(const ps_clause *clause, const ps_name_run *run) {
    if (clause->token[run->first].record) return true;
    if (names_thing(clause, run)) return false;
    unsigned listed = run->sure + run->both, all = listed + run->unknown;
    if (all == 0) return false;
    if (run->caret && in_message(clause, run)) return false;
    if (run->caret && all > 1) return listed > 0 || (clause->says_all & SENTENCE_CARE);
    bool pair = ps_name_run_is_pair(clause, run);
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

/* Okwuosa, MRS ADAEZE: the surname that stands before the title of the name at `first`. */
static void put_turned(ps_clause *clause, size_t first) {
    size_t k = first;
    if (k > 0 && ps_token_sign(clause, k - 1) == '.') k--;
    if (k < 3 || !(clause->token[k - 1].parts & CLAUSE_TITLE)) return;
    const ps_token *surname = &clause->token[k - 3];
    if (ps_token_sign(clause, k - 2) == ',' && surname->sentence == clause->token[first].sentence &&
        ps_name_run_is_word(clause, surname))
        ps_clause_put(clause, PS_SLOT_NAME, k - 3, k - 3);
}

static void put_name(ps_clause *clause, const ps_name_run *run) {
    size_t first = with_particles(clause, run->first);
    ps_clause_put_name(clause, first, run->last);
    put_turned(clause, first);
}

/* The parts of a name that was found, standing elsewhere in the clause: alone, or in a name that is
 * written as it was: `(RUIZ,ANA / RUIZ,ANNA)`. */
static void put_again(ps_clause *clause, const ps_name_run *run) {
    for (size_t n = 0; n < clause->capitals.count; n++) {
        size_t i = clause->capitals.at[n];
        const ps_token *token = &clause->token[i];
        if (token->taken || !ps_name_run_is_word(clause, token) || token->rank & PS_NAME_WORD)
            continue;
        for (size_t k = run->first; k <= run->last; k++) {
            if (!ps_span_eq(ps_token_span(clause, token), ps_token_span(clause, &clause->token[k])))
                continue;
            ps_name_run other = ps_name_run_read(clause, i);
            bool same = run->comma && other.comma && other.last - i <= run->last - run->first;
            ps_clause_put_name(clause, i, same ? other.last : i);
            break;
        }
    }
}

/* Leaves of the run the part that was judged last. */
static bool judge(ps_clause *clause, ps_name_run *run) {
    bool found = is_person(clause, run);
    if (!found && run->comma) {
        *run = ps_name_run_before_comma(clause, run);
        found = is_person(clause, run);
    }
    if (!found) return false;
    put_name(clause, run);
    put_again(clause, run);
    return true;
}

/* While nothing is taken and no run was parted, the runs are those of the records. Returns the
 * token from which on they are to be read anew. */
static size_t judge_known(ps_clause *clause) {
    size_t next = 0;
    if (!clause->runs_read) return 0;
    for (size_t n = 0; n < clause->run_count; n++) {
        ps_name_run run = clause->runs[n];
        bool found = judge(clause, &run);
        next = run.last + 1;
        if (found || run.last != clause->runs[n].last) return next;
    }
    return clause->run_count < CLAUSE_RUNS ? clause->count : next;
}

void ps_clause_names(ps_clause *clause) {
    size_t next = judge_known(clause);
    for (size_t k = 0; k < clause->capitals.count; k++) {
        size_t i = clause->capitals.at[k];
        if (i < next || !ps_name_run_begins(clause, i)) continue;
        ps_name_run run = ps_name_run_read(clause, i);
        (void)judge(clause, &run);
        next = run.last + 1;
    }
}
