/* SPDX-License-Identifier: Apache-2.0
 *
 * phisieve: find and redact protected health information in records of bytes.
 *
 *   rules   (load, configure)          ->  engine (compiled, immutable, shared)
 *   engine + scratch (one per thread)  ->  findings, or a redacted record
 *   stream  (one per ordered source)   ->  bytes in, whole redacted lines out
 *
 * Nothing here keeps global state, prints, or ends the process.
 * No message ever contains input bytes. */
#ifndef PHISIEVE_H
#define PHISIEVE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PS_API __attribute__((visibility("default")))
#define PS_MUST_CHECK __attribute__((warn_unused_result))

/* Borrowed bytes: never owned, never NUL-terminated by promise. */
typedef struct ps_span {
    const char *ptr;
    size_t len;
} ps_span;

typedef enum ps_status {
    PS_OK = 0,
    PS_E_NOMEM,   /* memory could not be had */
    PS_E_IO,      /* a file could not be read or written */
    PS_E_RULES,   /* bad pack, profile or configuration: see ps_error */
    PS_E_USAGE,   /* a call's arguments are wrong */
    PS_E_DECODE,  /* a record is not what its format says */
    PS_E_LIMIT,   /* a record or its candidates exceed a configured limit */
    PS_E_STOPPED, /* the caller's callback asked to stop */
    PS_E_INTERNAL /* a check inside the library failed: the record is withheld */
} ps_status;

/* Caller-owned, fixed size: nothing to free. May be NULL wherever accepted.
 * `text` is one sentence that says what is wrong, where (file:line where there is one) and what
 * to do; it never quotes input bytes. */
typedef struct ps_error {
    ps_status status;
    uint32_t line;
    char rule[48];
    char text[320];
} ps_error;

typedef struct ps_rules ps_rules;
typedef struct ps_engine ps_engine;
typedef struct ps_scratch ps_scratch;
typedef struct ps_stream ps_stream;

PS_API const char *ps_version(void);
PS_API const char *ps_status_text(ps_status status);

/* ---- rules: loading only; not thread-safe ---- */

/* path NULL = the built-in packs; else a file or a folder of *.yml. Caller owns *out. */
PS_API PS_MUST_CHECK ps_status ps_rules_load(ps_rules **out, const char *path, ps_error *err);
/* Adds a further file or folder; a rule with a known id replaces the earlier one. */
PS_API PS_MUST_CHECK ps_status ps_rules_add(ps_rules *rules, const char *path, ps_error *err);
/* "standard", "safe-harbor", "limited-data-set", "strict", or a path to a profile file. */
PS_API PS_MUST_CHECK ps_status ps_rules_profile(ps_rules *rules, const char *profile,
                                                ps_error *err);
/* Reads a configuration file: profile, rule files, allow-lists, actions. */
PS_API PS_MUST_CHECK ps_status ps_rules_configure(ps_rules *rules, const char *path, ps_error *err);
PS_API void ps_rules_free(ps_rules *rules); /* NULL is fine, as in every _free */

/* ---- engine: immutable after _new, shared by threads ---- */

typedef struct ps_engine_options {
    size_t size;        /* = sizeof(ps_engine_options) */
    ps_span token_key;  /* secret of the `token` action, at least 32 bytes; copied */
    size_t max_record;  /* bytes; 0 = 16 MiB. A longer record is withheld with PS_E_LIMIT */
    size_t event_lines; /* most lines of a stream or batch that are one event and share evidence; 0
                           = 40,000, at most 1,000,000; 1 = every line stands alone */
    size_t event_bytes; /* most bytes of one event; 0 = 1 MiB, at most 64 MiB */
} ps_engine_options;

/* Compiles. `rules` may be freed afterwards. `opt` NULL = defaults. */
PS_API PS_MUST_CHECK ps_status ps_engine_new(ps_engine **out, const ps_rules *rules,
                                             const ps_engine_options *opt, ps_error *err);
PS_API ps_engine *ps_engine_ref(ps_engine *engine);
PS_API void ps_engine_unref(ps_engine *engine);
PS_API uint32_t ps_engine_rule_count(const ps_engine *engine);
PS_API const char *ps_engine_rule_id(const ps_engine *engine, uint32_t rule);
PS_API const char *ps_engine_rule_label(const ps_engine *engine, uint32_t rule);

/* ---- scratch: one per thread; never shared; must not outlive its engine ---- */

PS_API PS_MUST_CHECK ps_status ps_scratch_new(ps_scratch **out, const ps_engine *engine);
PS_API void ps_scratch_free(ps_scratch *scratch);
/* Findings of `rule` that this scratch has acted on so far. */
PS_API uint64_t ps_scratch_count(const ps_scratch *scratch, uint32_t rule);

/* Allocated by the library, read through the pointer; fields are only appended. */
typedef struct ps_finding {
    uint32_t rule;
    size_t from, to;      /* [from,to) in the record */
    const char *evidence; /* static: "key", "key+validator", "shape+validator", ... */
} ps_finding;
typedef int ps_finding_fn(const ps_finding *finding, void *ctx); /* non-zero stops */

/* Findings in order of `from`, never overlapping. */
PS_API PS_MUST_CHECK ps_status ps_scan(const ps_engine *engine, ps_scratch *scratch, ps_span record,
                                       ps_finding_fn *fn, void *ctx);

/* `record` is one line or many (each line is judged by itself). On PS_OK *out is `record` itself
 * when nothing was found, else bytes in scratch, valid until its next use. On anything else *out is
 * {NULL, 0}: an error never hands back bytes that could be forwarded. */
PS_API PS_MUST_CHECK ps_status ps_redact(const ps_engine *engine, ps_scratch *scratch,
                                         ps_span record, ps_span *out);

/* ---- MessagePack: chunks of Fluent Bit and of the Forward protocol ---- */

typedef struct ps_msgpack_report {
    size_t size;       /* = sizeof(ps_msgpack_report) */
    uint64_t objects;  /* complete ones */
    uint64_t changed;  /* something in them was replaced */
    uint64_t withheld; /* could not be examined: a marker stands in their place */
    size_t cut;        /* bytes at the end that are no complete object, and are left off */
} ps_msgpack_report;

/* `chunk` holds MessagePack objects, one behind the other: events as [time, map] or [[time,
 * metadata], map], marks of groups, or any others. Keys give evidence for their values; every text,
 * wherever it stands, is examined, and so are numbers and binaries: a value that is replaced
 * becomes a text. What is not replaced stays byte for byte. Events share evidence as the lines of a
 * stream do. Of an event that is withheld the time stays, of another object nothing. On PS_OK *out
 * is `chunk` itself (without what was cut off) when nothing was replaced, else bytes in scratch,
 * valid until its next use; on anything else *out is {NULL, 0}. `report` may be NULL. */
PS_API PS_MUST_CHECK ps_status ps_redact_msgpack(const ps_engine *engine, ps_scratch *scratch,
                                                 ps_span chunk, ps_span *out,
                                                 ps_msgpack_report *report);

/* ---- stream: one per ordered source (file, connection) ---- */

/* Feed bytes in order, take whole redacted lines out; any chunking gives the same bytes. A line
 * over max_record is replaced by a marker and counted. */
PS_API PS_MUST_CHECK ps_status ps_stream_new(ps_stream **out, const ps_engine *engine,
                                             ps_error *err);
/* *out is valid until the next call on the stream; empty while no event is complete: the lines of a
 * stack trace or of a document share their evidence, so that the last lines are held until it is
 * known that they belong to nothing that follows. */
PS_API PS_MUST_CHECK ps_status ps_stream_feed(ps_stream *stream, ps_span bytes, ps_span *out);
/* The source pauses: all complete lines go out now. What they have proven goes on counting for
 * later lines of the same event. */
PS_API PS_MUST_CHECK ps_status ps_stream_pause(ps_stream *stream, ps_span *out);
/* Says that nothing follows: releases the last line, with or without a newline. */
PS_API PS_MUST_CHECK ps_status ps_stream_end(ps_stream *stream, ps_span *out);
PS_API uint64_t ps_stream_withheld(const ps_stream *stream); /* lines withheld so far */
PS_API uint64_t ps_stream_count(const ps_stream *stream, uint32_t rule);
PS_API void ps_stream_free(ps_stream *stream);

#ifdef __cplusplus
}
#endif
#endif
