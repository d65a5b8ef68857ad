/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever pieces a source gives and whatever the size of a block: lines come whole, in order, and
 * every line over the limit is announced, with nothing lost. */
#include "framer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MAX_LINE = 40 };

typedef struct feed {
    ps_span data;
    size_t at, step; /* bytes a read */
    bool pauses;     /* nothing is ever pending */
    size_t fail_at;  /* a read from here on fails; SIZE_MAX: never */
} feed;

static ps_status feed_read(void *self, char *to, size_t room, size_t *got, ps_error *err) {
    feed *from = self;
    (void)err;
    *got = 0;
    if (from->at >= from->fail_at) return PS_E_DECODE;
    size_t n = from->data.len - from->at;
    if (n > from->step) n = from->step;
    if (n > room) n = room;
    memcpy(to, from->data.ptr + from->at, n);
    from->at += n;
    *got = n;
    return PS_OK;
}

static bool feed_pending(void *self) {
    return !((const feed *)self)->pauses;
}

/* Reads all; a line over the limit comes out as "<length>". */
static void collect(feed *from, size_t block_size, ps_buf *out, ps_status *status) {
    ps_source source = {.self = from, .read = feed_read, .pending = feed_pending};
    ps_framer framer;
    ps_block block = {0};
    ps_framer_init(&framer, &source, NULL, MAX_LINE);
    assert_int_equal(ps_block_grow(&block, block_size), PS_OK);
    ps_frame frame;
    while ((frame = ps_framer_fill(&framer, &block, NULL)) != PS_FRAME_END) {
        if (frame == PS_FRAME_FULL) {
            assert_int_equal(ps_block_grow(&block, block.cap * 2), PS_OK);
            continue;
        }
        if (frame == PS_FRAME_LINES) {
            assert_int_equal(ps_buf_add(out, ps_span_of(block.ptr, block.len)), PS_OK);
        } else {
            size_t length = 0;
            ps_piece piece;
            do {
                block.len = 0;
                piece = ps_framer_piece(&framer, &block);
                length += block.len;
            } while (piece == PS_PIECE_MORE);
            assert_int_equal(
                ps_buf_addf(out, "<%zu>%s", length, piece == PS_PIECE_LINE_END ? "\n" : ""), PS_OK);
        }
        block.len = 0;
    }
    *status = framer.status;
    ps_block_free(&block);
    ps_framer_free(&framer);
}

static void expect(ps_buf *out, ps_span data) {
    while (data.len) {
        const char *newline = memchr(data.ptr, '\n', data.len);
        size_t length = newline ? (size_t)(newline - data.ptr) : data.len;
        size_t whole = newline ? length + 1 : length;
        ps_status status = length > MAX_LINE
                               ? ps_buf_addf(out, "<%zu>%s", length, newline ? "\n" : "")
                               : ps_buf_add(out, ps_span_of(data.ptr, whole));
        assert_int_equal(status, PS_OK);
        data = ps_span_cut(data, whole, data.len);
    }
}

/* Lines of all lengths around the limit, from a fixed seed. */
static void make(ps_buf *out, unsigned seed, size_t size) {
    while (out->len < size) {
        seed = seed * 1103515245U + 12345U;
        size_t length = (seed >> 16) % (seed & 0x100000U ? 90 : 12);
        for (size_t i = 0; i < length; i++)
            assert_int_equal(ps_buf_add_char(out, (char)('a' + i % 26)), PS_OK);
        if (out->len < size) assert_int_equal(ps_buf_add_char(out, '\n'), PS_OK);
    }
}

static void any_pieces_and_blocks_give_the_same(void **state) {
    (void)state;
    static const size_t steps[] = {1, 3, 64, 1000}, blocks[] = {1, 7, 41, 64, 500, 100000};
    for (unsigned seed = 1; seed <= 12; seed++) {
        ps_buf data, wanted, got;
        ps_buf_init(&data, 1 << 20);
        ps_buf_init(&wanted, 1 << 20);
        ps_buf_init(&got, 1 << 20);
        make(&data, seed, 3000);
        expect(&wanted, ps_buf_span(&data));
        for (size_t i = 0; i < 4 * 6 * 2; i++) {
            feed from = {ps_buf_span(&data), 0, steps[i % 4], i % 2 == 0, SIZE_MAX};
            ps_status status;
            ps_buf_clear(&got);
            collect(&from, blocks[i / 4 % 6], &got, &status);
            assert_int_equal(status, PS_OK);
            assert_int_equal(got.len, wanted.len);
            assert_memory_equal(got.ptr, wanted.ptr, wanted.len);
        }
        ps_buf_free(&data);
        ps_buf_free(&wanted);
        ps_buf_free(&got);
    }
}

static void a_pause_releases_whole_lines_only(void **state) {
    (void)state;
    feed from = {PS_LIT("one\ntwo\npart"), 0, 100, true, SIZE_MAX};
    ps_source source = {.self = &from, .read = feed_read, .pending = feed_pending};
    ps_framer framer;
    ps_block block = {0};
    ps_framer_init(&framer, &source, NULL, MAX_LINE);
    framer.count_lines = true;
    assert_int_equal(ps_block_grow(&block, 1000), PS_OK);
    assert_int_equal(ps_framer_fill(&framer, &block, NULL), PS_FRAME_LINES);
    assert_int_equal(block.len, 8);
    assert_int_equal(block.first_line, 1);
    block.len = 0;
    assert_int_equal(ps_framer_fill(&framer, &block, NULL), PS_FRAME_LINES);
    assert_int_equal(block.len, 4);
    assert_int_equal(block.first_line, 3);
    block.len = 0;
    assert_int_equal(ps_framer_fill(&framer, &block, NULL), PS_FRAME_END);
    ps_block_free(&block);
    ps_framer_free(&framer);
}

static void a_failed_read_drops_the_line_it_cut(void **state) {
    (void)state;
    ps_buf got;
    ps_buf_init(&got, 1000);
    ps_status status;
    feed from = {PS_LIT("one\ntwo\npart of a line"), 0, 5, false, 15};
    collect(&from, 100, &got, &status);
    assert_int_equal(status, PS_E_DECODE);
    assert_int_equal(got.len, 8);
    assert_memory_equal(got.ptr, "one\ntwo\n", 8);
    ps_buf_free(&got);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_pieces_and_blocks_give_the_same),
        cmocka_unit_test(a_pause_releases_whole_lines_only),
        cmocka_unit_test(a_failed_read_drops_the_line_it_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
