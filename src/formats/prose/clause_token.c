/* SPDX-License-Identifier: Apache-2.0
 *
 * One token of a clause: words and the words in them, numbers, ids, dates, telephone numbers. */
#include "boundary.h"
#include "checks.h"
#include "clause.h"
#include "hex_word.h"
#include "value.h"

enum { RUN_MAX = 96, DIGITS_LOW = 5, HEX_SHORTEST = 5, HEX_TURNS = 3 };

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
    if (t.ptr[i] == '-') return !ps_hex_word_end(t, i + 1);
    if (t.ptr[i] != '\'') return false;
    bool alone = i + 2 >= t.len || !is_letter(t.ptr[i + 2]);
    return !alone && ps_is_upper(t.ptr[i + 1]);
}

/* The word at `at`, of which [at, from) is known to be plain letters and digits. */
static size_t word_end(ps_span t, size_t at, size_t from) {
    size_t i = from;
    while (i < t.len && i - at < RUN_MAX && !wide_sign(t, i)) {
        bool plain = is_letter(t.ptr[i]) || ps_is_digit(t.ptr[i]) || t.ptr[i] == '_';
        bool joined = i > at && is_letter(t.ptr[i - 1]) && joins(t, i);
        if (!plain && !joined) break;
        i++;
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

/* How often letters and digits take turns in hexadecimal digits; 0: others are among them. */
static size_t hex_turns(ps_span t, size_t from, size_t to) {
    size_t turns = 0;
    for (size_t i = from; i < to; i++) {
        if (!ps_is_hex(t.ptr[i])) return 0;
        turns += i > from && ps_is_digit(t.ptr[i]) != ps_is_digit(t.ptr[i - 1]);
    }
    return turns;
}

/* Where the letters and digits at `at` end whose letters are no words: 76d4330f1446bea4, 203ae. */
static size_t opaque_end(ps_span t, size_t at, size_t to) {
    size_t end = at;
    while (end < to && ps_is_hex(t.ptr[end])) end++;
    if (end - at < HEX_SHORTEST || (end < to && ps_is_alnum(t.ptr[end]))) return at;
    size_t turns = hex_turns(t, at, end);
    return turns >= HEX_TURNS || (turns && ps_is_digit(t.ptr[at])) ? end : at;
}

/* patient|Id, HTTP|Server: letters up to the capital that begins the next word. */
static size_t part_end(ps_span t, size_t at, size_t to) {
    size_t i = at;
    for (unsigned kind; i < to; i++) {
        kind = ps_byte_kind(t.ptr[i]);
        if (kind & (PS_BYTE_LOWER | PS_BYTE_HIGH)) continue;
        if (!(kind & PS_BYTE_UPPER)) break;
        bool turns =
            i > at && (ps_is_lower(t.ptr[i - 1]) || (i + 1 < to && ps_is_lower(t.ptr[i + 1])));
        if (turns) break;
    }
    return i;
}

/* The words in patientId, demographic_no, year-old: each adds what it is. */
static void read_words(ps_span t, ps_token *token) {
    size_t count = 0, at = token->from;
    while (at < token->to) {
        bool begins = token->digits && (at == token->from || !ps_is_alnum(t.ptr[at - 1]));
        size_t opaque = begins ? opaque_end(t, at, token->to) : at;
        size_t i = opaque > at ? at : part_end(t, at, token->to);
        if (i > at) {
            count++;
            (void)ps_clause_word(ps_span_cut(t, at, i), token);
        }
        at = opaque > at ? opaque : i > at ? i : at + 1;
    }
    bool whole = token->written == PS_CASE_TITLE || token->written == PS_CASE_UPPER ||
                 token->written == PS_CASE_LOWER;
    token->compound =
        count > 1 && (!whole || memchr(t.ptr + token->from, '_', token->to - token->from));
}

/* McCoy, DeShawn, LaToya: the capital behind these is no new word. */
bool ps_clause_has_prefix(ps_span w) {
    static const char *const prefixes[] = {"Mc", "Mac", "De",  "La",  "Le",
                                           "Di", "Da",  "Van", "Fitz"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n = strlen(prefixes[i]);
        if (w.len > n + 1 && !memcmp(w.ptr, prefixes[i], n) && ps_is_upper(w.ptr[n])) return true;
    }
    return false;
}

/* The letters, digits and lines that a token begins with: nearly always all of it. */
typedef struct run {
    size_t end, upper, digits;
    unsigned seen; /* PS_BYTE_* of all of them */
} run;

static run run_of(ps_span t, size_t at, size_t limit) {
    const unsigned in_word = PS_BYTE_UPPER | PS_BYTE_DIGIT | PS_BYTE_LOWER | PS_BYTE_UNDER;
    run r = {.end = at + 1, .seen = ps_byte_kind(t.ptr[at])};
    r.upper = r.seen & PS_BYTE_UPPER;
    r.digits = r.seen & PS_BYTE_DIGIT;
    while (r.end < limit && ps_byte_kind(t.ptr[r.end]) == PS_BYTE_LOWER) r.end++; /* most of it */
    if (r.end > at + 1) r.seen |= PS_BYTE_LOWER;
    for (unsigned is; r.end < limit && (is = ps_byte_kind(t.ptr[r.end]) & in_word) != 0; r.end++) {
        r.seen |= is;
        r.upper += is & PS_BYTE_UPPER;
        r.digits += is & PS_BYTE_DIGIT;
    }
    r.digits /= PS_BYTE_DIGIT;
    return r;
}

static size_t run_limit(ps_span t, size_t at) {
    return t.len - at < RUN_MAX ? t.len : at + RUN_MAX;
}

/* The same as case_of says, of a run without digits. */
static ps_token_case case_of_run(ps_span w, const run *r) {
    if (!r->upper) return PS_CASE_LOWER;
    if (!(r->seen & PS_BYTE_LOWER)) return PS_CASE_UPPER;
    if (!ps_is_upper(w.ptr[0])) return PS_CASE_MIXED;
    return r->upper == 1 || (r->upper == 2 && ps_clause_has_prefix(w)) ? PS_CASE_TITLE
                                                                       : PS_CASE_MIXED;
}

static ps_token_case case_of(ps_span w) {
    size_t upper = 0, inner = 0;
    unsigned seen = 0;
    for (size_t i = 0; i < w.len; i++) {
        unsigned kind = ps_byte_kind(w.ptr[i]);
        seen |= kind;
        if (!(kind & PS_BYTE_UPPER)) continue;
        upper++;
        inner += i > 0 && w.ptr[i - 1] != '-' && w.ptr[i - 1] != '\'';
    }
    if (!upper) return is_high(w.ptr[0]) ? PS_CASE_TITLE : PS_CASE_LOWER;
    if (!(seen & PS_BYTE_LOWER) && (upper > 1 || !(seen & PS_BYTE_HIGH)))
        return PS_CASE_UPPER; /* GARCÍA, no Ñá */
    if (!ps_is_upper(w.ptr[0]) && !is_high(w.ptr[0])) return PS_CASE_MIXED;
    return inner == 0 || (inner == 1 && ps_clause_has_prefix(w)) ? PS_CASE_TITLE : PS_CASE_MIXED;
}

/* demographicNo40718322, where a blank was forgotten: the number is a token of its own. */
static void part_number(ps_span t, ps_token *token) {
    size_t i = token->from, digits = 0;
    if (token->to - token->from < 4 + DIGITS_LOW) return;
    while (i < token->to && is_letter(t.ptr[i])) i++;
    while (i + digits < token->to && ps_is_digit(t.ptr[i + digits])) digits++;
    if (i - token->from < 4 || digits < DIGITS_LOW) return;
    ps_token word = {.from = token->from, .to = (uint32_t)i};
    read_words(t, &word);
    if (word.weight && word.parts & (CLAUSE_PERSON | CLAUSE_NUMBER)) token->to = (uint32_t)i;
}

/* 0xc000012345 is an address in memory, 2a2bf0972300 a number of a machine. */
static bool is_hex(ps_span w) {
    if (w.len > 2 && w.ptr[0] == '0' && ps_lower(w.ptr[1]) == 'x') return true;
    for (size_t i = 0; i < w.len; i++)
        if (ps_is_upper(w.ptr[i])) return false;
    return hex_turns(w, 0, w.len) >= HEX_TURNS;
}

/* A word with so many digits; r: all of it is that run. */
static void finish_counted(ps_span t, ps_token *token, size_t digits, const run *r) {
    ps_span w = ps_span_cut(t, token->from, token->to);
    token->digits = (uint8_t)digits;
    if (digits && digits == w.len) {
        token->kind = PS_TOKEN_NUMBER;
    } else if (digits >= 4 && digits + 4 >= w.len && !is_hex(w)) {
        token->kind = PS_TOKEN_ID;
    } else {
        token->kind = PS_TOKEN_WORD;
        token->written = (uint8_t)(digits ? PS_CASE_MIXED : r ? case_of_run(w, r) : case_of(w));
        read_words(t, token);
    }
}

static void finish_word(ps_span t, ps_token *token, const run *r) {
    if (token->to == r->end && r->digits < DIGITS_LOW) { /* too few for part_number */
        finish_counted(t, token, r->digits, r);
        return;
    }
    part_number(t, token);
    size_t digits = 0;
    for (size_t i = token->from; i < token->to; i++) digits += ps_is_digit(t.ptr[i]);
    finish_counted(t, token, digits, NULL);
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
    if (is_uuid(v)) return true;
    for (size_t i = 0; i < v.len; i++) {
        letters += ps_is_alpha(v.ptr[i]);
        digits += ps_is_digit(v.ptr[i]);
        dashes += v.ptr[i] == '-';
        if (ps_is_lower(v.ptr[i])) return false;
    }
    return digits >= DIGITS_LOW && letters <= 5 && dashes <= 3;
}

/* The first three letters as one number, to be switched on. */
#define LETTERS(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

/* Letters as bits of a mask; what is no letter is none of those that are asked for. */
#define BIT(letter) (1u << ((letter)&31))

/* May the word begin so? Most do not. */
static inline bool may_be_month_or_day(ps_span t, size_t at) {
    static const uint32_t seconds[32] = {['a' & 31] = BIT('p') | BIT('u'),
                                         ['d' & 31] = BIT('e'),
                                         ['f' & 31] = BIT('e') | BIT('r'),
                                         ['j' & 31] = BIT('a') | BIT('u'),
                                         ['m' & 31] = BIT('a') | BIT('o'),
                                         ['n' & 31] = BIT('o'),
                                         ['o' & 31] = BIT('c'),
                                         ['s' & 31] = BIT('a') | BIT('e') | BIT('u'),
                                         ['t' & 31] = BIT('h') | BIT('u'),
                                         ['w' & 31] = BIT('e')};
    return at + 4 <= t.len && seconds[t.ptr[at] & 31] & BIT(t.ptr[at + 1]);
}

static bool month_or_day(ps_span t, size_t at) {
    if (!may_be_month_or_day(t, at)) return false;
    switch (LETTERS(t.ptr[at] | 0x20, t.ptr[at + 1] | 0x20, t.ptr[at + 2] | 0x20)) {
    case LETTERS('j', 'a', 'n'):
    case LETTERS('f', 'e', 'b'):
    case LETTERS('m', 'a', 'r'):
    case LETTERS('a', 'p', 'r'):
    case LETTERS('m', 'a', 'y'):
    case LETTERS('j', 'u', 'n'):
    case LETTERS('j', 'u', 'l'):
    case LETTERS('a', 'u', 'g'):
    case LETTERS('s', 'e', 'p'):
    case LETTERS('o', 'c', 't'):
    case LETTERS('n', 'o', 'v'):
    case LETTERS('d', 'e', 'c'):
    case LETTERS('m', 'o', 'n'):
    case LETTERS('t', 'u', 'e'):
    case LETTERS('w', 'e', 'd'):
    case LETTERS('t', 'h', 'u'):
    case LETTERS('f', 'r', 'i'):
    case LETTERS('s', 'a', 't'):
    case LETTERS('s', 'u', 'n'): return true;
    default: return false;
    }
}

/* Jan 15, March 3rd: a day without its year; the time of a log line has a clock behind it. */
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

bool ps_clause_is_month(ps_span w) {
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

/* May a date go on behind its first n digits? As the grammar reads it. */
static bool date_goes_on(size_t n, char next, char behind) {
    if (n == 4) return next == ',' || (ps_is_one_of(next, "-/.") && ps_is_alnum(behind));
    if (n <= 2)
        return (ps_is_one_of(next, "-/.") && ps_is_alnum(behind)) ||
               (next == ' ' && ps_is_alpha(behind));
    return n >= 8 && ps_is_one_of(next, "-.") && ps_is_digit(behind);
}

/* May a telephone number? After the 1 of a country, its area code or its exchange. Ten digits in a
 * row are a number. */
static bool phone_goes_on(size_t n, char first, char next, char behind) {
    bool parts = n == 3 || n == 6 || (first == '1' && (n == 1 || n == 4 || n == 7));
    if (!parts) return false;
    return ps_is_one_of(next, "()") ||
           (ps_is_one_of(next, "-. ") && (ps_is_digit(behind) || behind == '('));
}

/* 9APR1957, 9th of April: a short number that letters go on behind. */
static bool letters_go_on(ps_span t, size_t end, char next, char behind) {
    bool ordinal = ps_is_one_of(next, "snrtSNRT") && ps_is_one_of(behind, "tdhTDH");
    return ps_is_alpha(next) && (ordinal || may_be_month_or_day(t, end));
}

/* May a date, or a telephone number, begin with these digits? */
typedef struct digits_lead {
    bool date, phone;
} digits_lead;

static digits_lead lead_of(ps_span t, size_t at) {
    size_t end = at;
    while (end < t.len && ps_is_digit(t.ptr[end])) end++;
    char next = end < t.len ? t.ptr[end] : '\n', behind = end + 1 < t.len ? t.ptr[end + 1] : '\n';
    size_t n = end - at;
    return (digits_lead){.date = date_goes_on(n, next, behind) ||
                                 (n <= 2 && letters_go_on(t, end, next, behind)),
                         .phone = phone_goes_on(n, t.ptr[at], next, behind)};
}

/* Dates and telephone numbers have signs and blanks of their own. */
static bool grammars(ps_span t, size_t at, ps_token *token) {
    char c = t.ptr[at];
    bool digit = ps_is_digit(c), month = !digit && ps_is_alpha(c) && month_or_day(t, at);
    digits_lead lead = {.date = month};
    ps_extent e;
    if (digit) lead = lead_of(t, at);
    if (lead.date && ps_grammar_date(t, at, &e) && e.from == at &&
        !all_digits(ps_span_cut(t, at, e.to))) {
        *token = (ps_token){.from = (uint32_t)at, .to = (uint32_t)e.to, .kind = PS_TOKEN_DATE};
        return true;
    }
    if (month) {
        size_t end = day_of_month(t, at), word = at;
        while (word < t.len && ps_is_alpha(t.ptr[word])) word++;
        if (end > at && ps_clause_is_month(ps_span_cut(t, at, word))) {
            *token = (ps_token){.from = (uint32_t)at, .to = (uint32_t)end, .kind = PS_TOKEN_DATE};
            return true;
        }
    }
    bool opens = (c == '(' || c == '+') && at + 1 < t.len && ps_is_digit(t.ptr[at + 1]);
    if ((lead.phone || opens) && ps_grammar_phone(t, at, &e) && e.from == at &&
        !all_digits(ps_span_cut(t, at, e.to))) {
        bool local = e.to - at == 8; /* 555-0142 may be any number */
        ps_token_kind kind = local ? PS_TOKEN_ID : PS_TOKEN_PHONE;
        *token = (ps_token){.from = (uint32_t)at, .to = (uint32_t)e.to, .kind = (uint8_t)kind};
        token->digits = local ? 7 : 10;
        return true;
    }
    return false;
}

static void read_path(ps_span t, ps_token *token) {
    ps_token last = *token;
    while (last.from < last.to && memchr(t.ptr + last.from, '.', last.to - last.from))
        last.from =
            (uint32_t)((const char *)memchr(t.ptr + last.from, '.', last.to - last.from) - t.ptr) +
            1;
    read_words(t, &last);
    token->kind = PS_TOKEN_WORD;
    token->parts = last.parts | CLAUSE_CODE;
    token->weight = last.weight;
    token->slot = last.slot;
    token->written = PS_CASE_MIXED;
    token->compound = token->path = true;
}

/* Does the word of [at, end) go on behind a sign, or is it our own output? */
static bool goes_on(ps_span t, size_t at, size_t end, bool upper) {
    char c = t.ptr[end], next = end + 1 < t.len ? t.ptr[end + 1] : ' ';
    switch (c) {
    case '$': return path_end(t, at) > at;
    case '.': return ps_is_alpha(next) && path_end(t, at) > at;
    case ':': return upper && ps_own_output_at(t, at, NULL);
    case '-': return ps_is_alnum(next) || is_high(next);
    case '\'': return ps_is_upper(next);
    default: return is_high(c);
    }
}

/* Most tokens: a word of plain letters, perhaps with a line or few digits, that nothing goes on
 * behind. What the rest of this file would make of it: our own output has a colon behind capitals,
 * a path dots, and an id DIGITS_LOW digits. */
static bool plain_word(ps_span t, size_t at, size_t limit, const run *r, ps_token *token) {
    size_t end = r->end;
    if (end == limit || r->digits >= DIGITS_LOW || goes_on(t, at, end, r->upper) ||
        (may_be_month_or_day(t, at) && month_or_day(t, at)))
        return false;
    token->to = (uint32_t)end;
    bool title = r->upper == 1 && ps_is_upper(t.ptr[at]) && end - at > 1;
    if (r->seen & (PS_BYTE_DIGIT | PS_BYTE_UNDER)) {
        finish_counted(t, token, r->digits, r); /* too few of them for part_number */
    } else if (!r->upper || title || r->upper == end - at) {
        token->kind = PS_TOKEN_WORD;
        token->written = title ? PS_CASE_TITLE : r->upper ? PS_CASE_UPPER : PS_CASE_LOWER;
        (void)ps_clause_word(ps_span_cut(t, at, end), token);
    } else {
        token->kind = PS_TOKEN_WORD;
        token->written = (uint8_t)case_of_run(ps_span_cut(t, at, end), r);
        read_words(t, token);
    }
    return true;
}

/* A number that is no part of a date, a telephone number or an id, as what follows shows. */
static bool plain_number(ps_span t, size_t at, ps_token *token) {
    size_t end = at;
    while (end < t.len && ps_is_digit(t.ptr[end])) end++;
    size_t digits = end - at;
    char next = end < t.len ? t.ptr[end] : '\n', behind = end + 1 < t.len ? t.ptr[end + 1] : '\n';
    bool alone = digits == 4 || digits == 5 || digits == 9 || digits == 12 || digits == 13;
    bool small = digits == 2 && !ps_is_alpha(behind);
    if (!(alone || small) || !ps_is_one_of(next, " \n)]};\"'")) {
        bool ends = !ps_is_word(next) && !is_high(next) && !(next == '-' && ps_is_alnum(behind));
        if (!ends || digits >= RUN_MAX || date_goes_on(digits, next, behind) ||
            phone_goes_on(digits, t.ptr[at], next, behind))
            return false;
    }
    token->to = (uint32_t)end;
    token->kind = PS_TOKEN_NUMBER;
    token->digits = (uint8_t)digits;
    return true;
}

/* A path has a dot or a dollar behind its first name. */
static bool path_goes_on(ps_span t, size_t limit, const run *r) {
    return r->end == limit || ps_is_one_of(t.ptr[r->end], ".$");
}

/* An id has capitals and no line; a UUID begins with eight digits. */
static bool may_be_id(size_t at, const run *r) {
    return !(r->seen & PS_BYTE_UNDER) && (!(r->seen & PS_BYTE_LOWER) || r->end - at == 8);
}

static bool id_at(ps_span t, size_t at, ps_token *token) {
    size_t end = id_end(t, at);
    if (end == at || !looks_like_id(ps_span_cut(t, at, end)) || all_digits(ps_span_cut(t, at, end)))
        return false;
    token->to = (uint32_t)end;
    token->kind = PS_TOKEN_ID;
    for (size_t i = at; i < end; i++)
        token->digits = (uint8_t)(token->digits + ps_is_digit(t.ptr[i]));
    return true;
}

/* A token of letters and digits that is no plain word and no plain number. */
static void odd_token(ps_span t, size_t at, bool starts, const run *r, ps_token *token) {
    char c = t.ptr[at];
    size_t limit = run_limit(t, at);
    if (starts && grammars(t, at, token)) return;
    size_t path = ps_is_alpha(c) && path_goes_on(t, limit, r) ? path_end(t, at) : at;
    if (path > at) {
        token->to = (uint32_t)path;
        read_path(t, token);
        return;
    }
    if (starts && may_be_id(at, r) && id_at(t, at, token)) return;
    token->to = (uint32_t)word_end(t, at, r->end);
    finish_word(t, token, r);
}

/* Our own output, or a sign. */
static bool own_at(ps_span t, size_t at, ps_token *token) {
    size_t own = ps_own_output_at(t, at, NULL);
    token->to = (uint32_t)(at + (own ? own : 1));
    token->kind = own ? PS_TOKEN_OWN : PS_TOKEN_SIGN;
    return own;
}

/* Letters of other alphabets, signs of more than one byte, brackets. */
static void wide_token(ps_span t, size_t at, bool starts, ps_token *token) {
    char c = t.ptr[at];
    if (c == '[' && own_at(t, at, token)) return;
    if (starts && grammars(t, at, token)) return;
    if (!is_letter(c)) return;
    size_t sign = wide_sign(t, at);
    token->to = (uint32_t)(sign ? at + sign : word_end(t, at, at));
    run r = {.end = at};
    if (!sign) finish_word(t, token, &r);
}

/* Any hex word is the same: a word that no dictionary knows. */
static bool hex_word(ps_span t, size_t at, ps_token *token) {
    enum { UUID_DIGITS = 16 }; /* as many as most have */
    size_t end = ps_hex_word_end(t, at);
    if (!end) return false;
    bool is_uuid = ps_is_uuid(t, at, end);
    token->to = (uint32_t)end;
    token->kind = is_uuid ? PS_TOKEN_ID : PS_TOKEN_WORD;
    token->written = PS_CASE_MIXED;
    token->digits = is_uuid ? UUID_DIGITS : 0;
    return true;
}

void ps_clause_token(ps_span t, size_t at, size_t line, ps_token *token) {
    char c = t.ptr[at];
    bool letter = ps_is_alpha(c), digit = ps_is_digit(c);
    bool starts = at == line || !ps_is_word(t.ptr[at - 1]) ||
                  (digit && is_letter(t.ptr[at - 1])); /* part_number */
    *token = (ps_token){.from = (uint32_t)at, .to = (uint32_t)at + 1, .kind = PS_TOKEN_SIGN};
    if (!letter && !digit) {
        wide_token(t, at, starts, token);
        return;
    }
    if (starts && hex_word(t, at, token)) return;
    if (digit && starts && plain_number(t, at, token)) return;
    size_t limit = run_limit(t, at);
    run r = run_of(t, at, limit);
    if (letter && plain_word(t, at, limit, &r, token)) return;
    bool own = starts && ps_is_upper(c) && (r.end == limit || t.ptr[r.end] == ':');
    if (own && own_at(t, at, token)) return;
    odd_token(t, at, starts, &r, token);
}
