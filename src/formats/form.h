/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms: health messages, documents, statements and dumps in which a value's place says what it is.
 * A form is opened by an anchor (a literal that the words lens finds), reads from there as far as
 * its own grammar goes, and puts a slot for every value whose meaning it knows. Readers are pure,
 * take no heap, cost no more than a small constant for each byte, stand broken and cut input, and
 * never read what stands before the anchor beyond a bounded distance. They look at the text as it
 * stands and, once more, at its decoded views (view.h): an escape that a view takes away need not
 * be understood twice. */
#ifndef PS_FORM_H
#define PS_FORM_H

#include "key_index.h"
#include "lens.h"
#include "validator.h"

/* Rows of slots.def: PS_SLOT_<NAME>. */
typedef enum ps_slot_kind {
#define PS_SLOT(name, rule, about) PS_SLOT_##name,
#include "slots.def"
#undef PS_SLOT
    PS_SLOT_KINDS
} ps_slot_kind;

/* The id of the rule that a slot of this kind belongs to; NULL for KEEP and KEY. */
const char *ps_slot_rule(ps_slot_kind kind);

/* One value. Placeholders, masks and our own labels need not be left out: the judge knows them.
 * Give the value alone: no quotes, no padding, no separators that must stay. */
typedef struct ps_slot {
    size_t from, to; /* bytes of text */
    ps_extent wrap;  /* bytes of text that are written on both sides of a replacement (the quote
                        that a bare JSON number needs); empty: none */
    int32_t owner;   /* kind KEY: first owner in the key index */
    uint8_t kind;    /* ps_slot_kind */
    uint8_t glue;    /* ps_key_glue of the key's name, when all of it was seen */
    bool weak;       /* only a sentence says so (set by the judge) */
    char separator;  /* each one inside the value is written behind its replacement, so that what
                        follows keeps its place (X12); 0: none */
} ps_slot;

typedef struct ps_reader ps_reader;
struct ps_reader {
    ps_span text;             /* the event: lines parted by '\n', or a decoded view of it */
    const ps_key_index *keys; /* for forms whose columns or elements are named freely */
    void (*put)(ps_reader *reader, const ps_slot *slot);
    bool full;        /* set by put: nothing more is taken, the event will be withheld; return */
    ps_extent barren; /* where sentences have found no value: not looked through again */
    ps_extent read;   /* what was looked through for values, from the first byte to the last */
    ps_extent words;  /* the same by sentences, to which all hex words are the same */
    ps_extent empty;  /* a statement that tells nothing, from its verb on: not read again */
};

/* [from, to) was looked through, whether anything came of it or not: into reader->read or words. */
static inline void ps_read_note(ps_extent *read, size_t from, size_t to) {
    if (read->to == 0 || from < read->from) read->from = from;
    if (to > read->to) read->to = to;
}

/* Puts [from, to) when it is not empty. */
void ps_put(ps_reader *reader, ps_slot_kind kind, size_t from, size_t to);
/* The same for a value of several parts: the separators inside stay, behind the replacement. */
void ps_put_parts(ps_reader *reader, ps_slot_kind kind, size_t from, size_t to, char separator);
/* Puts [from, to) as the value of the key named `word` (a column, an element, a field); false when
 * the dictionary does not know it. The key's condition is the judge's business. */
bool ps_put_named(ps_reader *reader, ps_span word, size_t from, size_t to);

/* Reads the form at the anchor [at, end) of reader->text. Returns the offset behind what it has
 * read: anchors before it are not offered to this form again. `at` or less: it is not this form
 * after all. */
typedef size_t ps_form_fn(ps_reader *reader, size_t at, size_t end);

typedef struct ps_form {
    const char *name;
    const char *const *anchors; /* 3 bytes or more each, found in any case; NULL ends the list */
    ps_form_fn *read;
    bool prose; /* gives way to what other forms know of a place */
    bool words; /* with other digits in its numbers a text would mean the same to it */
} ps_form;

#define PS_FORM(name, stem)                                                                        \
    extern const char *const ps_##stem##_anchors[];                                                \
    ps_form_fn ps_##stem##_read;
#define PS_WORDS(name, stem) PS_FORM(name, stem)
#define PS_PROSE(name, stem) PS_FORM(name, stem)
#include "forms.def"
#undef PS_PROSE
#undef PS_WORDS
#undef PS_FORM

/* The table of forms.def. */
extern const ps_form ps_forms[];
extern const size_t ps_form_count;
/* Every anchor of the table with its form, for the lens. Returns how many; `out` may be NULL. */
size_t ps_form_anchor_list(ps_form_anchor *out);

#endif
