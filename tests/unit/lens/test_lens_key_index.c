/* SPDX-License-Identifier: Apache-2.0
 *
 * From a separator back to the key: every spelling, and the words that only look like one. */
#include "key_memory.h"
#include "kit.h"

#include <stdlib.h>

typedef struct row {
    const char *text; /* the last ':' or '=' is the separator */
    const char *rule; /* id, or NULL: no key */
    const char *key;  /* `words` of the key that matches; NULL: any of the rule */
} row;

static const row hits[] = {
    /* spellings */
    {"dateOfBirth=", "date.birth", "date_of_birth"},
    {"DateOfBirth=", "date.birth", "date_of_birth"},
    {"DATE_OF_BIRTH=", "date.birth", "date_of_birth"},
    {"DATE-OF-BIRTH:", "date.birth", "date_of_birth"},
    {"date of birth:", "date.birth", "date_of_birth"},
    {"Date Of Birth :", "date.birth", "date_of_birth"},
    {"dateofbirth=", "date.birth", "date_of_birth"},
    {"DATEOFBIRTH=", "date.birth", "date_of_birth"},
    {"date__of__birth=", "date.birth", "date_of_birth"},
    {"Date_Of_Birth__c=", "date.birth", "date_of_birth"},
    {"dateOf_birth=", "date.birth", "date_of_birth"},
    {"SSN=", "us.ssn", "ssn"},
    {"Ssn=", "us.ssn", "ssn"},
    {"SSN__pc=", "us.ssn", "ssn"},
    {"SSNNumber=", "us.ssn", NULL},
    {"ssn #:", "us.ssn", "ssn"},
    {"firstName=", "name.person", "first_name"},
    {"first-name=", "name.person", "first_name"},
    {"FirstName__pc=", "name.person", "first_name"},
    /* the last words of a longer key */
    {"insuredDateOfBirth=", "date.birth", "date_of_birth"},
    {"GuarantorSsn=", "us.ssn", "ssn"},
    {"GUARANTOR_SSN=", "us.ssn", "ssn"},
    {"claim.subscriber.ssn=", "us.ssn", "ssn"},
    {"member[ssn]=", "us.ssn", "ssn"},
    {"params[\"ssn\"]=", "us.ssn", "ssn"},
    {"x-patient-mrn:", "mrn.number", NULL},
    {"HealthCloudGA__MedicalRecordNumber__c=", NULL, NULL}, /* more rules than one know it */
    {"com.acme.Form.ssn=", "us.ssn", "ssn"},
    {"urn:ssn=", "us.ssn", "ssn"},
    {"/form/ssn=", "us.ssn", "ssn"},
    /* glued prefixes */
    {"patientssn=", "us.ssn", "ssn"},
    {"insureddob=", "date.birth", "dob"},
    {"memberfirstname=", "name.person", "first_name"},
    {"SPOUSESSN=", "us.ssn", "ssn"},
    /* technical suffixes and numbers */
    {"ssnValue=", "us.ssn", "ssn"},
    {"ssn_value=", "us.ssn", "ssn"},
    {"ssn_raw=", "us.ssn", "ssn"},
    {"ssnText=", "us.ssn", "ssn"},
    {"dob_str=", "date.birth", NULL},
    {"ssn1=", "us.ssn", "ssn"},
    {"ssn_2=", "us.ssn", "ssn"},
    {"ssn-2=", "us.ssn", "ssn"},
    {"mrn_value_raw=", "mrn.number", "mrn"},
    {"phone_number_1=", "us.phone", NULL},
    /* what may stand between key and separator */
    {"\"ssn\":", "us.ssn", "ssn"},
    {"'ssn':", "us.ssn", "ssn"},
    {"\"ssn\" :", "us.ssn", "ssn"},
    {"\\\"ssn\\\":", "us.ssn", "ssn"},
    {"\\\\\\\"ssn\\\\\\\":", "us.ssn", "ssn"},
    {"[ssn]=", "us.ssn", "ssn"},
    {"['ssn']=", "us.ssn", "ssn"},
    {"`ssn` =", "us.ssn", "ssn"},
    {"ssn?=", "us.ssn", "ssn"},
    /* what stands before it */
    {"?ssn=", "us.ssn", "ssn"},
    {"a=1&ssn=", "us.ssn", "ssn"},
    {"{ssn=", "us.ssn", "ssn"},
    {"(ssn=", "us.ssn", "ssn"},
    {"a=1,ssn=", "us.ssn", "ssn"},
    {"--ssn=", "us.ssn", "ssn"},
    {"$ssn=", "us.ssn", "ssn"},
    {"lookup\tssn=", "us.ssn", "ssn"},
};

static const char *const misses[] = {
    /* a value in prose is not the number of a key, and our own label is none */
    "MRN 40718322:",
    "zip 46204:",
    "member id 883104772 =",
    "mrn_40718322=",
    "[MRN]=",
    "[SSN]:",
    "/[SSN] =>",

    "session=",
    "sessionId_x=",
    "adobe=",
    "mrnd=",
    "panel=",
    "winpipe=",
    "public=",
    "lic=",
    "duplicate=",
    "dobbin=",
    "assn=",
    "ssnx=",
    "xssn=",
    "ssns_total=",
    "mrn_count=",
    "mrncount=",
    "ssn_valid=",
    "ssnValid=",
    "ssn_present=",
    "has_ssn_flag=",
    "dob_format=",
    "birthday_party=",
    "first_name_required=",
    "n=",
    "=",
    ":",
    "  =",
    "\"\":",
    "id=",
    "message=",
    "threadId=",
    "traceId=",
    "spanId=",
    "requestId=",
    "hostname=",
    "filename=",
    "classname=",
    "namespace=",
    "tablename=",
    "username_hint=",
    "ssn.",
    "ssn",
    "ssn,=",
    "ssn)x=",
    "email_sent=",
    "phone_count=",
    "zipfile=",
    "gzip=",
    "unzip=",
    "cityscape=",
    "passwordless=",
    "tokenizer=",
    "npipe=",
    "dean=",
    "ideal=",
    "vintage=",
    "vinyl=",
};

static ps_rules *rules;
static bool *enabled;
static ps_key_index *index_;

static int setup(void **state) {
    (void)state;
    rules = kit_rules();
    enabled = calloc(ps_rules_count(rules), sizeof *enabled);
    for (size_t i = 0; i < ps_rules_count(rules); i++) enabled[i] = ps_rules_at(rules, i)->enabled;
    return ps_key_index_new(&index_, rules, enabled) != PS_OK;
}

static int teardown(void **state) {
    (void)state;
    ps_key_index_free(index_);
    ps_rules_free(rules);
    free(enabled);
    return 0;
}

static bool look(const char *text, ps_key_hit *hit) {
    size_t len = strlen(text), at = len;
    while (at > 0 && text[at - 1] != '=' && text[at - 1] != ':') at--;
    if (!at) return false;
    char *copy = malloc(len);
    memcpy(copy, text, len);
    bool found = ps_key_index_look(index_, ps_span_of(copy, len), (uint32_t)at - 1, hit);
    free(copy);
    return found;
}

static bool owned_by(const ps_key_hit *hit, const row *want) {
    const ps_key_owner *owner = ps_key_index_owner(index_, hit->owner);
    for (; owner; owner = ps_key_index_owner(index_, owner->next)) {
        const ps_rule *rule = ps_rules_at(rules, owner->rule);
        if (want->rule && strcmp(rule->id, want->rule) != 0) continue;
        if (!want->key || !strcmp(rule->keys[owner->item].words, want->key)) return true;
    }
    return false;
}

static void test_hits(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(hits); i++) {
        ps_key_hit hit;
        if (look(hits[i].text, &hit) && owned_by(&hit, &hits[i])) continue;
        bool other = look(hits[i].text, &hit);
        print_error("'%s' is not found as a key of %s but of %s\n", hits[i].text, hits[i].rule,
                    other ? ps_rules_at(rules, ps_key_index_owner(index_, hit.owner)->rule)->id
                          : "none");
        failures++;
    }
    assert_int_equal(failures, 0);
}

static void test_misses(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(misses); i++) {
        ps_key_hit hit;
        if (!look(misses[i], &hit)) continue;
        const ps_key_owner *owner = ps_key_index_owner(index_, hit.owner);
        print_error("'%s' is found as a key of %s\n", misses[i],
                    ps_rules_at(rules, owner->rule)->id);
        failures++;
    }
    assert_int_equal(failures, 0);
}

static void test_extent(void **state) {
    (void)state;
    ps_key_hit hit;
    assert_true(look("row 7 patient.dateOfBirth=", &hit));
    assert_int_equal(hit.at, 14);
    assert_int_equal(hit.end, 25);
    assert_true(look("{\"ssn\" :", &hit));
    assert_int_equal(hit.at, 2);
    assert_int_equal(hit.end, 5);
}

/* A key never reaches back over a line end. */
static void test_line_end(void **state) {
    (void)state;
    ps_key_hit hit;
    assert_false(look("ssn\n=", &hit));
    assert_true(look("date of\nssn=", &hit));
    assert_int_equal(hit.at, 8);
    assert_false(look("date_of\nbirth_x=", &hit));
}

/* ---- every key of every rule, in generated spellings ---- */

enum {
    SNAKE,
    KEBAB,
    UPPER,
    CAMEL,
    PASCAL,
    BLANKS,
    JOINED,
    CUSTOM,
    SUFFIXED,
    NUMBERED,
    DOTTED,
    FORMS
};

static void spell(const char *words, unsigned form, char out[160]) {
    size_t n = 0;
    bool begin = form == PASCAL;
    for (const char *p = form == DOTTED ? "a.b" : ""; *p; p++) out[n++] = *p;
    if (form == DOTTED) out[n++] = '.';
    for (const char *p = words; *p; p++) {
        if (*p != '_') {
            out[n++] = form == UPPER || begin ? ps_upper(*p) : *p;
            begin = false;
        } else if (form == CAMEL || form == PASCAL) {
            begin = true;
        } else if (form != JOINED) {
            out[n++] = form == KEBAB ? '-' : form == BLANKS ? ' ' : '_';
        }
    }
    out[n] = 0;
    if (form == CUSTOM) strcat(out, "__c");
    if (form == SUFFIXED) strcat(out, "_value");
    if (form == NUMBERED) strcat(out, "_2");
    strcat(out, "=");
}

static bool has_digit(const char *words) {
    return strpbrk(words, "0123456789");
}

/* A further key of the same rule may stand for it when it counts as often: street2 for street. */
static bool as_good(const ps_key_hit *hit, const ps_rule *rule, const ps_key *key) {
    const ps_key_owner *owner = ps_key_index_owner(index_, hit->owner);
    for (; owner; owner = ps_key_index_owner(index_, owner->next)) {
        const ps_key *other = &ps_rules_at(rules, owner->rule)->keys[owner->item];
        if (ps_rules_at(rules, owner->rule) != rule) continue;
        bool wider = other->condition == PS_KEY_IF_PERSON_OR_PAIRED &&
                     (key->condition == PS_KEY_IF_PAIRED || key->condition == PS_KEY_IF_PERSON);
        if (other->condition == PS_KEY_ALWAYS || other->condition == key->condition || wider)
            return true;
    }
    return false;
}

static bool found_as(const char *text, unsigned form, const ps_rule *rule, const ps_key *key) {
    ps_key_hit hit;
    row want = {.rule = rule->id, .key = key->words};
    if (form == NUMBERED && has_digit(key->words)) return true;
    if (!look(text, &hit)) return false;
    if (owned_by(&hit, &want)) return true;
    return (form == NUMBERED || form == SUFFIXED) && as_good(&hit, rule, key);
}

static void test_every_key(void **state) {
    (void)state;
    size_t failures = 0, keys = 0;
    for (size_t r = 0; r < ps_rules_count(rules); r++) {
        const ps_rule *rule = ps_rules_at(rules, r);
        for (size_t k = 0; enabled[r] && k < rule->key_count; k++, keys++) {
            for (unsigned form = 0; form < FORMS; form++) {
                char text[160];
                spell(rule->keys[k].words, form, text);
                if (found_as(text, form, rule, &rule->keys[k])) continue;
                print_error("%s: key %s is not found as '%s'\n", rule->id, rule->keys[k].words,
                            text);
                failures++;
            }
        }
    }
    print_message("%zu keys\n", keys);
    assert_true(keys > 500);
    assert_int_equal(failures, 0);
}

/* ---- the memory of words that are no keys ---- */

/* Pieces of names of all kinds, and what stands around them. */
static size_t make_names(kit_random *r, char *text, size_t room) {
    size_t n = 0, rows = sizeof hits / sizeof *hits, bad = sizeof misses / sizeof *misses;
    while (n + 40 < room) {
        const char *piece =
            kit_below(r, 3) ? hits[kit_below(r, rows)].text : misses[kit_below(r, bad)];
        size_t len = strlen(piece), from = kit_below(r, len), to = from + kit_below(r, len - from);
        if (to - from > 30) to = from + 30;
        memcpy(text + n, piece + from, to - from);
        n += to - from;
        if (kit_below(r, 4) == 0) text[n++] = "\"\"\"_-. 07Tx'\n"[kit_below(r, 13)];
        if (kit_below(r, 2) == 0) text[n++] = ":="[kit_below(r, 2)];
    }
    return n;
}

static uint64_t alnum_before(ps_span text, size_t at) {
    uint64_t bits = 0;
    for (size_t i = 1; i <= 64; i++)
        if (i <= at && ps_is_alnum(text.ptr[at - i])) bits |= (uint64_t)1 << (64 - i);
    return bits;
}

/* What it excludes the index does not find, empty and full, wherever it learnt the word. */
static void test_memory(void **state) {
    (void)state;
    ps_key_memory *memory = calloc(1, sizeof *memory);
    assert_non_null(memory);
    kit_random r = kit_seed(31);
    size_t excluded = 0;
    for (size_t round = 0; round < 3000; round++) {
        char text[400];
        ps_span span = ps_span_of(text, make_names(&r, text, sizeof text));
        for (uint32_t at = 0; at < span.len; at++) {
            ps_key_hit hit;
            if (text[at] != ':' && text[at] != '=') continue;
            if (!ps_key_memory_excludes(memory, index_, span, at, alnum_before(span, at))) continue;
            excluded++;
            if (ps_key_index_look_twice(index_, span, at, &hit))
                fail_msg("excluded: %.*s", (int)at + 1, text);
        }
    }
    free(memory);
    assert_true(excluded > 10000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hits),      cmocka_unit_test(test_misses),
        cmocka_unit_test(test_extent),    cmocka_unit_test(test_line_end),
        cmocka_unit_test(test_every_key), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
