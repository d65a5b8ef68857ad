/* SPDX-License-Identifier: Apache-2.0
 *
 * HL7, NCPDP and DICOM: the tables are in order, and no cut or damage leads a reader astray. What
 * the slots are is tested by the cases beside the forms. */
#include "hl7.h"
#include "slots_kit.h"

static const char *const samples[] = {
    "\x0bMSH|^~\\&|A|GH|B|GH|20240115||ADT^A01|M1|P|2.5\rPID|1||40718322^^^GH^MR~306302348^^^^SS||"
    "LOPEZ^MARIA^E^^^^L||19570409|F|||88 LARKSPUR LN^^SPRINGFIELD^IN^46204^USA^H||(317)555-0142^"
    "PRN^PH~^NET^Internet^m@example.com|||||5530091|306-30-2348\rOBX|1|ED|X||^a^b^Base64^QUJDREVG|"
    "\rZPI|1|LOPEZ^JORGE^^^^^L|20240109\x1c\r",
    "raw={\"m\":\"MSH|^~\\\\&|A|B\\rPID|1||4071^^^GH^MR||O'NEIL^MARIA\\r\\n\"} "
    "<CR>NK1|1|X^Y|^MPV1|",
    "[Message=MSH#*@\\&#A#B\\x0dPID#1##4071***GH*MR##LOPEZ*MARIA] (NK1|1|LOPEZ^JORGE|SPO) "
    "'IN1|1|P'",
    "PID.5.1: LOPEZ, PID-7 = 19570409 '19571304' in PID-7 "
    "{\"PID-05\":[{\"XPN-01\":\"LOPEZ\"},[\"a\"",
    "<PID.3><CX.1>306302348</CX.1><CX.5>SS</CX.5></PID.3><PID.5><XPN.1><FN.1>LOPEZ<XPN.2/></PID.5",
    "[\"PID\",\"1\",\"\",\"4071^^^GH^MR\",[\"LOPEZ\"]] EZ^MARIA||19570409|F|x 4071^^^GH "
    "^PRN^PH^^^317^5",
    "QPD|Q|1|@PID.5.1^LOPEZ~@PID.7^19570409\\rVTQ|1|T|Z|V|@PID.5.1^EQ^LOPEZ",
    "(0010,0010) PN [LOPEZ^MARIA] # 12 (0010, 0030) Birth DA: '19570409' (0010,0020)=4071",
    "{\"00100010\":{\"vr\":\"PN\",\"Value\":[{\"Alphabetic\":\"LOPEZ\"}]}} <attr tag=\"00100020\" "
    "vr=\"LO\"><Value>4071</Value></attr> 0010,0010=LOPEZ*",
    "610066D0B1PCNX      1011234567893     20240109VENDOR0001\\x1e\\x1cAM04\\x1cC2XQH8\x1e\x1c"
    "AM01\x1c"
    "CAMARIA<1C>D26612094 310-CA (First Name) = MARIA",
};

extern const char *const ps_hl7_anchors[], *const ps_hl7_path_anchors[],
                                               *const ps_dicom_anchors[], *const ps_ncpdp_anchors[];
extern ps_form_fn ps_hl7_read, ps_hl7_path_read, ps_dicom_read, ps_ncpdp_read;

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

/* Every row is found: binary search needs them in order. */
static void test_fields(void **state) {
    (void)state;
    static const struct {
        const char *segment;
        unsigned number;
    } rows[] = {
#define PS_HL7_FIELD(segment, number, type, kind) {#segment, number},
#include "hl7_fields.def"
#undef PS_HL7_FIELD
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        const ps_hl7_field *row = ps_hl7_field_at(rows[i].segment, rows[i].number);
        if (!row || row->number != rows[i].number || strcmp(row->segment, rows[i].segment) != 0)
            fail_msg("%s-%u is out of order", rows[i].segment, rows[i].number);
        if (!(ps_hl7_segment_traits(rows[i].segment) & PS_HL7_KNOWN))
            fail_msg("%s is no segment", rows[i].segment);
    }
    assert_null(ps_hl7_field_at("PID", 8));
    assert_null(ps_hl7_field_at("XYZ", 1));
}

static void test_segments(void **state) {
    (void)state;
#define PS_HL7_SEGMENT(name, traits)                                                               \
    if (ps_hl7_segment_traits(#name) != (traits)) fail_msg("%s is out of order", #name);
#include "hl7_segments.def"
#undef PS_HL7_SEGMENT
    assert_int_equal(ps_hl7_segment_traits("pid"), ps_hl7_segment_traits("PID"));
    assert_int_equal(ps_hl7_segment_traits("ZXY"), PS_HL7_EXTENSION);
    assert_int_equal(ps_hl7_segment_traits("XYZ"), 0);
}

static void test_ids(void **state) {
    (void)state;
    bool known;
    assert_int_equal(ps_hl7_id_kind(PS_LIT("SS"), PS_SLOT_MRN, &known), PS_SLOT_SSN);
    assert_true(known);
    assert_int_equal(ps_hl7_id_kind(PS_LIT("NNGBR"), PS_SLOT_MRN, &known), PS_SLOT_SSN);
    assert_int_equal(ps_hl7_id_kind(PS_LIT("NPI"), PS_SLOT_MRN, &known), PS_SLOT_KEEP);
    assert_int_equal(ps_hl7_id_kind(PS_LIT(""), PS_SLOT_MEMBER, &known), PS_SLOT_MEMBER);
    assert_false(known);
}

static size_t read_all(ps_span text) {
    slots s = slots_of(&k, text);
    slots_read_form(&s, ps_hl7_anchors, ps_hl7_read);
    slots_read_form(&s, ps_hl7_path_anchors, ps_hl7_path_read);
    slots_read_form(&s, ps_dicom_anchors, ps_dicom_read);
    slots_read_form(&s, ps_ncpdp_anchors, ps_ncpdp_read);
    return s.count;
}

/* A copy in memory of its own size, so that a byte read beyond it is seen. */
static void read_copy(const char *from, size_t len) {
    char *copy = malloc(len + (len == 0));
    memcpy(copy, from, len);
    read_all(ps_span_of(copy, len));
    free(copy);
}

static void test_cuts(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(samples); i++) {
        size_t len = strlen(samples[i]);
        assert_true(read_all(ps_span_of(samples[i], len)) >= 2);
        for (size_t at = 0; at < len; at += 2) {
            read_copy(samples[i], at);
            read_copy(samples[i] + at, len - at);
        }
    }
}

static void test_damage(void **state) {
    (void)state;
    static const char signs[] = "|^~\\&\r\n\"'[](){}<>:=,.#0aP \x1c\x1e";
    kit_random r = kit_seed(20240115);
    for (size_t round = 0; round < 400; round++) {
        const char *sample = samples[kit_below(&r, KIT_COUNT(samples))];
        size_t len = strlen(sample);
        char *copy = malloc(len);
        memcpy(copy, sample, len);
        for (size_t n = kit_below(&r, 8) + 1; n > 0; n--)
            copy[kit_below(&r, len)] = signs[kit_below(&r, sizeof signs)];
        read_all(ps_span_of(copy, len));
        free(copy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields), cmocka_unit_test(test_segments), cmocka_unit_test(test_ids),
        cmocka_unit_test(test_cuts),   cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
