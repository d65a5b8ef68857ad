/* SPDX-License-Identifier: Apache-2.0
 *
 * Digit shapes as mask programs: a shape matches at bit i when, for every position k of its fixed
 * head, the mask of its byte class has bit i+k. The heads of all shapes form one tree, so that
 * what they share is tested once, and a branch ends where no bit is left; runs of open length
 * behind the head are counted byte by byte, on the few places that are left. */
#ifndef PS_SHAPES_H
#define PS_SHAPES_H

#include "block.h"
#include "rule.h"

enum { PS_SHAPE_PARTS = 32, PS_SHAPES_MAX = 96, PS_SHAPE_NODES = 512 };

/* Byte classes; PS_CLASS_LITERAL + k is literal k of the block. */
enum { PS_CLASS_DIGIT, PS_CLASS_UPPER, PS_CLASS_ALNUM, PS_CLASS_SAME_SEPARATOR, PS_CLASS_LITERAL };

typedef struct ps_shape_part {
    uint8_t class, min, max; /* bytes of this class; max > min only for digits */
    char exact;              /* a digit or letter that stands for itself; 0: any of the class */
} ps_shape_part;

typedef struct ps_shape {
    uint16_t rule, item;
    uint8_t count;
    ps_shape_part parts[PS_SHAPE_PARTS];
    int16_t next; /* further shape that begins with the same head, or -1 */
} ps_shape;

typedef struct ps_shape_node {
    uint8_t class;
    int16_t child, sibling; /* -1: none */
    int16_t shape;          /* first whose head ends here, or -1 */
} ps_shape_node;

typedef struct ps_shapes {
    ps_shape shape[PS_SHAPES_MAX];
    ps_shape_node node[PS_SHAPE_NODES];
    int16_t root; /* first node of depth 0, or -1 */
    unsigned count, node_count;
    unsigned shortest_run; /* least digits of a shape that is nothing but a run; 0: none is */
    int16_t runs;          /* those shapes */
} ps_shapes;

void ps_shapes_init(ps_shapes *shapes, ps_block_bytes *bytes);
/* Compiles the text of a shape (docs/rules.md); literals join `bytes`. PS_E_RULES: bad syntax, or
 * too many shapes or literals. */
PS_MUST_CHECK ps_status ps_shapes_add(ps_shapes *shapes, ps_block_bytes *bytes, const ps_find *find,
                                      uint16_t rule, uint16_t item);
/* Index of `c` in bytes, adding it if need be; -1 when there is no room. */
int ps_block_literal(ps_block_bytes *bytes, unsigned char c);

/* Called with the offset of each match; `len` its bytes. False ends the scan. */
typedef bool ps_shape_fn(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len);

/* 64 bytes under way and their neighbours. */
typedef struct ps_shape_window {
    const ps_block_masks *now, *next; /* next: all zero at the end */
    const ps_block_bytes *bytes;      /* the literals of the masks */
    bool digit_before, alnum_before;  /* of the byte before: 0-9; A-Z or 0-9 */
    uint32_t base;                    /* offset of the first byte of now */
} ps_shape_window;

/* Matches that begin in window->now. */
bool ps_shapes_match(const ps_shapes *shapes, const ps_shape_window *window, ps_span text,
                     ps_shape_fn *fn, void *ctx);

#endif
