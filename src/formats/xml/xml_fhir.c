/* SPDX-License-Identifier: Apache-2.0
 *
 * FHIR in XML: the types of fhir_paths.h along the open elements. Elements stand in the order of
 * their definition, so that a system, a type or a reference is known before the value it decides
 * about. */
#include "fhir_paths.h"
#include "xml_inside.h"

enum { DIGITS_RISKY = 7, RISKY_MAX = 64 }; /* what detectors of shapes may take for a person's */

static ps_fhir_type type_of(const ps_xml_frame *frame) {
    return frame && frame->fhir ? (ps_fhir_type)(frame->fhir - 1) : PS_FHIR_TAIL;
}

static void set_type(ps_xml_frame *frame, uint8_t type) {
    frame->fhir = (uint8_t)(type + 1);
}

/* ---- entering an element ---- */

static bool enter_resource(ps_xml_walk *walk, ps_xml_frame *frame, const ps_xml_frame *parent,
                           const ps_xml_tag *tag) {
    ps_fhir_resource resource;
    bool place = parent && parent->fhir && type_of(parent) == PS_FHIR_RECORD;
    if ((!tag->fhir && !place) || !ps_fhir_find(ps_xml_text(walk, frame->name), &resource))
        return false;
    set_type(frame, resource.type);
    frame->ident = resource.ident;
    frame->opened = true;
    return true;
}

static void enter_type(ps_xml_walk *walk, ps_xml_frame *frame, const ps_xml_frame *parent,
                       const ps_xml_tag *tag) {
    switch (type_of(frame)) {
    case PS_FHIR_EXTENSION:
    case PS_FHIR_NAME_PART:
    case PS_FHIR_ADDRESS_PART: {
        frame->label = tag->attributes[PS_XML_URL];
        ps_fhir_type type = ps_fhir_extension(ps_xml_text(walk, frame->label));
        if (type != PS_FHIR_EXTENSION) set_type(frame, (uint8_t)type);
        break;
    }
    case PS_FHIR_PERSON_LINK: frame->ident = PS_SLOT_MRN; break;
    case PS_FHIR_IDENTIFIER:
        /* inside a reference it is the other's: a provider's, an insurer's */
        if (type_of(parent) == PS_FHIR_CARE && !parent->opened && frame->leaf == PS_LEAF_IDENT)
            frame->ident = PS_SLOT_KEEP;
        break;
    default: break;
    }
}

void ps_xml_fhir_enter(ps_xml_walk *walk, const ps_xml_tag *tag) {
    ps_xml_frame *frame = ps_xml_up(walk, 0);
    const ps_xml_frame *parent = ps_xml_up(walk, 1);
    if (enter_resource(walk, frame, parent, tag) || !parent || !parent->fhir) return;
    ps_fhir_place place = ps_fhir_look(type_of(parent), ps_xml_text(walk, frame->name));
    set_type(frame, place.inside);
    frame->leaf = place.leaf;
    frame->ident = parent->ident;
    frame->label = parent->label;
    enter_type(walk, frame, parent, tag);
}

/* ---- values ---- */

static size_t count_digits(ps_span value) {
    size_t digits = 0;
    for (size_t i = 0; i < value.len; i++) digits += ps_is_digit(value.ptr[i]);
    return digits;
}

static void put(ps_xml_walk *walk, unsigned kind, ps_extent value) {
    ps_put(walk->reader, (ps_slot_kind)kind, value.from, value.to);
}

static void put_by_system(ps_xml_walk *walk, const ps_xml_frame *in, ps_extent value) {
    ps_span system = ps_xml_text(walk, in->system), code = ps_xml_text(walk, in->code);
    if (type_of(in) == PS_FHIR_CONTACT) {
        put(walk, ps_fhir_contact(system, ps_xml_text(walk, value)), value);
    } else if (type_of(in) == PS_FHIR_GROUPING) {
        put(walk, ps_span_eq_nocase(code, PS_LIT("group")) ? PS_SLOT_GROUP : PS_SLOT_KEEP, value);
    } else {
        put(walk, ps_fhir_identifier(system, code, (ps_slot_kind)in->ident), value);
    }
}

/* The last word of an extension's URL, the name of a parameter, a question: is it a key? */
static void put_labelled(ps_xml_walk *walk, const ps_xml_frame *in, ps_extent value) {
    ps_extent label = in->label;
    for (size_t at = label.to; at > label.from; at--) {
        if (!ps_is_one_of(walk->text.ptr[at - 1], "/#")) continue;
        label.from = at;
        break;
    }
    while (label.to > label.from && ps_is_one_of(walk->text.ptr[label.to - 1], "?:. ")) label.to--;
    if (ps_xml_has(label) &&
        ps_put_named(walk->reader, ps_xml_text(walk, label), value.from, value.to))
        return;
    put(walk, ps_fhir_is_date(ps_xml_text(walk, value)) ? PS_SLOT_DATE : PS_SLOT_TEXT, value);
}

static void put_plain(ps_xml_walk *walk, const ps_xml_frame *in, ps_extent value) {
    ps_span text = ps_xml_text(walk, value);
    if (ps_fhir_has_dates(type_of(in)) && ps_fhir_is_date(text))
        put(walk, PS_SLOT_DATE, value);
    else if (text.len < RISKY_MAX && count_digits(text) >= DIGITS_RISKY)
        put(walk, PS_SLOT_KEEP, value);
}

static void put_value(ps_xml_walk *walk, const ps_xml_frame *frame, const ps_xml_frame *in,
                      ps_extent value) {
    ps_span text = ps_xml_text(walk, value);
    bool year = text.len == 4 && count_digits(text) == 4;
    switch (frame->leaf) {
    case PS_LEAF_NOTHING: put_plain(walk, in, value); return;
    case PS_LEAF_LINK: ps_fhir_put_link(walk->reader, value, false); return;
    case PS_LEAF_PERSON_LINK: ps_fhir_put_link(walk->reader, value, true); return;
    case PS_LEAF_SHOWN:
        if (ps_fhir_leads_to_person(ps_xml_text(walk, in->reference),
                                    type_of(in) == PS_FHIR_PERSON_LINK))
            put(walk, PS_SLOT_NAME, value);
        return;
    case PS_LEAF_SYSTEM: put_by_system(walk, in, value); return;
    case PS_LEAF_IDENT: put(walk, in->ident, value); return;
    case PS_LEAF_NAMED: put_labelled(walk, in, value); return;
    case PS_LEAF_BIRTH:
    case PS_LEAF_DATE:
        if (!year) put(walk, frame->leaf, value);
        return;
    default: put(walk, frame->leaf, value); return;
    }
}

/* What later siblings need to know of this value. */
static void remember(ps_xml_walk *walk, ps_xml_frame *parent, ps_extent value) {
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    if (ps_xml_is(walk, frame, "system")) parent->system = value;
    if (ps_xml_is(walk, frame, "reference")) parent->reference = value;
    bool named = type_of(parent) == PS_FHIR_PARAMETER && ps_xml_is(walk, frame, "name");
    bool asked = type_of(parent) == PS_FHIR_QUESTION && ps_xml_is(walk, frame, "text");
    if (named || asked) parent->label = value;
    ps_xml_frame *type = ps_xml_is(walk, parent, "coding") ? ps_xml_up(walk, 2) : parent;
    if (!type || !ps_xml_is(walk, type, "type")) return;
    ps_xml_frame *owner = ps_xml_up(walk, type == parent ? 2 : 3);
    if (owner && !ps_xml_has(owner->code) &&
        (ps_xml_is(walk, frame, "code") || ps_xml_is(walk, frame, "text")))
        owner->code = value;
}

bool ps_xml_fhir_value(ps_xml_walk *walk, ps_extent value) {
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    ps_xml_frame *parent = ps_xml_up(walk, 1);
    if (!frame->fhir || !parent || !parent->fhir) return false;
    remember(walk, parent, value);
    put_value(walk, frame, parent, value);
    return true;
}
