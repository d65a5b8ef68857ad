/* SPDX-License-Identifier: Apache-2.0
 *
 * What one YAML file says: a pack, a profile or a configuration. Plain data, not yet merged. */
#ifndef PS_PACK_H
#define PS_PACK_H

#include "rule_read.h"
#include "ruleset.h"

typedef struct ps_word_set {
    const char *name;
    ps_words words; /* lower case */
} ps_word_set;

typedef struct ps_pack {
    const char *file, *name, *description;
    bool enabled;
    ps_word_set *sets;
    size_t set_count;
    ps_words prefixes, suffixes; /* glue */
    ps_draft *rules;
    size_t rule_count;
} ps_pack;

/* One entry of `actions`. */
typedef struct ps_action_entry {
    const char *word; /* DEFAULT, a letter, a label or a rule id */
    ps_action action;
    uint32_t line;
} ps_action_entry;

typedef struct ps_action_map {
    ps_action_entry *items;
    size_t count;
} ps_action_map;

#define PS_REFUSE_KEEP_FIRST (1u << 8) /* besides 1 << ps_action_kind */
#define PS_REFUSE_KEEP_LAST (1u << 9)

typedef struct ps_profile {
    const char *file, *name, *description;
    bool builtin; /* may name rules that are not loaded */
    bool strict;
    unsigned refuse;
    const ps_node *enable, *disable; /* lists of words, or NULL */
    ps_action_map actions;
} ps_profile;

typedef struct ps_setting {
    const char *name, *value;
} ps_setting;

typedef struct ps_config {
    const char *file;
    const char *profile;  /* name, or a path made relative to the file; or NULL */
    const ps_node *rules; /* paths as written */
    const ps_node *only, *except, *enable;
    ps_action_map actions;
    ps_allow *allows;
    size_t allow_count;
    ps_setting *settings;
    size_t setting_count;
} ps_config;

/* All live in the reader's arena; `node` NULL (an empty file) is refused. */
PS_MUST_CHECK ps_status ps_pack_read(ps_reader *reader, const ps_node *node, ps_pack *out);
PS_MUST_CHECK ps_status ps_profile_read(ps_reader *reader, const ps_node *node, ps_profile *out);
PS_MUST_CHECK ps_status ps_config_read(ps_reader *reader, const ps_node *node, ps_config *out);

/* Field functions: ps_action_map; ps_config (allow). */
ps_status ps_read_actions(ps_reader *reader, const ps_node *node, void *map);
ps_status ps_read_allow(ps_reader *reader, const ps_node *node, void *config);

/* `path` as seen from the folder of `file`; absolute ones as they are. NULL when memory is out. */
const char *ps_path_beside(ps_arena *arena, const char *file, const char *path);

#endif
