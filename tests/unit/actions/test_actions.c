/* SPDX-License-Identifier: Apache-2.0 */
#include "action.h"
#include "digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char key[32] = {
    0,          0x11,       0x22,       0x33,       0x44,       0x55,       0x66,       0x77,
    (char)0x88, (char)0x99, (char)0xaa, (char)0xbb, (char)0xcc, (char)0xdd, (char)0xee, (char)0xff,
    0,          0x11,       0x22,       0x33,       0x44,       0x55,       0x66,       0x77,
    (char)0x88, (char)0x99, (char)0xaa, (char)0xbb, (char)0xcc, (char)0xdd, (char)0xee, (char)0xff};

typedef struct call {
    ps_action action;
    const char *label, *value, *want; /* want NULL: PS_E_USAGE */
    ps_canon canon;
    const char *key_id;
    size_t key_len;
} call;

static void check(const call *c) {
    ps_buf out;
    ps_buf_init(&out, 1 << 16);
    assert_int_equal(ps_buf_add(&out, PS_LIT("before ")), PS_OK);
    ps_action_input input = {.value = ps_span_z(c->value),
                             .label = c->label,
                             .canon = c->canon,
                             .token_key = ps_span_of(key, c->key_len),
                             .token_key_id = ps_span_z(c->key_id ? c->key_id : "")};
    ps_status status = ps_action_apply(&c->action, &input, &out);
    if (!c->want) {
        assert_int_equal(status, PS_E_USAGE);
        assert_int_equal(out.len, 7);
    } else {
        assert_int_equal(status, PS_OK);
        assert_int_equal(ps_buf_add_char(&out, '\0'), PS_OK);
        assert_string_equal(out.ptr + 7, c->want);
        if (c->action.kind == PS_ACTION_MASK) assert_true(ps_action_masked(ps_span_z(out.ptr + 7)));
    }
    ps_buf_free(&out);
}

static void label_drop_keep(void **state) {
    (void)state;
    check(
        &(call){{PS_ACTION_LABEL, 0, 0}, "SSN", "306-30-2348", "[SSN]", PS_CANON_DIGITS, NULL, 0});
    check(&(call){{PS_ACTION_DROP, 0, 0}, "SSN", "306-30-2348", "", PS_CANON_DIGITS, NULL, 0});
    check(&(call){{PS_ACTION_KEEP, 0, 0}, "X", "a b", "a b", PS_CANON_TEXT, NULL, 0});
}

static void token_vectors(void **state) {
    (void)state;
    const ps_action token = {PS_ACTION_TOKEN, 0, 0};
    const ps_canon d = PS_CANON_DIGITS;
    check(&(call){token, "SSN", "306302348", "SSN:2klcmkzgyco3", d, NULL, 32});
    check(&(call){token, "SSN", "306-30-2348", "SSN:2klcmkzgyco3", d, NULL, 32});
    check(&(call){token, "MRN", "306302348", "MRN:nt4kdpqcxpin", d, NULL, 32});
    check(&(call){token, "MRN", "306302348", "MRN:k1.nt4kdpqcxpin", d, "k1", 32});
    check(&(call){token, "SSN", "306302348", NULL, d, NULL, 31}); /* key too short */
    check(&(call){token, "SSN", "306302348", NULL, d, NULL, 0});
    check(&(call){token, "SSN", "unknown", NULL, d, NULL, 32}); /* nothing canonical */
}

static void token_of_a_long_value(void **state) {
    (void)state;
    static char value[2000];
    memset(value, '7', sizeof value - 1);
    ps_buf out;
    ps_buf_init(&out, 1 << 16);
    const ps_action token = {PS_ACTION_TOKEN, 0, 0};
    ps_action_input input = {.value = ps_span_z(value),
                             .label = "MRN",
                             .canon = PS_CANON_DIGITS,
                             .token_key = ps_span_of(key, 32)};
    assert_int_equal(ps_action_apply(&token, &input, &out), PS_OK);
    assert_int_equal(out.len, 16);
    ps_buf_free(&out);
    ps_buf_init(&out, 100); /* a ceiling below the value */
    assert_int_equal(ps_action_apply(&token, &input, &out), PS_E_LIMIT);
    assert_int_equal(out.len, 0);
    ps_buf_free(&out);
}

static void masks(void **state) {
    (void)state;
    const ps_action all = {PS_ACTION_MASK, 0, 0}, last4 = {PS_ACTION_MASK, 0, 4};
    const ps_action ends = {PS_ACTION_MASK, 6, 4}, first1 = {PS_ACTION_MASK, 1, 0};
    const ps_canon t = PS_CANON_TEXT;
    check(&(call){all, "SSN", "306-30-2348", "***-**-****", t, NULL, 0});
    check(&(call){last4, "SSN", "306-30-2348", "***-**-2348", t, NULL, 0});
    check(&(call){ends, "CARD", "4111 1111 1111 1111", NULL, t, NULL, 0}); /* 10 of 16 would stay */
    check(&(call){last4, "MRN", "A123456", NULL, t, NULL, 0});             /* 4 of 7 */
    check(&(call){last4, "MRN", "A1234567", "****4567", t, NULL, 0});
    check(&(call){first1, "NAME", "Jos\xc3\xa9", "J***", t, NULL, 0});
    check(&(call){first1, "NAME", "\xc3\x89mile", "*****", t, NULL, 0}); /* beyond ASCII: goes */
    check(&(call){first1, "NAME", "Al", NULL, t, NULL, 0});              /* two stars at most */
    check(&(call){all, "NAME", "a\xff\xc3", "***", t, NULL, 0});         /* not UTF-8 */
    check(&(call){all, "NAME", "--", NULL, t, NULL, 0});
    check(&(call){all, "NAME", "", NULL, t, NULL, 0});
}

static void masked(void **state) {
    (void)state;
    assert_true(ps_action_masked(PS_LIT("***-**-2348")) == true);
    assert_false(ps_action_masked(PS_LIT("306-30-2348")));
    assert_false(ps_action_masked(PS_LIT("*2348")));
    assert_false(ps_action_masked(PS_LIT("*** see 306302348")));
    assert_false(ps_action_masked(PS_LIT("")));
    assert_true(ps_action_masked(PS_LIT("**")));
}

static void names(void **state) {
    (void)state;
    for (int i = PS_ACTION_LABEL; i <= PS_ACTION_KEEP; i++) {
        ps_action_kind kind;
        const char *name = ps_action_name((ps_action_kind)i);
        assert_true(ps_action_by_name(ps_span_z(name), &kind));
        assert_int_equal(kind, i);
    }
    ps_action_kind kind;
    assert_false(ps_action_by_name(PS_LIT("Label"), &kind));
    assert_false(ps_action_by_name(PS_LIT(""), &kind));
}

/* Byte for byte, unlike tokens of values: keys that differ in case or blanks are different keys. */
static void token_of_all_bytes(void **state) {
    (void)state;
    static const char *const values[] = {"mrn-40718322", "MRN-40718322", "mrn-40718322 ", "", "a"};
    char seen[5][64];
    ps_buf out;
    ps_buf_init(&out, 1 << 12);
    ps_action_input input = {.label = "KEY",
                             .token_key = PS_LIT("0123456789abcdef0123456789abcdef"),
                             .token_key_id = PS_LIT("")};
    for (size_t i = 0; i < 5; i++) {
        input.value = ps_span_z(values[i]);
        for (int twice = 0; twice < 2; twice++) {
            ps_buf_clear(&out);
            assert_int_equal(ps_action_token_whole(&input, &out), PS_OK);
            assert_int_equal(out.len, 30);
            if (twice) assert_memory_equal(seen[i], out.ptr, 30);
            memcpy(seen[i], out.ptr, 30);
        }
        for (size_t j = 0; j < i; j++) assert_memory_not_equal(seen[i], seen[j], 30);
    }
    /* HMAC-SHA-256 and base32 of Python. */
    assert_memory_equal(seen[0], "KEY:7phfhno6wnpm6y5t62nsd3nf5c", 30);
    input.token_key.len = 31;
    assert_int_equal(ps_action_token_whole(&input, &out), PS_E_USAGE);
    ps_buf_free(&out);
}

static void digests(void **state) {
    (void)state;
    uint8_t hash[PS_DIGEST_SIZE];
    char hex[65];
    ps_digest *digest; /* FIPS 180-4, "abc" */
    assert_int_equal(ps_digest_new(&digest), PS_OK);
    ps_digest_add(digest, PS_LIT("a"));
    ps_digest_add(digest, PS_LIT("bc"));
    assert_int_equal(ps_digest_end(digest, hash), PS_OK);
    ps_digest_free(digest);
    ps_digest_hex(hash, sizeof hash, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    /* RFC 4231, case 2 */
    assert_int_equal(ps_digest_hmac(PS_LIT("Jefe"), PS_LIT("what do ya want for nothing?"), hash),
                     PS_OK);
    ps_digest_hex(hash, sizeof hash, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(label_drop_keep),
                                       cmocka_unit_test(token_vectors),
                                       cmocka_unit_test(token_of_a_long_value),
                                       cmocka_unit_test(token_of_all_bytes),
                                       cmocka_unit_test(masks),
                                       cmocka_unit_test(masked),
                                       cmocka_unit_test(names),
                                       cmocka_unit_test(digests)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
