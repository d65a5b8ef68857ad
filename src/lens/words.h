/* SPDX-License-Identifier: Apache-2.0
 *
 * The words lens: one Hyperscan database of literals (labels, anchors, and the literals that every
 * match of a regex must hold), in block mode, end offsets only. Literals compile in milliseconds
 * and scan at gigabytes a second; a regex without one stands in a second database and must have
 * been accepted (`accept_cost`). The only folder that knows hs.h. */
#ifndef PS_WORDS_H
#define PS_WORDS_H

#include "buf.h"
#include "lens.h"

typedef struct ps_words_db ps_words_db;           /* immutable, shared */
typedef struct ps_words_scratch ps_words_scratch; /* one per thread */

typedef struct ps_word_pattern {
    uint16_t rule, item;
    uint8_t kind; /* ps_candidate_kind; KEY: a separator, `item` is a ps_separator */
    uint32_t len; /* bytes of a label or literal; 0: a regex */
    char
        next_before; /* of a label: what stands before the word that was looked for, over one ... */
    char next_after; /* ... sign, and behind it; '\0': nothing, or it may vary */
    uint64_t follow[4]; /* of a literal of a regex: what may stand behind it (literals.h) */
    uint32_t before;    /* of a regex find: a match begins at most so many bytes before the end */
    uint32_t behind;    /* of a label: its bytes behind the word that was looked for */
    const char *label;  /* the rule's; NULL when it is none */
    int32_t next;       /* further pattern of the same text, or -1 */
} ps_word_pattern;

PS_MUST_CHECK ps_status ps_words_db_new(ps_words_db **out, const ps_rules *rules,
                                        const bool *enabled, ps_form_anchors anchors,
                                        ps_error *err);
/* Tells every literal and label, but for those of which there is one for each digit and that open
 * the same form (`0: ` to `9: `). Ends with the first status that is not PS_OK. */
typedef ps_status ps_words_each_fn(void *ctx, ps_span text);
PS_MUST_CHECK ps_status ps_words_db_each(const ps_words_db *db, ps_words_each_fn *fn, void *ctx);
/* Does it hold a regex of which no literal is known? */
bool ps_words_db_has_regexes(const ps_words_db *db);
/* May a literal of a regex, or an anchor, stand in a hex id (hex_ids.h)? Labels are whole words. */
bool ps_words_db_hide_in_ids(const ps_words_db *db);
void ps_words_db_free(ps_words_db *db);
/* Did the literals' database come with the program (prebuilt_words.h)? */
bool ps_words_db_is_prebuilt(const ps_words_db *db);
/* For the build: what a row of prebuilt_words.h needs. Appends to `bytes`. */
PS_MUST_CHECK ps_status ps_words_db_export(const ps_words_db *db, uint8_t digest[32],
                                           ps_buf *bytes);
PS_MUST_CHECK ps_status ps_words_scratch_new(ps_words_scratch **out, const ps_words_db *db);
void ps_words_scratch_free(ps_words_scratch *scratch);

/* Called with each match, but where a label cannot stand; false ends the scan with PS_E_STOPPED. */
typedef bool ps_words_fn(void *ctx, const ps_word_pattern *pattern, uint32_t end);
PS_MUST_CHECK ps_status ps_words_scan(const ps_words_db *db, ps_words_scratch *scratch,
                                      ps_span text, ps_words_fn *fn, void *ctx);

#endif
