/* SPDX-License-Identifier: Apache-2.0
 *
 * What the names of elements say (xml_names.def), and the words that names are made of. */
#ifndef PS_XML_NAMES_H
#define PS_XML_NAMES_H

#include "form.h"

/* Whose data stand inside an element. */
typedef enum ps_xml_role {
    PS_XML_SAME,   /* as outside; at the outermost: not known */
    PS_XML_PERSON, /* a patient's, a relative's, an insured person's */
    PS_XML_KEEPER, /* a provider's, an organization's, a product's: they stay */
    PS_XML_CARE,   /* what was done for a patient: its dates and numbers go */
    PS_XML_HEAD    /* the message's own: its dates and numbers stay */
} ps_xml_role;

typedef enum ps_xml_when {
    PS_XML_IF_ALWAYS,
    PS_XML_IF_HEALTH,
    PS_XML_IF_CARE,
    PS_XML_IF_PERSON,
    PS_XML_IF_DATED,
    PS_XML_IF_NAMED
} ps_xml_when;

enum {
    PS_XML_PART = 1,
    PS_XML_PROOF = 2,
    PS_XML_MIXED = 4,
    PS_XML_DOC = 8,
    PS_XML_ROOT_ELEMENT = 16,
    PS_XML_SAYS = 32,
    PS_XML_HOLDER = 64,
    PS_XML_ONLY = 128
};

typedef struct ps_xml_name {
    const char *name;
    uint8_t opens; /* ps_xml_role */
    uint8_t slot;  /* ps_slot_kind; PS_SLOT_KINDS: none */
    uint8_t when;  /* ps_xml_when */
    uint8_t flags;
} ps_xml_name;

/* NULL: the name says nothing. */
const ps_xml_name *ps_xml_name_find(ps_span name);
size_t ps_xml_name_count(void);
const ps_xml_name *ps_xml_name_at(size_t index);

/* The name of a provider or an organization: its last word says so (ReferringPhysician). */
bool ps_xml_is_keeper(ps_span name);
/* A value of a provider: one of the words says so (PharmacyPhone). */
bool ps_xml_of_keeper(ps_span name);
/* Goes whoever it belongs to: a registry number, a credential. */
bool ps_xml_goes_always(ps_span name);
/* `from` is where the key of the dictionary begins in the name: the word before it makes another
 * thing of it (servlet-name, DrugName). */
bool ps_xml_is_foreign(ps_span name, size_t from);
/* The name, or the text of a label, occurs in the value: <firstName>Enter first name</firstName>
 * is a form and not a person. */
bool ps_xml_says_itself(ps_span name, ps_span value);
/* sourcePatientId, last_name, com.acme.Patient, ssn: a word of a program. */
bool ps_xml_is_identifier(ps_span value);
/* A sentence about a value ("The name of the city"). */
bool ps_xml_is_prose(ps_span value);

#endif
