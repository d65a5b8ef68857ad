/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealing: what another implementation of RFC 9180 has sealed is opened, and nothing that was
 * changed by a single bit is. */
#include "kit.h"
#include "seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The private key 01 02 .. 20, as PEM. */
static const char known_key[] = "-----BEGIN PRIVATE KEY-----\n"
                                "MC4CAQAwBQYDK2VuBCIEIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g\n"
                                "-----END PRIVATE KEY-----\n";

static char folder[] = "/tmp/phisieve-seal-XXXXXX";
static char path[128], public_path[128];

static int make_folder(void **state) {
    (void)state;
    if (!mkdtemp(folder)) return -1;
    (void)snprintf(path, sizeof path, "%s/key", folder);
    (void)snprintf(public_path, sizeof public_path, "%s/key.pub", folder);
    return 0;
}

static int drop_folder(void **state) {
    (void)state;
    (void)unlink(path);
    (void)unlink(public_path);
    return rmdir(folder);
}

static void write_file(const char *text, mode_t mode) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static ps_seal_key *known(void) {
    ps_error err = {0};
    ps_seal_key *key;
    write_file(known_key, 0600);
    assert_int_equal(ps_seal_key_read_private(&key, path, &err), PS_OK);
    (void)unlink(path);
    return key;
}

static void from_hex(const char *hex, ps_buf *out) {
    for (; hex[0]; hex += 2) {
        const char pair[3] = {hex[0], hex[1], 0};
        assert_int_equal(ps_buf_add_char(out, (char)strtoul(pair, NULL, 16)), PS_OK);
    }
}

static void opens_what_others_sealed(void **state) {
    (void)state;
    static const struct {
        const char *sealed, *clear, *secret;
    } rows[] = {
        {"aa2608aa3ec02621833f99233a0217067b493dbcf12265e8cff5fcbaa63c99275eb50ac695ec7ffaa7c25fbf"
         "a71787603a4bedebf8cb043779fc5acd",
         "raw.a/3/4711", "MRN 40718322"},
        {"5a018b8d116c0f6b800130dcb3ddcb049390b151ca2075a6cf04460b5f2e1c1d799e9531227b73e0dbf98405"
         "48afda13",
         "", ""},
    };
    ps_seal_key *key = known();
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        ps_buf sealed, secret;
        ps_buf_init(&sealed, 4096);
        ps_buf_init(&secret, 4096);
        from_hex(rows[i].sealed, &sealed);
        assert_int_equal(ps_unseal(key, ps_span_z(rows[i].clear), ps_buf_span(&sealed), &secret),
                         PS_OK);
        assert_true(ps_span_eq(ps_buf_span(&secret), ps_span_z(rows[i].secret)));
        ps_buf_free(&sealed);
        ps_buf_free(&secret);
    }
    ps_seal_key_free(key);
}

static void refuse(const ps_seal_key *key, ps_span clear, ps_span sealed) {
    ps_buf secret;
    ps_buf_init(&secret, 1 << 16);
    assert_int_equal(ps_unseal(key, clear, sealed, &secret), PS_E_USAGE);
    assert_int_equal(secret.len, 0);
    ps_buf_free(&secret);
}

static void nothing_changed_is_opened(void **state) {
    (void)state;
    const ps_span clear = ps_span_z("raw.a/3/4711"), text = ps_span_z("ssn=306-30-2348");
    ps_seal_key *key, *other;
    ps_buf sealed, secret;
    assert_int_equal(ps_seal_key_make(&key), PS_OK);
    assert_int_equal(ps_seal_key_make(&other), PS_OK);
    ps_buf_init(&sealed, 4096);
    ps_buf_init(&secret, 4096);
    assert_int_equal(ps_seal(key, clear, text, &sealed), PS_OK);
    assert_int_equal(sealed.len, text.len + PS_SEAL_KEY_SIZE + PS_SEAL_TAG_SIZE);
    for (size_t i = 0; i + text.len <= sealed.len; i++)
        assert_memory_not_equal(sealed.ptr + i, text.ptr, text.len);
    assert_int_equal(ps_unseal(key, clear, ps_buf_span(&sealed), &secret), PS_OK);
    assert_true(ps_span_eq(ps_buf_span(&secret), text));
    for (size_t bit = 0; bit < 8 * sealed.len; bit++) {
        sealed.ptr[bit / 8] = (char)(sealed.ptr[bit / 8] ^ (1 << bit % 8));
        refuse(key, clear, ps_buf_span(&sealed));
        sealed.ptr[bit / 8] = (char)(sealed.ptr[bit / 8] ^ (1 << bit % 8));
    }
    for (size_t len = 0; len < sealed.len; len++) refuse(key, clear, ps_span_of(sealed.ptr, len));
    refuse(key, ps_span_z("raw.a/3/4712"), ps_buf_span(&sealed));
    refuse(other, clear, ps_buf_span(&sealed));
    ps_buf_free(&sealed);
    ps_buf_free(&secret);
    ps_seal_key_free(key);
    ps_seal_key_free(other);
}

static void points_of_low_order_are_refused(void **state) {
    (void)state;
    char sealed[PS_SEAL_KEY_SIZE + PS_SEAL_TAG_SIZE] = {0};
    ps_seal_key *key = known();
    refuse(key, ps_span_z(""), ps_span_of(sealed, sizeof sealed));
    sealed[0] = 1;
    refuse(key, ps_span_z(""), ps_span_of(sealed, sizeof sealed));
    ps_seal_key_free(key);
}

static void keys_are_files(void **state) {
    (void)state;
    ps_error err = {0};
    ps_seal_key *key, *again, *open_half;
    char id[PS_SEAL_ID_SIZE + 1], other[PS_SEAL_ID_SIZE + 1];
    struct stat about;
    assert_int_equal(ps_seal_key_make(&key), PS_OK);
    assert_int_equal(ps_seal_key_write(key, path, public_path, &err), PS_OK);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(ps_seal_key_write(key, path, public_path, &err), PS_E_IO); /* never again */
    assert_int_equal(ps_seal_key_read_private(&again, path, &err), PS_OK);
    assert_int_equal(ps_seal_key_read_public(&open_half, public_path, &err), PS_OK);
    ps_seal_key_id(again, id);
    ps_seal_key_id(open_half, other);
    assert_string_equal(id, other);
    ps_seal_key_free(again);
    ps_seal_key_free(open_half);
    ps_seal_key_free(key);
    assert_int_equal(ps_seal_key_read_private(&key, public_path, &err), PS_E_USAGE);
    assert_null(key);
    assert_int_equal(ps_seal_key_read_public(&key, path, &err), PS_E_USAGE);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(ps_seal_key_read_private(&key, path, &err), PS_E_USAGE);
    assert_int_equal(ps_seal_key_read_private(&key, "/nowhere/key", &err), PS_E_IO);
    (void)unlink(path);
    (void)unlink(public_path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_others_sealed),
        cmocka_unit_test(nothing_changed_is_opened),
        cmocka_unit_test(points_of_low_order_are_refused),
        cmocka_unit_test(keys_are_files),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
