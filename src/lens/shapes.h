/* SPDX-License-Identifier: Apache-2.0
 *
 * Digit shapes. Nearly all begin with a run of digits and capitals, so the scan walks from run to
 * run by bit masks and asks tables which shapes begin with a run of this length, go on with this
 * byte and have a second run of this length: a handful of instructions a run, however many shapes
 * there are. What is left is
 * compared byte by byte. Shapes that begin with a sign, like `(###)`, are found by its mask. */
#ifndef PS_SHAPES_H
#define PS_SHAPES_H

#include "block.h"
#include "rule.h"

enum { PS_SHAPE_PARTS = 32, PS_SHAPES_MAX = 128, PS_SHAPE_RUN_MAX = 48, PS_SHAPE_SECOND_MAX = 15 };

typedef enum ps_shape_class {
    PS_CLASS_DIGIT,
    PS_CLASS_UPPER,
    PS_CLASS_ALNUM,          /* A-Z or a digit */
    PS_CLASS_SAME_SEPARATOR, /* one of - . space, the same at each place */
    PS_CLASS_EXACT           /* the byte itself */
} ps_shape_class;

typedef struct ps_shape_part {
    uint8_t class, min, max; /* bytes of this class; open parts take all that stand there */
    char exact;              /* the byte it must be; 0: any of the class */
    bool open;               /* written with a count, #{9,19} */
} ps_shape_part;

typedef struct ps_shape {
    uint16_t rule, item;
    uint8_t count;
    ps_shape_part parts[PS_SHAPE_PARTS];
} ps_shape;

typedef struct ps_shape_set {
    uint64_t bits[PS_SHAPES_MAX / 64];
} ps_shape_set;

typedef struct ps_shapes {
    ps_shape shape[PS_SHAPES_MAX];
    unsigned count;
    ps_shape_set by_run[PS_SHAPE_RUN_MAX + 1]; /* shapes whose first run may have this length */
    ps_shape_set by_kind[3];                   /* ... may be all digits, all capitals, or both */
    ps_shape_set by_next[256];                 /* shapes that go on with this byte behind it */
    ps_shape_set by_second[PS_SHAPE_SECOND_MAX + 1]; /* ... and with a run of this length, or more
                                                        for the last, behind that byte */
    struct {
        uint8_t literal; /* of the block masks */
        uint8_t shape;
    } signed_shape[PS_BLOCK_LITERALS];
    unsigned signed_count;
} ps_shapes;

/* Compiles the text of a shape (docs/rules.md); a sign that begins one joins `bytes`. PS_E_RULES:
 * bad syntax, or too many shapes or signs. */
PS_MUST_CHECK ps_status ps_shapes_add(ps_shapes *shapes, ps_block_bytes *bytes, const ps_find *find,
                                      uint16_t rule, uint16_t item);
/* Index of `c` in bytes, adding it if need be; -1 when there is no room. */
int ps_block_literal(ps_block_bytes *bytes, unsigned char c);

/* Called with the offset of each match; `len` its bytes. False ends the scan. */
typedef bool ps_shape_fn(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len);

/* 64 bytes under way and their neighbours. */
typedef struct ps_shape_window {
    const ps_block_masks *now, *next; /* next: all zero at the end */
    bool run_before;                  /* the byte before is A-Z or 0-9 */
    uint32_t base;                    /* offset of the first byte of now */
} ps_shape_window;

/* Matches that begin in window->now. */
bool ps_shapes_match(const ps_shapes *shapes, const ps_shape_window *window, ps_span text,
                     ps_shape_fn *fn, void *ctx);

#endif
