/* SPDX-License-Identifier: Apache-2.0
 *
 * What was asked for: rows of options.def with their values, from the command line, the
 * environment and the configuration file, in this order of precedence. */
#ifndef PS_OPTIONS_H
#define PS_OPTIONS_H

#include "ruleset.h"

typedef enum ps_option_id {
#define PS_OPTION(ID, name, letter, kind, argument, commands, elsewhere, about) PS_OPT_##ID,
#include "options.def"
#undef PS_OPTION
    PS_OPT_COUNT
} ps_option_id;

typedef enum ps_option_kind {
    PS_KIND_FLAG,
    PS_KIND_TEXT,
    PS_KIND_MAYBE,
    PS_KIND_LIST
} ps_option_kind;

enum {
    PS_IN_NONE = 0,
    PS_IN_F = 1,
    PS_IN_R = 2,
    PS_IN_S = 4,
    PS_IN_E = 8,
    PS_IN_C = 16,
    PS_IN_L = 32,
    PS_IN_HIDDEN = 64,
    PS_IN_K = 128,
    PS_IN_Q = 256,
    PS_IN_W = 512
};
enum { PS_ALSO_NONE = 0, PS_ALSO_ENV = 1, PS_ALSO_CONF = 2 };

typedef struct ps_option {
    const char *name;
    char letter; /* 0: none */
    ps_option_kind kind;
    const char *argument; /* for help; NULL for a FLAG */
    unsigned commands, elsewhere;
    const char *about;
} ps_option;
extern const ps_option ps_option_table[PS_OPT_COUNT];

/* "PHISIEVE_LONG_LINES" */
void ps_option_env_name(const ps_option *option, char out[64]);

struct ps_options;
typedef struct ps_command {
    const char *name;
    int (*run)(struct ps_options *options);
    unsigned set; /* PS_IN_*, one of them */
    const char *operands, *about;
} ps_command;
extern const ps_command ps_command_table[];
extern const size_t ps_command_count;

/* One value of a LIST. */
typedef struct ps_listed {
    ps_option_id id;
    const char *value;
} ps_listed;

typedef struct ps_options {
    const ps_command *command;
    const char *value[PS_OPT_COUNT]; /* NULL: not given; "" a flag, or MAYBE without value */
    ps_listed *lists;                /* values of each LIST, in order */
    size_t list_count;
    char **words;    /* all of argv, borrowed */
    char **operands; /* likewise */
    size_t operand_count;
    uint64_t core_limit; /* what the process was given, for programs it starts */
} ps_options;

/* Command line and environment. PS_E_USAGE says which word is wrong and what was probably meant. */
PS_MUST_CHECK ps_status ps_options_parse(ps_options *out, int argc, char **argv, ps_error *err);
/* What the configuration file says and nobody said before. */
PS_MUST_CHECK ps_status ps_options_configure(ps_options *options, const ps_rules *rules,
                                             ps_error *err);
void ps_options_free(ps_options *options);

static inline bool ps_options_has(const ps_options *options, ps_option_id id) {
    return options->value[id] != NULL;
}
/* Value number `n` of a LIST, from 0; NULL: there are fewer. */
const char *ps_options_listed(const ps_options *options, ps_option_id id, size_t n);
/* True when the value is exactly this word. */
bool ps_options_is(const ps_options *options, ps_option_id id, const char *word);
/* 0 when not given. Checked when parsed. SIZE may end in K, M or G (1024). */
uint64_t ps_options_number(const ps_options *options, ps_option_id id);

#endif
