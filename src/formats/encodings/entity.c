/* SPDX-License-Identifier: Apache-2.0 */
#include "character.h"

enum { NAME_MAX = 18 }; /* bytes of the longest name */

static const struct ps_entity_name {
    const char *name;
    uint32_t point;
} names[] = {
#define PS_ENTITY(name, point) {name, point},
#include "entities.def"
#undef PS_ENTITY
};

/* &#45; &#x2D; the semicolon may be missing */
static ps_character numbered(ps_span s) {
    bool hex = s.len > 2 && (s.ptr[2] | 0x20) == 'x';
    uint32_t point = 0;
    size_t i = hex ? 3 : 2, begin = i;
    for (; i < s.len && i - begin < 8; i++) {
        int digit = ps_hex_value(s.ptr[i]);
        if (digit < 0 || (!hex && digit > 9)) break;
        point = point * (hex ? 16u : 10u) + (uint32_t)digit;
    }
    if (i == begin || point > 0x10FFFF) return (ps_character){0};
    return ps_character_of_point(point, i < s.len && s.ptr[i] == ';' ? i + 1 : i);
}

static int compare(ps_span word, const char *name) {
    size_t n = strlen(name);
    int order = memcmp(word.ptr, name, word.len < n ? word.len : n);
    return order ? order : word.len < n ? -1 : word.len > n;
}

static ps_character named(ps_span word) {
    size_t low = 0, high = sizeof names / sizeof *names;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(word, names[middle].name);
        if (order == 0) return ps_character_of_point(names[middle].point, word.len + 2);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return (ps_character){0};
}

ps_character ps_entity_read(ps_span rest) {
    if (rest.len > 2 && rest.ptr[1] == '#') return numbered(rest);
    size_t end = 1;
    while (end < rest.len && end <= NAME_MAX && ps_is_alnum(rest.ptr[end])) end++;
    if (end == 1 || end >= rest.len || rest.ptr[end] != ';') return (ps_character){0};
    return named(ps_span_cut(rest, 1, end));
}
