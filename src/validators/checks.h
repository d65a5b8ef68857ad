/* SPDX-License-Identifier: Apache-2.0
 *
 * Declares ps_check_NAME and ps_grammar_NAME of every row of validators.def. */
#ifndef PS_CHECKS_H
#define PS_CHECKS_H

#include "validator.h"

#define DECLARE_CHECK_YES(name) ps_check_fn ps_check_##name;
#define DECLARE_CHECK_NO(name)
#define DECLARE_GRAMMAR_YES(name) ps_grammar_fn ps_grammar_##name;
#define DECLARE_GRAMMAR_NO(name)
#define ROW(name, check, grammar, canon, about)                                                    \
    DECLARE_CHECK_##check(name) DECLARE_GRAMMAR_##grammar(name)
#include "validators.def"
#undef ROW

/* Many checks are: the grammar, anchored at the first byte, takes the whole value. */
static inline bool ps_is_whole(ps_grammar_fn *grammar, ps_span value, size_t at) {
    ps_extent e;
    return value.len > 0 && grammar(value, at, &e) && e.from == 0 && e.to == value.len;
}

#endif
