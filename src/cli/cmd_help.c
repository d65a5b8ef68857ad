/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "error.h"
#include "reader.h"
#include "say.h"

#include <stdio.h>

enum { COLUMN = 30 };

static int flushed(void) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return PS_EXIT_OK;
    ps_say("standard output: cannot be written");
    return PS_EXIT_IO;
}

static void show_option(const ps_option *option) {
    char left[64], letter[5] = "    ";
    const char *open = option->kind == PS_KIND_MAYBE ? "[=" : option->argument ? " " : "";
    const char *close = option->kind == PS_KIND_MAYBE ? "]" : "";
    if (option->letter) (void)snprintf(letter, sizeof letter, "-%c, ", option->letter);
    int n = snprintf(left, sizeof left, "  %s--%s%s%s%s", letter, option->name, open,
                     option->argument ? option->argument : "", close);
    if (n < COLUMN)
        (void)printf("%-*s %s\n", COLUMN, left, option->about);
    else
        (void)printf("%s\n%*s %s\n", left, COLUMN, "", option->about);
}

static void show_commands(void) {
    (void)puts("\nCommands (phisieve help COMMAND tells more):");
    for (size_t i = 0; i < ps_command_count; i++)
        (void)printf("  %-12s %s\n", ps_command_table[i].name, ps_command_table[i].about);
}

static void show_ends(void) {
    (void)puts("\nEvery option may stand in the environment as PHISIEVE_<NAME>, most in the "
               "configuration file.\n"
               "Exit codes: 0 done, 1 PHI found (scan), 2 usage or configuration, 3 input or "
               "output,\n"
               "4 lines withheld, 5 not drained in time; run: the program's own.\n"
               "The manual is phisieve(1).");
}

int ps_help_show(const ps_command *command) {
    bool first = command == &ps_command_table[0];
    if (first)
        (void)puts("phisieve takes protected health information out of logs.\n\n"
                   "  app 2>&1 | phisieve > clean.log\n"
                   "  phisieve -i old/*.log.gz\n"
                   "  phisieve run -- app --port 80\n");
    (void)printf("Usage: phisieve %s%s[OPTIONS] %s\n%s\n", first ? "" : command->name,
                 first ? "" : " ", command->operands, first ? "" : command->about);
    (void)puts("Options:");
    for (size_t i = 0; i < PS_OPT_COUNT; i++) {
        const ps_option *option = &ps_option_table[i];
        if ((option->commands & command->set) && !(option->commands & PS_IN_HIDDEN))
            show_option(option);
    }
    if (first) show_commands();
    if (first) show_ends();
    return flushed();
}

int ps_version_show(void) {
    (void)printf("phisieve %s\n", ps_version());
    return flushed();
}

int ps_cmd_help(ps_options *options) {
    if (options->operand_count == 0) return ps_help_show(&ps_command_table[0]);
    const char *word = options->operands[0];
    ps_nearest nearest = {.word = word};
    for (size_t i = 0; i < ps_command_count; i++) {
        if (strcmp(word, ps_command_table[i].name) == 0) return ps_help_show(&ps_command_table[i]);
        ps_nearest_offer(&nearest, ps_command_table[i].name);
    }
    char hint[80];
    ps_say("there is no command %.48s%s", word, ps_nearest_hint(&nearest, hint));
    return PS_EXIT_USAGE;
}
