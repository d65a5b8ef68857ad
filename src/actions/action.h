/* SPDX-License-Identifier: Apache-2.0
 *
 * Actions: what stands in the output where a value stood. Pure: canonical value -> bytes.
 * One file per action; the table is actions.def. */
#ifndef PS_ACTION_H
#define PS_ACTION_H

#include "buf.h"
#include "error.h"
#include "validator.h"

typedef enum ps_action_kind {
    PS_ACTION_LABEL, /* [SSN] */
    PS_ACTION_MASK,  /* same shape, letters and digits become '*'; keep_first/keep_last stay */
    PS_ACTION_TOKEN, /* SSN:2klcmkzgyco3, HMAC-SHA-256 over class and canonical form */
    PS_ACTION_DROP,  /* nothing */
    PS_ACTION_KEEP   /* the value itself: the rule finds, counts and lets stand */
} ps_action_kind;

typedef struct ps_action {
    ps_action_kind kind;
    uint8_t keep_first, keep_last; /* of mask: letters and digits that stay */
} ps_action;

/* What an action may look at. Borrowed for the call. */
typedef struct ps_action_input {
    ps_span value;     /* as it stands in the record */
    const char *label; /* category */
    ps_canon canon;
    ps_span token_key;    /* empty when none was given */
    ps_span token_key_id; /* may be empty */
} ps_action_input;

/* "label", "mask", ... as rules and profiles name them; false when unknown. */
bool ps_action_by_name(ps_span name, ps_action_kind *out);
const char *ps_action_name(ps_action_kind kind);

/* Appends the replacement. PS_E_USAGE when the action cannot be applied safely to this value (a
 * token without key, a mask that would keep it all): the caller falls back to label and counts. */
PS_MUST_CHECK ps_status ps_action_apply(const ps_action *action, const ps_action_input *input,
                                        ps_buf *out);

/* A token of 130 bits over the bytes as they are, `KEY:` and 26 letters: for values of which no two
 * may ever become one, such as the keys of records. canon counts for nothing. PS_E_USAGE: no key.
 */
PS_MUST_CHECK ps_status ps_action_token_whole(const ps_action_input *input, ps_buf *out);

/* Does the value read as one that a mask has already been over (so that it stays)? True for every
 * output of `mask`: stars, and at least three and no fewer than the letters and digits beside them
 * where there are some. */
bool ps_action_masked(ps_span value);

#endif
