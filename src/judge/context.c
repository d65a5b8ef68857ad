/* SPDX-License-Identifier: Apache-2.0 */
#include "context.h"

#include "line_bits.h"
#include "value.h"
#include "word_table.h"

#include <stdlib.h>

enum { WORD_MAX_LEN = 32 };

struct ps_context {
    ps_word_table words; /* word -> id */
    int32_t word_count;
    size_t stride;           /* 64-bit groups per rule */
    uint64_t *raise, *lower; /* [rule * stride + id / 64] */
    ps_word_table person;
    ps_word_table numeric;  /* what machines count with */
    ps_word_table prefixes; /* what forms put before a key: home, mailing, primary */
};

/* ---- building ---- */

static ps_status learn(ps_context *context, ps_words words) {
    for (size_t i = 0; i < words.count; i++) {
        int32_t id;
        ps_span word = ps_span_z(words.items[i]);
        if (ps_word_table_get(&context->words, word, &id)) continue;
        ps_status status = ps_word_table_put(&context->words, word, context->word_count++);
        if (status != PS_OK) return status;
    }
    return PS_OK;
}

static void mark(const ps_context *context, uint64_t *bits, size_t rule, ps_words words) {
    for (size_t i = 0; i < words.count; i++) {
        int32_t id = 0;
        if (ps_word_table_get(&context->words, ps_span_z(words.items[i]), &id))
            bits[rule * context->stride + (size_t)id / 64] |= (uint64_t)1 << (id % 64);
    }
}

static ps_status put_all(ps_word_table *table, ps_words words) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < words.count && status == PS_OK; i++)
        status = ps_word_table_put(table, ps_span_z(words.items[i]), 1);
    return status;
}

static ps_status fill(ps_context *context, const ps_rules *rules) {
    size_t count = ps_rules_count(rules);
    for (size_t r = 0; r < count; r++) {
        ps_status status = learn(context, ps_rules_at(rules, r)->raise);
        if (status == PS_OK) status = learn(context, ps_rules_at(rules, r)->lower);
        if (status != PS_OK) return status;
    }
    context->stride = (size_t)context->word_count / 64 + 1;
    context->raise = calloc(count * context->stride + 1, sizeof *context->raise);
    context->lower = calloc(count * context->stride + 1, sizeof *context->lower);
    if (!context->raise || !context->lower) return PS_E_NOMEM;
    for (size_t r = 0; r < count; r++) {
        mark(context, context->raise, r, ps_rules_at(rules, r)->raise);
        mark(context, context->lower, r, ps_rules_at(rules, r)->lower);
    }
    ps_status status = put_all(&context->prefixes, ps_rules_glue_prefixes(rules));
    if (status == PS_OK) status = put_all(&context->person, ps_rules_set(rules, "person"));
    if (status == PS_OK) status = put_all(&context->numeric, ps_rules_set(rules, "numeric"));
    return status;
}

ps_status ps_context_new(ps_context **out, const ps_rules *rules) {
    *out = NULL;
    ps_context *context = calloc(1, sizeof *context);
    if (!context) return PS_E_NOMEM;
    ps_status status = fill(context, rules);
    if (status != PS_OK) {
        ps_context_free(context);
        return status;
    }
    *out = context;
    return PS_OK;
}

void ps_context_free(ps_context *context) {
    if (!context) return;
    ps_word_table_free(&context->words);
    ps_word_table_free(&context->person);
    ps_word_table_free(&context->numeric);
    ps_word_table_free(&context->prefixes);
    free(context->raise);
    free(context->lower);
    free(context);
}

/* ---- words of a line ---- */

/* A new word begins at i although its left neighbour belongs to the same run: camelCase. */
static bool case_turns(ps_span line, size_t i, size_t end) {
    if (!ps_is_upper(line.ptr[i])) return false;
    if (!ps_is_upper(line.ptr[i - 1])) return true;
    return i + 1 < end && ps_is_lower(line.ptr[i + 1]);
}

/* The next word in [at, end): false when there is none. */
static bool next_word(ps_span line, size_t at, size_t end, ps_extent *word) {
    while (at < end && !ps_is_alnum(line.ptr[at])) at++;
    word->from = at;
    for (const unsigned rest = PS_BYTE_LOWER | PS_BYTE_DIGIT; at < end; at++) {
        unsigned kind = ps_byte_kind(line.ptr[at]);
        if (kind & rest) continue;
        if (!(kind & PS_BYTE_UPPER) || (at > word->from && case_turns(line, at, end))) break;
    }
    word->to = at;
    return word->to > word->from;
}

/* The number of a word that some rule knows; -1: no rule does. */
static int32_t known_word(const ps_context *context, ps_span word) {
    int32_t id = -1;
    if (word.len > WORD_MAX_LEN || !ps_word_table_may_have(&context->words, word) ||
        !ps_word_table_get_nocase(&context->words, word, &id))
        return -1;
    return id;
}

static ps_near weigh(const ps_context *context, uint16_t rule, int32_t id) {
    size_t group = rule * context->stride + (size_t)id / 64;
    uint64_t bit = (uint64_t)1 << (id % 64);
    if (context->raise[group] & bit) return PS_NEAR_RAISES;
    return context->lower[group] & bit ? PS_NEAR_LOWERS : PS_NEAR_NOTHING;
}

/* Where the text that counts begins: behind the last of our labels in [from, to). */
static size_t behind_labels(ps_span line, size_t from, size_t to) {
    size_t begin = from, first = from > 24 ? from - 24 : 0;
    if (!memchr(line.ptr + first, '[', to - first)) return begin;
    for (size_t i = first; i < to; i++) {
        size_t own = line.ptr[i] == '[' ? ps_own_output_at(line, i, NULL) : 0;
        if (own && i + own > begin) begin = i + own < to ? i + own : to;
    }
    return begin;
}

static void read_before(const ps_context *context, ps_near_words *words, ps_span line) {
    size_t to = words->at.from, from = to > PS_NEAR_BEFORE ? to - PS_NEAR_BEFORE : 0;
    const char *newline;
    while (to > from && (newline = memchr(line.ptr + from, '\n', to - from)) != NULL)
        from = (size_t)(newline - line.ptr) + 1;
    while (from > 0 && from < to && ps_is_alnum(line.ptr[from - 1]) && ps_is_alnum(line.ptr[from]))
        from++; /* a word that the window cuts is none */
    ps_extent word;
    for (size_t at = behind_labels(line, from, to); next_word(line, at, to, &word); at = word.to) {
        int32_t id = known_word(context, ps_span_cut(line, word.from, word.to));
        if (id >= 0) words->before[words->before_count++] = id;
    }
}

static void read_after(const ps_context *context, ps_near_words *words, ps_span line) {
    size_t from = words->at.to;
    size_t to = line.len - from > PS_NEAR_AFTER ? from + PS_NEAR_AFTER : line.len;
    const char *newline = to > from ? memchr(line.ptr + from, '\n', to - from) : NULL;
    if (newline) to = (size_t)(newline - line.ptr);
    ps_extent word;
    for (size_t at = from; next_word(line, at, to, &word); at = word.to) {
        if (memchr(line.ptr + at, '[', word.from - at)) break; /* perhaps a label: nothing beyond */
        if (word.to == to && to < line.len && ps_is_alnum(line.ptr[to])) break;
        int32_t id = known_word(context, ps_span_cut(line, word.from, word.to));
        if (id >= 0) words->after[words->after_count++] = id;
    }
}

ps_near ps_context_near(const ps_context *context, ps_near_words *words, uint16_t rule,
                        ps_span line, ps_extent at) {
    ps_near near = PS_NEAR_NOTHING;
    if (!words->has_before || words->at.from != at.from || words->at.to != at.to) {
        words->at = at;
        words->has_before = true;
        words->has_after = false;
        words->before_count = words->after_count = 0;
        read_before(context, words, line);
    }
    for (size_t i = words->before_count; i > 0 && near == PS_NEAR_NOTHING; i--)
        near = weigh(context, rule, words->before[i - 1]);
    if (near != PS_NEAR_NOTHING) return near;
    if (!words->has_after) read_after(context, words, line);
    words->has_after = true;
    for (size_t i = 0; i < words->after_count && near == PS_NEAR_NOTHING; i++)
        near = weigh(context, rule, words->after[i]);
    return near;
}

/* threadId, seq_no: the word before the last one, in the same key. */
static bool ends_with_count(const ps_context *context, ps_span line, size_t to) {
    int32_t ignored;
    if (ps_is_one_of(line.ptr[to - 1], "_-")) to--;
    size_t from = to;
    while (from > 0 && to - from < WORD_MAX_LEN && ps_is_alnum(line.ptr[from - 1]) &&
           (from == to || !case_turns(line, from, to)))
        from--;
    return from < to &&
           ps_word_table_get_nocase(&context->numeric, ps_span_cut(line, from, to), &ignored);
}

bool ps_context_counts(const ps_context *context, ps_span line, size_t at) {
    int32_t ignored;
    ps_extent word, last = {0, 0};
    size_t from = at > WORD_MAX_LEN ? at - WORD_MAX_LEN : 0;
    while (next_word(line, from, at, &word)) {
        last = word;
        from = word.to;
    }
    if (at - last.to > 4 || memchr(line.ptr + last.to, '\n', at - last.to)) return false;
    return ps_word_table_get_nocase(&context->numeric, ps_span_cut(line, last.from, last.to),
                                    &ignored) ||
           (last.from > 0 && ends_with_count(context, line, last.from));
}

/* ---- persons ---- */

static bool is_person(const ps_context *context, ps_span word) {
    int32_t ignored;
    return ps_word_table_may_have(&context->person, word) &&
           ps_word_table_get_nocase(&context->person, word, &ignored);
}

/* PatientService, patient-api, PatientMapper: a part of a program, not a person. */
static bool names_code(ps_span word) {
    static const char *const parts[] = {
        "service",  "repository", "repo",     "controller", "manager",  "dao",      "handler",
        "impl",     "exception",  "mapper",   "factory",    "config",   "bean",     "job",
        "task",     "worker",     "queue",    "topic",      "table",    "index",    "cache",
        "app",      "api",        "svc",      "server",     "module",   "portal",   "client",
        "consumer", "producer",   "listener", "resource",   "endpoint", "provider", "test"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (ps_span_is(word, parts[i])) return true;
    return false;
}

/* com.acme.patient.PatientService: a step of a dotted path. */
static bool in_path(ps_span line, ps_extent word) {
    bool dot_before =
        word.from > 1 && line.ptr[word.from - 1] == '.' && ps_is_alnum(line.ptr[word.from - 2]);
    bool dot_after =
        word.to + 1 < line.len && line.ptr[word.to] == '.' && ps_is_alpha(line.ptr[word.to + 1]);
    return dot_before || (dot_after && word.from > 0 && line.ptr[word.from - 1] == '.');
}

/* A person's word, and no step of a path or part of a program's name? */
static bool speaks_of_person(const ps_context *context, ps_span line, ps_extent word) {
    ps_extent next;
    if (!is_person(context, ps_span_cut(line, word.from, word.to)) || in_path(line, word))
        return false;
    bool glued = next_word(line, word.to, line.len, &next) && next.from <= word.to + 1 &&
                 (next.from == word.to || line.ptr[word.to] == '-' || line.ptr[word.to] == '_');
    return !glued || !names_code(ps_span_cut(line, next.from, next.to));
}

#define UPPER(n) (((n) > 0 ? 1 << 4 : 0) | ((n) < 11 ? 1 << 5 : 0))
#define LOWER(n) (((n) > 0 ? 1 << 6 : 0) | ((n) < 11 ? 1 << 7 : 0))
enum { IN_UPPER, IN_LOWER, IN_DIGIT, KINDS };
static const ps_byte_set kinds[KINDS] = {PS_BYTE_SET(UPPER), PS_BYTE_SET(LOWER),
                                         PS_BYTE_SET(PS_ROW_DIGITS)};

/* The words of next_word, which begin in this block: where they do hangs on the bytes beside. */
static bool has_person_in(const ps_context *context, ps_span line, size_t at, uint64_t starts,
                          uint64_t alnum) {
    for (; starts; starts &= starts - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(starts);
        if (!context->person.lengths[ps_word_first(line.ptr[at + bit])]) continue;
        uint64_t stops = ((starts & (starts - 1)) | ~alnum) >> bit;
        ps_extent word = {at + bit, at + bit + (stops ? (size_t)__builtin_ctzll(stops) : 0)};
        if (!stops)
            (void)next_word(line, word.from, line.len, &word); /* it ends in another block */
        if (speaks_of_person(context, line, word)) return true;
    }
    return false;
}

bool ps_context_person(const ps_context *context, ps_span line) {
    ps_byte_sets_fn *scan = ps_byte_sets_best();
    uint64_t alnum_before = 0, upper_before = 0;
    for (size_t at = 0; at < line.len; at += PS_SETS_BLOCK) {
        uint64_t in[KINDS + 1];
        ps_line_bits(scan, line, at, kinds, KINDS, in);
        size_t end = at + PS_SETS_BLOCK;
        uint64_t alnum = in[IN_UPPER] | in[IN_LOWER] | in[IN_DIGIT];
        uint64_t lower_next =
            in[IN_LOWER] >> 1 |
            (end < line.len && ps_is_lower(line.ptr[end]) ? (uint64_t)1 << 63 : 0);
        uint64_t turns = in[IN_UPPER] &
                         (~ps_bits_next(in[IN_UPPER], upper_before) | lower_next); /* case_turns */
        uint64_t starts = alnum & (~ps_bits_next(alnum, alnum_before) | turns);
        if (has_person_in(context, line, at, starts, alnum)) return true;
        alnum_before = alnum;
        upper_before = in[IN_UPPER];
    }
    return false;
}

static bool path_char(char c) {
    return ps_is_word(c) || (c && ps_is_one_of(c, ".-[]\"'"));
}

bool ps_context_person_path(const ps_context *context, ps_span line, ps_extent key) {
    size_t from = key.from, limit = key.from > 64 ? key.from - 64 : 0;
    while (from > limit && path_char(line.ptr[from - 1])) from--;
    ps_extent word;
    for (size_t at = from; next_word(line, at, key.to, &word); at = word.to)
        if (is_person(context, ps_span_cut(line, word.from, word.to))) return true;
    return false;
}

bool ps_context_foreign_path(const ps_context *context, ps_span line, ps_extent key) {
    size_t to = key.from;
    if (to > 0 && ps_is_one_of(line.ptr[to - 1], "_-")) to--;
    size_t from = to;
    while (from > 0 && ps_is_alnum(line.ptr[from - 1]) &&
           (from == to || !ps_is_upper(line.ptr[from]) || ps_is_upper(line.ptr[from - 1])))
        from--;
    ps_span word = ps_span_cut(line, from, to);
    int32_t known;
    return word.len && !is_person(context, word) &&
           !ps_word_table_get_nocase(&context->prefixes, word, &known);
}

bool ps_context_owned(const ps_context *context, ps_span line, ps_extent key) {
    size_t to = key.from;
    for (unsigned n = 0; n < 3; n++) { /* patient_home_, member.mailing. */
        while (to > 0 && key.from - to < 4 && ps_is_one_of(line.ptr[to - 1], "_-.[\"'")) to--;
        size_t from = to;
        while (from > 0 && to - from < WORD_MAX_LEN && ps_is_alnum(line.ptr[from - 1]) &&
               (from == to || !case_turns(line, from, key.to)))
            from--;
        if (from == to) return false;
        ps_span word = ps_span_cut(line, from, to);
        int32_t known;
        if (is_person(context, word)) return true;
        if (!ps_word_table_get_nocase(&context->prefixes, word, &known)) return false;
        key.from = to = from;
    }
    return false;
}
