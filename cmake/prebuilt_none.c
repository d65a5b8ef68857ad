/* SPDX-License-Identifier: Apache-2.0
 *
 * The table with nothing in it: for the program that makes the real one. */
#include "prebuilt_words.h"

const ps_prebuilt_words ps_prebuilt_words_table[] = {{{0}, NULL, 0}};
const size_t ps_prebuilt_words_count = 0;
