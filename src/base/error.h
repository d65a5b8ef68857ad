/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling a caller's ps_error. The texts are ours: never pass input bytes. */
#ifndef PS_ERROR_H
#define PS_ERROR_H

#include <phisieve.h>

/* Sets *err (NULL is fine) and returns `status`, so that `return ps_fail(...)` reads well. */
ps_status ps_fail(ps_error *err, ps_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
