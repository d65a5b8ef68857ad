/* SPDX-License-Identifier: Apache-2.0
 *
 * Validators: does a value have the range, checksum and calendar that its issuer prescribes, and
 * how far does it reach. Pure functions of bytes: no state, no heap, thread-safe, never read
 * outside the given span. One file per identifier; the table is validators.def. */
#ifndef PS_VALIDATOR_H
#define PS_VALIDATOR_H

#include "span.h"

/* The whole value, as it stands in a log (with its separators). */
typedef bool ps_check_fn(ps_span value);

typedef struct ps_extent {
    size_t from, to;
} ps_extent;

/* Finds the value that stands at `at` in `text` (the whole record, so that neighbours can be
 * looked at). `at` is the anchor that the validator's file names in its comment: mostly the first
 * byte of the value; for `email` the '@'; for `street_address` the first byte of the suffix word.
 * On true *out is the exact extent, out->from may lie before `at`. Looks at most 512 bytes away. */
typedef bool ps_grammar_fn(ps_span text, size_t at, ps_extent *out);

/* Canonical form, for tokens and for finding a value again: which bytes count. */
typedef enum ps_canon {
    PS_CANON_TEXT,   /* letters lower-cased, inner blanks folded to one space, ends trimmed */
    PS_CANON_DIGITS, /* decimal digits only */
    PS_CANON_ALNUM,  /* letters and digits, upper-cased */
    PS_CANON_LOWER   /* lower-cased, otherwise unchanged */
} ps_canon;

typedef struct ps_validator {
    const char *name;       /* as rules name it */
    ps_check_fn *check;     /* NULL where only a grammar exists */
    ps_grammar_fn *grammar; /* NULL where the value has no extent of its own */
    ps_canon canon;
    const char *about; /* one line: what is checked, and by whose rule */
} ps_validator;

/* NULL when there is none of that name. */
const ps_validator *ps_validator_find(ps_span name);
size_t ps_validator_count(void);
const ps_validator *ps_validator_at(size_t index);

/* Writes at most cap bytes of the canonical form and returns how many the whole form has (so a
 * result over cap means that out was too small). */
size_t ps_canonical(ps_canon kind, ps_span value, char *out, size_t cap);

#endif
