/* SPDX-License-Identifier: Apache-2.0
 *
 * XML: what the form puts by itself. The marks are the values that are put; whether a key's
 * condition holds is the judge's business. */
#include "slots_kit.h"
#include "xml_inside.h"

#include <time.h>

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

static void check_all(const char *const *rows, size_t count, const char *const *anchors,
                      ps_form_fn *read) {
    size_t failures = 0;
    for (size_t i = 0; i < count; i++) {
        ps_marked marked;
        assert_int_equal(ps_marked_parse(&marked, ps_span_z(rows[i])), PS_OK);
        slots s = slots_of(&k, ps_buf_span(&marked.text));
        slots_read_form(&s, anchors, read);
        failures += slots_compare(&k, &s, &marked);
        ps_marked_free(&marked);
    }
    assert_int_equal(failures, 0);
}

static const char *const elements[] = {
    /* by their own name, with prefixes, attributes, blanks, CDATA, in any case */
    "<SSN>⟦SSN:306302348⟧</SSN>",
    "<ns2:ssn xsi:type='xsd:string'>⟦SSN:306302348⟧</ns2:ssn>",
    "<SSN >\n  ⟦SSN:306302348⟧\n</SSN>",
    "<SSN>\\n\\t⟦SSN:306302348⟧\\n</SSN>",
    "<ssn><![CDATA[⟦SSN:306302348⟧]]></ssn>",
    "<ssn><!-- nine digits -->⟦SSN:306302348⟧</ssn>",
    "<!-- <ssn>⟦SSN:306302348⟧</ssn> -->",
    "<date-of-birth>⟦DATE:1957-04-09⟧</date-of-birth><FIRST_NAME>⟦NAME:Maria⟧</FIRST_NAME>",
    "<LastName>⟦NAME:O&apos;Neil⟧</LastName>",
    "<ssn/><ssn></ssn><ssn> </ssn><n>306302348</n>",
    /* only leaves */
    "<ssn><part>306</part></ssn>",
    "<ssn>306</mrn>",
    /* around and beside the value */
    "<DateOfBirth><Date>⟦DATE:1957-04-09⟧</Date></DateOfBirth>",
    "<mrn><value><string>⟦MRN:40718322⟧</string></value></mrn>",
    "<field name=\"ssn\" value=\"⟦SSN:306302348⟧\"/>",
    "<field value='⟦SSN:306302348⟧' name='ssn'/>",
    "<field name=\\\"ssn\\\" value=\\\"⟦SSN:306302348⟧\\\"/>",
    "<item key=dob>⟦DATE:1957-04-09⟧</item>",
    "<p name=\"lastName\"><string>⟦NAME:Lopez⟧</string></p>",
    "<key>ssn</key><string>⟦SSN:306⟧</string>", /* a document is cut at its left, too */
    "<d><key>ssn</key><string>⟦SSN:306⟧</string><string>7</string></d>",
    "<tr><td>MRN:</td><td>⟦MRN:40718322⟧</td><td>PPO</td></tr>",
    /* what a program says of itself */
    "<firstName>First Name</firstName><ssn>enter your ssn</ssn>",
    "<string name=\"last_name\">Last name</string>",
    "<data name=\"LastName\" xml:space=\"preserve\"><value>Nachname</value></data>",
    "<param name=\"ssn\">The number of the person.</param>",
    "<p name=\"serialNumber\" value=\"employeeNumber\"/>",
    "<servlet-name>Main</servlet-name><ProductName>Lamp</ProductName><groupId>org.x</groupId>",
    "<wsa:Address>https://example.org/services</wsa:Address>",
    /* providers stay */
    "<Provider><LastName>Bang</LastName><NPI>⟦NPI:1234567893⟧</NPI></Provider>",
    "<ReferringPhysician><FirstName>Eric</FirstName></ReferringPhysician>",
    "<PharmacyPhone>5125550102</PharmacyPhone><ssn>⟦SSN:306302348⟧</ssn>",
    /* not XML */
    "a < b and c </ d >",
    "List<SSN> x = y</b>",
    "<ssn or <mrn> required</p>",
};

static void test_elements(void **state) {
    (void)state;
    check_all(elements, KIT_COUNT(elements), ps_xml_anchors, ps_xml_read);
}

static const char *const documents[] = {
    "<patientRole><id extension='⟦MRN:40718322⟧' root='1.2'/><id "
    "root=\"2.16.840.1.113883.4.1\" extension=\"⟦SSN:306302348⟧\"/></patientRole>",
    "<name><given>⟦NAME:Maria⟧</given><family>⟦NAME:Lopez⟧</family></name>",
    "<patient><name>⟦NAME:Maria⟧ <family>⟦NAME:Lopez⟧</family></name></patient>",
    "<telecom value=\"tel:⟦PHONE:+1-317-555-0142⟧\"/><telecom "
    "value=\"mailto:⟦EMAIL:m@example.com⟧\"/>",
    "<effectiveTime value=\"⟦DATE:20240109⟧\"/><effectiveTime><low "
    "value=\"⟦DATE:2024⟧\"/></effectiveTime>",
    "<low value=\"⟦DATE:20240109⟧\"/><low value=\"12\"/><low value=\"20240109\" unit=\"1\"/>",
    "<ClinicalDocument><effectiveTime value=\"20240115\"/><id extension=\"7\" "
    "root=\"1.2\"/></ClinicalDocument>",
    "<author><time "
    "value=\"20240115\"/><assignedAuthor><addr><city>Portland</city></addr></assignedAuthor></"
    "author>",
    "<assignedEntity><id root=\"2.16.840.1.113883.4.6\" "
    "extension=\"⟦NPI:1234567893⟧\"/></assignedEntity>",
    "<encompassingEncounter><id extension=\"⟦ENCOUNTER:99⟧\" root=\"1\"/></encompassingEncounter>",
    "<performer><templateId "
    "root=\"2.16.840.1.113883.10.20.22.4.88\"/><assignedEntity><assignedPerson><name>"
    "<given>⟦NAME:Maria⟧</given></name></assignedPerson></assignedEntity></performer>",
    "<participant typeCode=\"DEV\"><participantRole classCode=\"MANU\"><id "
    "extension=\"⟦DEVICE:PM-77⟧\" "
    "root=\"1\"/></participantRole></participant>",
    "<section nullFlavor=\"NI\"><text>⟦TEXT:She⟧ <b>⟦TEXT:was⟧</b></text></section>",
    "<Slot name=\"x\"><Value>⟦MRN:40718322⟧^^^&amp;1.2.3.4&amp;ISO</Value></Slot>",
    "<Patient xmlns=\"http://hl7.org/fhir\"><birthDate value=\"⟦DATE:1957-04-09⟧\"/></Patient>",
    "<HumanPatient><City>⟦CITY:Springfield⟧</City></HumanPatient><Pharmacy><City>Austin</City></"
    "Pharmacy>",
    /* cut at either end */
    "⟦NAME:ia⟧</given><family>⟦NAME:Lopez⟧</family>",
    "<patient><given>⟦NAME:Mar⟧",
    "<birthTime value=\"⟦DATE:1957⟧",
    "{\"a\":\"<patient><given>⟦NAME:Mar⟧\"}",
};

static void test_documents(void **state) {
    (void)state;
    check_all(documents, KIT_COUNT(documents), ps_xml_anchors, ps_xml_read);
}

static const char *const reports[] = {
    "cvc-pattern-valid: Value '⟦DATE:1957-04-09⟧' is not facet-valid for attribute value of "
    "birthTime",
    "The value '⟦SSN:306302348⟧' of element 'm:SSN' is not valid.",
    "cvc-pattern-valid: Value '⟦SSN:306⟧' is not facet-valid with respect to pattern 'x' for type "
    "'SSNType'.",
    "{\"log\":\"cvc-x: The value '⟦NAME:O'Neil⟧' of element 'LastName' is not valid\\n\"}",
    "The content \"⟦SSN:306⟧\" of element <SSN> does not match the required simple type",
    "cvc-datatype-valid.1.2.1: '⟦DATE:1957-04-09⟧' is not a valid value for 'ts' (birthTime)",
    "cvc-datatype-valid.1.2.1: 'abc' is not a valid value for 'integer'.",
    "cvc-enumeration-valid: Value 'fast' is not facet-valid with respect to enumeration '[slow]'.",
};

static void test_reports(void **state) {
    (void)state;
    check_all(reports, KIT_COUNT(reports), ps_xml_report_anchors, ps_xml_report_read);
}

static void test_names_in_order(void **state) {
    (void)state;
    for (size_t i = 0; i < ps_xml_name_count(); i++) {
        const ps_xml_name *row = ps_xml_name_at(i);
        if (i && strcmp(row[-1].name, row->name) >= 0)
            fail_msg("%s stands behind %s", row->name, row[-1].name);
        assert_ptr_equal(ps_xml_name_find(ps_span_z(row->name)), row);
    }
}

static size_t read_all(ps_span text) {
    slots s = slots_of(&k, text);
    slots_read_form(&s, ps_xml_anchors, ps_xml_read);
    slots_read_form(&s, ps_xml_report_anchors, ps_xml_report_read);
    return s.count;
}

/* Every head and tail in memory of its own size, so that a byte read beyond it is seen. */
static void test_cuts(void **state) {
    (void)state;
    static const char text[] =
        "x</given><!-- c --><a b='c' d=\"e\" f=g h><![CDATA[<ssn>306302348</ssn>]]></a><?xml v?>\\n"
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole><id root=\"1.2\" "
        "extension=\"7\"/><telecom value=\"tel:555\"/><name>M<given>Maria</given></name>"
        "<v>1^^^&amp;1.2&amp;ISO</v></patientRole><section><text>a<b>c</b></text></section>"
        "cvc-: The value '306' of element 'SSN' (\\\"dob\\\") is not valid";
    for (size_t cut = 0; cut < sizeof text - 1; cut++) {
        size_t len = sizeof text - 1 - cut;
        char *head = malloc(cut + 1), *tail = malloc(len);
        memcpy(head, text, cut + 1);
        memcpy(tail, text + cut, len);
        (void)read_all(ps_span_of(head, cut + 1));
        (void)read_all(ps_span_of(tail, len));
        free(head);
        free(tail);
    }
}

/* Much of the same costs no more than its length: minutes otherwise. */
static void test_dense(void **state) {
    (void)state;
    static const char *const pieces[] = {"</",       "/>",     "<a",        "<a ",     "<a b='",
                                         "<a b=\"<", "<!--",   "<![CDATA[", "<ssn>1",  "</ssn>",
                                         "cvc-",     "cvc- '", "<td>",      "<value>", "'a' value ",
                                         "<a b c ",  "<?xml",  "]]>"};
    enum { SIZE = 1 << 20 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < KIT_COUNT(pieces); i++) {
        size_t n = strlen(pieces[i]);
        for (size_t at = 0; at < SIZE; at++) text[at] = pieces[i][at % n];
        clock_t begin = clock();
        (void)read_all(ps_span_of(text, SIZE));
        if (clock() - begin > 20 * CLOCKS_PER_SEC) fail_msg("%s takes too long", pieces[i]);
    }
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elements), cmocka_unit_test(test_documents),
        cmocka_unit_test(test_reports),  cmocka_unit_test(test_names_in_order),
        cmocka_unit_test(test_cuts),     cmocka_unit_test(test_dense),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
