/* SPDX-License-Identifier: Apache-2.0
 *
 * Triggers: bytes that begin an encoded stretch, behind which the lenses see nothing. */
#ifndef PS_TRIGGER_H
#define PS_TRIGGER_H

#include "span.h"

/* Does an encoded character begin at text.ptr[at]? Percent (%2D), JSON and C escapes (\u0033, \x33,
 * \", \/), HTML (&#45; &quot;), ANSI colour (ESC [), and Unicode that stands for ASCII: full-width
 * forms, dashes U+2010-2015, no-break space, zero-width characters. */
bool ps_trigger_at(ps_span text, size_t at);

#endif
