/* SPDX-License-Identifier: Apache-2.0
 *
 * Propagation: a value that was proven goes wherever it stands again in the same event, with or
 * without its separators. Never short values, small numbers or common words: `firstName=Mark` must
 * not erase every "mark". */
#include "judge_inside.h"
#include "line_bits.h"

#include <stdlib.h>

enum { VALUES_MAX = 32, LEN_MIN = 5, DIGITS_MIN = 6, LINE_HEAD = 40, COMMON_MAX = 7 };

typedef struct ps_proven {
    ps_span value;
    uint16_t rule;
    char separator; /* of parts, written behind a replacement (X12) */
    char second;    /* its second byte, of a number without separators */
    bool number;    /* letters, digits and separators only, with DIGITS_MIN digits */
} ps_proven;

static bool is_separator(char c) {
    return c == '-' || c == ' ' || c == '.';
}

/* What a value is made of. */
typedef struct ps_makeup {
    size_t digits;
    bool letters; /* of any script */
    bool other;   /* what is no letter */
    bool number;  /* no more than digits, capitals and separators, and enough digits */
} ps_makeup;

static ps_makeup makeup_of(ps_span value) {
    size_t digits = 0;
    unsigned kinds = 0;
    bool other = false;
    for (size_t i = 0; i < value.len; i++) {
        unsigned kind = ps_byte_kind(value.ptr[i]);
        kinds |= kind;
        digits += kind & PS_BYTE_DIGIT;
        other |= !kind;
    }
    const unsigned small = PS_BYTE_LOWER | PS_BYTE_HIGH;
    digits /= PS_BYTE_DIGIT;
    return (ps_makeup){.digits = digits,
                       .letters = kinds & (small | PS_BYTE_UPPER),
                       .other = other || kinds & ~(small | PS_BYTE_UPPER),
                       .number =
                           digits >= DIGITS_MIN && !other && !(kinds & (small | PS_BYTE_UNDER))};
}

/* Words that are names and ordinary words too: only the evidence of a key takes them. */
static bool is_common_word(ps_span value) {
    static const char words[][COMMON_MAX + 1] = {
        "april",   "august", "baker",   "banks",  "black",   "bolton", "brown",  "carter",
        "chase",   "church", "clark",   "cooper", "court",   "cross",  "early",  "event",
        "field",   "fields", "flowers", "foster", "frank",   "grace",  "grant",  "green",
        "heath",   "house",  "judge",   "marks",  "mason",   "miles",  "miller", "noble",
        "paige",   "parks",  "parker",  "porter", "power",   "price",  "queue",  "rivers",
        "robin",   "sales",  "service", "short",  "small",   "smart",  "state",  "stone",
        "storm",   "strong", "sugar",   "summer", "table",   "taylor", "terry",  "tyler",
        "walker",  "walls",  "waters",  "wells",  "white",   "woods",  "young",  "error",
        "patient", "member", "active",  "status", "default", "admin",  "login",  "value"};
    char lower[COMMON_MAX + 1] = {0};
    if (value.len < LEN_MIN || value.len > COMMON_MAX || !value.ptr[value.len - 1]) return false;
    for (size_t i = 0; i < value.len; i++) lower[i] = ps_lower(value.ptr[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!memcmp(lower, words[i], sizeof lower)) return true;
    return false;
}

static bool travels(const ps_judge *judge, const ps_found *found, ps_span value,
                    const ps_makeup *makeup) {
    const ps_rule *rule = ps_rules_at(judge->rules, found->rule);
    if (rule->action.kind == PS_ACTION_KEEP) return false;
    switch (rule->value) {
    case PS_VALUE_ZIP:
    case PS_VALUE_AGE:
    case PS_VALUE_CITY:
    case PS_VALUE_TEXT: return false;
    default: break;
    }
    if (makeup->number) return true;
    if (rule->value == PS_VALUE_SECRET && !makeup->digits) return false; /* "password": password */
    if (!makeup->letters) return rule->value == PS_VALUE_DATE || rule->value == PS_VALUE_IP;
    return makeup->other || (ps_is_upper(value.ptr[0]) && !is_common_word(value));
}

typedef struct ps_proven_list {
    ps_proven items[VALUES_MAX];
    size_t count, most;
} ps_proven_list;

static char second_of(ps_span value, bool number) {
    size_t i = 1;
    while (number && i + 1 < value.len && is_separator(value.ptr[i])) i++;
    return value.ptr[i];
}

static void add(ps_proven_list *list, ps_span value, uint16_t rule, char separator, bool number) {
    for (size_t k = 0; k < list->count; k++)
        if (ps_span_eq(list->items[k].value, value)) return;
    if (list->count == list->most) return;
    list->items[list->count++] = (ps_proven){.value = value,
                                             .rule = rule,
                                             .separator = separator,
                                             .second = second_of(value, number),
                                             .number = number};
}

static void collect(const ps_judge *judge, const ps_judge_scratch *scratch, const ps_event *event,
                    ps_proven_list *list) {
    const ps_memory *memory = event->before;
    for (unsigned i = 0; memory && i < memory->count; i++) {
        ps_span value = ps_span_of(memory->bytes[i], memory->len[i]);
        add(list, value, memory->rule[i], 0, makeup_of(value).number);
    }
    for (size_t i = 0; i < scratch->count && list->count < list->most; i++) {
        const ps_found *found = &scratch->found[i];
        ps_span value = ps_span_cut(scratch->line, found->from, found->to);
        if (value.len < LEN_MIN) continue;
        ps_makeup makeup = makeup_of(value);
        if (travels(judge, found, value, &makeup))
            add(list, value, found->rule, found->separator, makeup.number);
    }
}

/* Length of the value at line[at], allowing one separator between characters of a number. */
static size_t match_number(ps_span line, size_t at, ps_span value) {
    size_t i = at;
    for (size_t k = 0; k < value.len; k++) {
        if (is_separator(value.ptr[k])) continue;
        if (i > at && i < line.len && is_separator(line.ptr[i])) i++;
        if (i >= line.len || line.ptr[i] != value.ptr[k]) return 0;
        i++;
    }
    return i - at;
}

static size_t match_at(ps_span line, size_t at, const ps_proven *proven) {
    if (proven->number) return match_number(line, at, proven->value);
    ps_span value = proven->value;
    return line.len - at >= value.len && !memcmp(line.ptr + at, value.ptr, value.len) ? value.len
                                                                                      : 0;
}

/* A look at one byte refuses most places where the first byte stands. */
static bool may_match(ps_span line, size_t at, const ps_proven *proven) {
    if (at + 1 >= line.len) return false;
    char next = line.ptr[at + 1];
    return next == proven->second || (proven->number && is_separator(next));
}

/* 2.16.840.40718322.1: a number in an object identifier, an address or a sum is another one. */
static bool inside_dotted(ps_span line, size_t from, size_t to) {
    bool before = from > 1 && line.ptr[from - 1] == '.' && ps_is_digit(line.ptr[from - 2]) &&
                  ps_is_digit(line.ptr[from]);
    bool behind = to + 1 < line.len && line.ptr[to] == '.' && ps_is_digit(line.ptr[to + 1]) &&
                  ps_is_digit(line.ptr[to - 1]);
    return before || behind;
}

static bool token_edges(ps_span line, size_t from, size_t to) {
    return (from == 0 || !ps_is_word(line.ptr[from - 1])) &&
           (to >= line.len || !ps_is_word(line.ptr[to])) && !inside_dotted(line, from, to);
}

/* The date that heads a line is when it was written, whoever was born that day. */
static bool heads_line(const ps_rule *rule, ps_span line, size_t from, size_t to) {
    if (rule->value != PS_VALUE_DATE) return false;
    size_t begin = from;
    while (begin > 0 && from - begin < LINE_HEAD && line.ptr[begin - 1] != '\n') begin--;
    bool time_follows = to + 2 < line.len && (line.ptr[to] == 'T' || line.ptr[to] == ' ') &&
                        ps_is_digit(line.ptr[to + 1]) && ps_is_digit(line.ptr[to + 2]);
    return from - begin < LINE_HEAD || time_follows;
}

/* What was found before, in order, for one walk from left to right. */
typedef struct ps_covered {
    const ps_found *found;
    size_t count, next;
    size_t to; /* how far what begins before the place reaches */
} ps_covered;

static bool is_covered(ps_covered *covered, size_t from, size_t to) {
    while (covered->next < covered->count && covered->found[covered->next].from <= from) {
        size_t end = covered->found[covered->next++].to;
        if (end > covered->to) covered->to = end;
    }
    return covered->to >= to;
}

/* With other separators, and where machines count, it is another number:
 * {"ssn":"306-30-2348","seq":306302348}. */
static bool is_another(const ps_judge *judge, const ps_proven *proven, ps_span line, ps_extent at) {
    return !ps_span_eq(ps_span_cut(line, at.from, at.to), proven->value) &&
           ps_context_counts(judge->context, line, at.from);
}

/* Does the value stand at `at` again, by its bytes and their neighbours, and not in what was found
 * before? */
static bool stands_again(ps_span line, size_t at, const ps_proven *proven, ps_covered *covered,
                         size_t *len) {
    if (line.ptr + at == proven->value.ptr) return false; /* where it was found */
    *len = may_match(line, at, proven) ? match_at(line, at, proven) : 0;
    return *len && token_edges(line, at, at + *len) && !is_covered(covered, at, at + *len);
}

/* From `from` on. */
static ps_status search(const ps_judge *judge, ps_judge_scratch *scratch, const ps_proven *proven,
                        size_t before, size_t from) {
    ps_span line = scratch->line;
    ps_covered covered = {.count = before};
    ps_case where = {.rule = ps_rules_at(judge->rules, proven->rule),
                     .lens = "again",
                     .rule_index = proven->rule,
                     .separator = proven->separator,
                     .evidence = PS_EVIDENCE_KEY};
    char first = proven->value.ptr[0];
    for (size_t at = from, len; at < line.len; at++) {
        const char *next = memchr(line.ptr + at, first, line.len - at);
        if (!next) break;
        at = (size_t)(next - line.ptr);
        covered.found = scratch->found; /* the list may move while it grows */
        if (!stands_again(line, at, proven, &covered, &len)) continue;
        if (heads_line(where.rule, line, at, at + len)) continue;
        where.at = (ps_extent){at, at + len};
        if (is_another(judge, proven, line, where.at)) continue;
        ps_status status = ps_decide(judge, scratch, &where, PS_REASON_AGAIN);
        if (status != PS_OK) return status;
        at += len - 1;
    }
    return PS_OK;
}

/* ---- all values at once ---- */

enum { NOWHERE = -1 };

/* By byte: the values that begin with it, and those that may go on with it, as bits. */
typedef struct ps_starts_of {
    uint32_t first[256], second[256];
} ps_starts_of;

enum { IN_WORD, IN_FIRSTS, SETS };
#define WORD(n) (PS_ROW_LETTERS(n) | PS_ROW_DIGITS(n) | PS_ROW_BYTE(n, '_'))

/* `sets`: IN_FIRSTS becomes what values begin with, of ASCII. */
static void index_starts(const ps_proven_list *list, ps_starts_of *starts, ps_byte_set *sets) {
    memset(starts, 0, sizeof *starts);
    for (size_t i = 0; i < list->count; i++) {
        const ps_proven *proven = &list->items[i];
        uint32_t bit = UINT32_C(1) << i;
        unsigned char first = (unsigned char)proven->value.ptr[0];
        starts->first[first] |= bit;
        if (first < 0x80) sets[IN_FIRSTS].rows[first & 15] |= (uint8_t)(1u << (first >> 4));
        starts->second[(unsigned char)proven->second] |= bit;
        for (const char *sign = "-. "; proven->number && *sign; sign++)
            starts->second[(unsigned char)*sign] |= bit;
    }
}

/* The values of `open` that stand again at `at`. */
static uint32_t standing_at(ps_span line, size_t at, const ps_proven_list *list, uint32_t may,
                            ps_covered *covered) {
    uint32_t standing = 0;
    for (; may; may &= may - 1) {
        unsigned i = (unsigned)__builtin_ctz(may);
        size_t len;
        if (stands_again(line, at, &list->items[i], covered, &len)) standing |= may & -may;
    }
    return standing;
}

/* Where each value stands again for the first time; NOWHERE: it does not. One walk for all, over
 * what no word stands before (token_edges): most places cost nothing. */
static void find_firsts(ps_span line, const ps_proven_list *list, ps_covered covered,
                        ptrdiff_t *firsts) {
    ps_byte_sets_fn *scan = ps_byte_sets_best();
    ps_byte_set sets[SETS] = {[IN_WORD] = PS_BYTE_SET(WORD)};
    ps_starts_of starts;
    index_starts(list, &starts, sets);
    uint32_t open = 0; /* of those before, no place is known */
    for (size_t i = 0; i < list->count; i++) {
        open |= UINT32_C(1) << i;
        firsts[i] = NOWHERE;
    }
    uint64_t word_before = 0;
    for (size_t base = 0; open && base < line.len; base += PS_SETS_BLOCK) {
        uint64_t in[SETS + 1];
        ps_line_bits(scan, line, base, sets, SETS, in);
        uint64_t hits = (in[IN_FIRSTS] | in[SETS]) & ~ps_bits_next(in[IN_WORD], word_before);
        word_before = in[IN_WORD];
        for (; hits; hits &= hits - 1) {
            size_t at = base + (size_t)__builtin_ctzll(hits);
            if (at + 1 >= line.len) return;
            uint32_t may = starts.first[(unsigned char)line.ptr[at]] & open &
                           starts.second[(unsigned char)line.ptr[at + 1]];
            uint32_t standing = may ? standing_at(line, at, list, may, &covered) : 0;
            open &= ~standing;
            for (; standing; standing &= standing - 1)
                firsts[__builtin_ctz(standing)] = (ptrdiff_t)at;
        }
    }
}

static int by_position(const void *a, const void *b) {
    const ps_found *x = a, *y = b;
    return x->from != y->from ? (x->from < y->from ? -1 : 1) : x->to < y->to ? -1 : x->to > y->to;
}

ps_status ps_judge_again(const ps_judge *judge, ps_judge_scratch *scratch, const ps_event *event) {
    ps_proven_list list;
    list.most = VALUES_MAX - (event->part ? *event->sought : 0);
    list.count = 0; /* not the items, of which most events have none */
    collect(judge, scratch, event, &list);
    if (event->part)
        *event->sought = (uint8_t)(*event->sought + list.count);
    else if (event->sought && *event->sought < list.count)
        *event->sought = (uint8_t)list.count;
    if (!list.count) return PS_OK;
    size_t before = scratch->count;
    ps_found_sort(scratch->found, before, by_position);
    ptrdiff_t firsts[VALUES_MAX] = {0};
    find_firsts(scratch->line, &list, (ps_covered){.found = scratch->found, .count = before},
                firsts);
    for (size_t i = 0; i < list.count; i++) {
        const ps_proven *proven = &list.items[i];
        ps_status status = PS_OK;
        if (firsts[i] != NOWHERE)
            status = search(judge, scratch, proven, before, (size_t)firsts[i]);
        if (status != PS_OK) return status;
        if (event->after) ps_memory_add(event->after, proven->rule, proven->value);
    }
    return PS_OK;
}
