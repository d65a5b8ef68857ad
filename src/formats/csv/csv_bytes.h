/* SPDX-License-Identifier: Apache-2.0
 *
 * What a byte may be in the header of a table. Nearly all lines are asked, byte by byte. */
#ifndef PS_CSV_BYTES_H
#define PS_CSV_BYTES_H

#include <stdint.h>

enum {
    PS_CSV_HEADER = 1,      /* of a header: names, quotes, separators, blanks */
    PS_CSV_SEPARATOR = 2,   /* , ; | ^ and the tab */
    PS_CSV_NAME = 4,        /* of a column's name */
    PS_CSV_BOX_DRAWING = 8, /* the first byte of what is drawn */
    PS_CSV_RETURN = 16      /* of a line's end */
};

extern const uint8_t ps_csv_bytes[256];

static inline uint8_t ps_csv_byte(char c) {
    return ps_csv_bytes[(unsigned char)c];
}

#endif
