/* SPDX-License-Identifier: Apache-2.0 */
#include "person_word.h"

/* Singular; a plural's `s` is taken off. */
static const char *const persons[] = {
    "patient",    "pat",        "member",      "subscriber", "insured",   "policyholder",
    "cardholder", "person",     "people",      "guarantor",  "enrollee",  "beneficiary",
    "dependent",  "recipient",  "demographic", "guardian",   "caregiver", "newborn",
    "resident",   "claimant",   "decedent",    "spouse",     "kin",       "donor",
    "inpatient",  "outpatient", "veteran",     "admission"};

bool ps_is_person_word(ps_span word) {
    if (word.len > 1 && ps_lower(word.ptr[word.len - 1]) == 's') word.len--;
    char first = word.len ? ps_lower(word.ptr[0]) : '\0';
    for (size_t i = 0; i < sizeof persons / sizeof *persons; i++)
        if (first == *persons[i] && ps_span_is(word, persons[i])) return true;
    return false;
}

bool ps_has_person_word(ps_span text) {
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && ps_is_alpha(text.ptr[end]) &&
               (end == at || !ps_is_upper(text.ptr[end]) || ps_is_upper(text.ptr[end - 1])))
            end++;
        if (end > at && ps_is_person_word(ps_span_cut(text, at, end))) return true;
        at = end > at ? end : at + 1;
    }
    return false;
}
