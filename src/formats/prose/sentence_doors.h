/* SPDX-License-Identifier: Apache-2.0
 *
 * Anchors that stand in lines about everything: a look at the next words says whether reading the
 * clause is worth its cost. Pure; looks at most 64 bytes away. */
#ifndef PS_SENTENCE_DOORS_H
#define PS_SENTENCE_DOORS_H

#include "form.h"

typedef enum ps_door {
    PS_DOOR_SHUT,
    PS_DOOR_AJAR, /* a word that may speak of a person's record, where there is a value */
    PS_DOOR_OPEN, /* a word that does, or a sign that a value stands there */
    PS_DOOR_NAME  /* no such word, but a name of the lists */
} ps_door;

/* Is there what may be a value in [from, to)? Looks at each byte once. */
bool ps_sentence_has_value(ps_span text, size_t from, size_t to);

ps_door ps_sentence_door(ps_span text, size_t at, size_t end);

#endif
