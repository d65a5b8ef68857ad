/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share. Not for other layers. */
#ifndef PS_JUDGE_INSIDE_H
#define PS_JUDGE_INSIDE_H

#include "allow.h"
#include "confirm.h"
#include "context.h"
#include "form.h"
#include "judge.h"
#include "value.h"

enum { PS_FOUND_MAX = 1 << 18 }; /* values of one line; a denser line is withheld */

struct ps_judge {
    const ps_rules *rules;
    ps_context *context;
    ps_allow_list *allow;
    ps_regex ***regexes; /* [rule][find]; NULL where the find is no regex */
    bool *codes;         /* [rule]: its action is to keep */
    size_t rule_count;
    const ps_key_index *keys;
    int32_t slot_rules[PS_SLOT_KINDS]; /* rule of each kind of slot; -1: none, or not enabled */
    bool strict;
    bool refuses_parts; /* what a mask has left goes too */
};

/* A list that grows up to PS_FOUND_MAX. */
typedef struct ps_slots {
    ps_slot *items;
    size_t count, room;
} ps_slots;
typedef struct ps_extents {
    ps_extent *items;
    size_t count, room;
} ps_extents;

typedef enum ps_answer { PS_ANSWER_UNKNOWN, PS_ANSWER_NO, PS_ANSWER_YES } ps_answer;

/* Where a regex was found last; finds that share it ask one after the other. */
typedef struct ps_searched {
    const ps_regex *regex; /* NULL: none was sought in this event */
    size_t from, until;
    unsigned group;
    ps_extent whole, value;
} ps_searched;

struct ps_judge_scratch {
    ps_regex_scratch *regex;
    ps_found *found;
    size_t count, room;
    uint64_t *reasons;
    ps_trace_fn *trace;
    void *trace_ctx;
    /* of the event under way */
    ps_span line; /* all its lines */
    size_t base;
    const ps_candidate *candidates;
    size_t candidate_count;
    ps_slots slots;      /* what forms have put */
    ps_extents keeps;    /* codes and slots that stay, in order, not overlapping */
    ps_extents shield;   /* of them what forms know to be no PHI, whatever keys and labels say */
    size_t proven;       /* values found by unconditional evidence */
    ps_near_words near;  /* of the place that shapes asked about last */
    ps_answer person;    /* does a person word stand in the line? */
    ps_answer tags;      /* may a tag stand in the line? */
    bool conditional;    /* a key waits for the second round */
    ps_extent read;      /* ps_reader.read of the latest event ... */
    ps_extent words;     /* ... and ps_reader.words */
    bool placed;         /* slots or keeps were there before the first round */
    ps_verdict *verdict; /* of the candidate that is judged; NULL: of none, or not noted */
    ps_verdict verdicts[PS_VERDICTS_MAX]; /* of the first candidates */
    size_t regex_done; /* matches that end before it were looked at: [rule, item] below */
    uint16_t regex_rule, regex_item;
    ps_searched searched;
};

/* One decision about one place: where, by what, with which evidence. */
typedef struct ps_case {
    const ps_rule *rule;
    uint16_t rule_index;
    const char *lens;
    ps_extent at;
    ps_extent wrap;
    unsigned evidence;
    char separator; /* ps_slot */
    bool certain;   /* a form says so: no other form's KEEP stands against it */
} ps_case;

/* Counts and tells the decision; when the reason redacts, keeps it as found (unless the value is
 * allowed). */
PS_MUST_CHECK ps_status ps_decide(const ps_judge *judge, ps_judge_scratch *scratch,
                                  const ps_case *where, ps_reason reason);

/* keyed.c: may a value of this rule be the second PHI key that conditional keys wait for? */
bool ps_proves_pair(const ps_rule *rule);
/* keyed.c: R1 */
PS_MUST_CHECK ps_status ps_judge_key(const ps_judge *judge, ps_judge_scratch *scratch,
                                     const ps_candidate *candidate, bool second_round);
PS_MUST_CHECK ps_status ps_judge_label(const ps_judge *judge, ps_judge_scratch *scratch,
                                       const ps_candidate *candidate);
/* keyed.c: one value under a key; where->at is the key's extent, empty when it stands elsewhere. */
PS_MUST_CHECK ps_status ps_judge_value(const ps_judge *judge, ps_judge_scratch *scratch,
                                       const ps_key *key, const ps_value *found, ps_case *where);
/* keyed.c: one value whose category is certain */
PS_MUST_CHECK ps_status ps_judge_labelled(const ps_judge *judge, ps_judge_scratch *scratch,
                                          ps_case *where);
/* keyed.c: a date, number of a phone, ZIP code or age without a digit: misread, or no value */
bool ps_lacks_digits(const ps_rule *rule, ps_span value);
/* attribute.c: is the key at [key.from, key.to) an attribute of a tag? Then what stands beside it.
 */
typedef struct ps_attribute {
    bool person;       /* its element or one before it, or an attribute, is named after a person */
    bool paired;       /* another attribute is a key that needs no evidence */
    bool with_element; /* the key begins with the element's name: <Group ID="..."> */
} ps_attribute;
bool ps_attribute_read(const ps_judge *judge, ps_span line, ps_extent key, ps_attribute *out);
/* keyed.c: does the key wait for evidence beside it? and does a person stand in the line? */
bool ps_key_waits(const ps_key *key);
bool ps_line_has_person(const ps_judge *judge, ps_judge_scratch *scratch);
/* placed.c: the forms that the candidates open put their slots; then one round of judging them */
PS_MUST_CHECK ps_status ps_read_forms(const ps_judge *judge, ps_judge_scratch *scratch,
                                      const ps_event *event);
PS_MUST_CHECK ps_status ps_judge_slots(const ps_judge *judge, ps_judge_scratch *scratch,
                                       bool second_round);
/* judge.c: does one of the list, in order and not overlapping, hold a part of the place? */
bool ps_extents_touch(const ps_extents *list, ps_extent at);
PS_MUST_CHECK ps_status ps_keep(ps_judge_scratch *scratch, ps_extent at);
/* shaped.c: R2 to R4 */
PS_MUST_CHECK ps_status ps_judge_find(const ps_judge *judge, ps_judge_scratch *scratch,
                                      const ps_candidate *candidate);
/* again.c: a proven value wherever it stands again in the line */
PS_MUST_CHECK ps_status ps_judge_again(const ps_judge *judge, ps_judge_scratch *scratch,
                                       const ps_event *event);

#endif
