/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes that are values: numbers with their issuer, telephone and mail addresses, and the
 * value attribute of CDA and FHIR. */
#include "xml_inside.h"

/* ---- who issued a number ---- */

typedef struct issuer {
    const char *mark; /* how the root or system begins, or a part of it */
    uint8_t slot;
} issuer;

static const issuer issuers[] = {
    {"2.16.840.1.113883.4.1", PS_SLOT_SSN},
    {"2.16.840.1.113883.4.6", PS_SLOT_NPI},
    {"2.16.840.1.113883.4.572", PS_SLOT_MBI},
    {"2.16.840.1.113883.4.927", PS_SLOT_MBI},
    {"2.16.840.1.113883.4.814", PS_SLOT_NPI},
    {"http://hl7.org/fhir/sid/us-ssn", PS_SLOT_SSN},
    {"http://hl7.org/fhir/sid/us-npi", PS_SLOT_NPI},
    {"http://hl7.org/fhir/sid/us-mbi", PS_SLOT_MBI},
    {"http://hl7.org/fhir/sid/us-medicare", PS_SLOT_MBI},
    {"urn:oid:2.16.840.1.113883.4.1", PS_SLOT_SSN},
    {"urn:oid:2.16.840.1.113883.4.6", PS_SLOT_NPI},
    {"fax", PS_SLOT_FAX},
    {"email", PS_SLOT_EMAIL},
    {"phone", PS_SLOT_PHONE},
};

static uint8_t issuer_of(ps_span root) {
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++)
        if (ps_span_eq(root, ps_span_z(issuers[i].mark))) return issuers[i].slot;
    /* licences of the states */
    ps_span states = PS_LIT("2.16.840.1.113883.4.3.");
    if (root.len > states.len && memcmp(root.ptr, states.ptr, states.len) == 0)
        return PS_SLOT_LICENSE;
    return PS_SLOT_KINDS;
}

static bool goes_in_keeper(uint8_t slot) {
    return slot == PS_SLOT_SSN || slot == PS_SLOT_NPI;
}

/* What a number in an <id> is, from where it stands. */
static uint8_t id_slot(const ps_xml_walk *walk, const ps_xml_frame *frame,
                       const ps_xml_frame *parent, uint8_t issued) {
    if (frame->hint == PS_SLOT_DEVICE && ps_xml_is(walk, parent, "participantRole"))
        return PS_SLOT_DEVICE;
    if (frame->role == PS_XML_KEEPER) return goes_in_keeper(issued) ? issued : PS_SLOT_KEEP;
    if (frame->role == PS_XML_HEAD) return PS_SLOT_KEEP;
    if (issued != PS_SLOT_KINDS) return issued;
    if (frame->role == PS_XML_PERSON) return PS_SLOT_MRN;
    if (ps_xml_is(walk, parent, "encompassingEncounter") || ps_xml_is(walk, parent, "encounter"))
        return PS_SLOT_ENCOUNTER;
    if (ps_xml_is(walk, parent, "specimenRole") || ps_xml_is(walk, parent, "order"))
        return PS_SLOT_ACCESSION;
    return PS_SLOT_OTHER;
}

static bool is_uuid(ps_span s) {
    if (s.len != 36) return false;
    for (size_t i = 0; i < s.len; i++)
        if (!ps_is_hex(s.ptr[i]) && s.ptr[i] != '-') return false;
    return true;
}

static void put_id(ps_xml_walk *walk, const ps_xml_tag *tag) {
    ps_xml_frame *frame = ps_xml_up(walk, 0), *parent = ps_xml_up(walk, 1);
    ps_extent root = tag->attributes[PS_XML_ROOT], extension = tag->attributes[PS_XML_EXTENSION];
    uint8_t issued = issuer_of(ps_xml_text(walk, root));
    uint8_t slot = id_slot(walk, frame, parent, issued);
    if (ps_xml_has(extension)) {
        if (!ps_xml_issued(walk, extension))
            ps_put(walk->reader, (ps_slot_kind)slot, extension.from, extension.to);
    } else if (slot == PS_SLOT_MRN && is_uuid(ps_xml_text(walk, root))) {
        ps_put(walk->reader, PS_SLOT_MRN, root.from, root.to);
    }
}

/* ---- telecom ---- */

static bool skip_scheme(ps_span text, ps_extent *value, ps_span scheme) {
    if (value->to - value->from < scheme.len) return false;
    ps_span head = ps_span_cut(text, value->from, value->from + scheme.len);
    if (!ps_span_eq_nocase(head, scheme)) return false;
    value->from += scheme.len;
    return true;
}

/* What the scheme says, which stays: tel:+1-317-555-0142, mailto:mlopez@example.com. */
static ps_slot_kind take_scheme(ps_span text, ps_extent *value) {
    if (skip_scheme(text, value, PS_LIT("fax:"))) return PS_SLOT_FAX;
    if (skip_scheme(text, value, PS_LIT("mailto:"))) return PS_SLOT_EMAIL;
    if (skip_scheme(text, value, PS_LIT("http://"))) return PS_SLOT_URL;
    if (skip_scheme(text, value, PS_LIT("https://"))) return PS_SLOT_URL;
    if (skip_scheme(text, value, PS_LIT("tel:"))) return PS_SLOT_PHONE;
    bool mail = memchr(text.ptr + value->from, '@', value->to - value->from) != NULL;
    return mail ? PS_SLOT_EMAIL : PS_SLOT_PHONE;
}

void ps_xml_telecom(ps_xml_walk *walk, ps_extent value) {
    ps_slot_kind slot = take_scheme(walk->text, &value);
    if (ps_xml_up(walk, 0)->role == PS_XML_KEEPER) slot = PS_SLOT_KEEP;
    ps_extent bare = ps_xml_trim(walk->text, value.from, value.to);
    ps_put(walk->reader, slot, bare.from, bare.to);
}

/* ---- numbers with their issuer's mark ---- */

/* 40718322^^^&1.2.3.4&ISO, as XDS and patient queries write numbers; '&' perhaps as &amp;. */
bool ps_xml_issued(ps_xml_walk *walk, ps_extent value) {
    ps_span text = ps_xml_text(walk, value);
    size_t i = 0;
    while (i < text.len && text.ptr[i] != '^' && text.ptr[i] != '|') i++;
    if (i == 0 || i + 5 >= text.len || memcmp(text.ptr + i, "^^^", 3) != 0) return false;
    size_t mark = i + 3;
    while (mark < text.len && text.ptr[mark] != '&') mark++;
    if (mark + 4 >= text.len) return false;
    size_t quote = text.ptr[0] == '\'' ? 1 : 0; /* a string of a stored query */
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    bool keep = frame && frame->role == PS_XML_KEEPER;
    ps_put(walk->reader, keep ? PS_SLOT_KEEP : PS_SLOT_MRN, value.from + quote, value.from + i);
    return true;
}

/* ---- attributes ---- */

/* FHIR: what the reference beside it points to says whose the display is. */
static void take_reference(ps_xml_walk *walk, ps_span reference) {
    ps_xml_frame *parent = ps_xml_up(walk, 1);
    if (!parent) return;
    if (reference.len > 8 && memcmp(reference.ptr, "Patient/", 8) == 0)
        parent->role = PS_XML_PERSON, parent->opened = true;
}

/* CDA: templates say what the element around them is, also where its start tag is cut off. */
static void take_template(ps_xml_walk *walk, ps_xml_frame *parent, ps_span root) {
    static const char guarantor[] = "2.16.840.1.113883.10.20.22.4.88";
    static const char documents[] = "2.16.840.1.113883.10.20.22.1.";
    ps_span head = PS_LIT(documents);
    if (parent)
        parent->covered |= ps_span_eq(root, PS_LIT(guarantor));
    else if (root.len > head.len && !memcmp(root.ptr, head.ptr, head.len))
        walk->outer = PS_XML_HEAD;
}

/* CDA: codes that say whose or what the element around them is. */
static void take_code(ps_xml_frame *parent, ps_span code) {
    if (ps_span_eq(code, PS_LIT("GUAR"))) { /* the guarantor of a policy */
        parent->role = PS_XML_PERSON;
        parent->covered = true;
    }
    if (ps_span_eq(code, PS_LIT("C101671"))) parent->hint = PS_SLOT_DEVICE; /* serial number */
}

/* Types of CDA values that are dates or text. */
static bool put_typed(ps_xml_walk *walk, const ps_xml_tag *tag) {
    ps_span type = ps_xml_text(walk, tag->attributes[PS_XML_TYPE]);
    ps_extent value = tag->attributes[PS_XML_VALUE];
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    if (!ps_span_eq(type, PS_LIT("TS")) || !ps_xml_has(value) || frame->role == PS_XML_KEEPER)
        return false;
    ps_put(walk->reader, PS_SLOT_DATE, value.from, value.to);
    return true;
}

/* displayName of a code; name="lastName": what something is called, and not a person. */
static void keep_names(ps_xml_walk *walk, const ps_xml_tag *tag) {
    ps_extent shown = tag->attributes[PS_XML_SHOWN], key = tag->attributes[PS_XML_KEY];
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    if (walk->health) ps_put(walk->reader, PS_SLOT_KEEP, shown.from, shown.to);
    if (!(frame->opened && frame->role == PS_XML_PERSON) &&
        ps_xml_is_identifier(ps_xml_text(walk, key)))
        ps_put(walk->reader, PS_SLOT_KEEP, key.from, key.to);
}

void ps_xml_attributes(ps_xml_walk *walk, const ps_xml_tag *tag) {
    ps_xml_frame *frame = ps_xml_up(walk, 0), *parent = ps_xml_up(walk, 1);
    ps_extent value = tag->attributes[PS_XML_VALUE];
    keep_names(walk, tag);
    if (ps_xml_has(value) && ps_xml_fhir_value(walk, value)) return;
    if (ps_xml_is(walk, frame, "id") ||
        (ps_xml_has(tag->attributes[PS_XML_EXTENSION]) && ps_xml_is(walk, frame, "value")))
        put_id(walk, tag);
    if (ps_xml_is(walk, frame, "templateId"))
        take_template(walk, parent, ps_xml_text(walk, tag->attributes[PS_XML_ROOT]));
    if (ps_xml_is(walk, frame, "code") && parent)
        take_code(parent, ps_xml_text(walk, tag->attributes[PS_XML_CODE]));
    if (!ps_xml_has(value)) return;
    if (ps_xml_is(walk, frame, "system") && parent)
        parent->hint = issuer_of(ps_xml_text(walk, value));
    if (ps_xml_is(walk, frame, "reference")) take_reference(walk, ps_xml_text(walk, value));
    if (ps_xml_is(walk, frame, "value") && put_typed(walk, tag)) return;
    if (!ps_xml_has(tag->attributes[PS_XML_UNIT])) ps_xml_value(walk, value, true);
}
