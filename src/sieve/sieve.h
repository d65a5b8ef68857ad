/* SPDX-License-Identifier: Apache-2.0
 *
 * One batch of lines in, one batch out: lens, formats, judge and actions in one call. The public
 * calls of phisieve.h are made of these. Scratch and counters belong to one thread at a time. */
#ifndef PS_SIEVE_H
#define PS_SIEVE_H

#include "buf.h"
#include "ruleset.h"
#include "trace.h"

/* What stands in the output for a line that could not be examined. No input bytes. */
#define PS_WITHHELD_TOO_LONG "[WITHHELD:line-too-long]"
#define PS_WITHHELD_ERROR "[WITHHELD:not-examined]"
/* For bytes in a text's place that nobody can read (MessagePack: bin, ext). */
#define PS_WITHHELD_BINARY "[WITHHELD:binary]"

/* Findings of a batch, as ps_sieve_batch would replace them: ps_scan with the scratch's carry. */
PS_MUST_CHECK ps_status ps_sieve_scan(const ps_engine *engine, ps_scratch *scratch, ps_span batch,
                                      ps_finding_fn *fn, void *ctx);

#define PS_MAX_RECORD_DEFAULT ((size_t)16 << 20)

size_t ps_engine_max_record(const ps_engine *engine);
const ps_rule *ps_engine_rule(const ps_engine *engine, uint32_t rule);
const char *ps_engine_rule_action(const ps_engine *engine, uint32_t rule); /* "label" ... */
const char *ps_engine_profile(const ps_engine *engine);
void ps_engine_digest(const ps_engine *engine, char out[65]);
/* Was it given a token key? */
bool ps_engine_has_token_key(const ps_engine *engine);
/* Appends the token of all of `value`, byte for byte: ps_action_token_whole, with the engine's key.
 * Equal values of one label give equal tokens, wherever that key is used. PS_E_USAGE: no key. */
PS_MUST_CHECK ps_status ps_engine_token(const ps_engine *engine, const char *label, ps_span value,
                                        ps_buf *out);

/* Counters of one scratch; plain, summed by the reader (ps_counts_add). */
typedef struct ps_counts {
    uint64_t bytes_in, bytes_out;
    uint64_t lines;     /* examined or withheld */
    uint64_t withheld;  /* lines replaced by a marker */
    uint64_t findings;  /* values replaced */
    uint64_t recalled;  /* events that were not looked at, since others like them were known */
    uint64_t fallbacks; /* actions that fell back to label */
    uint64_t reasons[PS_REASON_COUNT];
    uint64_t *rules; /* findings per rule of the engine; owned by the scratch */
} ps_counts;
const ps_counts *ps_scratch_counts(const ps_scratch *scratch);
/* `rules` of both have `rule_count` entries. */
void ps_counts_add(ps_counts *sum, const ps_counts *more, uint32_t rule_count);

/* Judges the lines of `batch` (the last may lack its newline), event by event, and sets *out:
 * `batch` itself when nothing changed, else bytes in scratch, valid until its next use. A line that
 * fails (limit, memory, matcher) is replaced by PS_WITHHELD_*, as are the other lines of its event;
 * line ends stay. What crosses batches is the scratch's carry (track.h). PS_OK unless not even a
 * marker can be written; then *out is empty and nothing may be forwarded. */
PS_MUST_CHECK ps_status ps_sieve_batch(const ps_engine *engine, ps_scratch *scratch, ps_span batch,
                                       ps_span *out);

/* Splits a batch into events before ps_sieve_batch, or ps_sieve_scan, takes it: what later batches
 * have to know of it, carry.carried, is known then, and judging it may take its time. Carry is set
 * as for these; their next call must be for the same batch. False: it could not be, and nothing has
 * changed. */
bool ps_sieve_split(const ps_engine *engine, ps_scratch *scratch, ps_span batch);

/* A piece of one line that is over max_record, for the window policy: `window` holds the piece with
 * up to some KiB of already emitted bytes before `from` as context. Redacts [from, *to), where *to
 * is chosen by the call, <= window.len, so that no value is cut: `last` false leaves a tail for the
 * next window. PS_E_LIMIT when a value is longer than the window: the rest of the line must be
 * withheld. */
PS_MUST_CHECK ps_status ps_sieve_window(const ps_engine *engine, ps_scratch *scratch,
                                        ps_span window, size_t from, bool last, size_t *to,
                                        ps_span *out);

/* Counts a line that the caller withheld itself (over max_record). */
void ps_scratch_withheld(ps_scratch *scratch, uint64_t bytes);

/* Every decision from now on goes to fn too (NULL: no more). Slower; for explain. */
void ps_scratch_trace(ps_scratch *scratch, ps_trace_fn *fn, void *ctx);

/* Runs the examples of every rule (alone, in the full set, twice); fn gets each failure. Returns
 * how many failed; *ran how many ran. */
typedef struct ps_selftest_failure {
    const ps_rule *rule;
    const ps_example *example;
    const char *what; /* "alone: a mark was not found at byte 7" ... */
} ps_selftest_failure;
typedef void ps_selftest_fn(const ps_selftest_failure *failure, void *ctx);
PS_MUST_CHECK ps_status ps_selftest_run(const ps_rules *rules, ps_selftest_fn *fn, void *ctx,
                                        size_t *ran, size_t *failed, ps_error *err);

/* Lint of what only the engine knows: patterns that do not compile, widths, which lens a rule uses
 * and what it costs, a rule that matches its own replacement. */
typedef struct ps_rule_cost {
    const char *lens;   /* "keys", "words", "digits" or a list of them */
    const char *weight; /* "light", "fair", "heavy" */
} ps_rule_cost;
ps_rule_cost ps_rule_cost_of(const ps_rule *rule);
size_t ps_engine_lint(const ps_rules *rules, ps_problem_fn *fn, void *ctx);

#endif
