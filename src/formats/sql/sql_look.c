/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_look.h"

#include "block.h"
#include "statement.h"

/* ---- words ---- */

enum { HEAD_LEN = 4 };

/* The first letters of all words that are sought, by their first: of verbs, and of what
 * ps_bind_word_at knows. A word that begins in another way is none of them. */
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
static bool may_begin(ps_span event, size_t at) {
    if (event.len - at < HEAD_LEN) return false;
    uint32_t word = four(event.ptr + at) | 0x20202020;
    const char(*head)[HEAD_LEN + 1] = heads[(event.ptr[at] | 0x20) - 'a'];
    return word == four(head[0]) || word == four(head[1]);
}

/* ---- 64 bytes at a time ---- */

typedef struct ps_looking {
    ps_span event;
    ps_sql_look look;
    bool sought;             /* are values? */
    uint64_t alnum, trigger; /* of the block before */
} ps_looking;

enum { AT, DOLLAR, UNDERSCORE };
static const ps_block_bytes literals = {3, {'@', '$', '_'}};

/* Words begin behind what is no word; behind an escape (\nselect), too. */
static void look_at_words(ps_looking *l, const ps_block_masks *m, size_t at, uint64_t inside) {
    uint64_t behind_word = m->alnum << 1 | l->alnum >> 63;
    uint64_t behind_escape = m->trigger << 2 | l->trigger >> 62;
    uint64_t begins = m->alnum & ~m->digit & (~behind_word | behind_escape) & inside;
    for (; begins; begins &= begins - 1) {
        size_t word = at + (size_t)__builtin_ctzll(begins);
        if (!may_begin(l->event, word)) continue;
        if (l->look.verb == l->event.len && ps_is_verb(l->event, word)) l->look.verb = word;
        if (l->sought && !l->look.values) l->look.values = ps_bind_word_at(l->event, word);
    }
}

/* A sign behind no word and before one: `@p0`. Whether a word begins in the next block is not
 * known. */
static void look_at_pairs(ps_looking *l, const ps_block_masks *m, size_t at, uint64_t inside) {
    uint64_t behind_word = m->alnum << 1 | l->alnum >> 63;
    uint64_t before_word = (m->alnum | m->literal[UNDERSCORE]) >> 1 | (uint64_t)1 << 63;
    uint64_t signs = m->literal[AT] | m->literal[DOLLAR] | m->separator;
    for (signs &= ~behind_word & before_word & inside; signs && !l->look.values; signs &= signs - 1)
        l->look.values = ps_bind_pair_at(l->event, at + (size_t)__builtin_ctzll(signs));
}

static void look_at_block(ps_looking *l, const ps_block_masks *m, size_t at, uint64_t inside) {
    look_at_words(l, m, at, inside);
    if (l->sought) look_at_pairs(l, m, at, inside);
    l->alnum = m->alnum;
    l->trigger = m->trigger;
}

ps_sql_look ps_sql_look_at(ps_span text, size_t from, size_t to, bool values) {
    ps_block_fn *scan = ps_block_best();
    ps_looking l = {
        .event = ps_span_cut(text, from, to), .look = {.verb = to - from}, .sought = values};
    ps_block_masks masks;
    for (size_t at = 0; at < l.event.len; at += PS_BLOCK) {
        size_t left = l.event.len - at;
        const unsigned char *bytes = (const unsigned char *)l.event.ptr + at;
        unsigned char last[PS_BLOCK];
        if (text.len - from - at < PS_BLOCK) { /* the block would end outside */
            memset(last, 0, sizeof last);
            bytes = memcpy(last, bytes, left);
        }
        scan(bytes, &literals, &masks);
        look_at_block(&l, &masks, at, left < PS_BLOCK ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0);
    }
    l.look.verb += from;
    return l.look;
}
