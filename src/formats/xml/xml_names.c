/* SPDX-License-Identifier: Apache-2.0 */
#include "xml_names.h"

enum { NAME_MAX = 48, PS_SLOT_NONE = PS_SLOT_KINDS };

/* The flags as the table writes them. */
enum {
    PART = PS_XML_PART,
    PROOF = PS_XML_PROOF,
    MIXED = PS_XML_MIXED,
    DOC = PS_XML_DOC,
    ROOT = PS_XML_ROOT_ELEMENT,
    SAYS = PS_XML_SAYS,
    HOLDER = PS_XML_HOLDER,
    ONLY = PS_XML_ONLY
};

static const ps_xml_name names[] = {
#define PS_XML_NAME(name, opens, slot, when, flags)                                                \
    {name, PS_XML_##opens, PS_SLOT_##slot, PS_XML_IF_##when, flags},
#include "xml_names.def"
#undef PS_XML_NAME
};

size_t ps_xml_name_count(void) {
    return sizeof names / sizeof *names;
}

const ps_xml_name *ps_xml_name_at(size_t index) {
    return &names[index];
}

const ps_xml_name *ps_xml_name_find(ps_span name) {
    char lower[NAME_MAX];
    if (name.len == 0 || name.len >= NAME_MAX) return NULL;
    for (size_t i = 0; i < name.len; i++) lower[i] = ps_lower(name.ptr[i]);
    lower[name.len] = 0;
    size_t low = 0, high = ps_xml_name_count();
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(lower, names[middle].name);
        if (order == 0) return &names[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* ---- words of a name ---- */

static bool word_begins(ps_span s, size_t i) {
    if (i == 0 || !ps_is_alpha(s.ptr[i - 1])) return true;
    if (!ps_is_upper(s.ptr[i])) return false;
    return !ps_is_upper(s.ptr[i - 1]) || (i + 1 < s.len && ps_is_lower(s.ptr[i + 1]));
}

/* The next word at *at or behind it, in any case; false: there is none. */
static bool next_word(ps_span s, size_t *at, ps_span *word) {
    size_t i = *at;
    while (i < s.len && !ps_is_alpha(s.ptr[i])) i++;
    if (i >= s.len) return false;
    size_t from = i++;
    while (i < s.len && ps_is_alpha(s.ptr[i]) && !word_begins(s, i)) i++;
    *word = ps_span_cut(s, from, i);
    *at = i;
    return true;
}

static bool is_in(ps_span word, const char *const *list) {
    for (; *list; list++)
        if (ps_span_is(word, *list)) return true;
    return false;
}

static const char *const keepers[] = {
    "clinic",       "clinician",  "custodian",    "doctor",       "facility",  "hospital",
    "insurer",      "laboratory", "organization", "organisation", "payer",     "payor",
    "pcp",          "performer",  "pharmacist",   "pharmacy",     "physician", "practice",
    "practitioner", "prescriber", "provider",     "surgeon",      "vendor",    NULL};

bool ps_xml_is_keeper(ps_span name) {
    ps_span word = {name.ptr, 0};
    size_t at = 0;
    while (next_word(name, &at, &word)) continue;
    return is_in(word, keepers);
}

bool ps_xml_of_keeper(ps_span name) {
    ps_span word;
    for (size_t at = 0; next_word(name, &at, &word);)
        if (is_in(word, keepers)) return true;
    return false;
}

bool ps_xml_goes_always(ps_span name) {
    static const char *const words[] = {"npi",   "dea",    "ssn",      "tin",    "password",
                                        "token", "secret", "security", "apikey", NULL};
    ps_span word;
    for (size_t at = 0; next_word(name, &at, &word);)
        if (is_in(word, words)) return true;
    return false;
}

bool ps_xml_is_foreign(ps_span name, size_t from) {
    static const char *const weak[] = {"name",   "names", "address", "addr",     "city",    "town",
                                       "email",  "mail",  "county",  "account",  "comment", "note",
                                       "notes",  "image", "photo",   "comments", "summary", "code",
                                       "record", "uuid",  "guid",    "pid",      NULL};
    static const char *const fitting[] = {
        "patient",  "member",    "subscriber", "insured",   "guarantor",   "person",  "dependent",
        "customer", "client",    "employee",   "employer",  "beneficiary", "holder",  "spouse",
        "mother",   "father",    "guardian",   "contact",   "emergency",   "home",    "work",
        "mailing",  "billing",   "shipping",   "residence", "residential", "current", "permanent",
        "previous", "temporary", "primary",    "secondary", "other",       "legal",   "preferred",
        "full",     "display",   "birth",      "personal",  "postal",      "kin",     NULL};
    ps_span word = {name.ptr, 0}, rest = ps_span_cut(name, from, name.len);
    if (!is_in(rest, weak)) return false;
    for (size_t at = 0; next_word(ps_span_cut(name, 0, from), &at, &word);) continue;
    return word.len && !is_in(word, fitting);
}

/* ---- values that speak about themselves ---- */

/* The letters of s in small, at most NAME_MAX of them. */
static size_t letters_of(ps_span s, char *out, size_t room) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < room; i++)
        if (ps_is_alpha(s.ptr[i])) out[n++] = ps_lower(s.ptr[i]);
    return n;
}

bool ps_xml_is_prose(ps_span value) {
    static const char *const words[] = {"the",  "a",   "your",  "please", "is",    "to",
                                        "must", "not", "enter", "for",    "which", NULL};
    ps_span word;
    for (size_t at = 0; next_word(value, &at, &word);)
        if (is_in(word, words)) return true;
    return false;
}

bool ps_xml_says_itself(ps_span name, ps_span value) {
    char word[NAME_MAX], all[4 * NAME_MAX];
    if (value.len > sizeof all) return false;
    for (size_t i = 0; i < value.len; i++)
        if (ps_is_digit(value.ptr[i])) return false;
    size_t n = letters_of(name, word, sizeof word);
    size_t count = letters_of(value, all, sizeof all);
    if (n < 3 || n > count) return false;
    if (n == count) return memcmp(all, word, n) == 0;
    for (size_t i = 0; i + n <= count; i++)
        if (memcmp(all + i, word, n) == 0) return ps_xml_is_prose(value); /* Oklahoma City */
    return false;
}

bool ps_xml_is_identifier(ps_span value) {
    bool joined = false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (!ps_is_word(c) && !ps_is_one_of(c, ".:$@-")) return false;
        bool turn = i > 0 && ps_is_upper(c) && ps_is_lower(value.ptr[i - 1]);
        joined |= turn || ps_is_one_of(c, "_.:$");
    }
    return value.len > 1 && ps_is_alpha(value.ptr[0]) && (joined || ps_is_lower(value.ptr[0]));
}
