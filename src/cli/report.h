/* SPDX-License-Identifier: Apache-2.0
 *
 * How scan writes findings: one line each; SARIF puts a frame around them. */
#ifndef PS_REPORT_H
#define PS_REPORT_H

#include "buf.h"
#include "flow.h"
#include "sieve.h"

typedef enum ps_report_form { PS_REPORT_TEXT, PS_REPORT_JSONL, PS_REPORT_SARIF } ps_report_form;

typedef struct ps_report_row {
    const char *file;
    uint64_t line, column; /* from 1; column in bytes */
    size_t length;
    const ps_rule *rule;
    const char *evidence;
    ps_span value; /* ptr NULL: not to be shown */
} ps_report_row;

PS_MUST_CHECK ps_status ps_report_add(ps_buf *out, ps_report_form form, const ps_report_row *row);
/* Of SARIF; adds nothing otherwise. */
PS_MUST_CHECK ps_status ps_report_head(ps_buf *out, ps_report_form form, const ps_engine *engine);
PS_MUST_CHECK ps_status ps_report_foot(ps_buf *out, ps_report_form form, bool complete);

/* A sink that counts rows, and puts commas between those of SARIF. */
typedef struct ps_report_sink {
    ps_sink next;
    ps_report_form form;
    uint64_t rows;
} ps_report_sink;
ps_sink ps_report_counted(ps_report_sink *report);

#endif
