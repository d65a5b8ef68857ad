/* SPDX-License-Identifier: Apache-2.0 */
#include "csv_bytes.h"

enum {
    H = PS_CSV_HEADER,
    N = PS_CSV_HEADER | PS_CSV_NAME,
    S = PS_CSV_HEADER | PS_CSV_SEPARATOR,
    B = PS_CSV_HEADER | PS_CSV_NAME | PS_CSV_BOX_DRAWING,
    R = PS_CSV_RETURN
};

/* Sixteen in a row. */
const uint8_t ps_csv_bytes[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, S, 0, 0, 0, R, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    N, 0, H, N, 0, N, N, N, N, N, N, 0, S, N, N, N, N, N, N, N, N, N, N, N, N, N, 0, S, 0, 0, 0, N,
    0, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, 0, N, S, N,
    0, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, 0, S, 0, 0, 0,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, B, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
};
