/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables with nothing in them: for the program that makes the real ones. */
#include "prebuilt_trees.h"
#include "prebuilt_words.h"

const ps_prebuilt_words ps_prebuilt_words_table[] = {{{0}, NULL, 0}};
const size_t ps_prebuilt_words_count = 0;
const ps_prebuilt_tree ps_prebuilt_trees[] = {{0, NULL, 0, NULL}};
const size_t ps_prebuilt_tree_count = 0;
