/* SPDX-License-Identifier: Apache-2.0
 *
 * What a member of a FHIR resource holds, from DSTU2 to R5: fhir_paths.def as a lookup. FHIR is
 * typed: the type of an object and the name of a member give the slot of its value and the type of
 * the objects inside. A reader of JSON keeps a stack of types, a reader of XML another. */
#ifndef PS_FHIR_PATHS_H
#define PS_FHIR_PATHS_H

#include "form.h"

/* What can stand in an object. */
typedef enum ps_fhir_type {
#define PS_FHIR_TYPE(name, other, dates) PS_FHIR_##name,
#define PS_FHIR_MEMBER(in, name, leaf, inside)
#include "fhir_paths.def"
#undef PS_FHIR_TYPE
#undef PS_FHIR_MEMBER
    PS_FHIR_TYPES
} ps_fhir_type;

/* What a value is: first the kinds of slots.def under the same numbers, then what the place alone
 * does not decide. */
typedef enum ps_fhir_leaf {
#define PS_SLOT(name, rule, about) PS_LEAF_##name,
#include "slots.def"
#undef PS_SLOT
    PS_LEAF_NOTHING,     /* not told; with ps_fhir_has_dates a date stands for itself */
    PS_LEAF_LINK,        /* a URL or reference: the id of a person in it */
    PS_LEAF_PERSON_LINK, /* a reference to a person, even when it does not say so */
    PS_LEAF_SHOWN,       /* display of a reference: a name when that leads to a person */
    PS_LEAF_SYSTEM,      /* value of an identifier or contact point: its system says what */
    PS_LEAF_NAMED,       /* its meaning is a name that stands beside it or above */
    PS_LEAF_IDENT        /* an identifier of the resource */
} ps_fhir_leaf;

typedef struct ps_fhir_place {
    uint8_t leaf;   /* ps_fhir_leaf */
    uint8_t inside; /* ps_fhir_type of objects under this name */
} ps_fhir_place;

typedef struct ps_fhir_resource {
    uint8_t type;  /* ps_fhir_type */
    uint8_t ident; /* ps_slot_kind of its identifiers; KEEP: they stay unless they say more */
} ps_fhir_resource;

/* False: FHIR has no resource of this name. */
bool ps_fhir_find(ps_span name, ps_fhir_resource *resource);
/* The member `name`, or `_name`, of an object of this type. */
ps_fhir_place ps_fhir_look(ps_fhir_type in, ps_span name);
bool ps_fhir_has_dates(ps_fhir_type in);

/* What an identifier's value is: from its system and the code of its type (either may be empty),
 * else `usual`. KEEP: it stays. */
ps_slot_kind ps_fhir_identifier(ps_span system, ps_span code, ps_slot_kind usual);
/* What a contact point's value is. */
ps_slot_kind ps_fhir_contact(ps_span system, ps_span value);
/* What an extension with this URL holds. */
ps_fhir_type ps_fhir_extension(ps_span url);

/* 1957-04, 1957-04-09, 2024-01-09T08:12:00-05:00, 04/09/1957: more than a year. */
bool ps_fhir_is_date(ps_span value);

/* Puts the ids of persons in a reference or URL (Patient/17, .../Patient/17/_history/2) and the
 * values of a search (Patient?family=..). With `person` it leads to a person whatever it looks
 * like (urn:uuid:..). */
void ps_fhir_put_link(ps_reader *reader, ps_extent link, bool person);
/* Does a reference lead to a person? `unsure` is the answer when it does not say (urn:uuid:.., #p)
 */
bool ps_fhir_leads_to_person(ps_span reference, bool unsure);
/* Patient, RelatedPerson, Person */
bool ps_fhir_is_person(ps_span resource);

#endif
