/* SPDX-License-Identifier: Apache-2.0
 *
 * Searches: Patient?family=Lopez&birthdate=1957-04-09 */
#ifndef PS_FHIR_SEARCH_H
#define PS_FHIR_SEARCH_H

#include "form.h"

/* Puts the values of a query (without the question mark) that searches for this resource. */
void ps_fhir_put_search(ps_reader *reader, ps_span resource, ps_extent query);

#endif
