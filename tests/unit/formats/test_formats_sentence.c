/* SPDX-License-Identifier: Apache-2.0
 *
 * Clauses: the dictionary is in order, and a reader stays inside its text wherever that is cut.
 * What sentences say of values is in tests/golden/marked. */
#include "clause.h"
#include "form.h"
#include "kit.h"
#include "sentence_doors.h"

#include <stdlib.h>

static void test_dictionary(void **state) {
    (void)state;
    static const char *const words[] = {
#define CLAUSE_WORD(anchor, word, weight, parts, slot) word,
#include "clause_words.def"
        NULL,
#include "clause_stops.def"
        NULL
#undef CLAUSE_WORD
    };
    const char *before = "";
    for (size_t i = 0, lists = 0; lists < 2; i++) {
        if (!words[i]) {
            before = "";
            lists++;
            continue;
        }
        ps_token token = {0};
        assert_true(strcmp(before, words[i]) < 0);
        assert_true(ps_clause_word(ps_span_z(words[i]), &token));
        before = words[i];
    }
    ps_token token = {0};
    assert_false(ps_clause_word(ps_span_z("xyzzy"), &token));
    assert_false(ps_clause_word(ps_span_z(""), &token));
}

static size_t put_count;

static void put(ps_reader *reader, const ps_slot *slot) {
    assert_true(slot->from < slot->to && slot->to <= reader->text.len);
    put_count++;
}

static const char *const samples[] = {
    "no patient Maria Lopez (no: 40718322, born: 19511020) at 317-555-0142",
    "last,first,dob = Ruiz,Ana,1951-10-20",
    "savePatient(40718322, Ruiz, \"Ana\") Visit[ids=[40718322], name=RUIZ^ANA]",
    "field 'lastName': rejected value [Okafor] parse date '04/31/1957' birthdate",
    "login of patient jdoe password for sftp is 'hunter2' token 9f86d081884c7d659a2feaa0c55ad0",
    "Mr. O'Neil-Smith, J. L. de la Cruz, Jan 15, 67-year-old \xc3\x81na \xe2\x80\x98x\xe2\x80\x99",
    "org.acme.Patient#65774 demographicNo40718322 [MRN] MRN:k1.nt4kdpqcxpin 12:30 x=\\",
};

/* Every beginning and every end of each sample, in memory that ends where the text does. */
static void test_cuts(void **state) {
    (void)state;
    for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
        size_t len = strlen(samples[s]);
        for (size_t from = 0; from < len; from++) {
            for (size_t to = from + 1; to <= len; to += from ? 7 : 1) {
                char *copy = malloc(to - from);
                memcpy(copy, samples[s] + from, to - from);
                ps_reader reader = {.text = {copy, to - from}, .put = put};
                ps_clause clause;
                ps_clause_edges(&clause, &reader, 0, 1);
                ps_clause_read(&clause, 1);
                assert_true(clause.count > 0 || copy[0] == ' ');
                ps_clause_rank(&clause);
                ps_clause_secrets(&clause);
                ps_clause_calls(&clause);
                ps_clause_names(&clause);
                ps_clause_dates(&clause);
                free(copy);
            }
        }
    }
    assert_true(put_count > 0);
}

static const char *const doors[] = {
    " for Ana Ruiz (40718322) > <",
    "[40718322] Ruiz, Ana - 40718322 | 10/20/1951 hi Ana, 317-555-0142",
    "user mlopez5 connecting as ana.ruiz/hunter2@emrdb login: user name o.neil",
    "session for : '",
    "/x/Ruiz, Ana/patient_40718322.pdf C:\\Ruiz_Ana_40718322.xml.txt",
    "\xc3\x81na ^ St. , (f, ] 4"};

/* Every anchor of every place, as the lens would offer it. */
static void read_all(ps_reader *reader) {
    for (size_t at = 0; at < reader->text.len; at++) {
        for (size_t len = 1; len < 6 && at + len <= reader->text.len; len++) {
            (void)ps_sentence_door(reader->text, at, at + len);
            assert_true(ps_login_read(reader, at, at + len) <= reader->text.len);
            assert_true(ps_file_name_read(reader, at, at + len) <= reader->text.len);
        }
    }
}

static void test_doors(void **state) {
    (void)state;
    for (size_t s = 0; s < sizeof doors / sizeof *doors; s++) {
        size_t len = strlen(doors[s]);
        for (size_t from = 0; from < len; from++) {
            char *copy = malloc(len - from);
            memcpy(copy, doors[s] + from, len - from);
            ps_reader reader = {.text = {copy, len - from}, .put = put};
            read_all(&reader);
            free(copy);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dictionary),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_doors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
