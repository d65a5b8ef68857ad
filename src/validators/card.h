/* SPDX-License-Identifier: Apache-2.0
 *
 * The network of a payment card. */
#ifndef PS_CARD_H
#define PS_CARD_H

#include "span.h"

/* "visa", "amex", ...; NULL when the value is no card number. */
const char *ps_card_network(ps_span value);

#endif
