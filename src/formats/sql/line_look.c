/* SPDX-License-Identifier: Apache-2.0 */
#include "line_look.h"

#include "byte_sets.h"
#include "statement.h"

/* ---- words ---- */

enum { HEAD_LEN = 4 };

/* How all words begin that are sought, by their first letter: verbs, and what ps_bind_word_at
 * knows. A word that begins in another way is none of them. */
static const char heads[26][2][HEAD_LEN + 1] = {
    ['a' - 'a'] = {"args", "argu"}, ['b' - 'a'] = {"bind", "bind"}, ['c' - 'a'] = {"cach", "cach"},
    ['d' - 'a'] = {"dele", "dele"}, ['g' - 'a'] = {"gene", "gene"}, ['i' - 'a'] = {"inse", "inde"},
    ['m' - 'a'] = {"merg", "merg"}, ['n' - 'a'] = {"no k", "no k"}, ['p' - 'a'] = {"para", "para"},
    ['r' - 'a'] = {"repl", "raw "}, ['s' - 'a'] = {"sele", "sele"}, ['u' - 'a'] = {"upda", "upda"},
    ['v' - 'a'] = {"valu", "valu"}};

static uint32_t four(const char *bytes) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* In any case; bytes that are no letters may be taken for others. */
static bool is_head(ps_span event, size_t at) {
    if (event.len - at < HEAD_LEN) return false;
    uint32_t word = four(event.ptr + at) | 0x20202020;
    const char(*head)[HEAD_LEN + 1] = heads[(event.ptr[at] | 0x20) - 'a'];
    return word == four(head[0]) || word == four(head[1]);
}

/* ---- sets of bytes ---- */

#define FIRST(n)                                                                                   \
    (PS_ROW_LETTER(n, 'a') | PS_ROW_LETTER(n, 'b') | PS_ROW_LETTER(n, 'c') |                       \
     PS_ROW_LETTER(n, 'd') | PS_ROW_LETTER(n, 'g') | PS_ROW_LETTER(n, 'i') |                       \
     PS_ROW_LETTER(n, 'm') | PS_ROW_LETTER(n, 'n') | PS_ROW_LETTER(n, 'p') |                       \
     PS_ROW_LETTER(n, 'r') | PS_ROW_LETTER(n, 's') | PS_ROW_LETTER(n, 'u') |                       \
     PS_ROW_LETTER(n, 'v'))
#define SECOND(n)                                                                                  \
    (PS_ROW_LETTER(n, 'a') | PS_ROW_LETTER(n, 'e') | PS_ROW_LETTER(n, 'i') |                       \
     PS_ROW_LETTER(n, 'n') | PS_ROW_LETTER(n, 'o') | PS_ROW_LETTER(n, 'p') |                       \
     PS_ROW_LETTER(n, 'r'))
#define WORD(n) (PS_ROW_LETTERS(n) | PS_ROW_DIGITS(n) | PS_ROW_BYTE(n, '_'))
#define ESCAPE(n) PS_ROW_BYTE(n, '\\')
#define SEPARATOR(n)                                                                               \
    (PS_ROW_BYTE(n, ',') | PS_ROW_BYTE(n, ';') | PS_ROW_BYTE(n, '\t') | PS_ROW_BYTE(n, '|') |      \
     PS_ROW_BYTE(n, '^'))
/* Bytes of headings (csv_bytes.h), and of line ends. */
#define HEADING(n)                                                                                 \
    (WORD(n) | SEPARATOR(n) | PS_ROW_BYTE(n, ' ') | PS_ROW_BYTE(n, '"') | PS_ROW_BYTE(n, '-') |    \
     PS_ROW_BYTE(n, '.') | PS_ROW_BYTE(n, '#') | PS_ROW_BYTE(n, '/') | PS_ROW_BYTE(n, '(') |       \
     PS_ROW_BYTE(n, ')') | PS_ROW_BYTE(n, '&') | PS_ROW_BYTE(n, '\'') | PS_ROW_BYTE(n, '%') |      \
     PS_ROW_BYTE(n, '?') | PS_ROW_BYTE(n, '*') | PS_ROW_BYTE(n, '[') | PS_ROW_BYTE(n, ']') |       \
     PS_ROW_BYTE(n, '\r'))
#define PLACEHOLDER(n)                                                                             \
    (PS_ROW_BYTE(n, '?') | PS_ROW_BYTE(n, '$') | PS_ROW_BYTE(n, '@') | PS_ROW_BYTE(n, '%') |       \
     PS_ROW_BYTE(n, ':'))
#define NAMES(n) (PS_ROW_BYTE(n, '@') | PS_ROW_BYTE(n, '$') | PS_ROW_BYTE(n, ':'))

/* Each line is asked for the first three, for words the lines that may hold any. */
enum { IN_SEPARATOR, IN_HEADING, IN_PLACEHOLDER, SETS };
static const ps_byte_set sets[SETS] = {PS_BYTE_SET(SEPARATOR), PS_BYTE_SET(HEADING),
                                       PS_BYTE_SET(PLACEHOLDER)};
enum { IN_FIRST, IN_SECOND, IN_WORD, IN_ESCAPE, IN_NAMES, WORD_SETS };
static const ps_byte_set word_sets[WORD_SETS] = {PS_BYTE_SET(FIRST), PS_BYTE_SET(SECOND),
                                                 PS_BYTE_SET(WORD), PS_BYTE_SET(ESCAPE),
                                                 PS_BYTE_SET(NAMES)};

/* ---- 64 bytes at a time ---- */

typedef struct ps_looking {
    ps_span event;
    ps_byte_sets_fn *scan;
    ps_line_look look;
    size_t verb;           /* the first one */
    bool sought;           /* are values? else verbs are */
    uint64_t word, escape; /* of the block before */
} ps_looking;

/* The bit of each byte whose next one has a bit; what follows the block is not known. */
static uint64_t before(uint64_t bits) {
    return bits >> 1 | (uint64_t)1 << 63;
}

/* Words begin behind what is no word; behind an escape (\nselect), too. */
static void look_at_words(ps_looking *l, const uint64_t *in, size_t at, uint64_t inside) {
    uint64_t inner = (in[IN_WORD] << 1 | l->word >> 63) & ~(in[IN_ESCAPE] << 2 | l->escape >> 62);
    uint64_t begins = in[IN_FIRST] & before(in[IN_SECOND]) & ~inner & inside;
    for (; begins; begins &= begins - 1) {
        size_t word = at + (size_t)__builtin_ctzll(begins);
        if (!is_head(l->event, word)) continue;
        if (l->sought && !l->look.values) l->look.values = ps_bind_word_at(l->event, word);
        if (l->sought || !ps_is_verb(l->event, word)) continue;
        l->verb = word;
        return;
    }
}

/* A sign behind no word and before one: `@p0`. */
static void look_at_names(ps_looking *l, const uint64_t *in, size_t at, uint64_t inside) {
    uint64_t behind_word = in[IN_WORD] << 1 | l->word >> 63;
    uint64_t signs = in[IN_NAMES] & ~behind_word & before(in[IN_WORD]) & inside;
    for (; signs && !l->look.values; signs &= signs - 1)
        l->look.values = ps_bind_pair_at(l->event, at + (size_t)__builtin_ctzll(signs));
}

/* Names beyond ASCII may stand in a heading. */
static void look_at_tail(ps_looking *l, const uint64_t *in, size_t at, uint64_t inside) {
    uint64_t others = ~(in[IN_HEADING] | in[SETS]) & inside;
    uint64_t signs = in[IN_SEPARATOR] & inside;
    if (others) {
        unsigned last = 63 - (unsigned)__builtin_clzll(others);
        l->look.tail = at + last + 1;
        l->look.separators = signs >> last != 0; /* it is no sign itself */
    } else {
        l->look.separators |= signs != 0;
    }
}

/* Does the sign at `at` stand as a placeholder does? */
static bool is_placeholder(ps_span text, size_t at) {
    char sign = text.ptr[at], left = at > 0 ? text.ptr[at - 1] : ' ';
    char next = at + 1 < text.len ? text.ptr[at + 1] : ' ';
    switch (sign) {
    case ':': return ps_is_one_of(left, "(=<>, \t\n") && ps_is_word(next);
    case '?': return !ps_is_word(left) && !ps_is_alpha(next); /* no /search?q= */
    case '%': return ps_is_one_of(next, "sdv(");
    default: return (ps_is_word(next) || next == '{') && !ps_is_word(left);
    }
}

static void look_at_signs(ps_looking *l, const uint64_t *in, size_t at, uint64_t inside) {
    for (uint64_t signs = in[IN_PLACEHOLDER] & inside; signs; signs &= signs - 1)
        l->look.placeholder |= is_placeholder(l->event, at + (size_t)__builtin_ctzll(signs));
}

typedef void ps_block_look(ps_looking *l, const unsigned char *bytes, size_t at, uint64_t inside);

static void look_at_block(ps_looking *l, const unsigned char *bytes, size_t at, uint64_t inside) {
    uint64_t in[SETS + 1];
    l->scan(bytes, sets, SETS, in);
    look_at_tail(l, in, at, inside);
    if (!l->look.placeholder) look_at_signs(l, in, at, inside);
}

static void look_for_words(ps_looking *l, const unsigned char *bytes, size_t at, uint64_t inside) {
    uint64_t in[WORD_SETS + 1];
    if (l->look.values || l->verb != SIZE_MAX) return;
    l->scan(bytes, word_sets, WORD_SETS, in);
    look_at_words(l, in, at, inside);
    if (l->sought && !l->look.values) look_at_names(l, in, at, inside);
    l->word = in[IN_WORD];
    l->escape = in[IN_ESCAPE];
}

static void each_block(ps_looking *l, ps_span text, size_t from, size_t to, ps_block_look *look) {
    for (size_t at = from; at < to; at += PS_SETS_BLOCK) {
        const unsigned char *bytes = (const unsigned char *)text.ptr + at;
        unsigned char last[PS_SETS_BLOCK];
        if (text.len - at < PS_SETS_BLOCK) { /* the block would end outside */
            memset(last, 0, sizeof last);
            bytes = memcpy(last, bytes, to - at);
        }
        size_t left = to - at;
        look(l, bytes, at, left < PS_SETS_BLOCK ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0);
    }
}

ps_line_look ps_line_look_at(ps_span text, size_t event, size_t from, size_t to, bool values) {
    ps_looking l = {.event = ps_span_cut(text, 0, event),
                    .scan = ps_byte_sets_best(),
                    .look = {.tail = from},
                    .verb = SIZE_MAX,
                    .sought = values};
    each_block(&l, text, from, to, look_at_block);
    if (values) each_block(&l, text, from, to, look_for_words);
    return l.look;
}

size_t ps_line_verb(ps_span text, size_t from, size_t to) {
    ps_looking l = {
        .event = ps_span_cut(text, 0, to), .scan = ps_byte_sets_best(), .verb = SIZE_MAX};
    each_block(&l, text, from, to, look_for_words);
    return l.verb;
}
