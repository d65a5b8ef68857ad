/* SPDX-License-Identifier: Apache-2.0
 *
 * References and URLs: Patient/17, https://host/fhir/Patient/17/_history/2, urn:uuid:... */
#include "fhir_paths.h"

#include "fhir_search.h"

static bool is_id_char(char c) {
    return ps_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* The word that ends at `end`. */
static ps_extent word_before(ps_span text, size_t end, size_t least) {
    size_t from = end;
    while (from > least && ps_is_alpha(text.ptr[from - 1])) from--;
    return (ps_extent){from, end};
}

/* The resource that a reference names: Patient in x/Patient/17; empty when it names none. */
static ps_span resource_of(ps_span reference) {
    ps_fhir_resource row;
    for (size_t at = 0; at < reference.len; at++) {
        if (reference.ptr[at] != '/') continue;
        ps_extent word = word_before(reference, at, 0);
        ps_span name = ps_span_cut(reference, word.from, word.to);
        if (ps_fhir_find(name, &row)) return name;
    }
    return (ps_span){0};
}

bool ps_fhir_leads_to_person(ps_span reference, bool unsure) {
    ps_span resource = resource_of(reference);
    return resource.len ? ps_fhir_is_person(resource) : unsure;
}

static bool begins(ps_span text, size_t at, const char *word) {
    size_t n = strlen(word);
    return text.len - at >= n && !memcmp(text.ptr + at, word, n);
}

/* Patient/17: the id behind the slash at `slash`. */
static void put_id(ps_reader *reader, ps_extent link, size_t slash) {
    ps_span text = reader->text;
    size_t from = slash + 1, to = from;
    while (to < link.to && is_id_char(text.ptr[to])) to++;
    while (to > from && text.ptr[to - 1] == '.') to--;
    if (from < link.to && ps_is_one_of(text.ptr[from], "_$")) return; /* _search, $everything */
    ps_put(reader, PS_SLOT_OTHER, from, to);
}

/* What stands in the place of an id when the reference names no resource. */
static void put_bare(ps_reader *reader, ps_extent link) {
    ps_span text = reader->text;
    size_t from = link.from;
    if (begins(text, from, "urn:uuid:") || begins(text, from, "urn:oid:"))
        from += begins(text, from, "urn:uuid:") ? 9 : 8;
    else if (memchr(text.ptr + from, '/', link.to - from) || text.ptr[from] == '#')
        return;
    ps_put(reader, PS_SLOT_OTHER, from, link.to);
}

void ps_fhir_put_link(ps_reader *reader, ps_extent link, bool person) {
    ps_span text = reader->text;
    bool named = false;
    for (size_t at = link.from; at < link.to; at++) {
        if (text.ptr[at] != '/' && text.ptr[at] != '?') continue;
        ps_extent word = word_before(text, at, link.from);
        ps_span name = ps_span_cut(text, word.from, word.to);
        ps_fhir_resource row;
        if (!ps_fhir_find(name, &row)) continue;
        named = true;
        if (text.ptr[at] == '?') {
            ps_fhir_put_search(reader, name, (ps_extent){at + 1, link.to});
            return;
        }
        if (row.type == PS_FHIR_PERSON) put_id(reader, link, at);
    }
    if (person && !named && link.to > link.from) put_bare(reader, link);
}
