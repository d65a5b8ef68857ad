/* SPDX-License-Identifier: Apache-2.0
 *
 * The sidecars are programs of their own: loading what they need would cost every start of the
 * filter. */
#ifndef PS_BECOME_H
#define PS_BECOME_H

#include "options.h"

/* This process becomes the program beside it, with the same words. Comes back, with an exit code,
 * only when that fails. */
int ps_become(const ps_options *options, const char *program);

#endif
