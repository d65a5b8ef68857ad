/* SPDX-License-Identifier: Apache-2.0 */
#include "clause.h"

#include "boundary.h"
#include "checks.h"
#include "name_rank.h"
#include "value.h"

enum { WORD_LONGEST = 16, RUN_MAX = 96, DIGITS_LOW = 5 };

/* ---- the dictionary ---- */

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

/* ---- one token ---- */

static bool is_high(char c) {
    return (unsigned char)c >= 0x80;
}

static bool is_letter(char c) {
    return ps_is_alpha(c) || is_high(c);
}

/* Quotes, dashes, blanks, signs and what could not be decoded: U+0080-00BF, U+2000-2FFF, U+F000 on.
 * They begin with these bytes, which begin no letter of names. Returns the sign's length. */
static size_t wide_sign(ps_span t, size_t at) {
    unsigned char c = (unsigned char)t.ptr[at];
    size_t len = c == 0xC2 ? 2 : c == 0xE2 || c == 0xEF ? 3 : c == 0xF0 ? 4 : 0;
    return len && at + len <= t.len ? len : 0;
}

/* O'Neil, but neither patient's nor a closing quote. */
static bool joins(ps_span t, size_t i) {
    if (i + 1 >= t.len || !is_letter(t.ptr[i + 1])) return false;
    if (t.ptr[i] == '-') return true;
    if (t.ptr[i] != '\'') return false;
    bool alone = i + 2 >= t.len || !is_letter(t.ptr[i + 2]);
    return !alone && ps_is_upper(t.ptr[i + 1]);
}

static size_t word_end(ps_span t, size_t at) {
    size_t i = at;
    while (i < t.len && i - at < RUN_MAX && !wide_sign(t, i)) {
        if (is_letter(t.ptr[i]) || ps_is_digit(t.ptr[i]) || t.ptr[i] == '_')
            i++;
        else if (i > at && is_letter(t.ptr[i - 1]) && joins(t, i))
            i++;
        else
            break;
    }
    return i;
}

/* org.acme.patient.PatientService: two dots or more between names. */
static size_t path_end(ps_span t, size_t at) {
    size_t i = at, dots = 0;
    while (i < t.len && i - at < 2 * RUN_MAX) {
        if (ps_is_word(t.ptr[i]) || t.ptr[i] == '$')
            i++;
        else if (t.ptr[i] == '.' && i + 1 < t.len && ps_is_alpha(t.ptr[i + 1]) && i > at)
            i++, dots++;
        else
            break;
    }
    return dots > 1 ? i : at;
}

/* The words in patientId, demographic_no, year-old: each adds what it is. */
static void read_words(ps_span t, ps_token *token) {
    size_t count = 0, at = token->from;
    while (at < token->to) {
        size_t i = at;
        while (i < token->to && is_letter(t.ptr[i])) {
            bool turns = i > at && ps_is_upper(t.ptr[i]) &&
                         (ps_is_lower(t.ptr[i - 1]) ||
                          (i + 1 < token->to && ps_is_lower(t.ptr[i + 1]) && t.ptr[i] != 's'));
            if (turns) break;
            i++;
        }
        if (i > at) {
            count++;
            (void)ps_clause_word(ps_span_cut(t, at, i), token);
        }
        at = i > at ? i : at + 1;
    }
    bool whole = token->written == PS_CASE_TITLE || token->written == PS_CASE_UPPER ||
                 token->written == PS_CASE_LOWER;
    token->compound =
        count > 1 && (!whole || memchr(t.ptr + token->from, '_', token->to - token->from));
}

/* McCoy, DeShawn, LaToya: the capital behind these is no new word. */
static bool has_prefix(ps_span w) {
    static const char *const prefixes[] = {"Mc", "Mac", "De",  "La",  "Le",
                                           "Di", "Da",  "Van", "Fitz"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n = strlen(prefixes[i]);
        if (w.len > n + 1 && !memcmp(w.ptr, prefixes[i], n) && ps_is_upper(w.ptr[n])) return true;
    }
    return false;
}

static ps_token_case case_of(ps_span w) {
    size_t upper = 0, lower = 0, inner = 0;
    for (size_t i = 0; i < w.len; i++) {
        bool first = i == 0 || w.ptr[i - 1] == '-' || w.ptr[i - 1] == '\'';
        lower += ps_is_lower(w.ptr[i]) || is_high(w.ptr[i]);
        upper += ps_is_upper(w.ptr[i]);
        inner += ps_is_upper(w.ptr[i]) && !first;
    }
    if (!upper) return lower && is_high(w.ptr[0]) ? PS_CASE_TITLE : PS_CASE_LOWER;
    if (!lower) return PS_CASE_UPPER;
    if (!ps_is_upper(w.ptr[0]) && !is_high(w.ptr[0])) return PS_CASE_MIXED;
    return inner == 0 || (inner == 1 && has_prefix(w)) ? PS_CASE_TITLE : PS_CASE_MIXED;
}

/* demographicNo40718322, where a blank was forgotten: the number is a token of
 * its own. */
static void part_number(ps_span t, ps_token *token) {
    size_t i = token->from, digits = 0;
    while (i < token->to && is_letter(t.ptr[i])) i++;
    while (i + digits < token->to && ps_is_digit(t.ptr[i + digits])) digits++;
    if (i - token->from < 4 || digits < DIGITS_LOW) return;
    ps_token word = {.from = token->from, .to = (uint32_t)i};
    read_words(t, &word);
    if (word.weight && word.parts & (CLAUSE_PERSON | CLAUSE_NUMBER)) token->to = (uint32_t)i;
}

static void finish_word(ps_span t, ps_token *token) {
    part_number(t, token);
    ps_span w = ps_span_cut(t, token->from, token->to);
    size_t digits = 0;
    for (size_t i = 0; i < w.len; i++) digits += ps_is_digit(w.ptr[i]);
    token->digits = (uint8_t)digits;
    if (digits && digits == w.len) {
        token->kind = PS_TOKEN_NUMBER;
    } else if (digits >= 4 && digits + 4 >= w.len) {
        token->kind = PS_TOKEN_ID;
    } else {
        token->kind = PS_TOKEN_WORD;
        token->written = (uint8_t)(digits ? PS_CASE_MIXED : case_of(w));
        read_words(t, token);
    }
}

/* GH-40718330 and UUIDs: runs of letters and digits with hyphens between. */
static size_t id_end(ps_span t, size_t at) {
    size_t i = at, digits = 0;
    while (i < t.len && i - at < 40) {
        if (ps_is_alnum(t.ptr[i]))
            digits += ps_is_digit(t.ptr[i]), i++;
        else if (t.ptr[i] == '-' && i > at && i + 1 < t.len && ps_is_alnum(t.ptr[i + 1]))
            i++;
        else
            break;
    }
    return digits >= DIGITS_LOW && (i >= t.len || !ps_is_word(t.ptr[i])) ? i : at;
}

static bool is_uuid(ps_span v) {
    static const uint8_t dashes[] = {8, 13, 18, 23};
    if (v.len != 36) return false;
    for (size_t i = 0; i < sizeof dashes; i++)
        if (v.ptr[dashes[i]] != '-') return false;
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] != '-' && !ps_is_hex(v.ptr[i])) return false;
    return true;
}

/* An id has few letters, in capitals; a UUID any. */
static bool looks_like_id(ps_span v) {
    size_t letters = 0, digits = 0, dashes = 0;
    for (size_t i = 0; i < v.len; i++) {
        letters += ps_is_alpha(v.ptr[i]);
        digits += ps_is_digit(v.ptr[i]);
        dashes += v.ptr[i] == '-';
        if (ps_is_lower(v.ptr[i]) && !is_uuid(v)) return false;
    }
    return is_uuid(v) || (digits >= DIGITS_LOW && letters <= 5 && dashes <= 3);
}

static bool month_or_day(ps_span t, size_t at) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdecmontuewedthufrisatsun";
    if (at + 4 > t.len) return false;
    for (size_t i = 0; i + 3 < sizeof names; i += 3)
        if (ps_lower(t.ptr[at]) == names[i] && ps_lower(t.ptr[at + 1]) == names[i + 1] &&
            ps_lower(t.ptr[at + 2]) == names[i + 2])
            return true;
    return false;
}

/* Jan 15, March 3rd: a day without its year; the time of a log line has a clock
 * behind it. */
static size_t day_of_month(ps_span t, size_t at) {
    size_t i = at, digits = 0;
    while (i < t.len && i - at < 10 && ps_is_alpha(t.ptr[i])) i++;
    if (i < t.len && t.ptr[i] == '.') i++;
    if (i + 1 >= t.len || t.ptr[i] != ' ' || ps_lower(t.ptr[at]) == t.ptr[at]) return at;
    for (i++; i < t.len && ps_is_digit(t.ptr[i]) && digits < 3; i++) digits++;
    if (digits == 0 || digits > 2 || (i < t.len && (ps_is_word(t.ptr[i]) || t.ptr[i] == ':')))
        return at;
    bool clock =
        i + 3 < t.len && t.ptr[i] == ' ' && ps_is_digit(t.ptr[i + 1]) && ps_is_digit(t.ptr[i + 2]);
    return clock ? at : i;
}

static bool is_month(ps_span w) {
    static const char *const months[] = {"january",  "february", "march",  "april",     "may",
                                         "june",     "july",     "august", "september", "october",
                                         "november", "december", "sept"};
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        ps_span month = ps_span_z(months[i]);
        if (ps_span_eq_nocase(w, month)) return true;
        if (w.len == 3 && ps_span_eq_nocase(w, ps_span_cut(month, 0, 3))) return true;
    }
    return false;
}

static bool all_digits(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (!ps_is_digit(v.ptr[i])) return false;
    return true;
}

/* Dates and telephone numbers have signs and blanks of their own. */
static bool grammars(ps_span t, size_t at, ps_token *token) {
    char c = t.ptr[at];
    bool digit = ps_is_digit(c);
    ps_extent e;
    if ((digit || (ps_is_alpha(c) && month_or_day(t, at))) && ps_grammar_date(t, at, &e) &&
        e.from == at && !all_digits(ps_span_cut(t, at, e.to))) {
        *token = (ps_token){.from = (uint32_t)at, .to = (uint32_t)e.to, .kind = PS_TOKEN_DATE};
        return true;
    }
    if (!digit && ps_is_alpha(c) && month_or_day(t, at)) {
        size_t end = day_of_month(t, at), word = at;
        while (word < t.len && ps_is_alpha(t.ptr[word])) word++;
        if (end > at && is_month(ps_span_cut(t, at, word))) {
            *token = (ps_token){.from = (uint32_t)at, .to = (uint32_t)end, .kind = PS_TOKEN_DATE};
            return true;
        }
    }
    if ((digit || c == '(' || c == '+') && ps_grammar_phone(t, at, &e) && e.from == at &&
        !all_digits(ps_span_cut(t, at, e.to))) {
        bool local = e.to - at == 8; /* 555-0142 may be any number */
        ps_token_kind kind = local ? PS_TOKEN_ID : PS_TOKEN_PHONE;
        *token = (ps_token){.from = (uint32_t)at, .to = (uint32_t)e.to, .kind = (uint8_t)kind};
        token->digits = local ? 7 : 10;
        return true;
    }
    return false;
}

static ps_token read_path(ps_span t, ps_token token) {
    ps_token last = token;
    while (last.from < last.to && memchr(t.ptr + last.from, '.', last.to - last.from))
        last.from =
            (uint32_t)((const char *)memchr(t.ptr + last.from, '.', last.to - last.from) - t.ptr) +
            1;
    read_words(t, &last);
    token.kind = PS_TOKEN_WORD;
    token.parts = last.parts | CLAUSE_CODE;
    token.weight = last.weight;
    token.slot = last.slot;
    token.written = PS_CASE_MIXED;
    token.compound = token.path = true;
    return token;
}

static ps_token read_token(ps_span t, size_t at, size_t line) {
    ps_token token = {.from = (uint32_t)at, .to = (uint32_t)at + 1, .kind = PS_TOKEN_SIGN};
    char c = t.ptr[at];
    bool starts = at == line || !ps_is_word(t.ptr[at - 1]) ||
                  (ps_is_digit(c) && is_letter(t.ptr[at - 1])); /* part_number */
    size_t own = c == '[' || (starts && ps_is_upper(c)) ? ps_own_output_at(t, at, NULL) : 0;
    if (own) {
        token.to = (uint32_t)(at + own);
        token.kind = PS_TOKEN_OWN;
        return token;
    }
    if (starts && grammars(t, at, &token)) return token;
    if (!is_letter(c) && !ps_is_digit(c)) return token;
    if (wide_sign(t, at)) {
        token.to = (uint32_t)(at + wide_sign(t, at));
        return token;
    }
    size_t end = path_end(t, at);
    if (ps_is_alpha(c) && end > at) {
        token.to = (uint32_t)end;
        return read_path(t, token);
    }
    end = starts ? id_end(t, at) : at;
    if (end > at && looks_like_id(ps_span_cut(t, at, end)) &&
        !all_digits(ps_span_cut(t, at, end))) {
        token.to = (uint32_t)end;
        token.kind = PS_TOKEN_ID;
        for (size_t i = at; i < end; i++)
            token.digits = (uint8_t)(token.digits + ps_is_digit(t.ptr[i]));
        return token;
    }
    token.to = (uint32_t)word_end(t, at);
    finish_word(t, &token);
    return token;
}

/* ---- the clause ---- */

/* A full stop and the like before a blank; the edge of a JSON string. */
static bool ends_sentence(const ps_clause *clause, const ps_token *token, const ps_token *before) {
    char c = clause->text.ptr[token->from], next = ps_clause_byte(clause, token->to);
    bool blank = next == ' ' || next == '\t' || next == '\0';
    if (c == ';' || c == '!' || c == '?') return blank;
    if (c == '"') {
        char left = token->from ? clause->text.ptr[token->from - 1] : '\0';
        return ps_is_one_of(next, ",:}") || ps_is_one_of(left, ",{");
    }
    if (c != '.' || !blank) return false;
    bool short_word = before && before->kind == PS_TOKEN_WORD &&
                      (before->to - before->from == 1 || (before->parts & CLAUSE_TITLE) ||
                       (before->parts & CLAUSE_PLACE && before->to - before->from < 5));
    return !short_word;
}

static size_t line_start(ps_span t, size_t at, size_t not_before) {
    while (at > not_before && t.ptr[at - 1] != '\n') at--;
    return at;
}

static size_t line_end(ps_span t, size_t at, size_t not_behind) {
    while (at < not_behind && t.ptr[at] != '\n') at++;
    return at;
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
    if (token->kind != PS_TOKEN_WORD) return;
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

/* Two weak words of different kinds, one of them of care or birth: `client` and
 * `admission`. */
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

static void weigh(ps_clause *clause) {
    evidence all = {0}, one = {0};
    clause->parts = 0;
    for (size_t i = 0; i < clause->count; i++) {
        const ps_token *token = &clause->token[i];
        if (!token->path) clause->parts |= token->parts;
        add_evidence(&all, token);
        if (!is_key(clause, token) && !is_of_program(clause, i)) add_evidence(&one, token);
        if (is_age(clause, i)) all.strong |= CLAUSE_CLINIC, one.strong |= CLAUSE_CLINIC;
        bool last = i + 1 == clause->count || token[1].sentence != token->sentence;
        if (!last) continue;
        bool own = one.words || token->sentence == 0;
        clause->says[token->sentence] = own ? says(&one) : clause->says[token->sentence - 1];
        one = (evidence){0};
    }
    clause->says_all = says(&all);
}

void ps_clause_rank(ps_clause *clause) {
    for (size_t i = 0; i < clause->count; i++) {
        ps_token *token = &clause->token[i];
        bool capital = token->written == PS_CASE_TITLE || token->written == PS_CASE_UPPER;
        if (token->kind == PS_TOKEN_WORD && capital && !token->compound &&
            token->to - token->from > 1)
            token->rank = (uint8_t)ps_name_rank(ps_token_span(clause, token));
    }
}

void ps_clause_read(ps_clause *clause, ps_reader *reader, size_t at, size_t end) {
    clause->reader = reader;
    clause->text = reader->text;
    clause->count = 0;
    set_edges(clause, at, end);
    uint8_t sentence = 0;
    size_t i = clause->from;
    while (i < clause->to && clause->count < CLAUSE_TOKENS) {
        if (ps_is_blank(clause->text.ptr[i]) || clause->text.ptr[i] == '\r') {
            i++;
            continue;
        }
        ps_token token = read_token(clause->text, i, clause->line);
        token.sentence = sentence;
        const ps_token *before = clause->count ? &clause->token[clause->count - 1] : NULL;
        if (token.kind == PS_TOKEN_SIGN && ends_sentence(clause, &token, before) &&
            sentence < CLAUSE_SENTENCES - 1)
            sentence++;
        clause->token[clause->count++] = token;
        i = token.to;
    }
    if (clause->to > i && i > end) clause->to = i;
    weigh(clause);
}

void ps_clause_put(ps_clause *clause, ps_slot_kind kind, size_t first, size_t last) {
    for (size_t i = first; i <= last; i++) clause->token[i].taken = true;
    ps_put(clause->reader, kind, clause->token[first].from, clause->token[last].to);
}
