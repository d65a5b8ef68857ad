/* SPDX-License-Identifier: Apache-2.0
 *
 * HL7 version 2: values outside of messages, named by their place. */
#ifndef PS_HL7_PLACE_H
#define PS_HL7_PLACE_H

#include "hl7.h"

/* PID-5, PID.5.1, PID[1]-5(0)-1 */
typedef struct ps_hl7_place {
    const char *name;          /* 3 bytes */
    unsigned field, component; /* component 0: the whole field */
    size_t end;                /* behind the path */
} ps_hl7_place;

bool ps_hl7_place_parse(ps_span text, size_t at, ps_hl7_place *place);

/* Puts the value [from, to) of a place, if it can be one: documentation and mappings name places
 * too ("PID-5": "Patient Name"). */
bool ps_hl7_place_put(ps_hl7 *h, const ps_hl7_place *place, size_t from, size_t to);

/* The value that an error quotes before or behind the place at `at`:
 * Invalid value '19571304' in PID-7. */
void ps_hl7_error_read(ps_hl7 *h, const ps_hl7_place *place, size_t at);

/* <PID.5><XPN.1><FN.1>LOPEZ</FN.1></XPN.1></PID.5>: `at` is the place or the '<' of a data type. */
size_t ps_hl7_xml_read(ps_reader *reader, size_t at, size_t end);

#endif
