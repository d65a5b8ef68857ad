/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks over nested values: JSON and what looks like it (dictionaries and dumps of other languages:
 * single quotes, bare keys, =, =>, Type[...], Type(...)). Tolerant: a cut string ends with its
 * line, a closing bracket that nothing opened is passed over, and a quote inside a string, as a
 * decoded view shows it, does not end the string. Forwards only, every byte a bounded number of
 * times. */
#ifndef PS_JSON_WALK_H
#define PS_JSON_WALK_H

#include "rule.h"

typedef enum ps_json_kind {
    PS_JSON_END,
    PS_JSON_OPEN,  /* at: the bracket, or with the type name before it */
    PS_JSON_CLOSE, /* at: the bracket */
    PS_JSON_KEY,   /* at: the name, without quotes */
    PS_JSON_VALUE  /* at: the value, without quotes */
} ps_json_kind;

typedef struct ps_json_token {
    ps_json_kind kind;
    ps_extent at;
    ps_extent quote; /* KEY: the quote that closes it, with its backslashes; empty: a bare key */
    bool quoted;
} ps_json_token;

enum { PS_JSON_DEEP = 64 };

typedef struct ps_json {
    ps_span text;
    size_t at;    /* where the next token is looked for */
    size_t depth; /* open brackets behind the latest token */
    char open[PS_JSON_DEEP];
    char separator;   /* of the latest key */
    bool value_comes; /* a key is behind us */
} ps_json;

/* `at` is an opening bracket, or any place inside an object. */
void ps_json_begin(ps_json *json, ps_span text, size_t at);
void ps_json_next(ps_json *json, ps_json_token *token);

static inline ps_span ps_json_text(const ps_json *json, ps_extent at) {
    return ps_span_cut(json->text, at.from, at.to);
}

/* The member `name` of the object that opens at `open`, sought in its first `limit` bytes: a value,
 * or the opening of an object or array. */
bool ps_json_member(ps_span text, size_t open, ps_span name, size_t limit, ps_json_token *value);

/* The opening bracket of what [at] stands in, not farther back than `limit` bytes. */
bool ps_json_enclosing(ps_span text, size_t at, size_t limit, size_t *open);

#endif
