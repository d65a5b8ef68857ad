/* SPDX-License-Identifier: Apache-2.0
 *
 * Which lines are one event: a message over several lines, a stack trace, a document, a record that
 * prints one field a line. Evidence is shared within an event. Decided line by line, forwards, from
 * the line and a small state alone, so that it does not matter how the bytes arrive. What carries
 * the lines (container runtimes, syslog) is looked through: the messages decide. */
#ifndef PS_EVENT_H
#define PS_EVENT_H

#include "span.h"

typedef struct ps_event_limits {
    uint32_t lines; /* most lines of one event; 0: every line is an event */
    size_t bytes;   /* most bytes */
} ps_event_limits;

/* The event under way. All zero: none, the next line begins one. Copied freely. */
typedef struct ps_event_state {
    uint64_t bytes;
    uint32_t lines;
    bool stamped;    /* its first line begins with a time or a level: others of its kind will too */
    uint8_t inside;  /* ps_event_kind of its latest lines */
    bool expects;    /* its last line ends so that another must follow */
    bool partial;    /* a container has cut its last line: the next one is the rest of it */
    bool carried;    /* it has several lines, and each has a wrapper */
    uint8_t carrier; /* ps_container_kind of its lines */
    uint8_t encoded; /* ps_encoded_step */
    uint32_t source; /* hash of who wrote it, as the wrapper says */
    bool interchange; /* an ISA has opened it */
    char mark;        /* what parts the fields of its segments; 0: it has none */
} ps_event_state;

/* Takes the next line (without its '\n'). True: it goes on with the event under way; false: it
 * begins a new one. */
bool ps_event_step(ps_event_state *state, ps_span line, const ps_event_limits *limits);

/* What a line makes of the state when it begins an event, and behind which events it does. Lines
 * that differ in digits alone have the same. */
typedef struct ps_event_opening {
    ps_event_state state;            /* but for its bytes and its source */
    uint32_t behind;                 /* bits: ps_event_opens; 0: ask ps_event_step */
    uint32_t source_from, source_to; /* bytes of the line that tell the source */
} ps_event_opening;
ps_event_opening ps_event_opening_of(ps_span line, const ps_event_limits *limits);

/* Does a line with this opening surely begin an event behind this one? Then its state is
 * ps_event_opened. */
static inline bool ps_event_opens(const ps_event_opening *opening, const ps_event_state *state) {
    if (state->partial || state->encoded || state->expects || state->interchange || state->mark)
        return false;
    return opening->behind >> (state->inside * 2 + state->stamped) & 1;
}

ps_event_state ps_event_opened(const ps_event_opening *opening, ps_span line);

/* Is there room in the event under way for another line? */
static inline bool ps_event_is_open(const ps_event_state *state, const ps_event_limits *limits) {
    return state->lines > 0 && state->lines < limits->lines && state->bytes < limits->bytes;
}

#endif
