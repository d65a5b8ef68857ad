/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the .vec files of this folder: `NAME  VERDICT  rest of the line`, parted by two blanks. */
#ifndef VECTORS_H
#define VECTORS_H

#include "validator.h"

typedef struct vector {
    const ps_validator *validator;
    bool good;
    ps_span text;
    int line;
} vector;

/* Calls back for each line; returns how many there were. */
int vectors_each(const char *file, void (*each)(const vector *));

/* One suite per file. */
int run_checks(void);
int run_grammars(void);
int run_helpers(void);
int run_robust(void);

#endif
