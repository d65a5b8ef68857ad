/* SPDX-License-Identifier: Apache-2.0
 *
 * One encoded character: `%2D`, `\u002d`, `&#45;`, a full-width digit, a colour that stands for
 * nothing. Pure; reads a few dozen bytes at most. */
#ifndef PS_CHARACTER_H
#define PS_CHARACTER_H

#include "span.h"

#include <stdint.h>

typedef struct ps_character {
    char bytes[4];
    uint8_t len;  /* bytes; 0: it stands for nothing (zero-width, colours) */
    uint8_t used; /* source bytes; 0: nothing is encoded here */
} ps_character;

/* The code point as UTF-8 (or what it stands for, fold.h), out of `used` source bytes. */
ps_character ps_character_of_point(uint32_t point, size_t used);
/* One byte of whatever charset; below 0x80 it is a code point. */
ps_character ps_character_of_byte(unsigned byte, size_t used);

/* What is encoded at rest.ptr[0]. `quoted_printable`: `=2D` counts, and `=` at a line's end. */
ps_character ps_character_read(ps_span rest, bool quoted_printable);

/* entity.c: `&...` */
ps_character ps_entity_read(ps_span rest);

/* Is the event written in quoted-printable? Nothing else says so: `=3D` or two codes in a row. */
bool ps_is_quoted_printable(ps_span event);

#endif
