/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of FHIR are sorted and answer; the readers put what they should, at the exact place.
 */
#include "fhir_paths.h"
#include "json_walk.h"
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- tables ---- */

static const char *const resources[] = {
#define PS_FHIR_RESOURCE(name, type, ident) name,
#include "fhir_resources.def"
#undef PS_FHIR_RESOURCE
};

typedef struct member {
    int in;
    const char *name;
    int leaf, inside;
} member;

static const member members[] = {
#define PS_FHIR_TYPE(name, other, dates)
#define PS_FHIR_MEMBER(in, name, leaf, inside)                                                     \
    {PS_FHIR_##in, name, PS_LEAF_##leaf, PS_FHIR_##inside},
#include "fhir_paths.def"
#undef PS_FHIR_TYPE
#undef PS_FHIR_MEMBER
};

static void test_tables_are_sorted(void **state) {
    (void)state;
    for (size_t i = 1; i < KIT_COUNT(resources); i++)
        assert_true(strcmp(resources[i - 1], resources[i]) < 0);
    for (size_t i = 1; i < KIT_COUNT(members); i++) {
        const member *a = &members[i - 1], *b = &members[i];
        assert_true(a->in < b->in || (a->in == b->in && strcmp(a->name, b->name) < 0));
    }
}

static void test_every_row_is_found(void **state) {
    (void)state;
    ps_fhir_resource resource;
    for (size_t i = 0; i < KIT_COUNT(resources); i++)
        assert_true(ps_fhir_find(ps_span_z(resources[i]), &resource));
    assert_false(ps_fhir_find(PS_LIT("Patien"), &resource));
    assert_false(ps_fhir_find(PS_LIT("Patients"), &resource));
    assert_false(ps_fhir_find(PS_LIT(""), &resource));
    for (size_t i = 0; i < KIT_COUNT(members); i++) {
        ps_fhir_place place = ps_fhir_look((ps_fhir_type)members[i].in, ps_span_z(members[i].name));
        assert_int_equal(place.leaf, members[i].leaf);
        assert_int_equal(place.inside, members[i].inside);
    }
    assert_int_equal(ps_fhir_look(PS_FHIR_PERSON, PS_LIT("_birthDate")).leaf, PS_LEAF_BIRTH);
    assert_int_equal(ps_fhir_look(PS_FHIR_PERSON, PS_LIT("nonsense")).inside, PS_FHIR_CARE);
}

static void test_words_beside_a_value(void **state) {
    (void)state;
    ps_span none = {0};
    ps_span npi = PS_LIT("http://hl7.org/fhir/sid/us-npi"),
            ssn = PS_LIT("urn:oid:2.16.840.1.113883.4.1");
    assert_int_equal(ps_fhir_identifier(ssn, none, PS_SLOT_MRN), PS_SLOT_SSN);
    assert_int_equal(ps_fhir_identifier(none, PS_LIT("MR"), PS_SLOT_OTHER), PS_SLOT_MRN);
    assert_int_equal(ps_fhir_identifier(none, none, PS_SLOT_CLAIM), PS_SLOT_CLAIM);
    assert_int_equal(ps_fhir_identifier(npi, none, PS_SLOT_KEEP), PS_SLOT_NPI);
    assert_int_equal(ps_fhir_identifier(none, PS_LIT("MR"), PS_SLOT_KEEP), PS_SLOT_KEEP);
    assert_int_equal(ps_fhir_contact(PS_LIT("fax"), none), PS_SLOT_FAX);
    assert_true(ps_fhir_is_date(PS_LIT("1957-04-09")) && ps_fhir_is_date(PS_LIT("1957-04")));
    assert_true(ps_fhir_is_date(PS_LIT("2024-01-09T08:12:00-05:00")));
    assert_true(ps_fhir_is_date(PS_LIT("04/09/1957")));
    assert_false(ps_fhir_is_date(PS_LIT("1957")) || ps_fhir_is_date(PS_LIT("3.1.1")));
    assert_false(ps_fhir_is_date(PS_LIT("10-20")) || ps_fhir_is_date(PS_LIT("0093-7214-01")));
    assert_false(ps_fhir_is_date(PS_LIT("2345-7")));
    assert_true(ps_fhir_leads_to_person(PS_LIT("https://h/r4/Patient/17"), false));
    assert_false(ps_fhir_leads_to_person(PS_LIT("Group/17"), true));
    assert_true(ps_fhir_leads_to_person(PS_LIT("urn:uuid:0c31"), true));
}

/* ---- the walk ---- */

typedef struct walk_row {
    const char *text, *tokens; /* ( open  ) close  k: key  v: value */
} walk_row;

static const walk_row walks[] = {
    {"{\"a\":\"x\",\"b\":[1,{\"c\":null}]}", "( k:a v:x k:b ( v:1 ( k:c v:null ) ) )"},
    {"{'a': None, 'b': u'x'}", "( k:a v:None k:b v:x )"},
    {"P(id=17, name=Lopez, Maria, ok=1)", "( k:id v:17 k:name v:Lopez, Maria k:ok v:1 )"},
    {"{:a=>\"x\", \"b\"=>2}", "( k:a v:x k:b v:2 )"},
    {"&{A:Maria Lopez B:{C:1}}", "( k:A v:Maria Lopez k:B ( k:C v:1 ) )"},
    {"map[a:1 b:[x y]]", "( k:a v:1 k:b ( v:x y ) )"},
    {"{\"d\":\"<p class=\"x\">\",\"e\":1}", "( k:d v:<p class=\"x\"> k:e v:1 )"}, /* a view */
    {"{\"a\":\"cut\n  \"b\":\"x\"}", "( k:a v:cut k:b v:x )"},
    {"{\"a\":[[NAME]]}", "( k:a ( v:[NAME] ) )"},
    {"{\"a\":\"x", "( k:a v:x"},
    {"}]\"a\":1", ") ) k:a v:1"},
};

static void test_walk(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(walks); i++) {
        size_t len = strlen(walks[i].text), n = 0;
        char *text = malloc(len + 1), got[512] = {0};
        memcpy(text, walks[i].text, len);
        ps_json json;
        ps_json_token token;
        ps_json_begin(&json, ps_span_of(text, len), 0);
        for (ps_json_next(&json, &token); token.kind != PS_JSON_END; ps_json_next(&json, &token)) {
            static const char *const signs[] = {"", "(", ")", "k:", "v:"};
            bool shown = token.kind == PS_JSON_KEY || token.kind == PS_JSON_VALUE;
            n += (size_t)snprintf(got + n, sizeof got - n, "%s%s%.*s", n ? " " : "",
                                  signs[token.kind], shown ? (int)(token.at.to - token.at.from) : 0,
                                  text + token.at.from);
        }
        if (strcmp(got, walks[i].tokens) != 0) {
            print_error("%s\n  %s\nwant\n  %s\n", walks[i].text, got, walks[i].tokens);
            failures++;
        }
        free(text);
    }
    assert_int_equal(failures, 0);
}

/* ---- the readers: broken input of any kind must not leave the span ---- */

static void put(ps_reader *reader, const ps_slot *slot) {
    assert_true(slot->from < slot->to && slot->to <= reader->text.len);
    assert_true(slot->wrap.from <= slot->wrap.to && slot->wrap.to <= reader->text.len);
}

static void read_all(const char *text, size_t len) {
    char *copy = malloc(len ? len : 1); /* exact, for the address sanitizer */
    memcpy(copy, text, len);
    ps_reader reader = {.text = ps_span_of(copy, len), .put = put};
    for (size_t f = 0; f < ps_form_count; f++) {
        const char *name = ps_forms[f].name;
        if (strncmp(name, "fhir", 4) != 0 && strncmp(name, "json", 4) != 0) continue;
        for (size_t at = 0, behind; at<len; at = behind> at ? behind : at + 1) {
            behind = at;
            for (size_t a = 0; ps_forms[f].anchors[a] && behind == at; a++) {
                const char *anchor = ps_forms[f].anchors[a];
                if (copy[at] != anchor[0]) continue; /* most places, and the rest is slow */
                size_t n = strlen(anchor);
                if (len - at >= n && !memcmp(copy + at, anchor, n))
                    behind = ps_forms[f].read(&reader, at, at + n);
            }
            assert_true(behind <= len);
        }
    }
    free(copy);
}

static void test_cut_and_broken(void **state) {
    (void)state;
    static const char sample[] =
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"id\":"
        "\"1\","
        "\"resourceType\":\"Patient\",\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"MR\"}]},"
        "\"value\":1}],\"extension\":[{\"url\":\"x/"
        "ssn\",\"valueString\":\"2\"}],\"name\":[{\"family\":"
        "\"L\",\"given\":['M']}]},\"request\":{\"url\":\"Patient?identifier=a|b&x=1,2\"}}]} "
        "[element=\""
        "birthDate\"] \"1957-04-09\" Patient.name[0].family value 'x' "
        "{\"field\":\"mrn\",\"value\":[1]} "
        "{\"columns\":[\"a\"],\"rows\":[[1]]} GET /fhir/Patient/_search family=x /fhir/Patient/y";
    size_t len = sizeof sample - 1;
    for (size_t cut = 0; cut < len; cut++) {
        read_all(sample, cut);
        read_all(sample + cut, len - cut);
    }
    kit_random random = kit_seed(7);
    for (unsigned round = 0; round < 2000; round++) {
        char broken[sizeof sample];
        memcpy(broken, sample, len);
        for (unsigned k = 0; k < 8; k++)
            broken[kit_below(&random, len)] = "{}[]()\"':,=\\/? \n1a"[kit_below(&random, 18)];
        read_all(broken, len);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_sorted),    cmocka_unit_test(test_every_row_is_found),
        cmocka_unit_test(test_words_beside_a_value), cmocka_unit_test(test_walk),
        cmocka_unit_test(test_cut_and_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
