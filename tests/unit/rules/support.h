/* SPDX-License-Identifier: Apache-2.0
 *
 * A folder of files for one test program, and rules read from them. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int folder_make(void **state);
int folder_remove(void **state);
/* Path of a file of that name in the folder; valid until the eighth call from now. */
const char *path_of(const char *name);
const char *write_file(const char *name, const char *text);

/* A pack that holds only `fields` of one rule (indented by four), besides id, label and
 * identifier. */
const char *write_rule(const char *id, const char *fields);

/* Loads the file, or fails the test with the message. */
ps_rules *load(const char *path);
const ps_rule *rule_of(const ps_rules *rules, const char *id);

#endif
