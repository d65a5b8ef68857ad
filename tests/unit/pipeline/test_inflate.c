/* SPDX-License-Identifier: Apache-2.0 */
#include "buf.h"
#include "inflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void pack(ps_buf *out, ps_codec codec, ps_span data, size_t room) {
    ps_encoder *encoder = NULL;
    char *to = malloc(room);
    bool done = false;
    assert_non_null(to);
    assert_int_equal(ps_encoder_new(&encoder, codec), PS_OK);
    ps_flow flow = {.in = data, .to = to, .room = room};
    while (!done) {
        assert_int_equal(ps_encoder_step(encoder, &flow, true, &done), PS_OK);
        assert_int_equal(ps_buf_add(out, ps_span_of(to, flow.made)), PS_OK);
    }
    ps_encoder_free(encoder);
    free(to);
}

/* In pieces of `step` bytes. */
static ps_status unpack(ps_buf *out, ps_codec codec, ps_span packed, size_t step, bool *whole) {
    ps_decoder *decoder = NULL;
    char to[97];
    ps_status status = PS_OK;
    assert_int_equal(ps_decoder_new(&decoder, codec), PS_OK);
    while (packed.len && status == PS_OK) {
        size_t n = packed.len < step ? packed.len : step;
        ps_flow flow = {.in = ps_span_of(packed.ptr, n), .to = to, .room = sizeof to};
        do {
            status = ps_decoder_step(decoder, &flow);
            assert_int_equal(ps_buf_add(out, ps_span_of(to, flow.made)), PS_OK);
        } while (status == PS_OK && (flow.made || flow.in.len));
        packed = ps_span_cut(packed, n, packed.len);
    }
    *whole = ps_decoder_complete(decoder);
    ps_decoder_free(decoder);
    return status;
}

static void round_trips(void **state) {
    (void)state;
    static const ps_codec codecs[] = {PS_CODEC_GZIP, PS_CODEC_ZSTD};
    static const size_t steps[] = {1, 5, 1000, 1 << 20};
    ps_buf data, packed, got;
    ps_buf_init(&data, 1 << 20);
    ps_buf_init(&packed, 1 << 20);
    ps_buf_init(&got, 1 << 20);
    for (unsigned i = 0; i < 5000; i++)
        assert_int_equal(ps_buf_addf(&data, "%u %u\n", i, i * i * 7919U % 10007U), PS_OK);
    for (size_t i = 0; i < 8; i++) {
        bool whole = false, certain = false;
        ps_codec codec = codecs[i % 2];
        ps_buf_clear(&packed);
        ps_buf_clear(&got);
        pack(&packed, codec, ps_buf_span(&data), 13 + i * 1000);
        pack(&packed, codec, PS_LIT(""), 100);
        pack(&packed, codec, PS_LIT("second member"), 100);
        assert_int_equal(ps_codec_of(ps_buf_span(&packed), &certain), codec);
        assert_true(certain);
        assert_int_equal(unpack(&got, codec, ps_buf_span(&packed), steps[i / 2], &whole), PS_OK);
        assert_true(whole);
        assert_int_equal(got.len, data.len + 13);
        assert_memory_equal(got.ptr, data.ptr, data.len);
        ps_buf_clear(&got);
        ps_span cut = ps_span_of(packed.ptr, packed.len - 3);
        assert_int_equal(unpack(&got, codec, cut, steps[i / 2], &whole), PS_OK);
        assert_false(whole);
    }
    ps_buf_free(&data);
    ps_buf_free(&packed);
    ps_buf_free(&got);
}

static void damage_is_seen(void **state) {
    (void)state;
    ps_buf packed, got;
    bool whole;
    ps_buf_init(&packed, 1 << 20);
    ps_buf_init(&got, 1 << 20);
    for (int i = 0; i < 2; i++) {
        ps_codec codec = i ? PS_CODEC_ZSTD : PS_CODEC_GZIP;
        ps_buf_clear(&packed);
        pack(&packed, codec, PS_LIT("some text, some text, some text"), 100);
        packed.ptr[packed.len - (codec == PS_CODEC_GZIP ? 6 : 2)] ^= 1; /* the checksum */
        assert_int_equal(unpack(&got, codec, ps_buf_span(&packed), 100, &whole), PS_E_DECODE);
    }
    ps_buf_free(&packed);
    ps_buf_free(&got);
}

static void heads(void **state) {
    (void)state;
    bool certain;
    assert_int_equal(ps_codec_of(PS_LIT("a"), &certain), PS_CODEC_PLAIN);
    assert_true(certain);
    assert_int_equal(ps_codec_of(PS_LIT("\x1f\x8b"), &certain), PS_CODEC_PLAIN);
    assert_false(certain);
    assert_int_equal(ps_codec_of(PS_LIT("\x1f\x8b\x08"), &certain), PS_CODEC_GZIP);
    assert_true(certain);
    assert_int_equal(ps_codec_of(PS_LIT("\x28\xb5\x2f"), &certain), PS_CODEC_PLAIN);
    assert_false(certain);
    assert_int_equal(ps_codec_of(PS_LIT("\x28\xb5\x2f\xfd"), &certain), PS_CODEC_ZSTD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips),
        cmocka_unit_test(damage_is_seen),
        cmocka_unit_test(heads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
