/* SPDX-License-Identifier: Apache-2.0
 *
 * XML from the first anchor of an event to its end: open elements are kept in a short stack, and
 * every text and value attribute is offered to ps_xml_value. A document that is cut at either end,
 * or wrapped in CDATA or a comment, is read like a whole one. */
#include "xml_inside.h"

enum {
    SAID_MAX = 48,    /* longest label that names its next sibling */
    LOOK_BACK = 4096, /* for start tags that stand before the first anchor */
    CUT_MAX = 64      /* longest rest of a value whose start tag is cut off */
};

bool ps_xml_is(const ps_xml_walk *walk, const ps_xml_frame *frame, const char *name) {
    return frame && ps_span_is(ps_xml_text(walk, frame->name), name);
}

/* ---- opening ---- */

static bool applies(const ps_xml_walk *walk, const ps_xml_name *row, const ps_xml_frame *parent) {
    if (row->when == PS_XML_IF_HEALTH) return walk->health || (parent && parent->role);
    return true;
}

static bool is_one_of(ps_span word, const char *const *list) {
    for (; *list; list++)
        if (ps_span_is(word, *list)) return true;
    return false;
}

/* CDA: participations and roles in which a covered person, a guarantor or a relative stands where
 * providers do elsewhere. */
static bool covers(const ps_xml_walk *walk, const ps_xml_tag *tag) {
    static const char *const codes[] = {"COV", "HLD", "GUAR", "GUARDIAN", "IND", NULL};
    static const char *const classes[] = {"COVPTY", "POLHOLD", "PAT",       "GUAR",   "PRS",
                                          "NOK",    "ECON",    "CAREGIVER", "SUBSCR", NULL};
    return is_one_of(ps_xml_text(walk, tag->attributes[PS_XML_TYPE_CODE]), codes) ||
           is_one_of(ps_xml_text(walk, tag->attributes[PS_XML_CLASS]), classes);
}

/* Do a provider's elements hold a person here? The organization behind a person stays one. */
static bool holds_person(const ps_xml_walk *walk, const ps_xml_frame *frame,
                         const ps_xml_frame *parent) {
    static const char *const names[] = {"participantRole", "performer", "assignedEntity",
                                        "assignedPerson", NULL};
    if (parent && parent->role == PS_XML_PERSON && ps_xml_is(walk, frame, "assignedPerson"))
        return true;
    return frame->covered && is_one_of(ps_xml_text(walk, frame->name), names);
}

/* PRPA_IN201305UV02: the root of a message of HL7 version 3. */
static bool is_interaction(ps_span name) {
    return name.len > 12 && memcmp(name.ptr + 4, "_IN", 3) == 0 && ps_is_digit(name.ptr[7]);
}

static void set_role(ps_xml_walk *walk, ps_xml_frame *frame, const ps_xml_frame *parent,
                     const ps_xml_tag *tag) {
    static const char *const providers[] = {"PROV", "ASSIGNED", "LIC", "QUAL", NULL};
    uint8_t opens = PS_XML_SAME;
    if (frame->row && applies(walk, frame->row, parent))
        opens = frame->row->opens;
    else if (ps_xml_is_keeper(ps_xml_text(walk, frame->name)))
        opens = PS_XML_KEEPER;
    if (is_interaction(ps_xml_text(walk, frame->name))) opens = PS_XML_HEAD;
    if (opens == PS_XML_CARE && parent && parent->role == PS_XML_KEEPER) opens = PS_XML_SAME;
    frame->covered = covers(walk, tag) || (parent && parent->covered);
    if (opens == PS_XML_KEEPER && holds_person(walk, frame, parent)) opens = PS_XML_PERSON;
    if (opens == PS_XML_PERSON &&
        is_one_of(ps_xml_text(walk, tag->attributes[PS_XML_CLASS]), providers) &&
        ps_xml_is(walk, frame, "associatedEntity"))
        opens = PS_XML_KEEPER;
    frame->opened = opens != PS_XML_SAME;
    frame->role = frame->opened ? opens : parent ? parent->role : walk->outer;
}

/* All text below is a narrative: section/text of CDA, text/div of FHIR. */
static bool is_narrative(const ps_xml_walk *walk, const ps_xml_frame *frame,
                         const ps_xml_frame *parent) {
    if (!parent) return false;
    if (parent->narrative) return true;
    if (ps_xml_is(walk, frame, "text")) return walk->health && ps_xml_is(walk, parent, "section");
    return ps_xml_is(walk, frame, "div") && ps_xml_is(walk, parent, "text");
}

/* Too deep: the outer half is forgotten, each frame knows its own role. */
static void make_room(ps_xml_walk *walk) {
    if (walk->depth < PS_XML_DEPTH) return;
    memmove(walk->frames, walk->frames + PS_XML_DEPTH / 2, PS_XML_DEPTH / 2 * sizeof *walk->frames);
    walk->depth = PS_XML_DEPTH / 2;
}

static void push(ps_xml_walk *walk, const ps_xml_tag *tag) {
    make_room(walk);
    const ps_xml_name *row = ps_xml_name_find(ps_xml_text(walk, tag->name));
    if (row && row->flags & PS_XML_ROOT_ELEMENT) walk->depth = 0;
    walk->health |= tag->health || (row && row->flags & PS_XML_PROOF);
    ps_xml_frame *parent = ps_xml_up(walk, 0);
    ps_xml_frame *frame = &walk->frames[walk->depth];
    *frame = (ps_xml_frame){
        .name = tag->name, .key = tag->attributes[PS_XML_KEY], .row = row, .hint = PS_SLOT_KINDS};
    if (parent) {
        parent->parent = true;
        parent->chunk_count = 0;
        frame->hint = parent->hint;
        frame->resource_text = parent->resource_text;
    }
    ps_span type = ps_xml_text(walk, tag->attributes[PS_XML_TYPE]);
    frame->free = ps_span_eq(type, PS_LIT("ST")) || ps_span_eq(type, PS_LIT("ED"));
    if (ps_span_eq(ps_xml_text(walk, tag->attributes[PS_XML_CLASS]), PS_LIT("MANU")))
        frame->hint = PS_SLOT_DEVICE;
    frame->resource_text |= ps_xml_has(tag->attributes[PS_XML_SPACE]);
    set_role(walk, frame, parent, tag);
    frame->narrative = is_narrative(walk, frame, parent);
    walk->depth++;
    ps_xml_fhir_enter(walk, tag);
}

/* ---- text ---- */

static void put_chunks(ps_xml_walk *walk) {
    ps_xml_frame *frame = ps_xml_up(walk, 0);
    for (size_t i = 0; i < frame->chunk_count; i++) ps_xml_value(walk, frame->chunks[i], false);
    frame->chunk_count = 0;
}

static void add_chunk(ps_xml_walk *walk, size_t from, size_t to) {
    ps_extent text = ps_xml_trim(walk->text, from, to);
    ps_xml_frame *frame = ps_xml_up(walk, 0);
    if (!frame || !ps_xml_has(text)) return;
    if (frame->narrative) ps_put(walk->reader, PS_SLOT_TEXT, text.from, text.to);
    if (frame->chunk_count < PS_XML_CHUNKS) frame->chunks[frame->chunk_count++] = text;
}

/* Text between two tags; inside CDATA and comments their ends part it. */
static void add_text(ps_xml_walk *walk, size_t from, size_t to) {
    for (size_t i = from; walk->marked && i + 3 <= to; i++) {
        bool remark = !memcmp(walk->text.ptr + i, "-->", 3);
        if (!remark && memcmp(walk->text.ptr + i, "]]>", 3) != 0) continue;
        if (walk->remark != walk->depth) add_chunk(walk, from, i);
        from = i + 3;
        if (remark) walk->remark = SIZE_MAX;
        walk->marked = walk->remark != SIZE_MAX;
    }
    if (walk->remark != walk->depth) add_chunk(walk, from, to);
}

/* ---- closing ---- */

/* Does the leaf name what its next sibling holds? */
static bool says(const ps_xml_walk *walk, const ps_xml_frame *frame, ps_extent *said) {
    ps_key_hit hit;
    if (!frame->row || !(frame->row->flags & PS_XML_SAYS) || frame->parent) return false;
    if (frame->chunk_count != 1) return false;
    if (frame->row->flags & PS_XML_DOC && ps_xml_has(frame->key)) return false; /* a resource */
    ps_span text = ps_xml_text(walk, frame->chunks[0]);
    while (text.len && ps_is_one_of(text.ptr[text.len - 1], ": ")) text.len--;
    *said = (ps_extent){frame->chunks[0].from, frame->chunks[0].from + text.len};
    return text.len > 1 && text.len <= SAID_MAX &&
           ps_key_index_look(walk->reader->keys, text, (uint32_t)text.len, &hit);
}

static void pop(ps_xml_walk *walk, bool whole) {
    ps_xml_frame *frame = ps_xml_up(walk, 0), *parent = ps_xml_up(walk, 1);
    ps_extent said = {0, 0};
    ps_extent *before = parent ? &parent->said : &walk->said;
    bool label = whole && !ps_xml_has(*before) && says(walk, frame, &said);
    if (whole && !label && !frame->parent) put_chunks(walk);
    if (ps_xml_is_mixed(walk)) put_chunks(walk);
    *before = label ? said : (ps_extent){0, 0};
    walk->depth--;
}

/* The rest of a value whose start tag is cut off: `ia</given>` at the very beginning. */
static void close_cut(ps_xml_walk *walk, const ps_xml_tag *tag, size_t from, size_t to) {
    ps_extent text = ps_xml_trim(walk->text, from, to);
    if (from != 0 || !ps_xml_has(text) || text.to - text.from > CUT_MAX) return;
    push(walk, tag);
    ps_xml_value(walk, text, false);
    walk->depth--;
}

/* An end tag closes what stands inside too; without its start tag it closes nothing. */
static void close_tag(ps_xml_walk *walk, const ps_xml_tag *tag) {
    ps_span name = ps_xml_text(walk, tag->name);
    for (size_t up = 0; up < walk->depth; up++) {
        if (!ps_span_eq_nocase(ps_xml_text(walk, ps_xml_up(walk, up)->name), name)) continue;
        while (up--) pop(walk, false);
        pop(walk, true);
        return;
    }
}

/* The text ends inside a value: up to where the log's own text may go on. */
static void end_cut(ps_xml_walk *walk, size_t from) {
    size_t to = from;
    while (to < walk->text.len && to - from < CUT_MAX &&
           !ps_is_one_of(walk->text.ptr[to], "\n\r\"<>{}[]"))
        to++;
    while (to > from && walk->text.ptr[to - 1] == '.') to--;
    ps_extent text = ps_xml_trim(walk->text, from, to);
    ps_xml_frame *frame = ps_xml_up(walk, 0);
    if (!frame || frame->parent || walk->depth < 2 || !ps_xml_has(text)) return;
    ps_xml_value(walk, text, false);
}

/* ---- the event ---- */

static bool is_void(ps_span name) {
    static const char *const names[] = {"br", "hr", "img", "input", "meta", "link", "col", NULL};
    return is_one_of(name, names);
}

static void open_tag(ps_xml_walk *walk, const ps_xml_tag *tag) {
    if (ps_xml_is_mixed(walk)) put_chunks(walk);
    push(walk, tag);
    ps_xml_attributes(walk, tag);
    if (tag->kind == PS_XML_EMPTY || is_void(ps_xml_text(walk, tag->name))) pop(walk, false);
}

static void take(ps_xml_walk *walk, const ps_xml_tag *tag) {
    switch (tag->kind) {
    case PS_XML_OPEN:
    case PS_XML_EMPTY: open_tag(walk, tag); break;
    case PS_XML_CLOSE: close_tag(walk, tag); break;
    case PS_XML_PROLOG:
        walk->depth = 0;
        walk->outer = PS_XML_SAME;
        break;
    case PS_XML_CDATA: walk->marked = true; break;
    case PS_XML_REMARK:
        walk->marked = true;
        walk->remark = walk->depth;
        break;
    case PS_XML_OTHER:
    case PS_XML_NONE: break;
    }
}

/* Where the run of tags begins in which the anchor stands. */
static size_t begin_of(ps_span text, size_t at) {
    size_t from = at > LOOK_BACK ? at - LOOK_BACK : 0;
    ps_xml_tag tag;
    for (; from < at; from++) {
        if (text.ptr[from] != '<') continue;
        ps_xml_tag_read(text, from, &tag);
        if (tag.kind != PS_XML_NONE) return from;
    }
    return at;
}

size_t ps_xml_read(ps_reader *reader, size_t at, size_t end) {
    (void)end;
    ps_xml_walk walk;
    walk.reader = reader;
    walk.text = reader->text;
    walk.depth = 0;
    walk.said = (ps_extent){0, 0};
    walk.health = walk.marked = false;
    walk.outer = PS_XML_SAME;
    walk.remark = SIZE_MAX;
    const char *text = reader->text.ptr;
    size_t len = reader->text.len, from = begin_of(reader->text, at), after = from;
    for (size_t lt = from; lt < len && !reader->full;) {
        ps_xml_tag tag;
        ps_xml_tag_read(reader->text, lt, &tag);
        if (tag.kind != PS_XML_NONE) {
            add_text(&walk, after, lt);
            if (tag.kind == PS_XML_CLOSE && lt == from) close_cut(&walk, &tag, 0, lt);
            take(&walk, &tag);
            after = tag.end;
        }
        const char *next = tag.end < len ? memchr(text + tag.end, '<', len - tag.end) : NULL;
        lt = next ? (size_t)(next - text) : len;
    }
    end_cut(&walk, after);
    return len;
}

/* A tag that is cut off before its end has no `/`: then a name that says enough opens the form. */
const char *const ps_xml_anchors[] = {
    "</",       "/>",          "<?xml",   "<![CDATA[",     "<birthTime", "<birthDate", "<given",
    "<patient", "<subscriber", "<family", "<recordTarget", "<input ",    NULL};
