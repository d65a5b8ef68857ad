/* SPDX-License-Identifier: Apache-2.0 */
#include "sieve_inside.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1024, ROOM_MAX = 1 << 20 };

ps_status ps_grow(void *list, size_t *room, size_t each) {
    if (*room >= ROOM_MAX) return PS_E_LIMIT;
    size_t more = *room ? *room * 2 : FIRST_ROOM;
    void **slot = list;
    void *larger = realloc(*slot, more * each);
    if (!larger) return PS_E_NOMEM;
    *slot = larger;
    *room = more;
    return PS_OK;
}

ps_status ps_places_add(ps_places *places, ps_place place) {
    if (places->count == places->room) {
        ps_status status = ps_grow(&places->items, &places->room, sizeof *places->items);
        if (status != PS_OK) return status;
    }
    places->items[places->count++] = place;
    return PS_OK;
}
