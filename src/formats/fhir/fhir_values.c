/* SPDX-License-Identifier: Apache-2.0
 *
 * What the words beside a value say of it: systems, codes of types, URLs of extensions. */
#include "fhir_paths.h"

typedef struct word_row {
    const char *word;
    uint8_t meaning;
} word_row;

static bool has_word(ps_span text, const char *word) {
    ps_span want = ps_span_z(word);
    for (size_t at = 0; at + want.len <= text.len; at++)
        if (ps_span_eq_nocase(ps_span_cut(text, at, at + want.len), want)) return true;
    return false;
}

static bool ends_with(ps_span text, const char *end) {
    size_t n = strlen(end);
    return text.len >= n && !memcmp(text.ptr + text.len - n, end, n);
}

/* HL7 v2 table 0203 and the words that people write instead. */
static const word_row codes[] = {
    {"SS", PS_SLOT_SSN},         {"SB", PS_SLOT_SSN},          {"SSN", PS_SLOT_SSN},
    {"MR", PS_SLOT_MRN},         {"MRN", PS_SLOT_MRN},         {"PI", PS_SLOT_MRN},
    {"PT", PS_SLOT_MRN},         {"PN", PS_SLOT_MRN},          {"MRT", PS_SLOT_MRN},
    {"DL", PS_SLOT_LICENSE},     {"PPN", PS_SLOT_LICENSE},     {"MC", PS_SLOT_MBI},
    {"MBI", PS_SLOT_MBI},        {"MA", PS_SLOT_MEDICAID},     {"MB", PS_SLOT_MEMBER},
    {"SN", PS_SLOT_MEMBER},      {"HC", PS_SLOT_MEMBER},       {"NH", PS_SLOT_MEMBER},
    {"NIIP", PS_SLOT_MEMBER},    {"MEMBERID", PS_SLOT_MEMBER}, {"AN", PS_SLOT_ACCOUNT},
    {"VN", PS_SLOT_ENCOUNTER},   {"PLAC", PS_SLOT_ACCESSION},  {"FILL", PS_SLOT_ACCESSION},
    {"ACSN", PS_SLOT_ACCESSION}, {"SNO", PS_SLOT_DEVICE},      {"SERIAL", PS_SLOT_DEVICE},
    {"UDI", PS_SLOT_DEVICE},     {"NPI", PS_SLOT_NPI},         {"UCID", PS_SLOT_CLAIM}};

static const word_row systems[] = {{"us-ssn", PS_SLOT_SSN},
                                   {"socialsecurity", PS_SLOT_SSN},
                                   {"social-security", PS_SLOT_SSN},
                                   {"us-mbi", PS_SLOT_MBI},
                                   {"us-medicare", PS_SLOT_MBI},
                                   {"us-npi", PS_SLOT_NPI},
                                   {"passport", PS_SLOT_LICENSE},
                                   {"driver", PS_SLOT_LICENSE},
                                   {"2.16.840.1.113883.4.3.", PS_SLOT_LICENSE}};

/* OIDs that stand at the end of a system. */
static const word_row roots[] = {{"2.16.840.1.113883.4.1", PS_SLOT_SSN},
                                 {"2.16.840.1.113883.4.6", PS_SLOT_NPI},
                                 {"2.16.840.1.113883.4.572", PS_SLOT_MBI},
                                 {"2.16.840.1.113883.4.927", PS_SLOT_MBI}};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Numbers that name a person whoever holds them: a provider's SSN is one too. */
static bool speaks_for_itself(ps_slot_kind kind) {
    return kind == PS_SLOT_SSN || kind == PS_SLOT_MBI || kind == PS_SLOT_NPI;
}

static ps_slot_kind meaning_of(ps_span system, ps_span code, ps_slot_kind usual) {
    for (size_t i = 0; i < COUNT(roots); i++)
        if (ends_with(system, roots[i].word)) return roots[i].meaning;
    for (size_t i = 0; i < COUNT(systems); i++)
        if (has_word(system, systems[i].word)) return systems[i].meaning;
    for (size_t i = 0; i < COUNT(codes); i++)
        if (ps_span_is(code, codes[i].word)) return codes[i].meaning;
    return usual;
}

ps_slot_kind ps_fhir_identifier(ps_span system, ps_span code, ps_slot_kind usual) {
    ps_slot_kind kind = meaning_of(system, code, usual);
    return usual == PS_SLOT_KEEP && !speaks_for_itself(kind) ? PS_SLOT_KEEP : kind;
}

ps_slot_kind ps_fhir_contact(ps_span system, ps_span value) {
    static const word_row contacts[] = {{"phone", PS_SLOT_PHONE}, {"fax", PS_SLOT_FAX},
                                        {"email", PS_SLOT_EMAIL}, {"url", PS_SLOT_URL},
                                        {"sms", PS_SLOT_PHONE},   {"pager", PS_SLOT_PHONE}};
    for (size_t i = 0; i < COUNT(contacts); i++)
        if (ps_span_eq(system, ps_span_z(contacts[i].word))) return contacts[i].meaning;
    if (memchr(value.ptr, '@', value.len)) return PS_SLOT_EMAIL;
    return has_word(value, "://") ? PS_SLOT_URL : PS_SLOT_PHONE;
}

ps_fhir_type ps_fhir_extension(ps_span url) {
    /* What these say stays under Safe Harbor. */
    static const char *const kept[] = {
        "us-core-race", "us-core-ethnicity", "birthsex", "birth-sex",   "gender", "us-core-sex",
        "nationality",  "citizenship",       "religion", "data-absent", "tribal"};
    for (size_t i = 0; i < COUNT(kept); i++)
        if (has_word(url, kept[i])) return PS_FHIR_STAY;
    if (has_word(url, "geolocation")) return PS_FHIR_GEO;
    if (has_word(url, "maidenname") || has_word(url, "humanname") || has_word(url, "-EN-"))
        return PS_FHIR_NAME_PART;
    return has_word(url, "ADXP") ? PS_FHIR_ADDRESS_PART : PS_FHIR_EXTENSION;
}

static size_t digits_at(ps_span value, size_t at) {
    size_t n = 0;
    while (at + n < value.len && ps_is_digit(value.ptr[at + n])) n++;
    return n;
}

/* 1957, 2024: not the 2345 of a code. */
static bool is_year(ps_span value) {
    return (value.ptr[0] == '1' && value.ptr[1] >= '8') ||
           (value.ptr[0] == '2' && value.ptr[1] == '0');
}

bool ps_fhir_is_date(ps_span value) {
    size_t year = digits_at(value, 0), month = digits_at(value, year + 1);
    if (!year || year + 1 >= value.len || !ps_is_one_of(value.ptr[year], "-/.")) return false;
    size_t at = year + 1 + month;
    if (month < 1 || month > 2) return false;
    if (at == value.len) return year == 4 && month == 2 && value.ptr[year] == '-' && is_year(value);
    if (value.ptr[at] != value.ptr[year]) return false;
    size_t day = digits_at(value, at + 1);
    if (year == 4 && !is_year(value)) return false;
    if (year == 4 ? day != 2 && day != 1 : year > 2 || (day != 4 && day != 2)) return false;
    at += 1 + day;
    return at == value.len || value.ptr[at] == 'T' || value.ptr[at] == ' ';
}
