/* SPDX-License-Identifier: Apache-2.0
 *
 * Digit shapes. Nearly all begin with a run of digits and capitals. Bit masks tell which runs may
 * begin one: the long ones, and of the short ones those with a sign behind that joins two runs of
 * some shape. For these, tables tell which shapes begin with a run of this length and kind, go on
 * with this byte and have a second run of this length and kind: a handful of instructions a run,
 * however many shapes there are. What is left is compared byte by byte. Shapes that begin with a
 * sign, like `(###)`, are found by its mask. */
#ifndef PS_SHAPES_H
#define PS_SHAPES_H

#include "block.h"
#include "rule.h"
#include "validator.h"

enum {
    PS_SHAPE_PARTS = 32,
    PS_SHAPES_MAX = 128,
    PS_SHAPE_RUN_MAX = 48,
    PS_SHAPE_SECOND_MAX = 15,
    PS_SHAPE_SHORT = 8
};

typedef enum ps_shape_class {
    PS_CLASS_DIGIT,
    PS_CLASS_UPPER,
    PS_CLASS_ALNUM,          /* A-Z or a digit */
    PS_CLASS_SAME_SEPARATOR, /* one of - . space, the same at each place */
    PS_CLASS_EXACT           /* the byte itself */
} ps_shape_class;

typedef struct ps_shape_part {
    uint8_t class, min, max; /* bytes of this class; open parts take all that stand there */
    uint8_t accepts;         /* kinds of bytes (shapes.c) */
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
    /* ... and with a second run behind that byte of this length, or more for the last, that begins
     * with a digit, or with a capital */
    ps_shape_set by_second[2][PS_SHAPE_SECOND_MAX + 1];
    ps_shape_set by_third[256]; /* ... and with this byte behind the second run */
    unsigned long_run; /* 1, 2, 4 or 8: shorter runs begin a shape only with a sign behind */
    /* Of shapes whose first run may be short, by its kind and length and the sign behind: which
     * second runs there are. Bit n: of n bytes, a digit first; bit 16 + n: a capital first. */
    uint32_t seconds[3][PS_SHAPE_SHORT][256];
    /* Of the shapes that begin with a sign: 1 and more by its byte; what stands behind is filed as
     * a second run. */
    uint8_t sign[256];
    ps_shape_set by_sign[PS_BLOCK_BYTES + 1];
    unsigned sign_count;
} ps_shapes;

/* Compiles the text of a shape (docs/rules.md); the signs that begin one, or join its first runs,
 * join `sets`. PS_E_RULES: bad syntax, or too many shapes or signs. */
PS_MUST_CHECK ps_status ps_shapes_add(ps_shapes *shapes, ps_block_sets *sets, const ps_find *find,
                                      uint16_t rule, uint16_t item);

/* Called with the offset of each match; `len` its bytes. False ends the scan. */
typedef bool ps_shape_fn(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len);

/* 64 bytes under way and their neighbours, all zero at the ends of the text. */
typedef struct ps_shape_window {
    const ps_block_masks *before, *now, *next;
    uint32_t base; /* offset of the first byte of now */
} ps_shape_window;

/* Matches that begin in window->now; or, where their first run is short, in which it ends. Over all
 * blocks of a text, the one behind its last included, each is reported once. */
bool ps_shapes_match(const ps_shapes *shapes, const ps_shape_window *window, ps_span text,
                     ps_shape_fn *fn, void *ctx);

/* Matches that begin in [from, to) of the text, and nothing else of a lens; not in order. */
bool ps_shapes_scan(const ps_shapes *shapes, const ps_block_sets *sets, ps_block_fn *block,
                    ps_span text, ps_extent range, ps_shape_fn *fn, void *ctx);

#endif
