/* SPDX-License-Identifier: Apache-2.0 */
#include "fhir_paths.h"

typedef struct resource_row {
    const char *name;
    ps_fhir_resource resource;
} resource_row;

static const resource_row resources[] = {
#define PS_FHIR_RESOURCE(name, type, ident) {name, {PS_FHIR_##type, PS_SLOT_##ident}},
#include "fhir_resources.def"
#undef PS_FHIR_RESOURCE
};

typedef struct member_row {
    uint8_t in;
    const char *name;
    ps_fhir_place place;
} member_row;

static const member_row members[] = {
#define PS_FHIR_TYPE(name, other, dates)
#define PS_FHIR_MEMBER(in, name, leaf, inside)                                                     \
    {PS_FHIR_##in, name, {PS_LEAF_##leaf, PS_FHIR_##inside}},
#include "fhir_paths.def"
#undef PS_FHIR_TYPE
#undef PS_FHIR_MEMBER
};

typedef struct type_row {
    uint8_t other;
    bool dates;
} type_row;

static const type_row types[] = {
#define PS_FHIR_TYPE(name, other, dates) {PS_FHIR_##other, dates},
#define PS_FHIR_MEMBER(in, name, leaf, inside)
#include "fhir_paths.def"
#undef PS_FHIR_TYPE
#undef PS_FHIR_MEMBER
};

static int compare(ps_span word, const char *name) {
    if (word.len && word.ptr[0] != name[0]) /* nearly always */
        return (unsigned char)word.ptr[0] < (unsigned char)name[0] ? -1 : 1;
    int order = word.len ? strncmp(word.ptr, name, word.len) : 0;
    return order ? order : -(name[word.len] != 0);
}

bool ps_fhir_find(ps_span name, ps_fhir_resource *resource) {
    size_t low = 0, high = sizeof resources / sizeof *resources;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(name, resources[middle].name);
        if (order == 0) {
            *resource = resources[middle].resource;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static const member_row *find_member(uint8_t in, ps_span name) {
    size_t low = 0, high = sizeof members / sizeof *members;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const member_row *row = &members[middle];
        int order = in != row->in ? (int)in - (int)row->in : compare(name, row->name);
        if (order == 0) return row;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

ps_fhir_place ps_fhir_look(ps_fhir_type in, ps_span name) {
    if (name.len > 1 && name.ptr[0] == '_') name = ps_span_cut(name, 1, name.len);
    const member_row *row = find_member((uint8_t)in, name);
    if (!row && types[in].other == PS_FHIR_CARE) row = find_member(PS_FHIR_CARE, name);
    return row ? row->place : (ps_fhir_place){PS_LEAF_NOTHING, types[in].other};
}

bool ps_fhir_has_dates(ps_fhir_type in) {
    return types[in].dates;
}

bool ps_fhir_is_person(ps_span resource) {
    ps_fhir_resource row;
    return ps_fhir_find(resource, &row) && row.type == PS_FHIR_PERSON;
}
