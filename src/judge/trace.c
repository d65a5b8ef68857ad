/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

typedef struct ps_reason_row {
    const char *word, *about;
    bool redacts;
} ps_reason_row;

static const ps_reason_row rows[] = {
#define PS_REASON(name, redacts, word, about) [PS_REASON_##name] = {word, about, redacts},
#include "reasons.def"
#undef PS_REASON
};

_Static_assert(sizeof rows / sizeof *rows == PS_REASON_COUNT, "a reason has no row");

const char *ps_reason_word(ps_reason reason) {
    return rows[reason].word;
}
const char *ps_reason_about(ps_reason reason) {
    return rows[reason].about;
}
bool ps_reason_redacts(ps_reason reason) {
    return rows[reason].redacts;
}
