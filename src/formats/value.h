/* SPDX-License-Identifier: Apache-2.0
 *
 * Islands: from a key or label hit to the exact extent of its value. Only the bytes around the hit
 * are read; nothing is parsed whole. Pure, no heap; offsets are in `line`. */
#ifndef PS_VALUE_H
#define PS_VALUE_H

#include "rule.h"

typedef struct ps_value {
    size_t from, to;
    bool quoted;  /* stood between quotes: taken whole */
    bool listed;  /* second or later of a list without brackets (X-Forwarded-For: a, b) */
    ps_span wrap; /* to be written on both sides of a replacement, so that a bare JSON number
                     becomes a string; empty when the place needs none */
} ps_value;

/* Values after a key: JSON members and arrays, key=value, key: value, query strings. */
typedef struct ps_island {
    ps_span line;
    const ps_rule *rule;
    size_t key_at, key_end;
    size_t at; /* where the next value is looked for */
    ps_span wrap;
    char separator;
    bool array, list, done;
    bool changes, second; /* `old=` stands before the first value; it has been given */
} ps_island;

void ps_island_open(ps_island *island, ps_span line, ps_extent key, size_t separator,
                    const ps_rule *rule);
/* False when there is no (further) value. */
bool ps_island_next(ps_island *island, ps_value *value);

/* The end of a string whose content begins at `from`; `quote` is its quote and `depth` how many
 * backslashes stand before the opening quote (0 plain, 1 inside a JSON string, 3 two deep ...).
 * *closed says whether the quote was found on the line. */
size_t ps_quoted_end(ps_span line, size_t from, char quote, size_t depth, bool *closed);

/* The extent of an unquoted value of this class that begins at `from`. `prose` is true when only
 * blanks part it from its label, so that its form must speak for itself. */
bool ps_bare_value(const ps_island *island, size_t from, ps_extent *out);

/* The value after a label in prose (`label` is its extent): up to three filling words between. */
bool ps_prose_value(ps_span line, ps_extent label, const ps_rule *rule, ps_extent *out);

/* A second value of the same length behind the one at `value`: `merge MRN 7740912 into 7740913`. */
bool ps_prose_next(ps_span line, ps_extent value, const ps_rule *rule, ps_extent *out);

/* Does the whole value have the form that its class asks for? (keys_if_shaped) */
bool ps_value_shaped(ps_span value, const ps_rule *rule);

/* Longest unquoted value of a class in bytes: whoever gets so many has not seen its end, and the
 * line must be withheld. Secrets may be long; without the bound `ssn:ssn:ssn:...` would cost the
 * square. */
static inline size_t ps_bare_max(ps_value_class value) {
    return value == PS_VALUE_SECRET ? (size_t)1 << 14 : (size_t)1 << 11;
}

/* Why a value under a key is none. */
typedef enum ps_stay {
    PS_STAY_NOT,         /* it is a value */
    PS_STAY_PLACEHOLDER, /* empty, null, boolean, type name, ${x}, :param, %s ... */
    PS_STAY_MASKED,      /* ***-**-2348 */
    PS_STAY_OWN_OUTPUT   /* [SSN], SSN:2klcmkzgyco3 */
} ps_stay;
ps_stay ps_value_stay(ps_span value, const char *own);
/* Length of one of our labels or tokens at text.ptr[at], else 0. Only the categories of the
 * built-in packs are ours, and `own`, the label of the rule in hand (NULL: none):
 * `last_name=[LOPEZ]` holds a name, and `PASSWORD:correcthorse` a password. */
size_t ps_own_output_read(ps_span text, size_t at, const char *own);
static inline size_t ps_own_output_at(ps_span text, size_t at, const char *own) {
    bool begins = at < text.len && (text.ptr[at] == '[' || ps_is_upper(text.ptr[at]));
    return begins ? ps_own_output_read(text, at, own) : 0; /* most bytes begin none */
}

#endif
