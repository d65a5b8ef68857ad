/* SPDX-License-Identifier: Apache-2.0
 *
 * X12: the tables are in order, and no cut of a message leads the reader astray. What the slots are
 * is tested by the cases beside the form. */
#include "kit.h"
#include "x12.h"

#include <stdio.h>
#include <stdlib.h>

static const char message[] =
    "ISA*00*          *00*          *ZZ*SENDERID       *ZZ*RECEIVERID     *240115*0930*^*00501*"
    "000000905*0*P*:~ST*837*0001~HL*2*1*22*0~SBR*P*18*77120-004~NM1*IL*1*LOPEZ*MARIA*E***MI*"
    "1EG4TE5MK73~N3*88 LARKSPUR LN*APT 3~N4*SPRINGFIELD*IN*462041234~DMG*D8*19570409*F~PER*IP**HP*"
    "3175550142~REF*SY*306302348~CLM*5530091*500***11:B:1~HI*BH:11:D8:20240109~DTP*472*RD8*"
    "20240109-20240112~NM1*82*2*[NAME]*****XX*1234567893~CR6*4*20240101~PLB*1*20241231*WO:12*5~"
    "CTX*CLM01:5530091~IK4*9*67*7*XQH883104772~\\r\\n'N3*12 ELM CT at line 4";

static void check_list(const ps_x12_list *list) {
    for (size_t i = 1; i < list->count; i++)
        if (strcmp(list->rows[i - 1].code, list->rows[i].code) >= 0)
            fail_msg("%s stands behind %s", list->rows[i].code, list->rows[i - 1].code);
    for (size_t i = 0; i < list->count; i++)
        assert_ptr_equal(ps_x12_code_find(list, ps_span_z(list->rows[i].code)), &list->rows[i]);
}

static void test_tables(void **state) {
    (void)state;
    check_list(&ps_x12_entities);
    check_list(&ps_x12_numbers);
    check_list(&ps_x12_references);
    check_list(&ps_x12_elements);
    check_list(&ps_x12_groups);
    check_list(&ps_x12_sets);
    for (const char *const *anchor = ps_x12_anchors; *anchor; anchor++) {
        size_t n = strlen(*anchor);
        assert_true(n >= 3);
        ps_span id = {*anchor, n - (strcmp(*anchor, "ISA") != 0)};
        if (!ps_x12_kind_find(id)) fail_msg("%s is out of order", *anchor);
    }
    assert_null(ps_x12_kind_find(PS_LIT("XYZ")));
    assert_null(ps_x12_kind_find(PS_LIT("")));
}

/* Slots of one reading: inside the text, none empty. */
typedef struct reading {
    ps_reader reader;
    size_t count;
} reading;

static void put(ps_reader *reader, const ps_slot *slot) {
    reading *r = (reading *)reader;
    assert_true(slot->from < slot->to && slot->to <= reader->text.len);
    if (slot->kind != PS_SLOT_KEEP) r->count++;
}

static size_t read_all(ps_span text) {
    reading r = {.reader = {.text = text, .put = put}};
    for (size_t at = 0; at + 3 <= text.len; at++) {
        if (!ps_is_upper(text.ptr[at])) continue;
        size_t behind = ps_x12_read(&r.reader, at, at + 3);
        assert_true(behind <= text.len);
        if (behind > at) at = behind - 1;
    }
    return r.count;
}

/* Each cut in memory of its own size, so that a byte read beyond it is seen. */
static void test_cuts(void **state) {
    (void)state;
    size_t whole = read_all(ps_span_of(message, sizeof message - 1));
    assert_true(whole > 15);
    for (size_t from = 0; from < sizeof message - 1; from++) {
        size_t len = sizeof message - 1 - from;
        char *head = malloc(from + 1), *tail = malloc(len);
        memcpy(head, message, from + 1);
        memcpy(tail, message + from, len);
        assert_true(read_all(ps_span_of(head, from + 1)) <= whole + 1);
        assert_true(read_all(ps_span_of(tail, len)) <= whole + 1);
        free(head);
        free(tail);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
