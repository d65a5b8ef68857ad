/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables: what is a header, and which cells of the rows below it are put. */
#include "csv.h"
#include "slots_kit.h"

static slots_kit k;

static int setup(void **state) {
    (void)state;
    k = slots_open();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    slots_close(&k);
    return 0;
}

static void test_headers(void **state) {
    (void)state;
    static const char *const headers[] = {
        "mrn,last_name,dob",
        "\xEF\xBB\xBFmrn,last_name",
        "\"Patient ID\";\"First Name\";\"Date of Birth\"",
        "First Name,Last Name,Phone #",
        "id\tssn\tplan",
        "member_id|plan|zip",
        "mrn^dob^sex",
        "name,age,gender,contact",
        "| mrn | name |",
        " mrn | last_name ",
        "\xE2\x94\x82 mrn \xE2\x94\x82 name \xE2\x94\x82",
        "COPY public.patient (mrn, dob) FROM stdin;",
        "-[ RECORD 1 ]-----",
        "MRN        LAST_NAME",
    };
    static const char *const others[] = {
        "",
        "x",
        "a,b,c",
        "name,value",
        "Searching by MRN, SSN",
        "Missing fields: mrn, dob",
        "Patient name, date of birth, and phone are required",
        "first name is required, last name is required",
        "2024-01-15,mrn,dob",
        "mrn=1,dob=2",
        "mrn,17",
        "mrn",
        "host,address,port",
        "NAME                     READY   STATUS",
        "COPY patient FROM stdin;",
        "\"mrn,dob",
        ",,,mrn",
        "INSERT INTO t (mrn, last_name, dob) VALUES (p_mrn, v_last_name, CURRENT_DATE)",
    };
    ps_csv csv;
    for (size_t i = 0; i < KIT_COUNT(headers); i++)
        if (!ps_csv_header(ps_span_z(headers[i]), k.keys, &csv))
            fail_msg("no header: %s", headers[i]);
    for (size_t i = 0; i < KIT_COUNT(others); i++)
        if (ps_csv_header(ps_span_z(others[i]), k.keys, &csv) && csv.kind != PS_CSV_WORDS)
            fail_msg("a header: %s", others[i]);
}

/* The first line is the header; the table ends where a line says so. */
static size_t check(const char *marked_text) {
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, ps_span_z(marked_text)), PS_OK);
    ps_span text = ps_buf_span(&marked.text);
    slots s = slots_of(&k, text);
    ps_csv csv = {0};
    for (size_t at = 0; at <= text.len;) {
        const char *newline = at < text.len ? memchr(text.ptr + at, '\n', text.len - at) : NULL;
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
        if (at == 0)
            assert_true(ps_csv_header(ps_span_cut(text, at, end), k.keys, &csv));
        else
            (void)ps_csv_row(&s.reader, (ps_extent){at, end}, &csv);
        at = end + 1;
    }
    size_t failures = slots_compare(&k, &s, &marked);
    ps_marked_free(&marked);
    return failures;
}

static const char *const tables[] = {
    "ssn,n\n⟦SSN:306302348⟧,7\n\"⟦SSN:306302349⟧\",8",
    "ssn,last_name,n\n⟦SSN:306302348⟧,\"⟦NAME:Lopez, Jr⟧\",7\n ⟦SSN:306302349⟧ , "
    "\"⟦NAME:O\"\"Neil⟧\" ,8",
    "ssn;n\r\n⟦SSN:306302348⟧;7\r",
    "ssn,n,note\n⟦SSN:306302348⟧,7,\"⟦TEXT:first⟧\n⟦TEXT:second⟧\",\n⟦SSN:306302349⟧,8,",
    "ssn,n,m,p\n⟦SSN:306302348⟧,7,8\n⟦SSN:306302349⟧,7,8,9,,",
    "ssn,n\nssn,n\n⟦SSN:306302348⟧,7",
    "ssn,n\n⟦SSN:306302348⟧,7\n\n306302349,8",
    "ssn,n\n⟦SSN:306302348⟧,7\na\nb\n306302349,8",
    "| ssn | n |\n|-----|--:|\n| ⟦SSN:306302348⟧ | 7 |\n(1 row)\n| 306302349 | 8 |",
    " ssn | n \n-----+---\n ⟦SSN:306302348⟧ | 7",
    "\xE2\x94\x82 ssn \xE2\x94\x82 n \xE2\x94\x82\n\xE2\x94\x82 ⟦SSN:306302348⟧ \xE2\x94\x82 7 "
    "\xE2\x94\x82",
    "SSN       N LAST_NAME\n--------- - ---------\n⟦SSN:306302348⟧ 7 ⟦NAME:de la Cruz⟧",
    "LAST_NAME  SSN\n---------- ---------\n⟦NAME:L\xC3\xB3pez⟧      ⟦SSN:306302348⟧\n[NAME] [SSN]",
    "SSN  N\nno ruler\n306302348  7",
    "-[ RECORD 1 ]--\nssn | ⟦SSN:306302348⟧\nn | 7\n-[ RECORD 2 ]--\nssn | ⟦SSN:306302349⟧",
    "COPY t (ssn, n) FROM stdin WITH CSV;\n⟦SSN:306302348⟧,7\n\\.\n306302349,8",
    "name,phone,patient_no\n⟦NAME:maria⟧,⟦PHONE:5550142⟧,⟦MRN:407⟧",
    "doctor_id,first_name,last_name,specialty\n1,Ana,Ruiz,Cardiology",
};

static void test_rows(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(tables); i++) failures += check(tables[i]);
    assert_int_equal(failures, 0);
}

/* Each line in memory of its own size, so that a byte read beyond it is seen. */
static void test_cuts(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(tables); i++) {
        ps_marked marked;
        assert_int_equal(ps_marked_parse(&marked, ps_span_z(tables[i])), PS_OK);
        ps_span text = ps_buf_span(&marked.text);
        size_t first = (size_t)((const char *)memchr(text.ptr, '\n', text.len) - text.ptr);
        for (size_t cut = first + 1; cut < text.len; cut++) {
            char *own = malloc(cut);
            memcpy(own, text.ptr, cut);
            slots s = slots_of(&k, ps_span_of(own, cut));
            ps_csv csv;
            assert_true(ps_csv_header(ps_span_of(own, first), k.keys, &csv));
            for (size_t at = first + 1; at < cut;) {
                const char *newline = memchr(own + at, '\n', cut - at);
                size_t end = newline ? (size_t)(newline - own) : cut;
                (void)ps_csv_row(&s.reader, (ps_extent){at, end}, &csv);
                at = end + 1;
            }
            free(own);
        }
        ps_marked_free(&marked);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_cuts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
