/* SPDX-License-Identifier: Apache-2.0 */
#include "clause_run.h"

#include "name_rank.h"

enum { NAME_TOKENS = 6, PARTICLE_MAX = 3 };

/* Up to three letters as one number, to be switched on. */
#define LETTERS(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

bool ps_name_run_is_particle(ps_span w) {
    uint32_t letters = 0;
    if (w.len > PARTICLE_MAX) return false;
    for (size_t i = 0; i < w.len; i++) letters = letters << 8 | (unsigned char)ps_lower(w.ptr[i]);
    switch (letters) {
    case LETTERS(0, 0, 'y'):
    case LETTERS(0, 'd', 'e'):
    case LETTERS(0, 'l', 'a'):
    case LETTERS('l', 'a', 's'):
    case LETTERS('l', 'o', 's'):
    case LETTERS('d', 'e', 'l'):
    case LETTERS(0, 'd', 'i'):
    case LETTERS(0, 'd', 'a'):
    case LETTERS('d', 'o', 's'):
    case LETTERS('v', 'a', 'n'):
    case LETTERS('v', 'o', 'n'):
    case LETTERS('d', 'e', 'r'):
    case LETTERS('d', 'e', 'n'):
    case LETTERS('b', 'i', 'n'):
    case LETTERS('i', 'b', 'n'):
    case LETTERS(0, 'a', 'l'):
    case LETTERS(0, 'e', 'l'):
    case LETTERS(0, 'd', 'u'):
    case LETTERS(0, 'd', 'o'):
    case LETTERS('d', 'e', 's'):
    case LETTERS('t', 'e', 'r'):
    case LETTERS('t', 'e', 'n'):
    case LETTERS(0, 'z', 'u'): return true;
    default: return false;
    }
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
    if (left != ' ' && (ps_is_word(left) || ps_is_one_of(left, "./@$\\#-&?%+"))) return true;
    if (right == ' ') return false;
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

bool ps_name_run_is_word(const ps_clause *clause, const ps_token *token) {
    if (token->kind != PS_TOKEN_WORD || token->compound || token->taken) return false;
    if (token->written != PS_CASE_TITLE && token->written != PS_CASE_UPPER) return false;
    if (token->parts && !(token->rank & PS_NAME_ANY)) return false;
    if (ps_clause_no_name(token)) return false;
    ps_span w = ps_token_span(clause, token);
    if (w.len < 2 || token->rank == PS_NAME_WORD || spoiled(clause, token)) return false;
    return token->rank || (w.len > 2 && has_vowel(w));
}

static void add_word(const ps_clause *clause, ps_name_run *run, size_t i) {
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
static size_t next_word(const ps_clause *clause, ps_name_run *run, size_t i) {
    size_t k = i + 1;
    char c = ps_token_sign(clause, k);
    if (c == '.' && clause->token[i].to - clause->token[i].from == 1)
        c = ps_token_sign(clause, ++k);
    bool piped = c == '|' && !clause->carets && clause->token[k].from == clause->token[i].to &&
                 ps_is_alpha(ps_clause_byte(clause, clause->token[k].to)); /* Ruiz|Ana */
    if ((c == ',' || piped) && !run->comma && !run->caret && run->initials == 0) {
        run->comma = true;
        return k + 1;
    }
    while (c == '^' && k - i < 4) {
        run->caret = true;
        c = ps_token_sign(clause, ++k);
    }
    return k;
}

/* St. Clair, DE LA CRUZ: index of the word that the particles lead to. */
static size_t skip_particles(const ps_clause *clause, size_t i) {
    size_t k = i;
    if (i < clause->count && clause->token[i].to - clause->token[i].from > PARTICLE_MAX) return i;
    while (k + 1 < clause->count && k < i + 3 && clause->token[k].kind == PS_TOKEN_WORD) {
        ps_span w = ps_token_span(clause, &clause->token[k]);
        bool saint =
            w.len == 2 && ps_span_eq_nocase(w, PS_LIT("st")) && ps_token_sign(clause, k + 1) == '.';
        if (!saint && !ps_name_run_is_particle(w)) break;
        k += saint ? 2 : 1;
    }
    return k < clause->count && ps_name_run_is_word(clause, &clause->token[k]) ? k : i;
}

static bool extend(const ps_clause *clause, ps_name_run *run) {
    ps_name_run before = *run;
    size_t k = next_word(clause, run, run->last);
    k = skip_particles(clause, k);
    bool fits =
        k < clause->count && clause->token[k].sentence == clause->token[run->first].sentence;
    if (fits && is_initial(clause, &clause->token[k])) {
        run->last = k;
        run->initials++;
        return true;
    }
    if (fits && ps_name_run_is_word(clause, &clause->token[k])) {
        add_word(clause, run, k);
        return true;
    }
    *run = before;
    return false;
}

ps_name_run ps_name_run_read(const ps_clause *clause, size_t i) {
    ps_name_run run = {.first = i, .last = i};
    i = skip_particles(clause, i);
    if (is_initial(clause, &clause->token[i]))
        run.initials++;
    else
        add_word(clause, &run, i);
    while (run.last - run.first < NAME_TOKENS * 2 && extend(clause, &run)) {
    }
    return run;
}

/* Given name and surname in their order; capitals and a comma turn it. */
bool ps_name_run_in_order(const ps_clause *clause, const ps_name_run *run) {
    const ps_token *first = &clause->token[skip_particles(clause, run->first)];
    const ps_token *last = &clause->token[run->last];
    bool ordered = first->rank & PS_NAME_GIVEN && last->rank & PS_NAME_SURNAME;
    bool turned =
        (run->comma || run->upper) && first->rank & PS_NAME_SURNAME && last->rank & PS_NAME_GIVEN;
    return ordered || turned;
}

bool ps_name_run_is_pair(const ps_clause *clause, const ps_name_run *run) {
    return run->sure && run->sure + run->both > 1 && ps_name_run_in_order(clause, run);
}

bool ps_name_run_begins_at(const ps_clause *clause, size_t i) {
    const ps_token *token = &clause->token[i];
    if (ps_name_run_is_word(clause, token)) return true;
    if (token->to - token->from > PARTICLE_MAX) return false;          /* most others */
    return is_initial(clause, token) || skip_particles(clause, i) > i; /* ST. CLAIR */
}

ps_name_run ps_name_run_before_comma(const ps_clause *clause, const ps_name_run *run) {
    ps_name_run part = {.first = run->first, .last = run->first};
    for (size_t i = run->first; i <= run->last && ps_token_sign(clause, i) != ','; i++)
        if (is_initial(clause, &clause->token[i]))
            part.initials++, part.last = i;
        else if (ps_name_run_is_word(clause, &clause->token[i]))
            add_word(clause, &part, i);
    return part;
}
