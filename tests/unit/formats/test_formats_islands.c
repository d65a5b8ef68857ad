/* SPDX-License-Identifier: Apache-2.0
 *
 * From a key to the exact extent of its values. The marks are the values; the key is the first
 * word of the row, its separator the first ':' or '=' behind it. */
#include "example.h"
#include "kit.h"
#include "value.h"

typedef struct row {
    const char *rule, *key, *line;
} row;

static const row rows[] = {
    /* JSON strings */
    {"us.ssn", "ssn", "{\"ssn\":\"⟦306-30-2348⟧\",\"n\":1}"},
    {"us.ssn", "ssn", "{\"ssn\" : \"⟦306-30-2348⟧\"}"},
    {"name.person", "name", "{\"name\":\"⟦Maria \\\"Mia\\\" Lopez⟧\",\"n\":1}"},
    {"name.person", "name", "{'name': '⟦Maria⟧', 'n': 1}"},
    {"name.person", "name", "{u'name': u'⟦Maria⟧', 'n': 1}"},
    {"name.person", "name", "{\\\"name\\\":\\\"⟦Maria⟧\\\",\\\"n\\\":1}"},
    {"us.ssn", "ssn", "{\\\\\\\"ssn\\\\\\\":\\\\\\\"⟦306-30-2348⟧\\\\\\\"}"},
    {"text.clinical", "note", "{\"note\":\"⟦a, b: c = d; {e}⟧\",\"n\":1}"},
    {"name.person", "name", "name=`⟦Maria Lopez⟧` n=1"},
    /* JSON numbers */
    {"us.ssn", "ssn", "{\"ssn\":⟦306302348⟧,\"n\":1}"},
    {"us.ssn", "ssn", "{\"ssn\": ⟦306302348⟧}"},
    {"us.ssn", "SSN", "{\"SSN\":⟦3.06302348E8⟧,\"n\":1}"},
    {"us.ssn", "ssn", "{\"ssn\":⟦306302348.0⟧}"},
    {"date.birth", "dob", "{\"dob\":⟦-401760000000⟧,\"n\":1}"},
    {"us.zip", "zip", "{\"zip\":⟦46204⟧}"},
    /* JSON arrays */
    {"name.person", "given", "{\"given\":[\"⟦Maria⟧\",\"⟦Elena⟧\"],\"n\":1}"},
    {"name.person", "given", "{\"given\" : [ \"⟦Maria⟧\" , \"⟦Elena⟧\" ]}"},
    {"mrn.number", "mrn", "{\"mrn\":[⟦40718322⟧,⟦40718330⟧],\"n\":1}"},
    {"mrn.number", "mrn", "{\"mrn\":[],\"n\":7}"},
    /* what is no value */
    {"us.ssn", "ssn", "{\"ssn\":{\"n\":1}}"},
    {"us.ssn", "ssn", "ssn= dob=1957-04-09"},
    {"us.ssn", "ssn", "{\"ssn\":"},
    {"us.ssn", "ssn", "ssn="},
    /* logfmt */
    {"us.ssn", "ssn", "ssn=⟦306-30-2348⟧ retry=2"},
    {"us.ssn", "ssn", "ssn=⟦306-30-2348⟧"},
    {"us.ssn", "ssn", "(ssn=⟦306-30-2348⟧) failed"},
    {"us.ssn", "ssn", "[ssn=⟦306-30-2348⟧, n=1]"},
    {"us.ssn", "ssn", "ssn=⟦306-30-2348⟧;n=1"},
    {"us.ssn", "ssn", "ssn=⟦306-30-2348⟧."},
    {"us.ssn", "ssn", "ssn => ⟦306302348⟧, n"},
    {"us.ssn", "ssn", "ssn := ⟦306302348⟧ n"},
    {"name.person", "lname", "P[lname=⟦Lopez⟧, fname=Maria]"},
    {"name.person", "name", "name=\"⟦Lopez, Maria⟧\" took=3"},
    {"name.person", "name", "{name=⟦Maria Lopez⟧, n=1}"},
    {"name.person", "last_name", "last_name=⟦O'Neil⟧ rows=1"},
    {"mrn.number", "mrn", "mrn=⟦GH-40718322/7⟧ n=1"},
    /* query strings */
    {"us.ssn", "ssn", "GET /s?ssn=⟦306-30-2348⟧&page=2 HTTP/1.1"},
    {"us.ssn", "ssn", "GET /s?a=1&ssn=⟦306-30-2348⟧ HTTP/1.1"},
    {"name.person", "name", "\"GET /s?name=⟦Maria+Lopez⟧&n=1 HTTP/1.1\""},
    {"us.ssn", "ssn", "href='/s?ssn=⟦306-30-2348⟧'"},
    {"us.ssn", "ssn", "<a href=\"/s?ssn=⟦306-30-2348⟧\">"},
    /* prose with a colon */
    {"us.ssn", "SSN", "SSN: ⟦306-30-2348⟧, retry"},
    {"date.birth", "DOB", "DOB: ⟦April 9, 1957⟧ not found"},
    {"date.birth", "dob", "dob=⟦04/09/1957⟧ took=3ms"},
    {"us.phone", "phone", "phone: ⟦(317) 555-0142⟧ ext"},
    {"name.person", "Name", "Name: ⟦Maria Lopez⟧, age 40"},
    /* lists of addresses */
    {"ip.client", "For", "X-Forwarded-For: ⟦198.51.100.23⟧, ⟦10.4.0.7⟧ up=1"},
    /* a scheme word is not the secret */
    {"cred.authorization", "Authorization", "Authorization: Bearer ⟦abc123def456⟧"},
    {"cred.authorization", "Authorization",
     "{\"Authorization\":\"Bearer ⟦abc123def456⟧\",\"n\":1}"},
};

static ps_rules *rules;

static int setup(void **state) {
    (void)state;
    rules = kit_rules();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    ps_rules_free(rules);
    return 0;
}

static ps_island open_island(const row *r, ps_span line) {
    const ps_rule *rule = ps_rules_find(rules, ps_span_z(r->rule));
    assert_non_null(rule);
    size_t n = strlen(r->key), at = 0, separator;
    while (memcmp(line.ptr + at, r->key, n) != 0) at++;
    separator = at + n;
    while (line.ptr[separator] != '=' && line.ptr[separator] != ':') separator++;
    ps_island island;
    ps_island_open(&island, line, (ps_extent){at, at + n}, separator, rule);
    return island;
}

static size_t check(const row *r) {
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, ps_span_z(r->line)), PS_OK);
    ps_span line = ps_buf_span(&marked.text);
    ps_island island = open_island(r, line);
    ps_value value;
    size_t n = 0;
    bool good = true;
    while (ps_island_next(&island, &value)) {
        if (n >= marked.count || value.from != marked.marks[n].from ||
            value.to != marked.marks[n].to) {
            print_error("%s\n    got '%.*s'\n", r->line, (int)(value.to - value.from),
                        line.ptr + value.from);
            good = false;
        }
        n++;
        assert_true(n < 100);
    }
    if (good && n != marked.count) {
        print_error("%s\n    %zu values, want %zu\n", r->line, n, marked.count);
        good = false;
    }
    ps_marked_free(&marked);
    return !good;
}

static void test_extents(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) failures += check(&rows[i]);
    assert_int_equal(failures, 0);
}

/* A bare JSON value needs quotes around a label; elsewhere nothing is added. */
static void test_wrap(void **state) {
    (void)state;
    static const struct {
        row r;
        const char *wrap;
    } cases[] = {
        {{"us.ssn", "ssn", "{\"ssn\":306302348}"}, "\""},
        {{"us.ssn", "ssn", "{'ssn': 306302348}"}, "'"},
        {{"us.ssn", "ssn", "{\\\"ssn\\\":306302348}"}, "\\\""},
        {{"us.ssn", "ssn", "{\"ssn\":\"306302348\"}"}, ""},
        {{"us.ssn", "ssn", "ssn=306302348 n=1"}, ""},
        {{"us.ssn", "ssn", "{\"ssn\":[306302348]}"}, "\""},
    };
    for (size_t i = 0; i < KIT_COUNT(cases); i++) {
        ps_island island = open_island(&cases[i].r, ps_span_z(cases[i].r.line));
        ps_value value;
        assert_true(ps_island_next(&island, &value));
        if (!ps_span_eq(value.wrap, ps_span_z(cases[i].wrap)))
            fail_msg("%s is wrapped in '%.*s'", cases[i].r.line, (int)value.wrap.len,
                     value.wrap.ptr);
        assert_true(value.quoted == (i == 3));
    }
}

/* Cut anywhere, an island stays inside its line. */
static void test_cut_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        ps_marked marked;
        assert_int_equal(ps_marked_parse(&marked, ps_span_z(rows[i].line)), PS_OK);
        ps_span line = ps_buf_span(&marked.text);
        size_t key = 0, n = strlen(rows[i].key);
        while (memcmp(line.ptr + key, rows[i].key, n) != 0) key++;
        size_t least = key + n;
        while (line.ptr[least] != '=' && line.ptr[least] != ':') least++;
        for (size_t len = least + 1; len <= line.len; len++) {
            ps_island island = open_island(&rows[i], ps_span_of(line.ptr, len));
            ps_value value;
            for (unsigned k = 0; k < 50 && ps_island_next(&island, &value); k++)
                assert_true(value.from <= value.to && value.to <= len && value.from > least);
        }
        ps_marked_free(&marked);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extents),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_cut_lines),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
