/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes that can be read, and bytes whose values nobody can see. */
#ifndef PS_TEXT_H
#define PS_TEXT_H

#include "span.h"

/* No control characters but those that logs and messages have: tabs, line ends, ANSI escapes, the
 * frame and the separators of HL7 and X12. */
bool ps_is_text(ps_span value);

#endif
