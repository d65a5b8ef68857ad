/* SPDX-License-Identifier: Apache-2.0
 *
 * One function a command (commands.def), one file each. They return an exit code (say.h). */
#ifndef PS_COMMANDS_H
#define PS_COMMANDS_H

#include "options.h"

#define PS_COMMAND(ID, name, function, set, operands, about) int function(ps_options *options);
#include "commands.def"
#undef PS_COMMAND

/* --help of the command that was asked for. */
int ps_help_show(const ps_command *command);
int ps_version_show(void);

#endif
