/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors name a constraint or index, whose name tells the columns: patient_ssn_key, UQ_mbi,
 * ssn_1_dob_1. */
#ifndef PS_CONSTRAINT_H
#define PS_CONSTRAINT_H

#include "key_index.h"

enum { PS_CONSTRAINT_COLUMNS = 8 };

typedef struct ps_constraint {
    int32_t column[PS_CONSTRAINT_COLUMNS]; /* those that are keys (column.h), in order */
    unsigned count;
} ps_constraint;

/* False when the name tells no key. */
bool ps_constraint_read(ps_span name, const ps_key_index *keys, ps_constraint *out);

#endif
