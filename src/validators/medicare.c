/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers of Medicare beneficiaries. MBI: CMS, Understanding the MBI Format (no check digit; the
 * letters S L O I B Z are never used). HICN: the SSN of a wage earner and a beneficiary code of
 * CMS/SSA. Railroad Retirement: SSA POMS DI 45001.324. */
#include "checks.h"
#include "scan.h"

static bool mbi_letter(char c) {
    return ps_is_upper(c) && !ps_is_one_of(c, "SLOIBZ");
}

/* C A AN N A AN N A A N N, as classes: c 1-9, a letter, b letter or digit, n digit. */
static bool mbi_plain(const char *v) {
    static const char classes[] = "cabnabnaann";
    for (size_t i = 0; i < 11; i++) {
        bool digit = ps_is_digit(v[i]);
        bool letter = mbi_letter(v[i]);
        switch (classes[i]) {
        case 'c': digit = digit && v[i] != '0'; /* fall through */
        case 'n': letter = false; break;
        case 'a': digit = false; break;
        default: break;
        }
        if (!digit && !letter) return false;
    }
    return true;
}

/* Dashes or blanks after 4 and 7 are display only. */
bool ps_check_mbi(ps_span v) {
    char plain[11];
    if (v.len == 13) {
        if (!ps_is_one_of(v.ptr[4], "- ") || v.ptr[8] != v.ptr[4]) return false;
    } else if (v.len != 11) {
        return false;
    }
    for (size_t n = 0; n < sizeof plain; n++) {
        size_t dashes = v.len == 11 ? 0 : (size_t)(n >= 4) + (size_t)(n >= 7);
        plain[n] = ps_upper(v.ptr[n + dashes]);
    }
    return mbi_plain(plain);
}

bool ps_check_mbi_upper(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (ps_is_lower(v.ptr[i])) return false;
    return ps_check_mbi(v);
}

/* Nine digits whose dashes may each be missing; *end is the index after them. */
static bool loose_ssn(ps_span v, char d[9], size_t *end) {
    size_t i = 0;
    for (size_t n = 0; n < 9; n++) {
        if ((n == 3 || n == 5) && ps_peek(v, i) == '-') i++;
        if (!ps_is_digit(ps_peek(v, i))) return false;
        d[n] = v.ptr[i++];
    }
    *end = i;
    return true;
}

bool ps_check_hicn(ps_span v) {
    char d[9];
    size_t i;
    if (!loose_ssn(v, d, &i) || !ps_check_ssn(ps_span_of(d, 9))) return false;
    if (ps_is_one_of(ps_peek(v, i), "- ")) i++;
    if (!ps_is_one_of(ps_peek(v, i), "ABCDEFHJKLMTW")) return false;
    i++;
    if (ps_is_upper(ps_peek(v, i)) || ps_is_digit(ps_peek(v, i))) i++;
    return i == v.len;
}

bool ps_check_rrb(ps_span v) {
    size_t i = 0;
    while (i < 4 && ps_is_upper(ps_peek(v, i))) i++;
    ps_span prefix = ps_span_of(v.ptr, i);
    if (!ps_word_in(prefix, "A MA WA WCA WCD CA PA JA D MD WD PD CD H MH WH WCH PH")) return false;
    if (ps_is_one_of(ps_peek(v, i), "- ")) i++;
    ps_span number = ps_span_cut(v, i, v.len);
    if (ps_shape(number, "dddddd")) return true;
    return ps_any_shape(number, "ddddddddd|ddd-dd-dddd") && ps_check_ssn(number);
}
