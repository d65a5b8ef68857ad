/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of the validators layer. */
#include "vectors.h"

int main(void) {
    return run_checks() + run_grammars() + run_helpers() + run_robust();
}
