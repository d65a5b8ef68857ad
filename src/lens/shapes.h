/* SPDX-License-Identifier: Apache-2.0
 *
 * Digit shapes as mask programs: a shape of n bytes matches at bit i when, for every position k,
 * the mask of its byte class has bit i+k. */
#ifndef PS_SHAPES_H
#define PS_SHAPES_H

#include "block.h"
#include "rule.h"

enum { PS_SHAPE_BYTES = 32, PS_SHAPES_MAX = 64 };

typedef struct ps_shape {
    uint16_t rule, item;
    uint8_t len;                      /* bytes that the masks check; 0 for a bare run */
    uint8_t run_min, run_max;         /* digits of a run, bare or at the end of a shape */
    uint8_t class_of[PS_SHAPE_BYTES]; /* index into the classes of a block */
} ps_shape;

/* Classes 0, 1 and 2, then the literals of the block masks. */
enum { PS_CLASS_DIGIT, PS_CLASS_UPPER, PS_CLASS_SAME_SEPARATOR, PS_CLASS_LITERAL };

typedef struct ps_shapes {
    ps_shape shape[PS_SHAPES_MAX];
    unsigned count;
    unsigned shortest_run; /* 0: no shape is a run */
} ps_shapes;

/* Compiles the text of a shape (docs/rules.md); literals join `bytes`. PS_E_RULES: bad syntax, or
 * too many shapes or literals. */
PS_MUST_CHECK ps_status ps_shapes_add(ps_shapes *shapes, ps_block_bytes *bytes, const ps_find *find,
                                      uint16_t rule, uint16_t item);
/* Index of `c` in bytes, adding it if need be; -1 when there is no room. */
int ps_block_literal(ps_block_bytes *bytes, unsigned char c);

/* Called with the offset of each match; `len` its bytes. False ends the scan. */
typedef bool ps_shape_fn(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len);

/* Matches that begin in `now`, whose first byte is text.ptr[base]; `next` are the 64 bytes after
 * (all zero at the end). `digit_before`: the byte before base is a digit. */
bool ps_shapes_match(const ps_shapes *shapes, const ps_block_masks *now, const ps_block_masks *next,
                     ps_span text, uint32_t base, bool digit_before, ps_shape_fn *fn, void *ctx);

#endif
