/* SPDX-License-Identifier: Apache-2.0 */
#include "varying.h"

#include "base64.h"
#include "blanks.h"
#include "key_index.h"
#include "number.h"
#include "run.h"
#include "skeleton.h"
#include "trigger.h"

#include <stdlib.h>

enum { SHAPES_NAMING_MAX = 256, RUNS = 256 };

/* A shape that names digits: 9##-##-####. */
typedef struct ps_naming {
    const ps_find *find;
    uint8_t run; /* digits and capitals that it begins with; 0: a sign, or any number of them */
} ps_naming;

struct ps_varying {
    ps_blanks *blanks;         /* literals and labels with a digit */
    const ps_key_index *named; /* all keys */
    ps_key_index *keys;        /* those with a digit, blanked */
    bool begins[256];  /* bytes that are no digit or capital, and a shape of the list begins with */
    ps_naming *shapes; /* in order of `run` */
    size_t shape_count;
    uint16_t of_run[RUNS + 1]; /* the first one of each run; of RUNS: how many there are */
    const ps_rules *rules;
};

/* ---- compiling ---- */

static bool names_digits(ps_span shape) {
    bool inside = false; /* of a count */
    for (size_t i = 0; i < shape.len; i++) {
        if (shape.ptr[i] == '{' || shape.ptr[i] == '}') inside = shape.ptr[i] == '{';
        if (!inside && ps_is_digit(shape.ptr[i])) return true;
    }
    return false;
}

static bool in_run(char c) {
    return ps_is_digit(c) || ps_is_upper(c);
}

/* Digits and capitals at the shape's beginning; 0: none, or a count says how many. */
static uint8_t first_run(ps_span shape) {
    uint8_t n = 0;
    while (n < shape.len && n < UINT8_MAX &&
           (ps_is_one_of(shape.ptr[n], "#@$") || ps_is_digit(shape.ptr[n]) ||
            ps_is_upper(shape.ptr[n])))
        n++;
    return n < shape.len && shape.ptr[n] == '{' ? 0 : n;
}

static void put_in_order(ps_varying *varying, ps_naming naming) {
    size_t at = varying->shape_count++;
    for (; at > 0 && varying->shapes[at - 1].run > naming.run; at--)
        varying->shapes[at] = varying->shapes[at - 1];
    varying->shapes[at] = naming;
}

static ps_status add_shapes(ps_varying *varying, const bool *enabled) {
    varying->shapes = calloc(SHAPES_NAMING_MAX, sizeof *varying->shapes);
    if (!varying->shapes) return PS_E_NOMEM;
    for (size_t r = 0; r < ps_rules_count(varying->rules); r++) {
        const ps_rule *rule = ps_rules_at(varying->rules, r);
        for (size_t i = 0; enabled[r] && i < rule->find_count; i++) {
            const ps_find *find = &rule->finds[i];
            if (find->kind != PS_FIND_SHAPE || !names_digits(ps_span_of(find->text, find->len)))
                continue;
            if (varying->shape_count == SHAPES_NAMING_MAX) return PS_E_LIMIT;
            varying->begins[(unsigned char)find->text[0]] |= !in_run(find->text[0]);
            uint8_t run = first_run(ps_span_of(find->text, find->len));
            put_in_order(varying, (ps_naming){find, run});
        }
    }
    for (size_t run = 0, s = 0; run <= RUNS; run++) {
        while (s < varying->shape_count && varying->shapes[s].run < run) s++;
        varying->of_run[run] = (uint16_t)s;
    }
    return PS_OK;
}

ps_status ps_varying_new(ps_varying **out, const ps_rules *rules, const bool *enabled,
                         const ps_lens *lens) {
    const ps_words_db *words = ps_lens_words(lens);
    *out = NULL;
    if (ps_words_db_has_regexes(words)) return PS_E_LIMIT;
    ps_varying *varying = calloc(1, sizeof *varying);
    if (!varying) return PS_E_NOMEM;
    varying->rules = rules;
    varying->named = ps_lens_keys(lens);
    ps_status status = add_shapes(varying, enabled);
    if (status == PS_OK) status = ps_key_index_new_blank(&varying->keys, rules, enabled);
    if (status == PS_OK) status = ps_blanks_new(&varying->blanks, words);
    if (status != PS_OK) {
        ps_varying_free(varying);
        return status;
    }
    *out = varying;
    return PS_OK;
}

void ps_varying_free(ps_varying *varying) {
    if (!varying) return;
    ps_blanks_free(varying->blanks);
    ps_key_index_free(varying->keys);
    free(varying->shapes);
    free(varying);
}

/* ---- what one text leaves open ---- */

typedef struct ps_asking {
    const ps_varying *varying;
    ps_span text;
    const char *skeleton;
    char blank[PS_SKELETON_MAX]; /* the text without any digit but PS_NUMBER */
    ps_question *questions;
    size_t most, count;
} ps_asking;

static bool put(ps_asking *asking, ps_question question) {
    if (asking->count == asking->most) return false;
    asking->questions[asking->count++] = question;
    return true;
}

static bool hides(const ps_asking *asking, size_t from, size_t to) {
    for (size_t at = from; at < to; at++)
        if (ps_skeleton_hides(asking->text, asking->skeleton, at)) return true;
    return false;
}

/* Can these characters be a run that ps_run_read would open, whatever its digits are? */
static bool may_open(ps_span run) {
    bool upper = false, lower = false, hex = run.len % 2 == 0;
    for (size_t i = 0; i < run.len; i++) {
        upper |= ps_is_upper(run.ptr[i]);
        lower |= ps_is_lower(run.ptr[i]);
        hex &= ps_is_hex(run.ptr[i]) || (i == 1 && (run.ptr[i] | 0x20) == 'x');
    }
    return hex || (upper && lower && run.len >= PS_BASE64_LEAST);
}

static bool ask_runs(ps_asking *asking) {
    ps_span text = asking->text;
    for (size_t at = 0; at < text.len; at++) {
        if (!ps_is_base64(text.ptr[at])) continue;
        size_t end = ps_base64_end(text, at);
        ps_question run = {(uint16_t)at, (uint16_t)end, 0, PS_QUESTION_RUN};
        if (end - at >= PS_RUN_LEAST && may_open(ps_span_cut(text, at, end)) &&
            hides(asking, at, end) && !put(asking, run))
            return false;
        at = end;
    }
    return true;
}

/* [from,to) of the text with another digit in place of all that is blanked. */
static ps_span with_digits(const ps_asking *asking, size_t from, size_t to, char digit, char *out) {
    ps_span text = asking->text;
    for (size_t at = from; at < to; at++)
        out[at - from] = ps_skeleton_hides(text, asking->skeleton, at) ? digit : text.ptr[at];
    return ps_span_of(out, to - from);
}

/* The same sign three times, `width` behind `at` and so many bytes apart. */
static bool has_signs(ps_span text, size_t at, size_t width, size_t stride) {
    size_t first = at + width, last = first + 2 * stride;
    return last < text.len && text.ptr[first] == text.ptr[first + stride] &&
           text.ptr[first] == text.ptr[last] &&
           ps_is_one_of(text.ptr[first], PS_TRIGGER_COLUMN_SIGNS);
}

/* Do signs stand where those of a dump's columns do (ps_trigger_columns)? */
static bool may_be_columns(ps_span text, size_t at) {
    if (!ps_is_alnum(text.ptr[at + 2]))
        return has_signs(text, at, 2, 3) || has_signs(text, at, 2, 4);
    return !ps_is_alnum(text.ptr[at + 4]) &&
           (has_signs(text, at, 4, 5) || has_signs(text, at, 4, 6));
}

/* 2 to 7 are what the bytes of a dump begin with. */
static bool ask_columns(ps_asking *asking) {
    enum { WINDOW = 32 };
    char bytes[WINDOW];
    ps_span text = asking->text;
    for (size_t at = 0; at + 5 < text.len; at++) {
        char next = text.ptr[at + 1];
        if (!ps_is_hex(text.ptr[at]) || !(ps_is_hex(next) || (next | 0x20) == 'x')) continue;
        if (!may_be_columns(text, at)) continue;
        size_t end = at + WINDOW < text.len ? at + WINDOW : text.len;
        ps_question columns = {.at = (uint16_t)at, .kind = PS_QUESTION_COLUMNS};
        if (ps_trigger_columns(with_digits(asking, at, end, '3', bytes), 0) &&
            !put(asking, columns))
            return false;
    }
    return true;
}

/* Does it hang on which digits stand behind it whether the sign begins an encoded stretch? \012,
 * \U0001f600, #012, =3D; of all others one digit is as good as another. */
static bool asks_digits(ps_span text, size_t at) {
    char c = text.ptr[at], next = at + 1 < text.len ? text.ptr[at + 1] : 0;
    switch (c) {
    case '\\': return ps_is_digit(next) || next == 'U';
    case '#': return ps_is_digit(next);
    case '=': return ps_is_hex(next) && !ps_is_lower(next);
    default: return false;
    }
}

/* May a digit make an escape of what stands there? */
static bool may_escape(const ps_asking *asking, size_t at) {
    enum { WINDOW = 12 };
    char bytes[WINDOW];
    size_t end = at + WINDOW < asking->text.len ? at + WINDOW : asking->text.len;
    if (!hides(asking, at, end)) return false;
    for (const char *digit = "0123456789"; *digit; digit++)
        if (ps_trigger_at(with_digits(asking, at, end, *digit, bytes), 0)) return true;
    return ps_trigger_at(ps_span_cut(asking->text, at, end), 0);
}

/* Where the lens asks whether a key stands before. */
static bool may_separate(ps_span text, size_t at) {
    char before = at > 0 ? text.ptr[at - 1] : 0, behind = at + 1 < text.len ? text.ptr[at + 1] : 0;
    switch (text.ptr[at]) {
    case ':':
    case '=':
    case '|': return true;
    case '-': return behind == '>' || behind == '-';
    case '>': return before == '-' || before == '=';
    case ',': return before == '\'' || before == '"' || ps_is_alnum(before);
    default: return false;
    }
}

static bool ask_signs(ps_asking *asking) {
    ps_span blank = ps_span_of(asking->blank, asking->text.len);
    ps_key_hit hit;
    for (size_t at = 0; at < blank.len; at++) {
        char c = blank.ptr[at];
        ps_question question = {.at = (uint16_t)at, .end = (uint16_t)at};
        if (ps_is_alnum(c) || c == ' ') continue;
        question.kind = PS_QUESTION_ESCAPE;
        if (asks_digits(blank, at) && may_escape(asking, at) && !put(asking, question))
            return false;
        question.kind = PS_QUESTION_KEY;
        if (may_separate(blank, at) &&
            ps_key_index_look_twice(asking->varying->keys, blank, (uint32_t)at, &hit) &&
            hides(asking, hit.at, hit.end) && !put(asking, question))
            return false;
    }
    return true;
}

/* Numbers behind an open bracket, which the next line may go on with. */
static bool ends_in_list(ps_span text) {
    size_t end = text.len;
    while (end > 0 &&
           (ps_is_digit(text.ptr[end - 1]) || ps_is_one_of(text.ptr[end - 1], ", \t\r\n-")))
        end--;
    return end > 0 && ps_is_one_of(text.ptr[end - 1], "[{(");
}

/* ---- literals ---- */

static bool on_literal(void *ctx, size_t at, size_t end, uint16_t group) {
    ps_asking *asking = ctx;
    ps_question question = {(uint16_t)at, (uint16_t)end, group, PS_QUESTION_LITERAL};
    return !hides(asking, at, end) || put(asking, question);
}

/* ---- numbers ---- */

static bool ask_numbers(ps_asking *asking) {
    ps_span text = asking->text;
    for (size_t at = 0, end; at < text.len; at = end) {
        end = at + 1;
        if (!ps_is_digit(text.ptr[at])) continue;
        while (end < text.len && ps_is_digit(text.ptr[end])) end++;
        if ((at > 0 && ps_is_alnum(text.ptr[at - 1])) || !hides(asking, at, end)) continue;
        ps_number_test test = ps_number_test_of(text, at, end);
        ps_question question = {(uint16_t)at, (uint16_t)end, (uint16_t)test, PS_QUESTION_NUMBER};
        if (test != PS_NUMBER_TEST_NONE && !put(asking, question)) return false;
    }
    return true;
}

/* ---- shapes ---- */

static bool in_class(char class, char c) {
    switch (class) {
    case '#': return ps_is_digit(c);
    case '@': return ps_is_upper(c);
    case '$': return ps_is_upper(c) || ps_is_digit(c);
    case '~': return ps_is_one_of(c, "-. ");
    default: return ps_is_digit(class) ? ps_is_digit(c) : c == class;
    }
}

/* Bytes of text at `at` that the shape takes when any digit stands for those it names; 0: none. A
 * part with a count takes all that there is. */
static size_t shape_end(ps_span shape, ps_span text, size_t at) {
    size_t i = at;
    for (size_t p = 0; p < shape.len; p++) {
        char class = shape.ptr[p];
        bool counted = p + 1 < shape.len && shape.ptr[p + 1] == '{';
        if (i >= text.len || !in_class(class, text.ptr[i])) return 0;
        i++;
        if (!counted) continue;
        while (i < text.len && in_class(class, text.ptr[i])) i++;
        while (shape.ptr[p] != '}') p++;
    }
    bool goes_on = i < text.len && (ps_is_digit(text.ptr[i]) || ps_is_upper(text.ptr[i]));
    return goes_on && (ps_is_digit(text.ptr[i - 1]) || ps_is_upper(text.ptr[i - 1])) ? 0 : i;
}

static bool ask_shapes_of(ps_asking *asking, size_t at, size_t run) {
    const ps_varying *varying = asking->varying;
    for (size_t s = varying->of_run[run]; s < varying->of_run[run + 1]; s++) {
        const ps_find *find = varying->shapes[s].find;
        size_t end = shape_end(ps_span_of(find->text, find->len), asking->text, at);
        ps_question question = {(uint16_t)at, (uint16_t)end, (uint16_t)s, PS_QUESTION_SHAPE};
        if (end && hides(asking, at, end) && !put(asking, question)) return false;
    }
    return true;
}

/* `run`: digits and capitals that begin at `at`. */
static bool ask_shapes_at(ps_asking *asking, size_t at, size_t run) {
    if (!ask_shapes_of(asking, at, 0)) return false;
    return run == 0 || run >= RUNS || ask_shapes_of(asking, at, run);
}

/* A shape begins where a run of digits and capitals does, or with a sign. */
static bool ask_shapes(ps_asking *asking) {
    ps_span text = asking->text;
    const bool *begins = asking->varying->begins;
    for (size_t at = 0, end; at < text.len; at = end) {
        bool run = in_run(text.ptr[at]);
        end = at + 1;
        if (!run && !begins[(unsigned char)text.ptr[at]]) continue;
        while (run && end < text.len && in_run(text.ptr[end])) end++;
        if (!ask_shapes_at(asking, at, run ? end - at : 0)) return false;
    }
    return true;
}

/* Do the digits that the shape names stand there? */
static bool names(ps_span shape, ps_span text, size_t at) {
    for (size_t p = 0; p < shape.len; p++, at++) {
        char class = shape.ptr[p];
        if (ps_is_digit(class) && text.ptr[at] != class) return false;
        if (p + 1 == shape.len || shape.ptr[p + 1] != '{') continue;
        while (in_class(class, text.ptr[at + 1])) at++;
        while (shape.ptr[p] != '}') p++;
    }
    return true;
}

/* ---- asking ---- */

static void blank_all(ps_asking *asking) {
    for (size_t i = 0; i < asking->text.len; i++)
        asking->blank[i] = ps_is_digit(asking->text.ptr[i]) ? (char)PS_NUMBER : asking->text.ptr[i];
}

bool ps_varying_questions(const ps_varying *varying, ps_span text, const char *skeleton,
                          ps_question *questions, size_t most, size_t *count) {
    ps_asking asking; /* not all of it is set: it is large */
    asking.varying = varying;
    asking.text = text;
    asking.skeleton = skeleton;
    asking.questions = questions;
    asking.most = most;
    asking.count = 0;
    blank_all(&asking);
    if (ends_in_list(text)) return false;
    if (!ps_blanks_find(varying->blanks, text, on_literal, &asking)) return false;
    if (!ask_signs(&asking)) return false;
    if (!ask_runs(&asking)) return false;
    if (!ask_columns(&asking)) return false;
    if (!ask_shapes(&asking)) return false;
    if (!ask_numbers(&asking)) return false;
    *count = asking.count;
    return true;
}

ps_span ps_varying_shape(const ps_varying *varying, const ps_question *question) {
    const ps_find *find = varying->shapes[question->which].find;
    return ps_span_of(find->text, find->len);
}

bool ps_varying_literal_within(const ps_varying *varying, const ps_question *question,
                               const unsigned char *low, const unsigned char *high) {
    return ps_blanks_within(varying->blanks, question->which, low + question->at,
                            high + question->at);
}

ps_span ps_varying_literal(const ps_varying *varying, const ps_question *question) {
    return ps_blanks_only(varying->blanks, question->which);
}

/* Which key, if any. */
static ps_reply ask_key(const ps_varying *varying, ps_span text, size_t at) {
    ps_key_hit hit;
    if (!ps_key_index_look_twice(varying->named, text, (uint32_t)at, &hit)) return 0;
    return (ps_reply)(hit.owner + 1);
}

ps_reply ps_varying_ask(const ps_varying *varying, ps_span text, const ps_question *question) {
    size_t at = question->at, end = question->end;
    ps_run run;
    switch (question->kind) {
    case PS_QUESTION_RUN: return ps_run_read(text, at, end, 1, &run);
    case PS_QUESTION_COLUMNS: return ps_trigger_columns(text, at);
    case PS_QUESTION_ESCAPE: return ps_trigger_at(text, at);
    case PS_QUESTION_LITERAL:
        return ps_blanks_number(varying->blanks, ps_span_cut(text, at, end), question->which);
    case PS_QUESTION_KEY: return ask_key(varying, text, at);
    case PS_QUESTION_NUMBER: return (ps_reply)ps_number_ask(text, at, end, question->which);
    default: break;
    }
    return names(ps_varying_shape(varying, question), ps_span_cut(text, 0, end), at);
}
