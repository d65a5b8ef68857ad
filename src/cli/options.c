/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include "commands.h"
#include "error.h"
#include "reader.h"
#include "values.h"

#include <stdio.h>
#include <stdlib.h>

#define FLAG PS_KIND_FLAG
#define TEXT PS_KIND_TEXT
#define MAYBE PS_KIND_MAYBE
#define LIST PS_KIND_LIST
#define F PS_IN_F
#define R PS_IN_R
#define S PS_IN_S
#define E PS_IN_E
#define C PS_IN_C
#define L PS_IN_L
#define K PS_IN_K
#define Q PS_IN_Q
#define W PS_IN_W
#define HIDDEN PS_IN_HIDDEN
#define NONE 0U
#define ENV PS_ALSO_ENV
#define CONF PS_ALSO_CONF

const ps_option ps_option_table[PS_OPT_COUNT] = {
#define PS_OPTION(ID, name, letter, kind, argument, commands, elsewhere, about)                    \
    {name, letter, kind, argument, commands, elsewhere, about},
#include "options.def"
#undef PS_OPTION
};

const ps_command ps_command_table[] = {
#define PS_COMMAND(ID, name, function, set, operands, about) {name, function, set, operands, about},
#include "commands.def"
#undef PS_COMMAND
};
const size_t ps_command_count = sizeof ps_command_table / sizeof ps_command_table[0];

typedef struct arguments {
    ps_options *out;
    char **argv;
    int argc, at;
    bool only_operands;
    ps_error *err;
} arguments;

void ps_option_env_name(const ps_option *option, char out[64]) {
    (void)snprintf(out, 64, "PHISIEVE_%s", option->name);
    for (char *p = out; *p; p++) *p = *p == '-' ? '_' : ps_upper(*p);
}

static ps_status unknown_option(arguments *parser, ps_span name) {
    char word[49];
    (void)snprintf(word, sizeof word, "%.*s", (int)(name.len < 48 ? name.len : 48), name.ptr);
    ps_nearest nearest = {.word = word};
    for (size_t i = 0; i < PS_OPT_COUNT; i++)
        if (ps_option_table[i].commands & parser->out->command->set)
            ps_nearest_offer(&nearest, ps_option_table[i].name);
    for (size_t i = 0; i < PS_OPT_COUNT && !nearest.best && name.len > 2; i++)
        if ((ps_option_table[i].commands & parser->out->command->set) &&
            strncmp(ps_option_table[i].name, name.ptr, name.len) == 0)
            nearest.best = ps_option_table[i].name;
    return ps_fail(parser->err, PS_E_USAGE, "unknown option --%s of `%s`%s%s%s", word,
                   parser->out->command->name, nearest.best ? "; did you mean --" : "; see --help",
                   nearest.best ? nearest.best : "", nearest.best ? "?" : "");
}

static bool allowed(const arguments *parser, const ps_option *option) {
    unsigned set = parser->out->command->set;
    bool common = set == 0 && strcmp(option->name, "help") == 0;
    return common || (option->commands & set) != 0;
}

static ps_status set(arguments *parser, size_t id, const char *value) {
    const ps_option *option = &ps_option_table[id];
    char shown[64];
    (void)snprintf(shown, sizeof shown, "--%s", option->name);
    ps_status status = ps_value_check(option, value, shown, parser->err);
    if (status != PS_OK) return status;
    if (option->kind == LIST)
        parser->out->lists[parser->out->list_count++] = (ps_listed){(ps_option_id)id, value};
    parser->out->value[id] = value;
    return PS_OK;
}

/* `attached` is what stands behind = or behind the letter; NULL: nothing. */
static ps_status take(arguments *parser, size_t id, const char *attached) {
    const ps_option *option = &ps_option_table[id];
    if (option->kind == FLAG && attached)
        return ps_fail(parser->err, PS_E_USAGE, "--%s takes no value", option->name);
    if (option->kind == FLAG || option->kind == MAYBE)
        return set(parser, id, attached ? attached : "");
    if (!attached && parser->at + 1 < parser->argc) attached = parser->argv[++parser->at];
    if (!attached)
        return ps_fail(parser->err, PS_E_USAGE, "--%s needs a value: %s", option->name,
                       option->argument);
    return set(parser, id, attached);
}

static ps_status take_long(arguments *parser, const char *text) {
    const char *equals = strchr(text, '=');
    ps_span name = equals ? ps_span_of(text, (size_t)(equals - text)) : ps_span_z(text);
    for (size_t i = 0; i < PS_OPT_COUNT; i++)
        if (ps_span_eq(name, ps_span_z(ps_option_table[i].name)) &&
            allowed(parser, &ps_option_table[i]))
            return take(parser, i, equals ? equals + 1 : NULL);
    return unknown_option(parser, name);
}

static ps_status take_letters(arguments *parser, const char *text) {
    for (; *text; text++) {
        size_t id = 0;
        while (id < PS_OPT_COUNT &&
               (ps_option_table[id].letter != *text || !allowed(parser, &ps_option_table[id])))
            id++;
        if (id == PS_OPT_COUNT)
            return ps_fail(parser->err, PS_E_USAGE, "unknown option -%c of `%s`; see --help", *text,
                           parser->out->command->name);
        bool alone = ps_option_table[id].kind == FLAG;
        ps_status status = take(parser, id, !alone && text[1] ? text + 1 : NULL);
        if (status != PS_OK || !alone) return status;
    }
    return PS_OK;
}

static ps_status take_word(arguments *parser) {
    char *word = parser->argv[parser->at];
    bool option = word[0] == '-' && word[1] && !parser->only_operands;
    if (option && strcmp(word, "--") == 0) {
        parser->only_operands = true;
        return PS_OK;
    }
    if (option && word[1] == '-') return take_long(parser, word + 2);
    if (option) return take_letters(parser, word + 1);
    /* The first word of `run` is the program: what follows are its own options. */
    if (parser->out->command->set == R) parser->only_operands = true;
    parser->out->operands[parser->out->operand_count++] = word;
    return PS_OK;
}

static ps_status read_environment(ps_options *out, ps_error *err) {
    for (size_t i = 0; i < PS_OPT_COUNT; i++) {
        const ps_option *option = &ps_option_table[i];
        char name[64];
        ps_option_env_name(option, name);
        if (out->value[i] || !(option->elsewhere & ENV) || !(option->commands & out->command->set))
            continue;
        const char *value = getenv(name);
        if (!value || !*value) continue;
        ps_status status = ps_value_elsewhere(option, &value, name, err);
        if (status != PS_OK) return status;
        if (value && option->kind == LIST)
            out->lists[out->list_count++] = (ps_listed){(ps_option_id)i, value};
        out->value[i] = value;
    }
    return PS_OK;
}

static const ps_command *find_command(const char *word) {
    for (size_t i = 0; word && i < ps_command_count; i++)
        if (strcmp(word, ps_command_table[i].name) == 0) return &ps_command_table[i];
    return NULL;
}

ps_status ps_options_parse(ps_options *out, int argc, char **argv, ps_error *err) {
    *out = (ps_options){.command = find_command(argc > 1 ? argv[1] : NULL), .words = argv};
    arguments parser = {
        .out = out, .argv = argv, .argc = argc, .at = out->command ? 2 : 1, .err = err};
    if (!out->command) out->command = &ps_command_table[0];
    out->lists = calloc((size_t)argc + 2, sizeof *out->lists);
    out->operands = calloc((size_t)argc + 2, sizeof *out->operands);
    if (!out->lists || !out->operands) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    for (; parser.at < argc; parser.at++) {
        ps_status status = take_word(&parser);
        if (status != PS_OK) return status;
    }
    return read_environment(out, err);
}

ps_status ps_options_configure(ps_options *options, const ps_rules *rules, ps_error *err) {
    for (size_t i = 0; i < PS_OPT_COUNT; i++) {
        const ps_option *option = &ps_option_table[i];
        char shown[96];
        (void)snprintf(shown, sizeof shown, "configuration: %s", option->name);
        if (options->value[i] || !(option->elsewhere & CONF)) continue;
        if (!(option->commands & options->command->set)) continue;
        const char *value = ps_rules_setting(rules, option->name);
        if (!value) continue;
        ps_status status = ps_value_elsewhere(option, &value, shown, err);
        if (status != PS_OK) return status;
        options->value[i] = value;
    }
    return PS_OK;
}

void ps_options_free(ps_options *options) {
    free(options->lists);
    free(options->operands);
    *options = (ps_options){0};
}

const char *ps_options_listed(const ps_options *options, ps_option_id id, size_t n) {
    for (size_t i = 0; i < options->list_count; i++)
        if (options->lists[i].id == id && n-- == 0) return options->lists[i].value;
    return NULL;
}

bool ps_options_is(const ps_options *options, ps_option_id id, const char *word) {
    return options->value[id] && strcmp(options->value[id], word) == 0;
}

uint64_t ps_options_number(const ps_options *options, ps_option_id id) {
    uint64_t number = 0;
    return options->value[id] && ps_value_number(options->value[id], &number) ? number : 0;
}
