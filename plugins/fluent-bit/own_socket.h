/* SPDX-License-Identifier: Apache-2.0
 *
 * Does an address lead back into this process? */
#ifndef PS_OWN_SOCKET_H
#define PS_OWN_SOCKET_H

#include "wire.h"

/* True: a socket of this process listens there. Asks the resolver. */
bool ps_own_socket(const ps_wire_address *address);

#endif
