/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the XML form share: the open elements from the outermost to the innermost. */
#ifndef PS_XML_INSIDE_H
#define PS_XML_INSIDE_H

#include "xml_names.h"
#include "xml_token.h"

enum {
    PS_XML_DEPTH = 64, /* open elements that are remembered */
    PS_XML_CHUNKS = 4  /* pieces of one text, parted by comments or CDATA */
};

typedef struct ps_xml_frame {
    ps_extent name;         /* of the element, without prefix */
    ps_extent key;          /* what an attribute calls the value inside: name="ssn" */
    ps_extent said;         /* what the child before this one calls it: <key>ssn</key> */
    const ps_xml_name *row; /* NULL: the name says nothing */
    uint8_t role;           /* ps_xml_role, inherited */
    uint8_t hint;           /* ps_slot_kind of numbers inside, from who issued them; or KINDS */
    uint8_t fhir;           /* ps_fhir_type + 1; 0: not FHIR */
    uint8_t leaf, ident;    /* FHIR: ps_fhir_leaf of its value, kind of the identifiers inside */
    ps_extent system, code, reference, label; /* FHIR: what earlier elements inside say */
    bool opened;                              /* the role begins here */
    bool covered;       /* inside, roles that stay are a person's: an insured, a guarantor */
    bool free;          /* CDA: a value of type ST or ED, which is text */
    bool narrative;     /* all text inside is a clinical narrative */
    bool resource_text; /* text of a resource file: labels of a program */
    bool parent;        /* has children */
    uint8_t chunk_count;
    ps_extent chunks[PS_XML_CHUNKS];
} ps_xml_frame;

typedef struct ps_xml_walk {
    ps_reader *reader;
    ps_span text;
    size_t depth;
    ps_extent said; /* as in a frame: between elements that stand in none */
    uint8_t outer;  /* ps_xml_role outside all open elements: their start may be cut off */
    bool health;    /* a health document */
    bool marked;    /* inside CDATA or a comment: `]]>` and `-->` are no text */
    size_t remark; /* open elements when a comment began: its own words are no value; or SIZE_MAX */
    ps_xml_frame frames[PS_XML_DEPTH];
} ps_xml_walk;

static inline ps_span ps_xml_text(const ps_xml_walk *walk, ps_extent e) {
    return ps_span_cut(walk->text, e.from, e.to);
}

/* The innermost element but `up`; NULL: there is none. */
static inline ps_xml_frame *ps_xml_up(ps_xml_walk *walk, size_t up) {
    return up < walk->depth ? &walk->frames[walk->depth - 1 - up] : NULL;
}

/* The rows of forms.def. */
extern const char *const ps_xml_anchors[];
extern const char *const ps_xml_report_anchors[];
ps_form_fn ps_xml_read, ps_xml_report_read;

bool ps_xml_is(const ps_xml_walk *walk, const ps_xml_frame *frame, const char *name);

/* Does the text of the innermost element count beside its children? */
bool ps_xml_is_mixed(ps_xml_walk *walk);
/* What the element's text or value attribute is. The element is the innermost frame. */
void ps_xml_value(ps_xml_walk *walk, ps_extent value, bool attribute);
/* The attributes of the innermost frame that are values themselves. */
void ps_xml_attributes(ps_xml_walk *walk, const ps_xml_tag *tag);
/* A telephone number or mail address, perhaps behind tel:, mailto: ...: what stands behind. */
void ps_xml_telecom(ps_xml_walk *walk, ps_extent value);
/* A number with its issuer's mark, 40718322^^^&1.2.3&ISO: puts the number. */
bool ps_xml_issued(ps_xml_walk *walk, ps_extent value);
/* FHIR: the type of the innermost element, and a value attribute of it; false: not FHIR. */
void ps_xml_fhir_enter(ps_xml_walk *walk, const ps_xml_tag *tag);
bool ps_xml_fhir_value(ps_xml_walk *walk, ps_extent value);

/* Does the value look like a date of HL7 or ISO 8601? */
bool ps_xml_is_date(ps_span value);

#endif
