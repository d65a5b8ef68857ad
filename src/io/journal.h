/* SPDX-License-Identifier: Apache-2.0
 *
 * What the sidecars say: a JSON object a line on standard error. Never bytes of records. */
#ifndef PS_JOURNAL_H
#define PS_JOURNAL_H

#include "span.h"

/* `format` gives further members, each beginning with a comma: ",\"offset\":%lld". Texts of others
 * go through ps_journal_quoted. One write; any thread. */
void ps_journal(const char *level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Copies a text without what JSON would have to escape; cut to fit. Returns `out`. */
const char *ps_journal_quoted(char *out, size_t room, const char *text);

#endif
