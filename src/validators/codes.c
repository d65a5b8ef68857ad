/* SPDX-License-Identifier: Apache-2.0
 *
 * Codes that classify a condition, a test, a drug or a study. They name no person, and their check
 * digits are evidence against the identifiers that look like them. Sources: ICD-10-CM tabular
 * list, LOINC (Luhn), SNOMED CT (Verhoeff, partition), FDA NDC rule (91 FR 10749), NCT. */
#include "checks.h"
#include "checksum.h"
#include "scan.h"

bool ps_check_icd10cm(ps_span v) {
    if (v.len < 3 || !ps_is_upper(v.ptr[0]) || !ps_is_digit(v.ptr[1])) return false;
    if (!ps_is_digit(v.ptr[2]) && v.ptr[2] != 'A' && v.ptr[2] != 'B') return false;
    ps_span rest = ps_span_cut(v, 3, v.len);
    return rest.len == 0 || ps_any_shape(rest, ".N|.NN|.NNN|.NNNN");
}

bool ps_check_loinc(ps_span v) {
    char d[8];
    if (v.len < 3 || v.len > 9 || v.ptr[v.len - 2] != '-') return false;
    memcpy(d, v.ptr, v.len - 2);
    d[v.len - 2] = v.ptr[v.len - 1];
    return ps_luhn(ps_span_of(d, v.len - 1));
}

bool ps_check_sctid(ps_span v) {
    if (v.len < 6 || v.len > 18 || v.ptr[0] == '0' || !ps_verhoeff(v)) return false;
    char high = v.ptr[v.len - 3], low = v.ptr[v.len - 2];
    return (high == '0' || high == '1') && low >= '0' && low <= '2';
}

bool ps_check_ndc(ps_span v) {
    if (v.len < 12 || v.len > 14) return false;
    return ps_any_shape(v, "dddd-dddd-dd|ddddd-ddd-dd|ddddd-dddd-d|ddddd-dddd-dd|dddddd-dddd-dd");
}

bool ps_check_nct(ps_span v) {
    return ps_shape(v, "LLLdddddddd") && ps_starts(v, 0, "NCT");
}
