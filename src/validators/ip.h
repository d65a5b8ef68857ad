/* SPDX-License-Identifier: Apache-2.0
 *
 * Dotted quads, for the two families of addresses. Private to the validators. */
#ifndef PS_IP_H
#define PS_IP_H

#include "span.h"

/* Length of four octets 0-255 without leading zeros at i, 0 for none. */
size_t ps_dotted_quad(ps_span t, size_t i, int octet[4]);

#endif
