/* SPDX-License-Identifier: Apache-2.0
 *
 * From options to rules, engine and pipeline. */
#ifndef PS_SETUP_H
#define PS_SETUP_H

#include "options.h"
#include "pipeline.h"

/* Built-in rules, configuration file, --rules, --profile, --only, --except, in this order; then the
 * configuration's settings go into the options, which so borrow from the rules. */
PS_MUST_CHECK ps_status ps_setup_rules(ps_rules **out, ps_options *options, ps_error *err);
/* --token-key-file or PHISIEVE_TOKEN_KEY, --max-line. */
PS_MUST_CHECK ps_status ps_setup_engine(ps_engine **out, const ps_rules *rules,
                                        const ps_options *options, ps_error *err);
/* --show-values: only to a terminal, or with =force; PS_E_USAGE otherwise. */
PS_MUST_CHECK ps_status ps_setup_values(bool *show, const ps_options *options, ps_error *err);
ps_pipeline_options ps_setup_pipeline(const ps_options *options);

#endif
