/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of JSON-like text that something else than their own key names. */
#ifndef PS_JSON_NAMED_H
#define PS_JSON_NAMED_H

#include "form.h"
#include "json_walk.h"

/* Puts a value; `quote` closes the key before it, so that a bare number may become a string. */
void ps_json_put(ps_reader *reader, ps_slot slot, const ps_json_token *value, ps_extent quote);

/* Puts a value under the dictionary's key that `label` ends with: its last step when it is a path
 * (patient.birthDate, /patient/ssn, name[0].family). False: the dictionary knows none. */
bool ps_json_put_named(ps_reader *reader, ps_span label, const ps_json_token *value,
                       ps_extent quote);

#endif
