/* SPDX-License-Identifier: Apache-2.0
 *
 * Payment cards: ISO/IEC 7812 number with Luhn digit, in the ranges and lengths that the networks
 * publish. No network starts with 1, so a time in milliseconds or nanoseconds is never a card.
 *
 * Grammar anchor: the first digit. */
#include "card.h"

#include "boundary.h"
#include "checks.h"
#include "checksum.h"
#include "scan.h"

enum { CARD_MAX = 19 };

typedef struct range {
    const char *network;
    unsigned char least, most; /* digits of the number */
    const char *low, *high;    /* prefixes, of equal length */
} range;

/* UnionPay after Discover: 622126-622925 is co-branded. */
static const range ranges[] = {
    {"amex", 15, 15, "34", "34"},
    {"amex", 15, 15, "37", "37"},
    {"visa", 13, 13, "4", "4"},
    {"visa", 16, 16, "4", "4"},
    {"visa", 19, 19, "4", "4"},
    {"mastercard", 16, 16, "51", "55"},
    {"mastercard", 16, 16, "2221", "2720"},
    {"discover", 16, 19, "6011", "6011"},
    {"discover", 16, 19, "644", "649"},
    {"discover", 16, 19, "65", "65"},
    {"discover", 16, 19, "622126", "622925"},
    {"diners", 14, 19, "300", "305"},
    {"diners", 14, 19, "3095", "3095"},
    {"diners", 14, 19, "36", "36"},
    {"diners", 14, 19, "38", "39"},
    {"jcb", 16, 19, "3528", "3589"},
    {"unionpay", 16, 19, "62", "62"},
    {"unionpay", 16, 19, "81", "81"},
    {"maestro", 12, 19, "50", "50"},
    {"maestro", 12, 19, "56", "58"},
    {"maestro", 12, 19, "6304", "6304"},
    {"maestro", 12, 19, "6390", "6390"},
    {"maestro", 12, 19, "67", "67"},
};

static const char *network_of(const char *d, size_t n) {
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const range *r = &ranges[i];
        size_t k = strlen(r->low);
        if (n >= r->least && n <= r->most && memcmp(d, r->low, k) >= 0 &&
            memcmp(d, r->high, k) <= 0)
            return r->network;
    }
    return NULL;
}

/* End of the number grouped as given (last group at most `last`), all separators equal. */
static size_t grouped(ps_span t, size_t at, const size_t *group, size_t groups, size_t last) {
    char sep = ps_peek(t, at + group[0]);
    if (sep != ' ' && sep != '-') return 0;
    for (size_t g = 0; g < groups; g++) {
        if (ps_digit_run(t, at) != group[g] || ps_peek(t, at + group[g]) != sep) return 0;
        at += group[g] + 1;
    }
    size_t n = ps_digit_run(t, at);
    return n == 0 || n > last ? 0 : at + n;
}

/* End of what has the shape of a card at `at`, 0 for nothing. */
static size_t card_end(ps_span t, size_t at) {
    static const size_t fours[] = {4, 4, 4}, amex[] = {4, 6};
    size_t bare = ps_digit_run(t, at);
    if (bare >= 12 && bare <= CARD_MAX) return at + bare;
    size_t end = grouped(t, at, fours, 3, 7);
    if (end != 0) return end;
    end = grouped(t, at, amex, 2, 5);
    return end != 0 && end - at >= 16 ? end : 0;
}

const char *ps_card_network(ps_span v) {
    char d[CARD_MAX];
    if (v.len < 12 || card_end(v, 0) != v.len) return NULL;
    size_t n = ps_strip(v, " -", d, CARD_MAX);
    if (n > CARD_MAX || ps_luhn_sum(d, n) % 10 != 0 || ps_same_digits(d, n)) return NULL;
    return network_of(d, n);
}

bool ps_check_card(ps_span v) {
    return ps_card_network(v) != NULL;
}

/* Bare numbers of other lengths pass by chance too often to stand alone. */
bool ps_check_card_confident(ps_span v) {
    return ps_check_card(v) && (!ps_all_digits(v) || v.len == 15 || v.len == 16);
}

bool ps_grammar_card(ps_span t, size_t at, ps_extent *out) {
    if (at >= t.len) return false;
    /* Track 1 of a magnetic stripe: %B, number, ^, name. */
    bool track = at >= 2 && ps_starts(t, at - 2, "%B");
    if (!track && !ps_boundary_before(t, at)) return false;
    size_t end = card_end(t, at);
    if (end == 0 || !ps_boundary_after(t, end)) return false;
    if (!ps_check_card(ps_span_cut(t, at, end))) return false;
    *out = (ps_extent){at, end};
    return true;
}
