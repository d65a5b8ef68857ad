/* SPDX-License-Identifier: Apache-2.0
 *
 * Events as lines of JSON. Pure. */
#ifndef PS_JSON_EVENTS_H
#define PS_JSON_EVENTS_H

#include "buf.h"

/* Appends a line for each event:
 *   {"time":1700000000.123456789,"tag":"app","metadata":{...},"record":{...}}
 * without metadata where there is none; for the marks of a group "group":"start" or "end" in the
 * place of time. What is not UTF-8 becomes U+FFFD, numbers that are none null, ext hex digits.
 * PS_E_DECODE: malformed, no event, or a map or an array as a key; PS_E_LIMIT: over 160 levels. */
PS_MUST_CHECK ps_status ps_json_events(ps_buf *out, ps_span tag, ps_span events);

#endif
