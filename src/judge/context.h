/* SPDX-License-Identifier: Apache-2.0
 *
 * Context words: whole words near a value, or anywhere in its record, that raise or lower what it
 * may be (docs/rules.md). Immutable after _new. */
#ifndef PS_CONTEXT_H
#define PS_CONTEXT_H

#include "ruleset.h"

typedef struct ps_context ps_context;

PS_MUST_CHECK ps_status ps_context_new(ps_context **out, const ps_rules *rules);
void ps_context_free(ps_context *context);

typedef enum ps_near { PS_NEAR_NOTHING, PS_NEAR_RAISES, PS_NEAR_LOWERS } ps_near;

/* The known words near a place, read once for all rules that ask about it. All zero: of no place;
 * to be emptied before another line. */
enum { PS_NEAR_BEFORE = 40, PS_NEAR_AFTER = 20 }; /* bytes, and so never more words */
typedef struct ps_near_words {
    ps_extent at;
    bool has_before, has_after;
    uint8_t before_count, after_count;
    int32_t before[PS_NEAR_BEFORE], after[PS_NEAR_AFTER];
} ps_near_words;

/* The nearest word of the rule in the 40 bytes before [at.from, at.to), else in the 20 after. Words
 * inside or beyond one of our own labels do not count: a second pass sees the same context. */
ps_near ps_context_near(const ps_context *context, ps_near_words *words, uint16_t rule,
                        ps_span line, ps_extent at);

/* Does the key right before `at` say that machines count there (@numeric: seq, threadId,
 * orderCount)?
 */
bool ps_context_counts(const ps_context *context, ps_span line, size_t at);

/* Does a person word (@person) stand in the line, other than as part of a class or module name? */
bool ps_context_person(const ps_context *context, ps_span line);
/* Does the path of the key at [key.from, key.to) name a person (patient.name, memberName)? */
bool ps_context_person_path(const ps_context *context, ps_span line, ps_extent key);

/* Does a person word stand right before the key, in the same name or path (memberPid, patient.no,
 * member_home_phone)? */
bool ps_context_owned(const ps_context *context, ps_span line, ps_extent key);

/* Is the key glued to a word that makes it something else (eventName, bucket_name, hostAddress):
 * neither a person nor what forms put before a person's key (homeAddress)? */
bool ps_context_foreign_path(const ps_context *context, ps_span line, ps_extent key);

#endif
