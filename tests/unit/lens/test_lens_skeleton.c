/* SPDX-License-Identifier: Apache-2.0
 *
 * Skeletons: what stays, what is blanked, and that nothing but digits is. */
#include "kit.h"
#include "skeleton.h"

static const char *made(const char *text) {
    static char out[PS_SKELETON_MAX + PS_SKELETON_SPARE];
    ps_skeleton_make(ps_byte_sets_portable, ps_span_z(text), out);
    out[strlen(text)] = 0;
    return out;
}

static void test_names(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"2026-11-22T09:30:12.118Z took 37 ms", "0000-00-00T00:00:00.000Z took 00 ms"},
        {"line2=7 PV1|1 sha256=9", "line2=0 PV1|0 sha256=0"},
        {"npi_1=2 part_12 part_123", "npi_1=0 part_12 part_000"},
        {"A1234 A123 A12-4", "A0000 A123 A12-0"}, /* four digits are a number */
        {"5d7 d7 7d", "0d0 d7 0d"},
        {"7", "0"},
        {"", ""},
        {"no number", "no number"},
        {"\xc3\xa9 7 caf\xc3\xa9", "\xc3\xa9 0 caf\xc3\xa9"},
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++) assert_string_equal(made(rows[i][0]), rows[i][1]);
}

/* By the words of the header, byte by byte. */
static bool stays(ps_span text, size_t at) {
    size_t from = at, to = at;
    while (from > 0 && ps_is_digit(text.ptr[from - 1])) from--;
    while (to < text.len && ps_is_digit(text.ptr[to])) to++;
    if (from == 0) return false;
    if (text.ptr[from - 1] == '_') return to - from <= 2;
    if (!ps_is_alpha(text.ptr[from - 1]) || to - from > 3) return false;
    return from < 2 || !ps_is_digit(text.ptr[from - 2]);
}

/* Every instruction set, every length, digits across the ends of blocks. */
static void test_random(void **state) {
    (void)state;
    static const char bytes[] = "0123456789012345678901234567890123456789abcXYZ__- :.|\n";
    kit_random random = kit_seed(11);
    char text[400], out[sizeof text + PS_SKELETON_SPARE];
    for (size_t n = 0; n < 3000; n++) {
        size_t len = kit_below(&random, sizeof text);
        for (size_t i = 0; i < len; i++) text[i] = bytes[kit_below(&random, sizeof bytes - 1)];
        ps_span span = ps_span_of(text, len);
        ps_skeleton_make(ps_byte_sets_portable, span, out);
        for (size_t i = 0; i < len; i++) {
            bool blank = ps_is_digit(text[i]) && !stays(span, i);
            assert_int_equal(out[i], blank ? '0' : text[i]);
            if (blank) assert_true(ps_skeleton_hides(span, out, i));
        }
        for (ps_byte_sets_fn *const *sets = ps_byte_sets_all(); *sets; sets++) {
            char other[sizeof out];
            ps_skeleton_make(*sets, span, other);
            assert_memory_equal(other, out, len);
        }
    }
}

/* Other numbers: the same skeleton. One other byte: another one. */
static void test_same(void **state) {
    (void)state;
    char a[PS_SKELETON_MAX + PS_SKELETON_SPARE], b[sizeof a];
    ps_span x = PS_LIT("10.2.3.44 - - [22/Nov/2026] \"GET /v2/items/815\" 200 17");
    ps_span y = PS_LIT("10.9.8.12 - - [01/Nov/2026] \"GET /v2/items/204\" 503 99");
    ps_span z = PS_LIT("10.9.8.12 - - [01/Nov/2026] \"GET /v3/items/204\" 503 99");
    ps_skeleton_make(ps_byte_sets_best(), x, a);
    ps_skeleton_make(ps_byte_sets_best(), y, b);
    assert_memory_equal(a, b, x.len);
    ps_skeleton_make(ps_byte_sets_best(), z, b);
    assert_int_not_equal(memcmp(a, b, x.len), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
