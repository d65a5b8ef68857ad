/* SPDX-License-Identifier: Apache-2.0
 *
 * Lenses: bytes -> candidate positions. Two of them look at a whole batch at once:
 *   blocks  vector code over 64 bytes at a time: digit shapes, key separators (the key before one
 *           is looked up by its last words), single-byte anchors, triggers of encoded stretches
 *   words   Hyperscan over labels, anchors and regexes, end offsets only
 * Candidates are places to look, not findings: the judge decides. */
#ifndef PS_LENS_H
#define PS_LENS_H

#include "ruleset.h"

typedef enum ps_candidate_kind {
    PS_CANDIDATE_KEY,   /* [at,end) the key's words, aux the separator; item indexes rule->keys */
    PS_CANDIDATE_LABEL, /* [at,end) the words in prose; item indexes rule->labels */
    PS_CANDIDATE_SHAPE, /* [at,end) the shape (of a run: the whole run); item indexes rule->finds */
    PS_CANDIDATE_ANCHOR, /* [at,end) the literal; item indexes rule->finds */
    PS_CANDIDATE_REGEX,  /* a match begins in the aux bytes before end; at == end; item: rule->finds
                          */
    PS_CANDIDATE_FORM    /* [at,end) the anchor; item: the form; rule means nothing */
} ps_candidate_kind;

typedef struct ps_candidate {
    uint32_t at, end, aux;
    uint16_t rule, item;
    uint16_t reach; /* of a key that its owner makes one, {"member":{"id":..}}: so far before `at`
                       the owner begins, be it in an event before. 0: its own words tell */
    uint8_t kind;
} ps_candidate;

/* The order of candidates in a sight. */
bool ps_candidate_before(const ps_candidate *x, const ps_candidate *y);

/* A literal that opens a form, found in any case. Borrowed while compiling. */
typedef struct ps_form_anchor {
    const char *text;
    uint16_t form;
} ps_form_anchor;
typedef struct ps_form_anchors {
    const ps_form_anchor *items;
    size_t count;
} ps_form_anchors;

struct ps_question;                             /* varying.h */
typedef struct ps_lens ps_lens;                 /* compiled; immutable; shared */
typedef struct ps_lens_scratch ps_lens_scratch; /* one per thread */

/* `enabled[i]` says whether rule i of `rules` takes part. Compiles the words database; an unusable
 * pattern is PS_E_RULES that names file, line and rule. `rules` must outlive the lens. */
PS_MUST_CHECK ps_status ps_lens_new(ps_lens **out, const ps_rules *rules, const bool *enabled,
                                    ps_form_anchors anchors, ps_error *err);
/* The dictionary of keys, for forms that name their columns or elements. Lives as the lens. */
const struct ps_key_index *ps_lens_keys(const ps_lens *lens);
/* All literals and labels, likewise. */
const struct ps_words_db *ps_lens_words(const ps_lens *lens);
/* Was the words database there already, compiled with the program? For the tests of start time. */
bool ps_lens_is_prebuilt(const ps_lens *lens);
void ps_lens_free(ps_lens *lens);

PS_MUST_CHECK ps_status ps_lens_scratch_new(ps_lens_scratch **out, const ps_lens *lens);
void ps_lens_scratch_free(ps_lens_scratch *scratch);
/* Gives back what a huge text has made grow; the candidates of the latest sight are gone then, its
 * triggers stay. */
void ps_lens_trim(ps_lens_scratch *scratch);

/* What one scan saw; arrays are the scratch's, valid until its next scan. */
typedef struct ps_sight {
    const ps_candidate *candidates; /* in order of `at` */
    size_t candidate_count;
    const uint32_t *triggers; /* one offset for each line that holds an encoded stretch, in order */
    size_t trigger_count;
} ps_sight;

/* Looks at text from `from` on, where a line begins; offsets count from the text's own beginning.
 * `text` is whole lines, at most 2^31 bytes. PS_E_LIMIT when it holds more candidates than the
 * scratch may keep: the caller splits the batch or withholds the line. */
PS_MUST_CHECK ps_status ps_lens_scan(const ps_lens *lens, ps_lens_scratch *scratch, ps_span text,
                                     size_t from, ps_sight *sight);

/* Why a regex cannot be used ("no finite width", the compiler's words), or NULL; for lint. `text`
 * has room for 160 bytes. */
const char *ps_lens_refuses(const ps_find *find, char *text);

#endif
