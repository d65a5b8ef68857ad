/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of the engine share: an engine with its scratch, random numbers with a seed, and
 * tables of lines that report every wrong row before they fail. */
#ifndef KIT_H
#define KIT_H

#include "ruleset.h"
#include "sieve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct kit {
    ps_rules *rules;
    ps_engine *engine;
    ps_scratch *scratch;
} kit;

/* The built-in packs with this profile (NULL: standard). Ends the test when that fails. */
kit kit_open(const char *profile);
/* Takes the rules; token key is 32 bytes of a fixed text. */
kit kit_of(ps_rules *rules);
/* The built-in packs with a configuration given as YAML text. */
kit kit_configured(const char *yaml);
void kit_close(kit *k);
ps_rules *kit_rules(void);
/* The configuration as a file; the caller removes it. */
void kit_write_config(const char *yaml, char path[64]);

/* A copy of the redacted record with a NUL behind; free it. NULL: not PS_OK. */
char *kit_redact(kit *k, ps_span record, size_t *len);

/* `in` must become `out`, and `out` must stay. Prints what differs and adds to *failures. */
void kit_expect(kit *k, const char *in, const char *out, size_t *failures);
/* Must come through byte for byte. */
void kit_expect_same(kit *k, const char *line, size_t *failures);

/* `marked` carries the truth as marks with categories: the findings must be exactly they. */
void kit_expect_marks(kit *k, const char *where, const char *marked, size_t *failures);

/* Does the needle stand in the bytes? */
bool kit_has(ps_span bytes, ps_span needle);

typedef struct kit_random {
    uint64_t state;
} kit_random;
/* From PS_SEED, else `fallback`; prints it. */
kit_random kit_seed(uint64_t fallback);
uint64_t kit_next(kit_random *r);
/* 0 <= result < n */
size_t kit_below(kit_random *r, size_t n);
/* Positive number from the environment, else `fallback`. */
size_t kit_number(const char *name, size_t fallback);

#define KIT_COUNT(a) (sizeof(a) / sizeof *(a))

#endif
