/* SPDX-License-Identifier: Apache-2.0
 *
 * What may stand behind an option. */
#ifndef PS_VALUES_H
#define PS_VALUES_H

#include "options.h"

/* A whole number, K, M and G count 1024s. */
bool ps_value_number(const char *text, uint64_t *out);
/* `shown` says where the value stands: "--threads", "PHISIEVE_THREADS". */
PS_MUST_CHECK ps_status ps_value_check(const ps_option *option, const char *value,
                                       const char *shown, ps_error *err);
/* As _check for environment and configuration file, where a flag is a word: yes or no. A `no`
 * makes *value NULL, a `yes` "". */
PS_MUST_CHECK ps_status ps_value_elsewhere(const ps_option *option, const char **value,
                                           const char *shown, ps_error *err);

#endif
