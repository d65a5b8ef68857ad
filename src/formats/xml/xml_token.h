/* SPDX-License-Identifier: Apache-2.0
 *
 * XML, one tag at a time, forward only. Logs cut documents at both ends, so nothing is ever
 * refused: what is no tag is text. Every byte is looked at a bounded number of times. */
#ifndef PS_XML_TOKEN_H
#define PS_XML_TOKEN_H

#include "validator.h"

/* The attributes that say something about a value; the names are compared without their prefix and
 * in any case. */
typedef enum ps_xml_attribute {
    PS_XML_VALUE,     /* value val */
    PS_XML_EXTENSION, /* CDA: the number itself */
    PS_XML_ROOT,      /* CDA: who issued it */
    PS_XML_KEY,       /* name key id field ...: what the value is called */
    PS_XML_TYPE,      /* xsi:type */
    PS_XML_TYPE_CODE, /* typeCode of a participation */
    PS_XML_CLASS,     /* classCode of a role */
    PS_XML_CODE,
    PS_XML_SHOWN, /* displayName of a code */
    PS_XML_UNIT,
    PS_XML_URL,            /* FHIR: which extension */
    PS_XML_SPACE,          /* xml:space, of resource files */
    PS_XML_REPRESENTATION, /* B64 */
    PS_XML_ATTRIBUTES
} ps_xml_attribute;

typedef enum ps_xml_kind {
    PS_XML_NONE,   /* a '<' that begins no tag */
    PS_XML_OPEN,   /* <a> */
    PS_XML_CLOSE,  /* </a> */
    PS_XML_EMPTY,  /* <a/>, and a tag that is cut off */
    PS_XML_CDATA,  /* <![CDATA[ */
    PS_XML_PROLOG, /* <?xml ...?>: a document begins */
    PS_XML_REMARK, /* <!-- */
    PS_XML_OTHER   /* <!DOCTYPE ...> */
} ps_xml_kind;

typedef struct ps_xml_tag {
    ps_xml_kind kind;
    ps_extent name;                          /* without its prefix */
    ps_extent attributes[PS_XML_ATTRIBUTES]; /* values without quotes; empty: not there */
    bool fhir;                               /* declares the namespace of FHIR */
    bool health;                             /* declares a namespace of health documents */
    size_t end;                              /* one past the tag */
} ps_xml_tag;

/* Reads the markup whose '<' is text.ptr[at]. */
void ps_xml_tag_read(ps_span text, size_t at, ps_xml_tag *tag);

/* [from, to) without what only parts it from its tags: blanks and line ends, also as the two
 * characters \n, \r, \t of a log that escapes them. */
ps_extent ps_xml_trim(ps_span text, size_t from, size_t to);

static inline bool ps_xml_has(ps_extent e) {
    return e.from < e.to;
}

static inline ps_span ps_xml_span(ps_span text, ps_extent e) {
    return ps_span_cut(text, e.from, e.to);
}

#endif
