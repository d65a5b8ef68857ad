/* SPDX-License-Identifier: Apache-2.0
 *
 * What bytes are that came out of an encoding: text, something packed, a document, or noise. */
#ifndef PS_CONTENT_H
#define PS_CONTENT_H

#include "span.h"

typedef enum ps_content {
    PS_CONTENT_NOISE,
    PS_CONTENT_TEXT,  /* ASCII, UTF-8 or UTF-16, with few strange bytes */
    PS_CONTENT_MIXED, /* half text: messages of binary protocols */
    PS_CONTENT_GZIP,
    PS_CONTENT_ZLIB,
    PS_CONTENT_ZSTD,
    PS_CONTENT_ZIP,
    PS_CONTENT_DOCUMENT /* PDF, pictures, office files: nothing here can read them */
} ps_content;

/* Judged by the first bytes and, for text, by the share of its first PS_CONTENT_SAMPLE. A dozen
 * bytes are enough to tell noise from the rest. */
enum { PS_CONTENT_SAMPLE = 4096 };
ps_content ps_content_of(ps_span bytes);

/* How many of a hundred bytes are characters, line ends or separators of a message. */
unsigned ps_content_text_percent(ps_span bytes);

/* UTF-16, either order: most bytes at even, or at odd, places are zero. */
bool ps_content_is_utf16(ps_span bytes);

#endif
