/* SPDX-License-Identifier: Apache-2.0 */
#include "person_word.h"

enum { LETTERS = 26, WORDS_MAX = 5 };

/* By first letter; singular: a plural's `s` is taken off. */
static const char *const persons[LETTERS][WORDS_MAX + 1] = {
    ['a' - 'a'] = {"admission"},
    ['b' - 'a'] = {"beneficiary"},
    ['c' - 'a'] = {"cardholder", "caregiver", "claimant"},
    ['d' - 'a'] = {"dependent", "demographic", "decedent", "donor"},
    ['e' - 'a'] = {"enrollee"},
    ['g' - 'a'] = {"guarantor", "guardian"},
    ['i' - 'a'] = {"insured", "inpatient"},
    ['k' - 'a'] = {"kin"},
    ['m' - 'a'] = {"member"},
    ['n' - 'a'] = {"newborn"},
    ['o' - 'a'] = {"outpatient"},
    ['p' - 'a'] = {"patient", "pat", "policyholder", "person", "people"},
    ['r' - 'a'] = {"recipient", "resident"},
    ['s' - 'a'] = {"subscriber", "spouse"},
    ['v' - 'a'] = {"veteran"}};

bool ps_is_person_word(ps_span word) {
    if (word.len > 1 && ps_lower(word.ptr[word.len - 1]) == 's') word.len--;
    if (!word.len || !ps_is_alpha(word.ptr[0])) return false;
    for (const char *const *person = persons[(word.ptr[0] | 0x20) - 'a']; *person; person++)
        if (ps_span_is(word, *person)) return true;
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
