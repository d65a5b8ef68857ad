/* SPDX-License-Identifier: Apache-2.0 */
#include "value.h"

enum { PLACEHOLDER_MAX = 16 };

/* In the order of their bytes; none has a digit. */
static const char placeholders[][PLACEHOLDER_MAX + 1] = {"()",         "(null)",
                                                         "-",          "--",
                                                         "...",        "<filtered>",
                                                         "<nil>",      "<none>",
                                                         "<null>",     "<redacted>",
                                                         "?",          "[]",
                                                         "[filtered]", "[redacted]",
                                                         "absent",     "array",
                                                         "bigint",     "blank",
                                                         "bool",       "boolean",
                                                         "char",       "date",
                                                         "datetime",   "default",
                                                         "disabled",   "empty",
                                                         "enabled",    "error",
                                                         "expired",    "failed",
                                                         "false",      "filtered",
                                                         "hidden",     "int",
                                                         "integer",    "invalid",
                                                         "long",       "masked",
                                                         "missing",    "n/a",
                                                         "na",         "nan",
                                                         "nil",        "no",
                                                         "none",       "not available",
                                                         "not found",  "not provided",
                                                         "not set",    "null",
                                                         "number",     "object",
                                                         "off",        "ok",
                                                         "on",         "present",
                                                         "redacted",   "removed",
                                                         "required",   "str",
                                                         "string",     "success",
                                                         "text",       "timestamp",
                                                         "true",       "undefined",
                                                         "unknown",    "unset",
                                                         "valid",      "varchar",
                                                         "yes",        "{}"};

/* Eight bytes as a number, in the order of the bytes. */
static uint64_t number_of(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 |
           (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 |
           (uint64_t)b[6] << 8 | (uint64_t)b[7];
}

static bool is_placeholder_word(ps_span value) {
    char lower[PLACEHOLDER_MAX] = {0};
    if (!value.len || value.len > PLACEHOLDER_MAX || !value.ptr[value.len - 1]) return false;
    for (size_t i = 0; i < value.len; i++) lower[i] = ps_lower(value.ptr[i]);
    uint64_t head = number_of(lower), tail = number_of(lower + 8);
    size_t low = 0, high = sizeof placeholders / sizeof *placeholders;
    while (low < high) {
        size_t middle = (low + high) / 2;
        uint64_t first = number_of(placeholders[middle]);
        uint64_t second = first == head ? number_of(placeholders[middle] + 8) : 0;
        if (first == head && second == tail) return true;
        if (first < head || (first == head && second < tail))
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool all_word_chars(ps_span s) {
    for (size_t i = 0; i < s.len; i++)
        if (!ps_is_word(s.ptr[i]) && s.ptr[i] != '.' && s.ptr[i] != '-') return false;
    return s.len > 0;
}

/* {first} {last}, %s-%s: nothing but fields of a format. */
static bool is_format(ps_span v) {
    bool field = false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (c == '{') {
            const char *close = memchr(v.ptr + i, '}', v.len - i);
            if (!close) return false;
            ps_span inside = ps_span_cut(v, i + 1, (size_t)(close - v.ptr));
            for (size_t k = 0; k < inside.len; k++)
                if (!ps_is_word(inside.ptr[k]) && !ps_is_one_of(inside.ptr[k], ".:!$"))
                    return false;
            i += inside.len + 1;
            field = true;
        } else if (c == '%' && i + 1 < v.len && ps_is_one_of(v.ptr[i + 1], "sdv")) {
            i++;
            field = true;
        } else if (ps_is_alnum(c) || (unsigned char)c >= 0x80) {
            return false;
        }
    }
    return field;
}

/* ${x} {{x}} {x} :param $param :1 $1 @p0 %s %(x)s <ssn> ? */
static bool is_template(ps_span v) {
    char first = v.ptr[0], last = v.ptr[v.len - 1];
    if (v.len == 1) return !ps_is_alnum(first) && (unsigned char)first < 0x80;
    char second = v.ptr[1];
    if (first == '$' && second == '{' && last == '}') return true;
    if (first == '{' && last == '}' && v.len <= 64 && all_word_chars(ps_span_cut(v, 1, v.len - 1)))
        return true;
    if (first == '{' && second == '{' && last == '}') return true;
    if (first == '<' && last == '>' && all_word_chars(ps_span_cut(v, 1, v.len - 1))) return true;
    if (first == '%' && v.len <= 3 && ps_is_alpha(last)) return true;
    if (first == '%' && second == '(') return last == 's' || last == 'd';
    ps_span rest = ps_span_cut(v, 1, v.len);
    if (first == ':' && ps_is_alpha(second)) return all_word_chars(rest);
    if ((first == '$' || first == ':') && v.len <= 3 && ps_is_digit(second)) return true;
    bool digit = false; /* $ecret1 */
    for (size_t i = 1; first == '$' && i < v.len; i++) digit |= ps_is_digit(v.ptr[i]);
    return (first == '@' || (first == '$' && !digit)) && ps_is_alpha(second) && v.len <= 40 &&
           all_word_chars(rest);
}

/* Mask characters: `*` and bullets always; x, X, # and _ where nothing but they and digits is. */
static bool is_masked(ps_span v) {
    size_t stars = 0, soft = 0, digits = 0, other = 0;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        bool bullet = (unsigned char)c == 0xE2 && i + 2 < v.len; /* U+2022, U+25CF */
        bool letter = ps_is_alpha(c) && (c | 0x20) != 'x';
        if (letter || ((unsigned char)c >= 0x80 && !bullet)) /* most */
            other++;
        else if (bullet)
            stars++, i += 2;
        else if (c == '*')
            stars++;
        else if (c == 'x' || c == 'X' || c == '#' || c == '_')
            soft++;
        else if (ps_is_digit(c))
            digits++;
    }
    if (stars >= 3 && stars + soft >= digits + other) return true;
    if (stars && digits + other == 0) return true;
    return soft >= 3 && stars + other == 0 && digits <= 4;
}

/* Labels of the built-in packs (tests compare), and the marker of a withheld line. */
enum { LABEL_MIN = 2, LABEL_MAX = 9, MORE_MAX = 40, TOKEN_LEN = 12 };
static const char categories[][LABEL_MAX + 1] = {
    "ABA",   "ACCESSION", "ACCT",    "ADDR",  "AGE",     "BIO",      "CARD",
    "CITY",  "CLAIM",     "CODE",    "CRED",  "DATE",    "DEA",      "DEVICE",
    "EMAIL", "ENCOUNTER", "FAX",     "GEO",   "GROUP",   "HICN",     "IBAN",
    "IMEI",  "IP",        "LICENSE", "MAC",   "MBI",     "MEDICAID", "MEMBER",
    "MRN",   "NAME",      "NPI",     "OTHER", "PHONE",   "PHOTO",    "PLATE",
    "RRB",   "RX",        "SFID",    "SSN",   "TEXT",    "TIN",      "UDI",
    "URL",   "VIN",       "ZIP",     "NHS",   "PHI-B64", "PHI-HEX",  "WITHHELD"};

static bool is_ours(ps_span label, const char *own) {
    if (own && ps_span_eq(label, ps_span_z(own))) return true;
    char padded[LABEL_MAX] = {0};
    if (label.len < LABEL_MIN || label.len > LABEL_MAX) return false;
    memcpy(padded, label.ptr, label.len);
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        if (!memcmp(padded, categories[i], LABEL_MAX)) return true;
    return false;
}

static bool is_base32(char c) {
    return ps_is_lower(c) || (c >= '2' && c <= '7');
}

static size_t label_at(ps_span text, size_t at, const char *own) {
    size_t i = at + 1, begin = i;
    while (i < text.len && (ps_is_upper(text.ptr[i]) || ps_is_digit(text.ptr[i]) ||
                            text.ptr[i] == '-' || text.ptr[i] == '_'))
        i++;
    if (i >= text.len || (text.ptr[i] != ':' && text.ptr[i] != ']')) return 0;
    ps_span label = ps_span_cut(text, begin, i);
    if (text.ptr[i] == ':') { /* [WITHHELD:line-too-long], [PHOTO:1024] */
        size_t more = i + 1;
        while (more < text.len && more - i <= MORE_MAX &&
               (ps_is_alnum(text.ptr[more]) || text.ptr[more] == '-'))
            more++;
        if (more == i + 1 || more - i > MORE_MAX) return 0;
        i = more;
    }
    return i < text.len && text.ptr[i] == ']' && is_ours(label, own) ? i + 1 - at : 0;
}

/* LABEL:xxxxxxxxxxxx or LABEL:k1.xxxxxxxxxxxx: what the token action writes. */
static size_t token_at(ps_span text, size_t at, const char *own) {
    size_t i = at;
    while (i < text.len && (ps_is_upper(text.ptr[i]) || (i > at && ps_is_digit(text.ptr[i])))) i++;
    if (i == at || i >= text.len || text.ptr[i] != ':') return 0;
    ps_span label = ps_span_cut(text, at, i);
    size_t begin = ++i;
    while (i < text.len && i - begin < 17 && ps_is_alnum(text.ptr[i])) i++;
    if (i < text.len && text.ptr[i] == '.' && i > begin)
        i++;
    else
        i = begin;
    size_t n = 0;
    while (n <= TOKEN_LEN && i + n < text.len && is_base32(text.ptr[i + n])) n++;
    if (n != TOKEN_LEN || (i + n < text.len && ps_is_alnum(text.ptr[i + n]))) return 0;
    return is_ours(label, own) ? i + n - at : 0; /* last: few labels have such a thing behind */
}

size_t ps_own_output_read(ps_span text, size_t at, const char *own) {
    return text.ptr[at] == '[' ? label_at(text, at, own) : token_at(text, at, own);
}

/* Nothing but our own output and what may stand between two of them ("[CITY], IN [ZIP]"). */
static bool is_own_output(ps_span v, const char *own_label) {
    bool any = false;
    for (size_t i = 0; i < v.len;) {
        size_t own = ps_own_output_at(v, i, own_label);
        if (own) {
            any = true;
            i += own;
            continue;
        }
        if ((unsigned char)v.ptr[i] >= 0x80) return false;
        size_t word = i;
        while (word < v.len && ps_is_alnum(v.ptr[word])) word++;
        if (word - i > 2) return false;
        i = word > i ? word : i + 1;
    }
    return any;
}

/* What a byte may be the sign of. Values that hold none of these, as most do, are asked little. */
enum { SAYS_DIGIT = 1, SAYS_OWN = 2, SAYS_FIELD = 4, SAYS_MASK = 8 };

static unsigned signs_in(ps_span v) {
    static const uint8_t signs[256] = {
        ['0'] = SAYS_DIGIT, ['1'] = SAYS_DIGIT, ['2'] = SAYS_DIGIT, ['3'] = SAYS_DIGIT,
        ['4'] = SAYS_DIGIT, ['5'] = SAYS_DIGIT, ['6'] = SAYS_DIGIT, ['7'] = SAYS_DIGIT,
        ['8'] = SAYS_DIGIT, ['9'] = SAYS_DIGIT, ['['] = SAYS_OWN,   [':'] = SAYS_OWN,
        ['{'] = SAYS_FIELD, ['%'] = SAYS_FIELD, ['*'] = SAYS_MASK,  ['x'] = SAYS_MASK,
        ['X'] = SAYS_MASK,  ['#'] = SAYS_MASK,  ['_'] = SAYS_MASK,  [0xE2] = SAYS_MASK};
    unsigned says = 0;
    size_t i = 0;
    for (const unsigned char *four; v.len - i >= 4; i += 4) {
        four = (const unsigned char *)v.ptr + i;
        says |= signs[four[0]] | signs[four[1]] | signs[four[2]] | signs[four[3]];
    }
    for (; i < v.len; i++) says |= signs[(unsigned char)v.ptr[i]];
    return says;
}

ps_stay ps_value_stay(ps_span value, const char *own) {
    while (value.len && ps_is_blank(value.ptr[0])) value = ps_span_cut(value, 1, value.len);
    while (value.len && ps_is_blank(value.ptr[value.len - 1])) value.len--;
    if (!value.len) return PS_STAY_PLACEHOLDER;
    unsigned says = signs_in(value);
    if (says & SAYS_OWN && is_own_output(value, own)) return PS_STAY_OWN_OUTPUT;
    if (!(says & SAYS_DIGIT) && is_placeholder_word(value)) return PS_STAY_PLACEHOLDER;
    if (is_template(value)) return PS_STAY_PLACEHOLDER;
    if (says & SAYS_FIELD && is_format(value)) return PS_STAY_PLACEHOLDER;
    return says & SAYS_MASK && is_masked(value) ? PS_STAY_MASKED : PS_STAY_NOT;
}
