/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables, and how to find a row. */
#include "hl7.h"

static const ps_hl7_field fields[] = {
#define PS_HL7_FIELD(segment, number, type, kind) {#segment, number, PS_HL7_##type, PS_SLOT_##kind},
#include "hl7_fields.def"
#undef PS_HL7_FIELD
};
enum { FIELDS = sizeof fields / sizeof *fields };

typedef struct segment_row {
    char name[4];
    uint8_t traits;
} segment_row;

static const segment_row segments[] = {
#define PS_HL7_SEGMENT(name, traits) {#name, traits},
#include "hl7_segments.def"
#undef PS_HL7_SEGMENT
};
enum { SEGMENTS = sizeof segments / sizeof *segments };

static const ps_hl7_part parts[] = {
#define PS_SLOT_SELF PS_HL7_SELF
#define PS_HL7_PART(type, first, last, kind) {PS_HL7_##type, first, last, PS_SLOT_##kind},
#include "hl7_parts.def"
#undef PS_HL7_PART
};

typedef struct id_row {
    const char *code;
    uint8_t kind;
} id_row;

static const id_row ids[] = {
#define PS_HL7_ID(code, kind) {code, PS_SLOT_##kind},
#include "hl7_ids.def"
#undef PS_HL7_ID
#undef PS_SLOT_SELF
};

/* Three bytes as a number, in the order of the rows. */
static uint32_t number_of(char a, char b, char c) {
    return (uint32_t)(unsigned char)a << 16 | (uint32_t)(unsigned char)b << 8 | (unsigned char)c;
}

static uint32_t number_of_name(const char *name) {
    return number_of(ps_upper(name[0]), ps_upper(name[1]), ps_upper(name[2]));
}

static int compare(uint32_t name, const char row[4]) {
    uint32_t other = number_of(row[0], row[1], row[2]);
    return name < other ? -1 : name > other;
}

const ps_hl7_field *ps_hl7_fields(const char *name, size_t *count) {
    size_t low = 0, high = FIELDS;
    uint32_t wanted = number_of_name(name);
    while (low < high) { /* first row that is not before `name` */
        size_t middle = low + (high - low) / 2;
        if (compare(wanted, fields[middle].segment) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < FIELDS && compare(wanted, fields[low + *count].segment) == 0) ++*count;
    return *count ? &fields[low] : NULL;
}

const ps_hl7_field *ps_hl7_field_at(const char *name, unsigned number) {
    size_t count;
    const ps_hl7_field *row = ps_hl7_fields(name, &count);
    for (size_t i = 0; i < count; i++)
        if (row[i].number == number) return &row[i];
    return NULL;
}

const ps_hl7_field *ps_hl7_field_or_code(const char *name, unsigned number) {
    static const ps_hl7_field code = {"", 0, PS_HL7_KEEP, PS_SLOT_KEEP};
    const ps_hl7_field *row = ps_hl7_field_at(name, number);
    bool known = ps_hl7_segment_traits(name) & PS_HL7_KNOWN;
    return row ? row : known ? &code : NULL;
}

unsigned ps_hl7_segment_traits(const char *name) {
    size_t low = 0, high = SEGMENTS;
    uint32_t wanted = number_of_name(name);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(wanted, segments[middle].name);
        if (order == 0) return segments[middle].traits;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ps_upper(name[0]) == 'Z' ? PS_HL7_EXTENSION : 0;
}

const ps_hl7_part *ps_hl7_parts(ps_hl7_type type, size_t *count) {
    size_t from = 0, n = 0;
    while (from < sizeof parts / sizeof *parts && parts[from].type != type) from++;
    while (from + n < sizeof parts / sizeof *parts && parts[from + n].type == type) n++;
    *count = n;
    return n ? &parts[from] : NULL;
}

ps_slot_kind ps_hl7_id_kind(ps_span code, ps_slot_kind self, bool *known) {
    if (known) *known = true;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (ps_span_is(code, ids[i].code))
            return ids[i].kind == PS_HL7_SELF ? self : (ps_slot_kind)ids[i].kind;
    bool national = code.len == 5 && ps_span_eq_nocase(ps_span_cut(code, 0, 2), PS_LIT("NN"));
    if (known) *known = national; /* NNxxx: xxx names the country */
    return national ? PS_SLOT_SSN : self;
}

bool ps_hl7_is_narrow(const ps_hl7_field *field) {
    switch (field->type) {
    case PS_HL7_ONE: return field->kind != PS_SLOT_NAME && field->kind != PS_SLOT_CITY;
    case PS_HL7_CX:
    case PS_HL7_TS:
    case PS_HL7_DR:
    case PS_HL7_EIP: return true;
    default: return false;
    }
}
