/* SPDX-License-Identifier: Apache-2.0
 *
 * Is a table, a file or a record one of persons? The words of its name say so. */
#ifndef PS_PERSON_WORD_H
#define PS_PERSON_WORD_H

#include "span.h"

/* Does one of the words of the text (parted by other signs or a turn of case) name a person in
 * care, one insured, or a relative: patient_visits, PatientAddress, dbo.Member? */
bool ps_has_person_word(ps_span text);

/* Is it one such word, and nothing else? */
bool ps_is_person_word(ps_span word);

#endif
