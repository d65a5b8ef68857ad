/* SPDX-License-Identifier: Apache-2.0
 *
 * What a JSON Web Token says of itself. The texts are claims in base64url (RFC 4648, section 5), as
 * `basenc --base64url` writes them, without padding. */
#include "kafka_token.h"
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROOM = 32 };

static void says(const char *token, int64_t expires_ms, const char *subject) {
    char got[ROOM];
    int64_t expires = -1;
    size_t len = strlen(token);
    char *tight = malloc(len + 1); /* its end is the end of the memory */
    memcpy(tight, token, len);
    char *exact = realloc(tight, len ? len : 1);
    ps_kafka_token_claims(ps_span_of(exact, len), &expires, got, sizeof got);
    free(exact);
    assert_int_equal(expires, expires_ms);
    assert_string_equal(got, subject);
}

static void claims_are_read(void **state) {
    (void)state;
    /* {"sub":"system:serviceaccount:a:b","exp":1700000000} */
    says("eyJhbGciOiJub25lIn0."
         "eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6YTpiIiwiZXhwIjoxNzAwMDAwMDAwfQ.c2ln",
         1700000000000, "system:serviceaccount:a:b");
    /* {"exp":1700000000.5}: NumericDate may have a fraction; no subject */
    says("h.eyJleHAiOjE3MDAwMDAwMDAuNX0.s", 1700000000500, "");
    /* {"sub":"x"}, and an empty signature */
    says("h.eyJzdWIiOiJ4In0.", 0, "x");
}

/* {"sub":"~~~???","exp":1}: its bytes need both letters that base64 writes otherwise. */
static void the_alphabet_is_that_of_urls(void **state) {
    (void)state;
    says("h.eyJzdWIiOiJ-fn4_Pz8iLCJleHAiOjF9.s", 1000, "~~~???");
    says("h.eyJzdWIiOiJ+fn4/Pz8iLCJleHAiOjF9.s", 0, "");
}

/* A subject that does not fit is left out, and the time is known all the same. */
static void long_subjects_are_left_out(void **state) {
    (void)state;
    /* {"sub":"0123456789012345678901234567890","exp":2}: 31 bytes and the NUL fill the room */
    says("h.eyJzdWIiOiIwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwIiwiZXhwIjoyfQ.s", 2000,
         "0123456789012345678901234567890");
    /* {"sub":"01234567890123456789012345678901","exp":2} */
    says("h.eyJzdWIiOiIwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMSIsImV4cCI6Mn0.s", 2000, "");
}

static void what_is_none_says_nothing(void **state) {
    (void)state;
    static const char *const tokens[] = {"",
                                         ".",
                                         "..",
                                         "opaque",
                                         "eyJleHAiOjF9",        /* no dots */
                                         "h.eyJleHAiOjF9",      /* one */
                                         "h.eyJleHAiOjF9=.s",   /* padding */
                                         "h.eyJleHAi OjF9.s",   /* a blank */
                                         "h.eyJleHAiO.s",       /* cut off */
                                         "h.WzEsMl0.s",         /* [1,2] */
                                         "h.eyJleHAiOlsxXX0.s", /* {"exp":[1]} */
                                         "h.eyJleHAiOnt9fQ.s",  /* {"exp":{}} */
                                         "h.bnVsbA.s",          /* null */
                                         "h.AAAA.s"};
    for (size_t i = 0; i < KIT_COUNT(tokens); i++) says(tokens[i], 0, "");
}

/* Every token that is cut off somewhere, and every byte in its place: read, or not, but never
 * beyond. */
static void any_bytes_will_do(void **state) {
    (void)state;
    static const char whole[] = "h.eyJzdWIiOiJ4IiwiZXhwIjoxfQ.s";
    char got[ROOM];
    int64_t expires;
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        char *cut = malloc(len ? len : 1);
        memcpy(cut, whole, len);
        ps_kafka_token_claims(ps_span_of(cut, len), &expires, got, sizeof got);
        free(cut);
    }
    for (size_t at = 2; at < sizeof whole - 3; at++)
        for (int byte = 0; byte < 256; byte++) {
            char other[sizeof whole];
            memcpy(other, whole, sizeof whole);
            other[at] = (char)byte;
            ps_kafka_token_claims(ps_span_of(other, sizeof whole - 1), &expires, got, sizeof got);
            assert_true(memchr(got, '\0', sizeof got) != NULL);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_are_read),
        cmocka_unit_test(the_alphabet_is_that_of_urls),
        cmocka_unit_test(long_subjects_are_left_out),
        cmocka_unit_test(what_is_none_says_nothing),
        cmocka_unit_test(any_bytes_will_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
