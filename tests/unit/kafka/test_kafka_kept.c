/* SPDX-License-Identifier: Apache-2.0
 *
 * The quarantine's records and their file: whole or not at all, at every byte. */
#include "kafka_keep_file.h"
#include "kafka_kept.h"
#include "kafka_seen.h"
#include "kit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/phisieve-kept-XXXXXX";

static int make_file(void **state) {
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int drop_file(void **state) {
    (void)state;
    return unlink(path);
}

static const ps_kept_header headers[] = {
    {"a", {"1", 1}}, {"a", {NULL, 0}}, {"", {"", 0}}, {"bin", {"\0\xff", 2}}};
static const ps_kept_record sample = {.topic = "raw.a",
                                      .partition = 3,
                                      .offset = 4711,
                                      .timestamp = -1,
                                      .reason = "binary",
                                      .rules = "0123abcd",
                                      .kept_at = 1700000000123,
                                      .key = {"", 0},
                                      .value = {"\0ssn=306-30-2348", 16},
                                      .headers = headers,
                                      .header_count = KIT_COUNT(headers)};

static void same(ps_span a, ps_span b) {
    assert_int_equal(!a.ptr, !b.ptr);
    assert_true(ps_span_eq(a, b));
}

static void what_was_packed_is_opened(void **state) {
    (void)state;
    ps_seal_key *key;
    ps_buf bytes, secret;
    ps_arena arena = {NULL};
    ps_kept_record r;
    char id[PS_SEAL_ID_SIZE + 1];
    assert_int_equal(ps_seal_key_make(&key), PS_OK);
    ps_seal_key_id(key, id);
    ps_buf_init(&bytes, 1 << 20);
    ps_buf_init(&secret, 1 << 20);
    assert_int_equal(ps_buf_add(&bytes, PS_LIT("before")), PS_OK);
    assert_int_equal(ps_kept_pack(key, &sample, &bytes), PS_OK);
    ps_span packed = ps_span_cut(ps_buf_span(&bytes), 6, bytes.len);
    assert_int_equal(ps_kept_read(packed, &arena, &r), PS_OK);
    assert_string_equal(r.topic, sample.topic);
    assert_string_equal(r.key_id, id);
    assert_null(r.value.ptr);
    assert_int_equal(ps_kept_open(key, packed, &arena, &secret, &r), PS_OK);
    assert_int_equal(r.partition, sample.partition);
    assert_int_equal(r.offset, sample.offset);
    assert_int_equal(r.timestamp, sample.timestamp);
    assert_int_equal(r.kept_at, sample.kept_at);
    assert_string_equal(r.reason, sample.reason);
    assert_string_equal(r.rules, sample.rules);
    same(r.key, sample.key);
    same(r.value, sample.value);
    assert_int_equal(r.header_count, sample.header_count);
    for (size_t i = 0; i < r.header_count; i++) {
        assert_string_equal(r.headers[i].name, headers[i].name);
        same(r.headers[i].value, headers[i].value);
    }
    ps_arena_free(&arena);
    ps_buf_free(&bytes);
    ps_buf_free(&secret);
    ps_seal_key_free(key);
}

/* Whatever is changed, at every bit: refused, or, in the length alone, not readable. */
static void what_was_changed_is_not(void **state) {
    (void)state;
    ps_seal_key *key;
    ps_buf bytes, secret;
    assert_int_equal(ps_seal_key_make(&key), PS_OK);
    ps_buf_init(&bytes, 1 << 20);
    ps_buf_init(&secret, 1 << 20);
    assert_int_equal(ps_kept_pack(key, &sample, &bytes), PS_OK);
    for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
        ps_arena arena = {NULL};
        ps_kept_record r;
        bytes.ptr[bit / 8] = (char)(bytes.ptr[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(ps_kept_open(key, ps_buf_span(&bytes), &arena, &secret, &r), PS_E_USAGE);
        assert_null(r.topic);
        bytes.ptr[bit / 8] = (char)(bytes.ptr[bit / 8] ^ (1 << bit % 8));
        ps_arena_free(&arena);
    }
    for (size_t len = 0; len < bytes.len; len++) {
        ps_arena arena = {NULL};
        ps_kept_record r;
        char *copy = malloc(len + 1); /* its end is the end of the memory */
        memcpy(copy, bytes.ptr, len);
        char *tight = realloc(copy, len ? len : 1);
        assert_int_equal(ps_kept_open(key, ps_span_of(tight, len), &arena, &secret, &r),
                         PS_E_USAGE);
        free(tight);
        ps_arena_free(&arena);
    }
    ps_buf_free(&bytes);
    ps_buf_free(&secret);
    ps_seal_key_free(key);
}

/* ---- the file ---- */

typedef struct seen {
    size_t count, bytes;
} seen;

static bool count_one(void *ctx, ps_span record) {
    seen *s = ctx;
    for (size_t i = 0; i < record.len; i++)
        assert_int_equal((unsigned char)record.ptr[i], (unsigned char)(s->count + 1));
    s->count++;
    s->bytes += record.len;
    return true;
}

static seen read_back(uint64_t *torn) {
    ps_error err = {0};
    seen s = {0, 0};
    assert_int_equal(ps_keep_file_read(path, count_one, &s, torn, &err), PS_OK);
    return s;
}

static ps_keep_file *reopen(uint64_t *torn) {
    ps_error err = {0};
    ps_keep_file *file;
    assert_int_equal(ps_keep_file_open(&file, path, torn, &err), PS_OK);
    return file;
}

static void append(ps_keep_file *file, unsigned char n) {
    char record[300];
    memset(record, n, sizeof record);
    assert_int_equal(ps_keep_file_append(file, ps_span_of(record, 100U * n)), PS_OK);
}

static void a_torn_tail_is_cut_off(void **state) {
    (void)state;
    enum { HEAD = 12, WHOLE = 2 * HEAD + 100 + 200, ALL = WHOLE + HEAD + 300 };
    uint64_t torn;
    ps_keep_file *file = reopen(&torn);
    for (unsigned char n = 1; n <= 3; n++) append(file, n);
    assert_int_equal(ps_keep_file_sync(file), PS_OK);
    ps_keep_file_close(file);
    assert_int_equal(read_back(&torn).count, 3);
    assert_int_equal(torn, 0);
    for (off_t size = ALL - 1; size > WHOLE; size -= 7) {
        assert_int_equal(truncate(path, size), 0);
        assert_int_equal(read_back(&torn).count, 2);
        assert_int_equal(torn, size - WHOLE);
        file = reopen(&torn);
        assert_int_equal(torn, size - WHOLE);
        append(file, 3);
        ps_keep_file_close(file);
        assert_int_equal(read_back(&torn).bytes, 600);
        assert_int_equal(torn, 0);
    }
}

/* What is damaged before the end is no torn tail: nothing behind it may be lost. */
static void damage_in_the_middle_is_refused(void **state) {
    (void)state;
    enum { HEAD = 12, SECOND = HEAD + 100 };
    ps_error err = {0};
    uint64_t torn;
    ps_keep_file *file;
    struct stat before, after;
    seen s = {0, 0};
    assert_int_equal(stat(path, &before), 0);
    for (off_t at = SECOND; at < SECOND + HEAD + 200; at += 5) {
        char byte;
        int fd = open(path, O_RDWR);
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 1; /* of the length, too: it stays within the file */
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        if (at >= SECOND + 2) {
            assert_int_equal(ps_keep_file_open(&file, path, &torn, &err), PS_E_IO);
            assert_null(file);
            s = (seen){0, 0};
            assert_int_equal(ps_keep_file_read(path, count_one, &s, &torn, &err), PS_E_IO);
            assert_int_equal(s.count, 1);
        }
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        (void)close(fd);
        assert_int_equal(stat(path, &after), 0);
        assert_int_equal(after.st_size, before.st_size);
    }
    assert_int_equal(read_back(&torn).count, 3);
}

/* As after a machine went off while the file grew. */
static void a_tail_of_zeros_is_cut_off(void **state) {
    (void)state;
    struct stat before;
    uint64_t torn;
    assert_int_equal(stat(path, &before), 0);
    assert_int_equal(truncate(path, before.st_size + 1000), 0);
    ps_keep_file *file = reopen(&torn);
    assert_int_equal(torn, 1000);
    ps_keep_file_close(file);
    assert_int_equal(read_back(&torn).count, 3);
}

static void what_comes_again_is_known(void **state) {
    (void)state;
    ps_kept_seen known = {.places = NULL};
    ps_kept_record r = sample;
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < 3000; i++) {
            r.offset = i;
            assert_int_equal(ps_kept_is_new(&known, &r), turn == 0);
        }
    r.value = (ps_span){"another", 7}; /* the topic was made anew */
    assert_true(ps_kept_is_new(&known, &r));
    r.partition++;
    assert_true(ps_kept_is_new(&known, &r));
    ps_kept_seen_free(&known);
}

static void a_full_disk_leaves_what_was_there(void **state) {
    (void)state;
    uint64_t torn;
    struct stat before, after;
    struct rlimit old, small;
    ps_keep_file *file = reopen(&torn);
    char large[4096];
    assert_int_equal(stat(path, &before), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = (rlim_t)before.st_size + 1000;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    memset(large, 4, sizeof large);
    assert_int_equal(ps_keep_file_append(file, ps_span_of(large, sizeof large)), PS_E_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    assert_int_equal(ps_keep_file_append(file, ps_span_of(large, 400)), PS_OK);
    ps_keep_file_close(file);
    assert_int_equal(read_back(&torn).count, 4);
}

static void others_are_kept_out(void **state) {
    (void)state;
    ps_error err = {0};
    uint64_t torn;
    ps_keep_file *file;
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(ps_keep_file_open(&file, path, &torn, &err), PS_E_IO);
    assert_null(file);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(ps_keep_file_open(&file, "/dev/null", &torn, &err), PS_E_IO);
    assert_int_equal(ps_keep_file_open(&file, "/nowhere/kept", &torn, &err), PS_E_IO);
    assert_int_equal(ps_keep_file_read("/nowhere/kept", count_one, NULL, &torn, &err), PS_E_IO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_is_opened),
        cmocka_unit_test(what_was_changed_is_not),
        cmocka_unit_test(a_torn_tail_is_cut_off),
        cmocka_unit_test(damage_in_the_middle_is_refused),
        cmocka_unit_test(a_tail_of_zeros_is_cut_off),
        cmocka_unit_test(what_comes_again_is_known),
        cmocka_unit_test(a_full_disk_leaves_what_was_there),
        cmocka_unit_test(others_are_kept_out),
    };
    return cmocka_run_group_tests(tests, make_file, drop_file);
}
