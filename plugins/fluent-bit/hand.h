/* SPDX-License-Identifier: Apache-2.0
 *
 * A thread of our own that does the work of a plugin, on a stack of its own.
 *
 * The host may call a plugin on 24 KiB without a guard page behind them; rules, PCRE2 and a
 * handshake of TLS need more. The caller hands its work over and waits; nothing is queued. */
#ifndef PS_HAND_H
#define PS_HAND_H

typedef struct ps_hand ps_hand;
typedef void ps_hand_fn(void *work);

/* NULL: no memory, or no thread. */
ps_hand *ps_hand_new(void);
/* Calls fn there and returns after it. Any thread; one work at a time. */
void ps_hand_do(ps_hand *hand, ps_hand_fn *fn, void *work);
/* Nobody may be in ps_hand_do. The thread is gone afterwards, so that our code can be unloaded. */
void ps_hand_free(ps_hand *hand);

#endif
