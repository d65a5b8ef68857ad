/* SPDX-License-Identifier: Apache-2.0 */
#include "x12.h"

#define SLOT_OF(slot) PS_SLOT_##slot
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static const ps_x12_code entities[] = {
#define X12_ENTITY(code, class) {code, PS_X12_##class, 0},
#include "x12_codes.def"
};
static const ps_x12_code numbers[] = {
#define X12_NUMBER(code, slot) {code, SLOT_OF(slot), 0},
#include "x12_codes.def"
};
static const ps_x12_code references[] = {
#define X12_REFERENCE(code, slot, whose) {code, SLOT_OF(slot), PS_X12_##whose},
#include "x12_codes.def"
};
static const ps_x12_code elements[] = {
#define X12_ELEMENT(code, slot) {code, SLOT_OF(slot), 0},
#include "x12_codes.def"
};
static const ps_x12_code groups[] = {
#define X12_GROUP(code, business) {code, PS_X12_##business, 0},
#include "x12_codes.def"
};
static const ps_x12_code sets[] = {
#define X12_SET(code, business) {code, PS_X12_##business, 0},
#include "x12_codes.def"
};
static const ps_x12_kind kinds[] = {
#define X12_SEGMENT(id, shape, speaks, then) {id, shape, PS_X12_##speaks, PS_X12_##then},
#include "x12_segments.def"
#undef X12_SEGMENT
};
static const ps_x12_place places[] = {
#define X12_VALUE(id, element, slot, whose) {id, element, SLOT_OF(slot), PS_X12_##whose},
#include "x12_values.def"
#undef X12_VALUE
};

const ps_x12_list ps_x12_entities = {entities, COUNT(entities)};
const ps_x12_list ps_x12_numbers = {numbers, COUNT(numbers)};
const ps_x12_list ps_x12_references = {references, COUNT(references)};
const ps_x12_list ps_x12_elements = {elements, COUNT(elements)};
const ps_x12_list ps_x12_groups = {groups, COUNT(groups)};
const ps_x12_list ps_x12_sets = {sets, COUNT(sets)};

/* Any segment may be the first of a fragment. Three bytes are the least an anchor can have, and
 * the separators are those that fragments are seen with; ISA names its own. */
const char *const ps_x12_anchors[] = {"ISA",
#define X12_SEGMENT(id, shape, speaks, then) id "*", id "|", id "^",
#include "x12_segments.def"
#undef X12_SEGMENT
                                      NULL};

/* As strcmp, the span against a string that ends in NUL. */
static int compare(ps_span a, const char *b) {
    for (size_t i = 0; i < a.len; i++)
        if (a.ptr[i] != b[i] || !b[i]) return (unsigned char)a.ptr[i] - (unsigned char)b[i];
    return b[a.len] ? -1 : 0;
}

const ps_x12_code *ps_x12_code_find(const ps_x12_list *list, ps_span code) {
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(code, list->rows[middle].code);
        if (order == 0) return &list->rows[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const ps_x12_kind *ps_x12_kind_find(ps_span id) {
    size_t low = 0, high = COUNT(kinds);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(id, kinds[middle].id);
        if (order == 0) return &kinds[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const ps_x12_place *ps_x12_place_find(ps_span id) {
    for (size_t i = 0; i < COUNT(places); i++)
        if (compare(id, places[i].id) == 0) return &places[i];
    return NULL;
}

const ps_x12_place *ps_x12_place_end(void) {
    return places + COUNT(places);
}
