/* SPDX-License-Identifier: Apache-2.0
 *
 * From options to rules, engine and pipeline. */
#ifndef PS_SETUP_H
#define PS_SETUP_H

#include "options.h"
#include "pipeline.h"
#include "watch.h"

/* Built-in rules, configuration file, --rules, --profile, --only, --except, in this order; then the
 * configuration's settings go into the options, which so borrow from the rules. */
PS_MUST_CHECK ps_status ps_setup_rules(ps_rules **out, ps_options *options, ps_error *err);
/* --token-key-file or PHISIEVE_TOKEN_KEY, --max-line. */
PS_MUST_CHECK ps_status ps_setup_engine(ps_engine **out, const ps_rules *rules,
                                        const ps_options *options, ps_error *err);
/* --show-values: only to a terminal, or with =force; PS_E_USAGE otherwise. */
PS_MUST_CHECK ps_status ps_setup_values(bool *show, const ps_options *options, ps_error *err);
ps_pipeline_options ps_setup_pipeline(const ps_options *options);

/* --listen, before the rules are loaded; NULL and PS_OK without it. Says the port that was chosen
 * for port 0. */
PS_MUST_CHECK ps_status ps_setup_watch(ps_watch **out, const ps_options *options, ps_error *err);
/* What is shown there; NULL and PS_OK without --listen. */
PS_MUST_CHECK ps_status ps_setup_metrics(ps_metrics **out, const ps_watch *watch,
                                         const ps_engine *engine, const char *door, ps_error *err);

#endif
