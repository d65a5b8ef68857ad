/* SPDX-License-Identifier: Apache-2.0
 *
 * A range may be narrower than the question asks for: then another text with the same answer is
 * looked at once more, and gets a box of its own. Narrowed are digits that seldom change (days);
 * what changes from line to line is left to a condition. */
#include "ranges.h"

#include "number.h"

typedef struct ps_narrowing {
    const ps_varying *varying;
    ps_span text;
    ps_ranges *ranges;
    bool lasting[PS_SKELETON_MAX]; /* digits of a day */
} ps_narrowing;

static void narrow(ps_narrowing *n, size_t at, char low, char high) {
    unsigned char *from = &n->ranges->low[at], *to = &n->ranges->high[at];
    if (*from < (unsigned char)low) *from = (unsigned char)low;
    if (*to > (unsigned char)high) *to = (unsigned char)high;
}

static void fix(ps_narrowing *n, size_t at) {
    narrow(n, at, n->text.ptr[at], n->text.ptr[at]);
}

static bool fixed_without(const ps_narrowing *n, size_t at, char digit) {
    return (unsigned char)digit < n->ranges->low[at] || (unsigned char)digit > n->ranges->high[at];
}

/* False: there are too many. */
static bool add(ps_narrowing *n, ps_question question, ps_reply reply) {
    ps_ranges *ranges = n->ranges;
    for (size_t i = 0; i < ranges->count; i++)
        if (memcmp(&ranges->conditions[i].question, &question, sizeof question) == 0) return true;
    if (ranges->count == PS_CONDITIONS_MAX) return false;
    ranges->conditions[ranges->count++] = (ps_condition){question, reply};
    return true;
}

static bool leave(ps_narrowing *n, const ps_question *question) {
    return add(n, *question, ps_varying_ask(n->varying, n->text, question));
}

static bool digits_at(ps_span text, size_t at, size_t count) {
    for (size_t i = at; i < at + count; i++)
        if (i >= text.len || !ps_is_digit(text.ptr[i])) return false;
    return true;
}

/* ---- days ---- */

static void last_long(ps_narrowing *n, size_t at, size_t count) {
    for (size_t i = at; i < at + count; i++) n->lasting[i] = true;
}

/* 01 to 28. */
static void narrow_day(ps_narrowing *n, size_t at) {
    char tens = n->text.ptr[at];
    fix(n, at);
    narrow(n, at + 1, tens == '0' ? '1' : '0', tens == '2' ? '8' : '9');
    last_long(n, at, 2);
}

static void narrow_month(ps_narrowing *n, size_t at) {
    char tens = n->text.ptr[at];
    fix(n, at);
    narrow(n, at + 1, tens == '0' ? '1' : '0', tens == '0' ? '9' : '2');
    last_long(n, at, 2);
}

static void narrow_year(ps_narrowing *n, size_t at) {
    fix(n, at);
    fix(n, at + 1);
    last_long(n, at, 4);
}

/* 22/Nov/2026: as ps_number_ask found. */
static bool narrow_named_day(ps_narrowing *n, size_t at) {
    enum { YEAR = 7 };
    if (!digits_at(n->text, at, 2) || !digits_at(n->text, at + YEAR, 4)) return false;
    narrow_day(n, at);
    narrow_year(n, at + YEAR);
    return true;
}

/* 2026-11-22 */
static bool narrow_plain_day(ps_narrowing *n, size_t at) {
    ps_span text = n->text;
    if (!digits_at(text, at, 4) || !digits_at(text, at + 5, 2) || !digits_at(text, at + 8, 2))
        return false;
    if (text.ptr[at + 4] != '-' || text.ptr[at + 7] != '-') return false;
    if (memcmp(text.ptr + at, "19", 2) != 0 && memcmp(text.ptr + at, "20", 2) != 0) return false;
    if (memcmp(text.ptr + at + 8, "29", 2) == 0 || text.ptr[at + 8] == '3') return false;
    narrow_year(n, at);
    narrow_month(n, at + 5);
    narrow_day(n, at + 8);
    return true;
}

/* ---- other numbers ---- */

/* 10:12:13: no part of it is over 59; whether it is midnight is left. */
static bool narrow_clock(ps_narrowing *n, const ps_question *question) {
    size_t at = question->at, end = question->end;
    ps_span text = n->text;
    if (end - at == 2) narrow(n, at, '0', '5');
    narrow(n, end + 1, '0', '5');
    bool whole = text.len - at >= 8 && text.ptr[at + 2] == ':' && text.ptr[at + 5] == ':';
    return !whole || add(n, (ps_question){question->at, 0, 0, PS_QUESTION_MIDNIGHT}, 0);
}

/* False: there are too many conditions. */
static bool settle_number(ps_narrowing *n, const ps_question *question) {
    size_t at = question->at, len = question->end - at;
    unsigned reply = ps_varying_ask(n->varying, n->text, question);
    switch (question->which) {
    case PS_NUMBER_TEST_ZEROS:
        if (reply) break;
        return add(n, (ps_question){question->at, 0, 0, PS_QUESTION_ZEROS}, 0);
    case PS_NUMBER_TEST_CLOCK:
        if (reply) break;
        return narrow_clock(n, question);
    case PS_NUMBER_TEST_KIND:
        if (reply == PS_NUMBER_NAMED_DAY && len == 2 && narrow_named_day(n, at)) return true;
        if (reply == PS_NUMBER_DATE && len == 4 && narrow_plain_day(n, at)) return true;
        if (reply != PS_NUMBER_EPOCH || len != 10) break;
        fix(n, at); /* 1..., which no other number of ten digits is before */
        return true;
    default: break;
    }
    return leave(n, question);
}

/* ---- shapes that name digits ---- */

/* A digit that the shape names and the text does not have. */
typedef struct ps_missed {
    size_t at;
    char digit;
} ps_missed;

static size_t missed_by(ps_span shape, ps_span text, size_t at, ps_missed *out, size_t most) {
    size_t count = 0;
    for (size_t p = 0; p < shape.len && at < text.len; p++, at++) {
        char class = shape.ptr[p];
        if (p + 1 < shape.len && shape.ptr[p + 1] == '{')
            break; /* what follows has no fixed place */
        if (ps_is_digit(class) && text.ptr[at] != class && count < most)
            out[count++] = (ps_missed){at, class};
    }
    return count;
}

/* One digit that is not there is enough. Of a day it stays away; else it is asked for, when it is
 * the only one that is named (`only`): where others are named, too, their question fails less
 * often. */
static bool keep_away(ps_narrowing *n, const ps_question *question, const ps_missed *missed,
                      size_t count, bool only) {
    for (size_t i = 0; i < count; i++)
        if (fixed_without(n, missed[i].at, missed[i].digit)) return true;
    for (size_t i = 0; i < count; i++) {
        if (!n->lasting[missed[i].at]) continue;
        bool below = n->text.ptr[missed[i].at] < missed[i].digit;
        narrow(n, missed[i].at, below ? '0' : (char)(missed[i].digit + 1),
               below ? (char)(missed[i].digit - 1) : '9');
        return true;
    }
    if (!count || !only) return leave(n, question);
    ps_question digit = {(uint16_t)missed[0].at, 0, (uint16_t)missed[0].digit, PS_QUESTION_DIGIT};
    return add(n, digit, 0);
}

static bool names_one(ps_span text) {
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) digits += ps_is_digit(text.ptr[i]);
    return digits == 1;
}

static bool settle_shape(ps_narrowing *n, const ps_question *question) {
    enum { MOST = 8 };
    ps_missed missed[MOST];
    ps_span shape = ps_varying_shape(n->varying, question);
    size_t count = missed_by(shape, n->text, question->at, missed, MOST);
    return keep_away(n, question, missed, count, names_one(shape));
}

/* ---- literals with digits ---- */

static bool may_stand(const ps_narrowing *n, const ps_question *question) {
    return ps_varying_literal_within(n->varying, question, n->ranges->low, n->ranges->high);
}

/* Digits of a day are fixed where a literal may stand there; of one literal, the digit that is not
 * there is asked for. */
static bool settle_literal(ps_narrowing *n, const ps_question *question) {
    enum { MOST = 8 };
    ps_missed missed[MOST];
    size_t count = 0;
    if (ps_varying_ask(n->varying, n->text, question)) return leave(n, question);
    if (!may_stand(n, question)) return true;
    for (size_t at = question->at; at < question->end; at++)
        if (n->lasting[at]) fix(n, at);
    if (!may_stand(n, question)) return true;
    ps_span literal = ps_varying_literal(n->varying, question);
    for (size_t i = 0; i < literal.len && count < MOST; i++)
        if (ps_is_digit(literal.ptr[i]) && n->text.ptr[question->at + i] != literal.ptr[i])
            missed[count++] = (ps_missed){question->at + i, literal.ptr[i]};
    return keep_away(n, question, missed, count, names_one(literal));
}

/* ---- all of them ---- */

static void any_digits(ps_narrowing *n, const char *skeleton) {
    for (size_t at = 0; at < n->text.len; at++) {
        bool open = ps_is_digit(n->text.ptr[at]) && ps_skeleton_hides(n->text, skeleton, at);
        n->ranges->low[at] = open ? '0' : (unsigned char)n->text.ptr[at];
        n->ranges->high[at] = open ? '9' : (unsigned char)n->text.ptr[at];
    }
    memset(n->lasting, 0, n->text.len);
}

static bool settle(ps_narrowing *n, const ps_question *question) {
    switch (question->kind) {
    case PS_QUESTION_NUMBER: return settle_number(n, question);
    case PS_QUESTION_SHAPE: return settle_shape(n, question);
    case PS_QUESTION_LITERAL: return settle_literal(n, question);
    default: return leave(n, question);
    }
}

bool ps_ranges_make(const ps_varying *varying, ps_span text, const char *skeleton,
                    const ps_question *questions, size_t count, ps_ranges *ranges) {
    ps_narrowing narrowing = {.varying = varying, .text = text, .ranges = ranges};
    ranges->count = 0;
    any_digits(&narrowing, skeleton);
    for (size_t i = 0; i < count; i++)
        if (questions[i].kind == PS_QUESTION_NUMBER && !settle(&narrowing, &questions[i]))
            return false;
    for (size_t i = 0; i < count; i++)
        if (questions[i].kind != PS_QUESTION_NUMBER && !settle(&narrowing, &questions[i]))
            return false;
    return true;
}

static ps_reply reply_to(const ps_varying *varying, ps_span text, const ps_question *question) {
    const char *at = text.ptr + question->at;
    switch (question->kind) {
    case PS_QUESTION_DIGIT: return *at == (char)question->which;
    case PS_QUESTION_ZEROS: return at[0] == '0' && at[1] == '0';
    case PS_QUESTION_MIDNIGHT: return !memcmp(at, "00:00:00", 8);
    default: return ps_varying_ask(varying, text, question);
    }
}

bool ps_conditions_hold(const ps_varying *varying, ps_span text, const ps_condition *conditions,
                        size_t count) {
    for (size_t i = 0; i < count; i++)
        if (reply_to(varying, text, &conditions[i].question) != conditions[i].reply) return false;
    return true;
}
