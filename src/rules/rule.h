/* SPDX-License-Identifier: Apache-2.0
 *
 * A rule as plain, checked data (docs/rules.md is the format). Everything here is owned by the
 * ps_rules that holds it, lives as long as it, and is read-only once loading has ended. */
#ifndef PS_RULE_H
#define PS_RULE_H

#include "action.h"
#include "validator.h"

typedef enum ps_value_class {
    PS_VALUE_ID,
    PS_VALUE_NUMBER,
    PS_VALUE_NAME,
    PS_VALUE_DATE,
    PS_VALUE_PHONE,
    PS_VALUE_EMAIL,
    PS_VALUE_IP,
    PS_VALUE_ZIP,
    PS_VALUE_ADDRESS,
    PS_VALUE_CITY,
    PS_VALUE_AGE,
    PS_VALUE_TEXT,
    PS_VALUE_SECRET
} ps_value_class;

/* When a key counts as evidence. */
typedef enum ps_key_condition {
    PS_KEY_ALWAYS,
    PS_KEY_IF_PERSON,
    PS_KEY_IF_PAIRED,
    PS_KEY_IF_PERSON_OR_PAIRED,
    PS_KEY_IF_SHAPED,
    PS_KEY_IF_OWNED,
    PS_KEY_CONDITIONS /* count */
} ps_key_condition;

typedef struct ps_key {
    const char *words;  /* lower case, words parted by '_' */
    const char *joined; /* without '_' */
    ps_key_condition condition;
    uint32_t line;
} ps_key;

/* A rule that takes what others find inside an encoded run, and replaces the run. */
typedef enum ps_inside { PS_INSIDE_NOTHING, PS_INSIDE_BASE64, PS_INSIDE_HEX } ps_inside;

typedef enum ps_find_kind { PS_FIND_SHAPE, PS_FIND_REGEX, PS_FIND_ANCHOR } ps_find_kind;

typedef struct ps_find {
    ps_find_kind kind;
    const char *text; /* the shape, regex or literal */
    size_t len;
    const ps_validator *grammar;   /* NULL: the match is the value */
    const ps_validator *validator; /* NULL: none */
    uint8_t group;                 /* of a regex */
    bool nocase;
    bool needs_validator, needs_context;
    bool accept_cost; /* a heavy regex that its author wants all the same */
    uint32_t line;
} ps_find;

typedef struct ps_words {
    const char **items; /* lower case */
    size_t count;
} ps_words;

typedef struct ps_example {
    const char *text; /* marks as in docs/rules.md, or a negative without marks */
    const char *why;  /* of a negative */
    bool alone;       /* also with this rule alone */
    uint32_t line;
} ps_example;

typedef struct ps_rule {
    const char *id, *name, *label, *source, *pack, *file;
    uint32_t line;
    char identifier;
    uint8_t severity;
    bool enabled;
    ps_inside inside;
    ps_value_class value;
    const ps_validator *validator, *grammar; /* of labelled values; may be NULL */
    uint8_t digits_min, digits_max;          /* of a labelled value in prose */
    ps_key *keys;
    size_t key_count;
    ps_words labels, raise, lower;
    ps_find *finds;
    size_t find_count;
    ps_action action;
    ps_example *examples, *negatives;
    size_t example_count, negative_count;
} ps_rule;

const char *ps_value_class_name(ps_value_class value);

#endif
