/* SPDX-License-Identifier: Apache-2.0
 *
 * Personal names in prose, behind a label that says so: one to five words that begin with a
 * capital, or `LAST, FIRST M`, or `DOE^JANE^Q` of HL7 and DICOM. Bytes from 0x80 are letters. A
 * word that `=` or `:` follows is the next key; words of log_words.c end a name.
 *
 * Grammar anchor: the first byte of the name. */
#include "boundary.h"
#include "checks.h"
#include "log_words.h"
#include "scan.h"

enum { TOKENS_MAX = 5, LETTERS_MAX = 40, EXTENT_MAX = 500 };

typedef enum token_kind { NO_TOKEN, WORD, PARTICLE, INITIAL, TITLE, GENERATION } token_kind;

typedef struct token {
    token_kind kind;
    size_t from, to; /* with the full stop of an abbreviation */
} token;

static bool joins(ps_span t, size_t i) {
    char c = ps_peek(t, i);
    if (c == '-') return ps_is_letter(ps_peek(t, i + 1));
    /* O'Neil, and O''Neil in SQL */
    if (c != '\'' || i == 0) return false;
    return ps_is_letter(ps_peek(t, i + 1)) ||
           (ps_peek(t, i + 1) == '\'' && ps_is_upper(t.ptr[i - 1]) &&
            ps_is_upper(ps_peek(t, i + 2)));
}

static size_t letters_end(ps_span t, size_t i) {
    size_t end = i;
    while (end - i < LETTERS_MAX) {
        if (ps_is_letter(ps_peek(t, end)))
            end++;
        else if (end > i && joins(t, end))
            end += ps_peek(t, end + 1) == '\'' ? 2 : 1;
        else
            break;
    }
    return end;
}

/* PatientService, NullPointer: a capital after a small letter, but for McCoy, DeShawn, LaToya. */
static bool is_identifier(ps_span w) {
    for (size_t i = 1; i < w.len; i++) {
        if (!ps_is_upper(w.ptr[i]) || !ps_is_lower(w.ptr[i - 1])) continue;
        if (!ps_word_in(ps_span_of(w.ptr, i), "mc mac de di da du la le van von fitz o st ja jo"))
            return true;
    }
    return false;
}

/* al-Farsi, d'Angelo: a small article that hangs on the name. */
static bool has_article(ps_span w) {
    enum { ARTICLE_MAX = 4 };
    for (size_t i = 1; i + 2 < w.len && i <= ARTICLE_MAX; i++) {
        if (w.ptr[i] != '-' && w.ptr[i] != '\'') continue;
        return ps_is_upper(w.ptr[i + 1]) &&
               ps_word_in(ps_span_of(w.ptr, i), "al el ul ad as ar an az ibn bin ben abu d l");
    }
    return false;
}

static token_kind kind_of(ps_span w) {
    /* Most words are too long for the lists. */
    if (w.len <= 3 && ps_word_in(w, "jr sr ii iii iv"))
        return ps_is_upper(w.ptr[0]) ? GENERATION : NO_TOKEN;
    if (w.len <= 4 && ps_word_in(w, "mr mrs ms dr prof rev"))
        return ps_is_upper(w.ptr[0]) ? TITLE : NO_TOKEN;
    if (ps_is_lower(w.ptr[0]) && has_article(w)) return WORD;
    if (ps_is_lower(w.ptr[0]))
        return w.len <= 5 && ps_word_in(w, "de la las los del della di da das do dos du le van von "
                                           "der den ter ten bin "
                                           "ibn al el y e af zu ap vom zum zur dela bint")
                   ? PARTICLE
                   : NO_TOKEN;
    if (ps_is_log_word(w) || is_identifier(w)) return NO_TOKEN;
    return w.len == 1 ? INITIAL : WORD;
}

/* What stands right behind the letters: a key's sign, a digit or a member access spoil the word. */
static bool spoiled(ps_span t, size_t i) {
    char c = ps_peek(t, i);
    if (ps_is_digit(c) || ps_is_one_of(c, "_(@\\/$") ||
        (c == '.' && ps_is_letter(ps_peek(t, i + 1)))) {
        /* A backslash that begins an escape is a quote or a line end, not part of a path. */
        return !(c == '\\' && ps_is_one_of(ps_peek(t, i + 1), "\"'nrtu\\"));
    }
    if (c == '-') return ps_is_digit(ps_peek(t, i + 1));
    size_t k = i + ps_blank_run(t, i);
    return ps_is_one_of(ps_peek(t, k), "=:");
}

static token read_token(ps_span t, size_t i) {
    token none = {NO_TOKEN, i, i};
    size_t end = letters_end(t, i);
    if (end == i || end - i >= LETTERS_MAX || !ps_is_letter(t.ptr[i])) return none;
    bool initials = end - i == 1 && ps_peek(t, end) == '.';
    token_kind kind = kind_of(ps_span_cut(t, i, end));
    if (kind == NO_TOKEN) return none;
    bool saint = kind == WORD && end - i <= 3 && ps_word_in(ps_span_cut(t, i, end), "st ste") &&
                 ps_peek(t, end + 1) == ' ' && ps_is_upper(ps_peek(t, end + 2)); /* St. John */
    bool dot =
        ps_peek(t, end) == '.' && (saint || kind == INITIAL || kind == TITLE || kind == GENERATION);
    if (dot) end++;
    if (!(dot && initials) && spoiled(t, end)) return none;
    return (token){kind, i, end};
}

/* Components of DOE^JANE^Q; the first one is read. */
static size_t components(ps_span t, size_t at, size_t end) {
    for (int n = 0; n < TOKENS_MAX; n++) {
        size_t i = end;
        while (ps_peek(t, i) == '^' && i - end < 3) i++;
        token next = i > end ? read_token(t, i) : (token){NO_TOKEN, i, i};
        if (next.kind == NO_TOKEN || next.to - at > EXTENT_MAX) break;
        end = next.to;
        for (int more = 0; more < 2 && ps_peek(t, end) == ' '; more++) {
            token also = read_token(t, end + 1);
            if (also.kind == NO_TOKEN || also.to - at > EXTENT_MAX) break;
            end = also.to;
        }
    }
    return end;
}

typedef struct reading {
    int tokens, words; /* words: without particles, initials, titles */
    bool comma, written;
    size_t end;
} reading;

/* Index of the next token behind r->end, or r->end when none can follow there. */
static size_t next_start(ps_span t, const reading *r, token_kind last, bool *comma) {
    size_t i = r->end;
    *comma = ps_peek(t, i) == ',';
    if (*comma) i++;
    size_t blanks = ps_blank_run(t, i);
    if (*comma && blanks == 0 && r->tokens == 1 && ps_is_upper(ps_peek(t, i))) return i; /* DOE,J */
    if (blanks == 0 && !(last == INITIAL && t.ptr[r->end - 1] == '.' && !*comma)) return r->end;
    if (blanks > 2) return r->end;
    return i + blanks;
}

/* A comma may part the family name from the rest, once, or stand before Jr. */
static bool fits(const reading *r, token next, bool comma) {
    if (next.kind == NO_TOKEN || r->tokens >= TOKENS_MAX + (next.kind == GENERATION)) return false;
    if (!comma || next.kind == GENERATION) return true;
    return !r->comma && r->words == 1 && next.kind != PARTICLE && next.kind != TITLE;
}

bool ps_grammar_name(ps_span t, size_t at, ps_extent *out) {
    if (at >= t.len || !ps_is_letter(t.ptr[at]) || !ps_word_starts(t, at)) return false;
    if (at > 0 && ps_is_high(t.ptr[at]) && ((unsigned char)t.ptr[at] & 0xC0) == 0x80) return false;
    reading r = {0, 0, false, false, at};
    size_t good = at; /* a particle may not end a name */
    token next = read_token(t, at);
    bool comma = false;
    while (fits(&r, next, comma)) {
        r.tokens++;
        r.words += next.kind == WORD;
        r.comma = r.comma || (comma && next.kind != GENERATION);
        r.end = next.to;
        if (next.kind != PARTICLE && next.kind != TITLE) good = next.to;
        r.written = r.written || next.kind == WORD || (next.kind == INITIAL && r.tokens > 1);
        size_t start = next_start(t, &r, next.kind, &comma);
        if (start == r.end) break;
        next = read_token(t, start);
    }
    if (!r.written || good == at) return false;
    *out = (ps_extent){at, good == r.end ? components(t, at, good) : good};
    return true;
}
