/* SPDX-License-Identifier: Apache-2.0
 *
 * The key dictionary: from a separator back to the key before it. Immutable after _new. */
#ifndef PS_KEY_INDEX_H
#define PS_KEY_INDEX_H

#include "ruleset.h"

typedef struct ps_key_index ps_key_index;

typedef struct ps_key_owner {
    uint16_t rule, item; /* item indexes rule->keys */
    int32_t next;        /* further owner of the same key, or -1 */
} ps_key_owner;

typedef struct ps_key_hit {
    uint32_t at, end; /* the words that matched */
    int32_t owner;    /* first owner */
    uint32_t reach;   /* so far before `at` its owner begins; 0: it is a key by itself */
} ps_key_hit;

PS_MUST_CHECK ps_status ps_key_index_new(ps_key_index **out, const ps_rules *rules,
                                         const bool *enabled);
/* The same of the keys that hold a digit alone, each digit as a skeleton shows it (skeleton.h).
 * What it finds in a skeleton may be a key in one text that has it, and none in another. */
PS_MUST_CHECK ps_status ps_key_index_new_blank(ps_key_index **out, const ps_rules *rules,
                                               const bool *enabled);
void ps_key_index_free(ps_key_index *index);

/* Looks for a known key whose separator is text.ptr[at]. Never looks before the line. */
bool ps_key_index_look(const ps_key_index *index, ps_span text, uint32_t at, ps_key_hit *hit);
/* The same, and else for a word that is a key only by what it stands in: `id` of
 * {"member":{"id":..}} is member_id, `value` of {"ssn":{"value":..}} is ssn. The hit is the word,
 * and `reach` tells where the owner begins: a caller that knows more of the text than what the key
 * stands in must not believe an owner outside of that. */
bool ps_key_index_look_twice(const ps_key_index *index, ps_span text, uint32_t at, ps_key_hit *hit);
/* For key_memory.h. True: neither finds a key behind the letter or digit at end - 1, with the
 * separator at `end` or behind a quote there, whatever stands before text[*low]. False says
 * nothing.
 */
bool ps_key_index_excludes(const ps_key_index *index, ps_span text, uint32_t end, uint32_t *low);
/* What stands before the key in the same name. */
typedef enum ps_key_glue {
    PS_KEY_ALONE,  /* nothing, or what forms add: code, home_phone */
    PS_KEY_OWNED,  /* a person: patient_code */
    PS_KEY_FOREIGN /* something else: error_code */
} ps_key_glue;
ps_key_glue ps_key_index_glue(const ps_key_index *index, ps_span name, const ps_key_hit *hit);

const ps_key_owner *ps_key_index_owner(const ps_key_index *index, int32_t owner);

#endif
