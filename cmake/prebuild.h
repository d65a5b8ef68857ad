/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of the program `prebuild`: each appends its tables to a C file. */
#ifndef PREBUILD_H
#define PREBUILD_H

#include "error.h"

#include <stdio.h>

ps_status prebuild_words(FILE *out, ps_error *err); /* src/lens/prebuilt_words.h */
ps_status prebuild_trees(FILE *out, ps_error *err); /* src/rules/prebuilt_trees.h */

#endif
