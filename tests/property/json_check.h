/* SPDX-License-Identifier: Apache-2.0
 *
 * Is it JSON (RFC 8259)? Written for the tests alone, so that it shares nothing with the engine.
 * Bytes from 0x80 may stand in strings as they are. */
#ifndef JSON_CHECK_H
#define JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

bool json_check(const char *text, size_t len);

#endif
