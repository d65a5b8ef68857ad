/* SPDX-License-Identifier: Apache-2.0
 *
 * Health numbers of other countries. NHS number: NHS Data Model and Dictionary, modulus 11. British
 * Columbia PHN: weights 2 4 8 5 10 9 7 3, each product modulo 11. Ontario health number and the
 * Canadian SIN: Luhn. Quebec NAM: letters of the name and the birth date, no published check. */
#include "checks.h"
#include "checksum.h"
#include "scan.h"

bool ps_check_nhs(ps_span v) {
    char d[10];
    if (ps_strip(v, " -", d, 10) != 10 || !ps_all_digits(ps_span_of(d, 10))) return false;
    if (ps_same_digits(d, 10)) return false;
    int sum = 0;
    for (int i = 0; i < 9; i++) sum += ps_digit(d[i]) * (10 - i);
    int check = 11 - sum % 11;
    return check != 10 && check % 11 == ps_digit(d[9]);
}

bool ps_check_nhs_grouped(ps_span v) {
    return ps_any_shape(v, "ddd ddd dddd|ddd-ddd-dddd") && ps_check_nhs(v);
}

bool ps_check_bc_phn(ps_span v) {
    static const int weight[8] = {2, 4, 8, 5, 10, 9, 7, 3};
    char d[10];
    if (ps_strip(v, " -", d, 10) != 10 || !ps_all_digits(ps_span_of(d, 10)) || d[0] != '9')
        return false;
    int sum = 0;
    for (size_t i = 0; i < 8; i++) sum += ps_digit(d[i + 1]) * weight[i] % 11;
    return 11 - sum % 11 == ps_digit(d[9]);
}

/* dddd-ddd-ddd, each separator by itself optional, then one or two version letters. */
bool ps_check_on_hcn(ps_span v) {
    char d[10];
    size_t i = 0, letters = 0;
    for (size_t n = 0; n < 10; n++) {
        if ((n == 4 || n == 7) && ps_is_one_of(ps_peek(v, i), "- ")) i++;
        if (!ps_is_digit(ps_peek(v, i))) return false;
        d[n] = v.ptr[i++];
    }
    if (i < v.len && ps_is_one_of(v.ptr[i], "- ")) i++;
    while (letters < 2 && ps_is_upper(ps_peek(v, i + letters))) letters++;
    if (letters == 0 && i > 0 && ps_is_one_of(v.ptr[i - 1], "- ")) return false;
    return i + letters == v.len && d[0] != '0' && ps_luhn(ps_span_of(d, 10));
}

bool ps_check_ca_sin(ps_span v) {
    char d[9];
    return ps_strip(v, " -", d, 9) == 9 && d[0] != '0' && d[0] != '8' && ps_luhn(ps_span_of(d, 9));
}

/* The month of a woman's birth is raised by 50. */
bool ps_check_qc_nam(ps_span v) {
    char d[12];
    for (size_t i = 0; i < v.len; i++)
        if (ps_is_lower(v.ptr[i])) return false;
    ps_span t = ps_span_of(d, 12);
    if (ps_strip(v, " -", d, 12) != 12 || !ps_shape(t, "LLLLdddddddd")) return false;
    int month = ps_number(t, 6, 2), day = ps_number(t, 8, 2);
    return month <= 62 && month % 50 >= 1 && month % 50 <= 12 && day >= 1 && day <= 31;
}
