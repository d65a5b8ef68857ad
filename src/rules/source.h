/* SPDX-License-Identifier: Apache-2.0
 *
 * One thing that a rule set was told: a pack, a profile, a configuration or a choice of rules.
 * Immutable once read, counted, and shared by every state that was built from it. */
#ifndef PS_SOURCE_H
#define PS_SOURCE_H

#include "pack.h"

#include <stdatomic.h>

typedef enum ps_source_kind {
    PS_SOURCE_PACK,
    PS_SOURCE_PROFILE,
    PS_SOURCE_CONFIG,
    PS_SOURCE_CHOICE /* ps_rules_only, ps_rules_except */
} ps_source_kind;

typedef struct ps_choice {
    bool only; /* else except */
    ps_words words;
} ps_choice;

typedef struct ps_source {
    atomic_uint refs;
    ps_source_kind kind;
    bool builtin;   /* compiled into the program */
    uint32_t batch; /* packs of one call have the same one: among them an id stands once */
    ps_arena arena;
    union {
        ps_pack pack;
        ps_profile profile;
        ps_config config;
        ps_choice choice;
    };
} ps_source;

/* Reads `text`, as the content of `file`. The caller owns *out. */
PS_MUST_CHECK ps_status ps_source_parse(ps_source_kind kind, const char *file, ps_span text,
                                        ps_source **out, ps_error *err);
/* Reads ps_builtin_packs[index]; `file` is its name in messages. */
PS_MUST_CHECK ps_status ps_source_builtin(ps_source_kind kind, const char *file, size_t index,
                                          ps_source **out, ps_error *err);
/* Reads the file. */
PS_MUST_CHECK ps_status ps_source_open(ps_source_kind kind, const char *path, ps_source **out,
                                       ps_error *err);
/* `list` is "id,LABEL,G"; blanks around the words are dropped. PS_E_USAGE when it is empty. */
PS_MUST_CHECK ps_status ps_source_choose(bool only, ps_span list, ps_source **out, ps_error *err);
void ps_source_unref(ps_source *source);

typedef struct ps_sources {
    ps_source **items; /* in the order of the calls */
    size_t count;
} ps_sources;

/* Takes `source`, also on failure. */
PS_MUST_CHECK ps_status ps_sources_add(ps_sources *sources, ps_source *source, ps_error *err);
/* Refers to all of `from` too. */
PS_MUST_CHECK ps_status ps_sources_add_all(ps_sources *sources, const ps_sources *from,
                                           ps_error *err);
void ps_sources_free(ps_sources *sources);

/* The built-in packs (marked with `batch`); the packs of a file or folder, where `profiles/` and
 * `examples/` directly below the folder are left out; a built-in profile or one by its path; a
 * configuration with the profile and the packs that it names. */
PS_MUST_CHECK ps_status ps_sources_builtin(ps_sources *sources, ps_error *err);
PS_MUST_CHECK ps_status ps_sources_path(ps_sources *sources, const char *path, ps_error *err);
PS_MUST_CHECK ps_status ps_sources_profile(ps_sources *sources, const char *name, ps_error *err);
PS_MUST_CHECK ps_status ps_sources_config(ps_sources *sources, const char *path, ps_error *err);

#endif
