/* SPDX-License-Identifier: Apache-2.0
 *
 * --color: labels like [SSN] stand out on a terminal. */
#ifndef PS_COLOR_H
#define PS_COLOR_H

#include "buf.h"
#include "flow.h"
#include "options.h"

typedef struct ps_color {
    ps_sink next;
    ps_buf text;
} ps_color;

/* Whether output to descriptor `fd` is to be coloured. */
bool ps_color_wanted(const ps_options *options, int fd);
/* A sink in front of `next`. Free with ps_color_free. */
ps_sink ps_color_sink(ps_color *color, ps_sink next);
void ps_color_free(ps_color *color);

#endif
