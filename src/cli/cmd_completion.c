/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "say.h"

#include <stdio.h>

/* a|b|c in lower case is a closed list of values. */
static bool is_closed(const ps_option *option) {
    return option->argument && ps_is_lower(option->argument[0]);
}

static bool is_path(const ps_option *option) {
    return option->argument && strstr(option->argument, "FILE");
}

static bool shown(const ps_option *option, const ps_command *command) {
    return (option->commands & command->set) && !(option->commands & PS_IN_HIDDEN);
}

static void put_words(const char *list) {
    for (; *list; list++) (void)putchar(*list == '|' ? ' ' : *list);
}

static void bash_values(const ps_option *option) {
    if (!option->argument || option->kind == PS_KIND_MAYBE) return;
    (void)printf("    --%s", option->name);
    if (option->letter) (void)printf("|-%c", option->letter);
    (void)fputs(") ", stdout);
    if (is_closed(option)) {
        (void)fputs("COMPREPLY=($(compgen -W '", stdout);
        put_words(option->argument);
        (void)fputs("' -- \"$cur\")); return;;\n", stdout);
    } else {
        (void)puts(is_path(option) ? "COMPREPLY=($(compgen -f -- \"$cur\")); return;;"
                                   : "return;;");
    }
}

static void bash(void) {
    (void)puts("# bash completion of phisieve; made by `phisieve completion bash`\n"
               "_phisieve() {\n"
               "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} "
               "words=\n"
               "  case $prev in");
    for (size_t i = 0; i < PS_OPT_COUNT; i++)
        if (!(ps_option_table[i].commands & PS_IN_HIDDEN)) bash_values(&ps_option_table[i]);
    (void)puts("  esac\n  case ${COMP_WORDS[1]} in");
    for (size_t c = ps_command_count; c-- > 0;) {
        const ps_command *command = &ps_command_table[c];
        (void)printf("    %s) words='", c ? command->name : "*");
        for (size_t i = 0; i < PS_OPT_COUNT; i++)
            if (shown(&ps_option_table[i], command)) (void)printf("--%s ", ps_option_table[i].name);
        if (!command->set || command->set == PS_IN_L) put_words(command->operands);
        (void)puts("';;");
    }
    (void)fputs("  esac\n  [ \"$COMP_CWORD\" = 1 ] && words=\"$words", stdout);
    for (size_t c = 0; c < ps_command_count; c++) (void)printf(" %s", ps_command_table[c].name);
    (void)puts(
        "\"\n  case $cur in\n"
        "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"));;\n"
        "    *) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\") $(compgen -f -- \"$cur\"));;\n"
        "  esac\n}\ncomplete -o filenames -F _phisieve phisieve");
}

/* In single quotes of zsh and fish, brackets and colons escaped for zsh. */
static void put_about(const char *text, bool zsh) {
    for (; *text; text++) {
        if (*text == '\'')
            (void)fputs(zsh ? "'\\''" : "\\'", stdout);
        else if (zsh && strchr("[]:", *text))
            (void)printf("\\%c", *text);
        else
            (void)putchar(*text);
    }
}

static void zsh_option(const ps_option *option) {
    const char *equals = option->kind == PS_KIND_MAYBE ? "=-" : option->argument ? "=" : "";
    (void)printf("    %s'--%s%s[", option->kind == PS_KIND_LIST ? "\\*" : "", option->name, equals);
    put_about(option->about, true);
    (void)putchar(']');
    if (option->argument) {
        (void)fputs(option->kind == PS_KIND_MAYBE ? "::value:" : ":value:", stdout);
        if (is_closed(option)) {
            (void)putchar('(');
            put_words(option->argument);
            (void)putchar(')');
        } else if (is_path(option)) {
            (void)fputs("_files", stdout);
        }
    }
    (void)puts("' \\");
}

static void zsh(void) {
    (void)puts(
        "#compdef phisieve\n# zsh completion of phisieve; made by `phisieve completion zsh`\n"
        "_phisieve() {\n  local -a commands=(");
    for (size_t c = 0; c < ps_command_count; c++) {
        (void)printf("    '%s:", ps_command_table[c].name);
        put_about(ps_command_table[c].about, true);
        (void)puts("'");
    }
    (void)puts("  )\n  (( CURRENT == 2 )) && _describe command commands\n  case $words[2] in");
    for (size_t c = ps_command_count; c-- > 0;) {
        const ps_command *command = &ps_command_table[c];
        (void)printf("    %s) _arguments \\\n", c ? command->name : "*");
        for (size_t i = 0; i < PS_OPT_COUNT; i++)
            if (shown(&ps_option_table[i], command)) zsh_option(&ps_option_table[i]);
        (void)puts("    '*:file:_files';;");
    }
    (void)puts("  esac\n}\n_phisieve \"$@\"");
}

static void fish_option(const ps_option *option) {
    (void)printf("complete -c phisieve -l %s", option->name);
    if (option->letter) (void)printf(" -s %c", option->letter);
    if (option->argument && option->kind != PS_KIND_MAYBE)
        (void)fputs(is_path(option) ? " -r" : " -x", stdout);
    if (is_closed(option)) {
        (void)fputs(" -a '", stdout);
        put_words(option->argument);
        (void)putchar('\'');
    }
    (void)fputs(" -d '", stdout);
    put_about(option->about, false);
    (void)puts("'");
}

static void fish(void) {
    (void)puts("# fish completion of phisieve; made by `phisieve completion fish`");
    for (size_t c = 0; c < ps_command_count; c++) {
        (void)printf("complete -c phisieve -n __fish_use_subcommand -a %s -d '",
                     ps_command_table[c].name);
        put_about(ps_command_table[c].about, false);
        (void)puts("'");
    }
    for (size_t i = 0; i < PS_OPT_COUNT; i++)
        if (!(ps_option_table[i].commands & PS_IN_HIDDEN)) fish_option(&ps_option_table[i]);
}

int ps_cmd_completion(ps_options *options) {
    const char *shell = options->operand_count == 1 ? options->operands[0] : "";
    if (strcmp(shell, "bash") == 0)
        bash();
    else if (strcmp(shell, "zsh") == 0)
        zsh();
    else if (strcmp(shell, "fish") == 0)
        fish();
    else {
        ps_say("completion needs one of bash, zsh, fish");
        return PS_EXIT_USAGE;
    }
    return fflush(stdout) == 0 ? PS_EXIT_OK : PS_EXIT_IO;
}
