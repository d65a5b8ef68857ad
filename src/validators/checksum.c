/* SPDX-License-Identifier: Apache-2.0
 *
 * Luhn (ISO/IEC 7812-1 Annex B), GS1 modulo 10, ISO/IEC 7064 modulo 97, Verhoeff (dihedral group
 * D5, 1969), Damm (quasigroup of order 10, 2004). */
#include "checksum.h"

#include "scan.h"

unsigned ps_luhn_sum(const char *digits, size_t n) {
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned)ps_digit(digits[n - 1 - i]);
        if (i % 2 == 1) d = d > 4 ? 2 * d - 9 : 2 * d;
        sum = (sum + d) % 1000000; /* any multiple of ten keeps the residue */
    }
    return sum;
}

bool ps_luhn(ps_span v) {
    return v.len > 1 && ps_all_digits(v) && ps_luhn_sum(v.ptr, v.len) % 10 == 0;
}

bool ps_gs1(const char *digits, size_t n) {
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned)ps_digit(digits[n - 1 - i]);
        sum = (sum + (i % 2 == 1 ? 3 * d : d)) % 10;
    }
    return n > 0 && sum == 0;
}

unsigned ps_mod97(unsigned rest, const char *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (ps_is_digit(text[i]))
            rest = (rest * 10 + (unsigned)ps_digit(text[i])) % 97;
        else
            rest = (rest * 100 + (unsigned)(text[i] - 'A') + 10) % 97;
    }
    return rest;
}

bool ps_verhoeff(ps_span v) {
    static const char product[10][11] = {"0123456789", "1234067895", "2340178956", "3401289567",
                                         "4012395678", "5987604321", "6598710432", "7659821043",
                                         "8765932104", "9876543210"};
    static const char permuted[8][11] = {"0123456789", "1576283094", "5803796142", "8916043527",
                                         "9453126870", "4286573901", "2793806415", "7046913258"};
    if (v.len < 2 || !ps_all_digits(v)) return false;
    int c = 0;
    for (size_t i = 0; i < v.len; i++) {
        int d = ps_digit(v.ptr[v.len - 1 - i]);
        c = ps_digit(product[c][ps_digit(permuted[i % 8][d])]);
    }
    return c == 0;
}

bool ps_damm(ps_span v) {
    static const char group[10][11] = {"0317598642", "7092154863", "4206871359", "1750983426",
                                       "6123045978", "3674209581", "5869720134", "8945362017",
                                       "9438617205", "2581436790"};
    if (v.len < 2 || !ps_all_digits(v)) return false;
    int t = 0;
    for (size_t i = 0; i < v.len; i++) t = ps_digit(group[t][ps_digit(v.ptr[i])]);
    return t == 0;
}
