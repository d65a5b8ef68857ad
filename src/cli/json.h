/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON strings. */
#ifndef PS_JSON_H
#define PS_JSON_H

#include "buf.h"

/* Adds "text" with quotes; bytes that are no UTF-8 become U+FFFD. */
PS_MUST_CHECK ps_status ps_json_text(ps_buf *out, ps_span text);
bool ps_json_is_utf8(ps_span text);
/* Bytes as base64 (RFC 4648), with quotes. */
PS_MUST_CHECK ps_status ps_json_base64(ps_buf *out, ps_span bytes);
/* The same with what must not stand in a URI reference percent-encoded. */
PS_MUST_CHECK ps_status ps_json_uri(ps_buf *out, ps_span path);

#endif
