/* SPDX-License-Identifier: Apache-2.0 */
#include "clause.h"

#include "name_rank.h"

/* ---- the clause ---- */

/* A full stop and the like before a blank; the edge of a JSON string. */
static bool ends_sentence(const ps_clause *clause, const ps_token *token, const ps_token *before) {
    char c = clause->text.ptr[token->from], next = ps_clause_byte(clause, token->to);
    if (c == '"') {
        char left = token->from ? clause->text.ptr[token->from - 1] : '\0';
        return ps_is_one_of(next, ",:}") || ps_is_one_of(left, ",{");
    }
    bool blank = next == ' ' || next == '\t' || next == '\0';
    if (c != '.' || !blank) return blank; /* of the others */
    bool short_word =
        before && before->kind == PS_TOKEN_WORD &&
        (before->to - before->from == 1 || (before->parts & CLAUSE_TITLE) ||
         (before->parts & CLAUSE_PERSON && before->to - before->from == 2) || /* pt. */
         (before->parts & CLAUSE_PLACE && before->to - before->from < 5));
    return !short_word;
}

static size_t line_start(ps_span t, size_t at, size_t not_before) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    for (uint64_t eight; at >= not_before + sizeof eight; at -= sizeof eight) {
        memcpy(&eight, t.ptr + at - sizeof eight, sizeof eight);
        eight ^= ones * '\n';
        if ((eight - ones) & ~eight & ones << 7) break; /* a newline is among them */
    }
    while (at > not_before && t.ptr[at - 1] != '\n') at--;
    return at;
}

static size_t line_end(ps_span t, size_t at, size_t not_behind) {
    const char *newline = at < not_behind ? memchr(t.ptr + at, '\n', not_behind - at) : NULL;
    return newline ? (size_t)(newline - t.ptr) : not_behind < at ? at : not_behind;
}

/* A limit that cuts a word is moved out of it. */
static void set_edges(ps_clause *clause, size_t at, size_t end) {
    ps_span t = clause->text;
    size_t low = at > CLAUSE_BACK ? at - CLAUSE_BACK : 0;
    size_t high = t.len - end > CLAUSE_AHEAD ? end + CLAUSE_AHEAD : t.len;
    clause->from = line_start(t, at, low);
    clause->line = clause->from;
    clause->to = line_end(t, end, high);
    if (clause->from == low && low > 0)
        while (clause->from < at && ps_is_word(t.ptr[clause->from])) clause->from++;
    if (clause->to == high && high < t.len)
        while (clause->to > end && ps_is_word(t.ptr[clause->to - 1])) clause->to--;
    if (clause->to < end) clause->to = end;
}

/* ---- evidence ---- */

enum { CLAUSE_HUMAN = CLAUSE_KIN | CLAUSE_BIRTH | CLAUSE_EVENT | CLAUSE_CLINIC };

typedef struct evidence {
    uint32_t strong, weak; /* parts of words of weight 2 and 1 */
    int machines, cares;   /* words of machines; weak words of life and care */
    bool titles, words;
    uint32_t sql; /* which of its words, as bits */
} evidence;

/* mrn=, "mrn": the key of a value of its own, no witness for others. */
static bool is_key(const ps_clause *clause, const ps_token *token) {
    char c = ps_clause_byte(clause, token->to), next = ps_clause_byte(clause, token->to + 1);
    if (c == '\\') c = next, next = ps_clause_byte(clause, token->to + 2);
    return c == '=' || (c == '"' && (next == ':' || next == '='));
}

/* patient cache, member service: the word behind makes it a part of a program. */
static bool is_of_program(const ps_clause *clause, size_t i) {
    if (!(clause->token[i].parts & CLAUSE_PERSON) || i + 1 >= clause->count) return false;
    const ps_token *next = &clause->token[i + 1];
    return next->kind == PS_TOKEN_WORD && next->from == clause->token[i].to + 1 &&
           next->parts & CLAUSE_STORE;
}

static void add_evidence(evidence *e, const ps_token *token) {
    e->words = true;
    if (token->path) return;
    if (token->parts & CLAUSE_SQL) e->sql = e->sql << 1 | 1;
    if (token->parts & CLAUSE_MACHINE) e->machines++;
    if (token->weight >= 2) e->strong |= token->parts;
    bool capital = token->written == PS_CASE_TITLE || token->written == PS_CASE_UPPER;
    if (token->parts & CLAUSE_TITLE && capital) e->titles = true; /* Ms, not 12 ms */
    if (token->weight != 1) return;
    e->weak |= token->parts;
    e->cares += (token->parts & CLAUSE_HUMAN) != 0;
}

/* Two weak words of different kinds, one of them of care or birth: `client` and `admission`. */
static bool is_strong(const evidence *e, bool care) {
    static const uint32_t kinds[] = {CLAUSE_PERSON, CLAUSE_KIN,    CLAUSE_NUMBER, CLAUSE_BIRTH,
                                     CLAUSE_EVENT,  CLAUSE_CLINIC, CLAUSE_CALL};
    static const uint32_t of_person = CLAUSE_PERSON | CLAUSE_NUMBER | CLAUSE_BIRTH | CLAUSE_EVENT;
    if (e->strong & (care ? of_person | CLAUSE_CLINIC : of_person)) return true;
    uint32_t parts = e->weak | e->strong;
    int count = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) count += (parts & kinds[i]) != 0;
    /* admitted ... discharged; seen by Dr. */
    if (care && e->cares + e->titles - e->machines >= 2) return true;
    return parts & CLAUSE_HUMAN && count - e->machines >= 2;
}

/* 67-year-old, 4 years old, 45 yo */
static bool is_age(const ps_clause *clause, size_t i) {
    ps_span w = ps_token_span(clause, &clause->token[i]);
    if (ps_lower(w.ptr[w.len - 1]) != 'd') return false;
    if (w.len >= 8 && ps_span_eq_nocase(ps_span_cut(w, w.len - 8, w.len), PS_LIT("year-old")))
        return true;
    if (!ps_span_eq_nocase(w, PS_LIT("old")) || i == 0) return false;
    ps_span before = ps_token_span(clause, &clause->token[i - 1]);
    return ps_span_eq_nocase(before, PS_LIT("year")) || ps_span_eq_nocase(before, PS_LIT("years"));
}

static uint8_t says(const evidence *e) {
    unsigned what = 0;
    if (is_strong(e, false)) what |= SENTENCE_STRONG;
    if (is_strong(e, true)) what |= SENTENCE_CARE;
    if (e->weak | e->strong) what |= SENTENCE_WEAK;
    if (e->machines) what |= SENTENCE_MACHINE;
    if (e->sql > 1) what |= SENTENCE_SQL;
    return (uint8_t)what;
}

/* What the word adds to all of the clause and to its own sentence. */
static void weigh_word(ps_clause *clause, size_t i, evidence *all, evidence *one) {
    const ps_token *token = &clause->token[i];
    if (is_age(clause, i)) all->strong |= CLAUSE_CLINIC, one->strong |= CLAUSE_CLINIC;
    if (!token->parts && !token->weight && one->words) return; /* says nothing */
    if (!token->path) clause->parts |= token->parts;
    add_evidence(all, token);
    if (!is_key(clause, token) && !is_of_program(clause, i)) add_evidence(one, token);
}

static void weigh(ps_clause *clause) {
    evidence all = {0};
    size_t w = 0, last = clause->count ? clause->token[clause->count - 1].sentence : 0;
    clause->parts = 0;
    for (size_t sentence = 0; sentence <= last; sentence++) {
        evidence one = {0};
        for (; w < clause->words.count; w++) {
            size_t i = clause->words.at[w];
            if (clause->token[i].sentence != sentence) break;
            weigh_word(clause, i, &all, &one);
        }
        bool own = one.words || sentence == 0;
        clause->says[sentence] = own ? says(&one) : clause->says[sentence - 1];
    }
    clause->says_all = says(&all);
}

unsigned ps_clause_rank_of(const ps_clause *clause, const ps_token *token) {
    bool capital = token->written == PS_CASE_TITLE || token->written == PS_CASE_UPPER;
    bool name = capital && !token->compound && token->to - token->from > 1;
    return name ? ps_name_rank(ps_token_span(clause, token)) : 0;
}

void ps_clause_rank(ps_clause *clause) {
    for (size_t k = 0; k < clause->capitals.count; k++) {
        ps_token *token = &clause->token[clause->capitals.at[k]];
        if (!ps_clause_no_name(token)) token->rank = (uint8_t)ps_clause_rank_of(clause, token);
    }
}

void ps_clause_edges(ps_clause *clause, ps_reader *reader, size_t at, size_t end) {
    clause->reader = reader;
    clause->text = reader->text;
    clause->count = 0;
    clause->runs_read = false;
    clause->words.count = clause->capitals.count = clause->numbers.count = 0;
    clause->moments.count = clause->keyed.count = clause->places.count = 0;
    set_edges(clause, at, end);
}

static void list(ps_token_list *tokens, size_t i) {
    tokens->at[tokens->count++] = (uint8_t)i;
}

static void list_token(ps_clause *clause, size_t i) {
    const ps_token *token = &clause->token[i];
    switch (token->kind) {
    case PS_TOKEN_WORD:
        list(&clause->words, i);
        if (ps_is_one_of(clause->text.ptr[token->from], "lLrR")) list(&clause->places, i);
        if (token->written != PS_CASE_LOWER) list(&clause->capitals, i);
        break;
    case PS_TOKEN_NUMBER: list(&clause->places, i); /* fall through */
    case PS_TOKEN_ID: list(&clause->numbers, i); break;
    case PS_TOKEN_DATE:
    case PS_TOKEN_PHONE: list(&clause->moments, i); break;
    default: break;
    }
}

/* What a token begins with. */
enum { WORD, SIGN, KEYED, END, BLANK, OPEN }; /* KEYED: behind a key; END: perhaps of a sentence */

/* Letters, digits and what is not ASCII begin a WORD; OPEN does where a digit or a label follows.
 */
static const uint8_t beginnings[256] = {
    [0] = SIGN,    SIGN,           SIGN,          SIGN,           SIGN,          SIGN,
    SIGN,          SIGN,           SIGN,          ['\t'] = BLANK, ['\n'] = SIGN, ['\v'] = SIGN,
    ['\f'] = SIGN, ['\r'] = BLANK, SIGN,          SIGN,           SIGN,          SIGN,
    SIGN,          SIGN,           SIGN,          SIGN,           SIGN,          SIGN,
    SIGN,          SIGN,           SIGN,          SIGN,           SIGN,          SIGN,
    SIGN,          SIGN,           [' '] = BLANK, ['!'] = END,    ['"'] = END,   ['#'] = SIGN,
    ['$'] = SIGN,  ['%'] = SIGN,   ['&'] = SIGN,  ['\''] = SIGN,  ['('] = OPEN,  [')'] = SIGN,
    ['*'] = SIGN,  ['+'] = OPEN,   [','] = SIGN,  ['-'] = SIGN,   ['.'] = END,   ['/'] = SIGN,
    [':'] = KEYED, [';'] = END,    ['<'] = SIGN,  ['='] = KEYED,  ['>'] = SIGN,  ['?'] = END,
    ['@'] = SIGN,  ['['] = OPEN,   ['\\'] = SIGN, [']'] = SIGN,   ['^'] = SIGN,  ['_'] = SIGN,
    ['`'] = SIGN,  ['{'] = SIGN,   ['|'] = SIGN,  ['}'] = SIGN,   ['~'] = SIGN,  [127] = SIGN};

static unsigned beginning(ps_span t, size_t at) {
    unsigned begins = beginnings[(unsigned char)t.ptr[at]];
    if (begins != OPEN) return begins;
    char next = at + 1 < t.len ? t.ptr[at + 1] : '\0'; /* (555) 555-0142, +1 555, [SSN] */
    return ps_is_digit(next) || (t.ptr[at] == '[' && ps_is_upper(next)) ? WORD : SIGN;
}

void ps_clause_read(ps_clause *clause, size_t end) {
    const ps_span t = clause->text;
    const size_t to = clause->to;
    size_t i = clause->from, count = 0;
    uint8_t sentence = 0;
    clause->carets = memchr(t.ptr + i, '^', to - i);
    while (i < to && count < CLAUSE_TOKENS) {
        unsigned begins = beginning(t, i);
        ps_token *token = &clause->token[count];
        if (begins == BLANK) {
            i++;
            continue;
        }
        if (begins == WORD) {
            ps_clause_token(t, i, clause->line, token);
            token->sentence = sentence;
            list_token(clause, count++);
            i = token->to;
            continue;
        }
        *token = (ps_token){.from = (uint32_t)i,
                            .to = (uint32_t)i + 1,
                            .kind = PS_TOKEN_SIGN,
                            .sentence = sentence};
        i++;
        if (begins == KEYED)
            list(&clause->keyed, count);
        else if (begins == END && ends_sentence(clause, token, count ? token - 1 : NULL))
            sentence = (uint8_t)(sentence + (sentence < CLAUSE_SENTENCES - 1));
        count++;
    }
    clause->count = count;
    if (to > i && i > end) clause->to = i;
    weigh(clause);
}

void ps_clause_put(ps_clause *clause, ps_slot_kind kind, size_t first, size_t last) {
    for (size_t i = first; i <= last; i++) clause->token[i].taken = true;
    ps_put(clause->reader, kind, clause->token[first].from, clause->token[last].to);
}

void ps_clause_put_name(ps_clause *clause, size_t first, size_t last) {
    for (size_t i = first; i <= last; i++) {
        char c = ps_token_sign(clause, i);
        if (!c || !ps_is_one_of(c, ",^|")) continue;
        if (i > first) ps_clause_put(clause, PS_SLOT_NAME, first, i - 1);
        first = i + 1;
    }
    if (first <= last) ps_clause_put(clause, PS_SLOT_NAME, first, last);
}

/* What heads a message ends with one of these signs, a level or a word in capitals. */
bool ps_clause_opens(const ps_clause *clause, size_t i) {
    if (i == 0) return true;
    const ps_token *before = &clause->token[i - 1];
    if (before->kind == PS_TOKEN_WORD)
        return before->written == PS_CASE_UPPER && before->to - before->from > 3 &&
               before->parts == 0 && i < 8;
    if (before->kind != PS_TOKEN_SIGN) return false;
    char c = clause->text.ptr[before->from];
    bool blank = before->to < clause->token[i].from;
    if (c == '"' || c == '|') return true;
    return blank ? ps_is_one_of(c, ":-]>") : c == '[' && (i == 1 || ps_clause_opens(clause, i - 1));
}
