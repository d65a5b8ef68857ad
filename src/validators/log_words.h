/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that logs write with a capital and that are nobody's name. Private to the validators. */
#ifndef PS_LOG_WORDS_H
#define PS_LOG_WORDS_H

#include "span.h"

bool ps_is_log_word(ps_span word);

#endif
