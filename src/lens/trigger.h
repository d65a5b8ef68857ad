/* SPDX-License-Identifier: Apache-2.0
 *
 * Triggers: bytes that begin an encoded stretch, behind which the lenses see nothing. Whatever
 * answers yes is taken away by the view (formats/encodings). Pure; look a few dozen bytes ahead. */
#ifndef PS_TRIGGER_H
#define PS_TRIGGER_H

#include "span.h"

/* Does an encoded character begin at text.ptr[at]? Percent (%2D), JSON and C escapes (\u0033, \x33,
 * \055, \", \/, and \n before a word), HTML (&#45; &hyphen;), terminal sequences (ESC [), zero
 * bytes of UTF-16, #012 of rsyslog, quoted-printable (=3D), `=?utf-8?B?` of mail headers, and
 * Unicode that stands for ASCII (fold.h). Behind ':' and '=': an array of bytes ([51, 48). */
bool ps_trigger_at(ps_span text, size_t at);

/* Can it be one, when it is ':' or '=' and these two bytes follow? */
static inline bool ps_trigger_may_follow(char sign, char first, char second) {
    if (ps_is_alnum(first)) return sign == '=' && !ps_is_lower(first);
    if (first == ' ' || first == '"') return !ps_is_alnum(second);
    return ps_is_one_of(first, "[{(?");
}

#define PS_TRIGGER_COLUMN_SIGNS " ,:-"

/* A digit stands at `at`, and others so far behind it that they could be columns of a dump or of an
 * array of bytes: are they? */
bool ps_trigger_columns(ps_span text, size_t at);

#endif
