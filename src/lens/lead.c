/* SPDX-License-Identifier: Apache-2.0 */
#include "lead.h"

enum { DEPTH_MAX = 16, WIDE = 4, LITERALS_MIN = 2 };


static size_t skip_class(ps_span r, size_t at) {
    size_t i = at + 1;
    if (i < r.len && r.ptr[i] == '^') i++;
    if (i < r.len && r.ptr[i] == ']') i++;
    while (i < r.len && r.ptr[i] != ']') i += r.ptr[i] == '\\' ? 2 : 1;
    return i < r.len ? i + 1 : r.len;
}

/* One past the group that opens at `at`; *alternatives: does it hold a '|' of its own? */
static size_t skip_group(ps_span r, size_t at, bool *alternatives) {
    unsigned depth = 0;
    *alternatives = false;
    for (size_t i = at; i < r.len;) {
        char c = r.ptr[i];
        if (c == '[') {
            i = skip_class(r, i);
            continue;
        }
        if (c == '(') depth++;
        if (c == '|' && depth == 1) *alternatives = true;
        if (c == ')' && --depth == 0) return i + 1;
        i += c == '\\' ? 2 : 1;
    }
    return r.len;
}

static bool is_repeat(ps_span r, size_t at) { return at < r.len && strchr("*+?{", r.ptr[at]); }

/* Is the repeat at `at` wide: `*`, `+`, or a bound over WIDE? */
static bool is_wide(ps_span r, size_t at) {
    if (at >= r.len) return false;
    if (r.ptr[at] == '*' || r.ptr[at] == '+') return true;
    if (r.ptr[at] != '{') return false;
    unsigned number = 0;
    for (size_t i = at + 1; i < r.len && r.ptr[i] != '}'; i++) {
        if (r.ptr[i] == ',') number = 0;
        else if (ps_is_digit(r.ptr[i])) number = number * 10 + (unsigned)(r.ptr[i] - '0');
    }
    return number > WIDE;
}

static size_t skip_repeat(ps_span r, size_t at) {
    if (!is_repeat(r, at)) return at;
    size_t i = at + 1;
    if (r.ptr[at] == '{') {
        while (i < r.len && r.ptr[i] != '}') i++;
        i++;
    }
    return i < r.len && (r.ptr[i] == '?' || r.ptr[i] == '+') ? i + 1 : i; /* lazy, possessive */
}

static bool has_top_alternatives(ps_span r) {
    bool any = false;
    for (size_t i = 0; i < r.len;) {
        bool inner;
        if (r.ptr[i] == '|') any = true;
        if (r.ptr[i] == '[') i = skip_class(r, i);
        else if (r.ptr[i] == '(') i = skip_group(r, i, &inner);
        else i += r.ptr[i] == '\\' ? 2 : 1;
    }
    return any;
}

static bool is_literal(ps_span r, size_t at) {
    return r.ptr[at] == '\\' ? at + 1 < r.len && !ps_is_alnum(r.ptr[at + 1])
                             : !strchr(".^$|)", r.ptr[at]);
}

/* Does the group hold a wide repeat anywhere? */
static bool holds_wide(ps_span r, size_t from, size_t to) {
    for (size_t i = from; i < to;) {
        if (r.ptr[i] == '[') i = skip_class(r, i);
        else if (r.ptr[i] == '\\') i += 2;
        else i++;
        if (i < to && is_wide(r, i)) return true;
    }
    return false;
}

/* Where the lead ends; *open: groups that must be closed then. 0: take all. */
static size_t lead_end(ps_span r, unsigned *open) {
    size_t literals = 0;
    *open = 0;
    for (size_t i = 0; i < r.len;) {
        size_t atom = i;
        bool alternatives = false;
        if (r.ptr[i] == '(') {
            size_t end = skip_group(r, i, &alternatives);
            bool enter = !alternatives && !is_repeat(r, end) && holds_wide(r, i, end);
            if (enter && *open < DEPTH_MAX) {
                ++*open;
                i += i + 2 < r.len && r.ptr[i + 1] == '?' ? 3 : 1; /* (?: */
                continue;
            }
            i = end;
            if (!is_repeat(r, i) && !holds_wide(r, atom, end)) literals += 2; /* words, mostly */
            else if (holds_wide(r, atom, end)) return literals >= LITERALS_MIN ? atom : 0;
        } else if (r.ptr[i] == ')') {
            if (*open) --*open;
            i++;
            continue;
        } else if (r.ptr[i] == '[') {
            i = skip_class(r, i);
        } else {
            size_t next = i + (r.ptr[i] == '\\' ? 2u : 1u);
            literals += is_literal(r, i) && !is_repeat(r, next);
            i = next;
        }
        if (is_wide(r, i)) return literals >= LITERALS_MIN ? atom : 0;
        i = skip_repeat(r, i);
    }
    return 0;
}

ps_status ps_regex_lead(ps_span regex, ps_buf *out) {
    unsigned open = 0;
    size_t end = has_top_alternatives(regex) ? 0 : lead_end(regex, &open);
    if (!end) return ps_buf_add(out, regex);
    ps_status status = ps_buf_add(out, ps_span_cut(regex, 0, end));
    while (open-- && status == PS_OK) status = ps_buf_add_char(out, ')');
    return status;
}

/* ---- the longest literal ---- */

/* Running totals of one sequence: the literal run under way, and the longest so far. */
typedef struct ps_literal_run {
    unsigned now, best;
} ps_literal_run;

static void end_run(ps_literal_run *run) {
    if (run->now > run->best) run->best = run->now;
    run->now = 0;
}

static bool may_be_absent(ps_span r, size_t at) {
    return at < r.len && (r.ptr[at] == '*' || r.ptr[at] == '?' ||
                          (r.ptr[at] == '{' && at + 1 < r.len && r.ptr[at + 1] == '0'));
}

static unsigned longest(ps_span r, unsigned depth);

/* A group: what all of its alternatives hold. */
static size_t add_group(ps_span r, size_t at, unsigned depth, ps_literal_run *run) {
    bool alternatives;
    size_t end = skip_group(r, at, &alternatives), begin = at + 1;
    if (begin + 1 < end && r.ptr[begin] == '?') begin += 2;
    unsigned inner = longest(ps_span_cut(r, begin, end - 1), depth + 1);
    end_run(run);
    if (!may_be_absent(r, end) && inner > run->best) run->best = inner;
    return end;
}

static unsigned longest(ps_span r, unsigned depth) {
    ps_literal_run run = {0, 0};
    unsigned least = 0;
    bool any = false;
    if (depth > DEPTH_MAX) return 0;
    for (size_t i = 0; i < r.len;) {
        if (r.ptr[i] == '|') {
            end_run(&run);
            if (!any || run.best < least) least = run.best;
            any = true;
            run = (ps_literal_run){0, 0};
            i++;
        } else if (r.ptr[i] == '(') {
            i = add_group(r, i, depth, &run);
        } else if (r.ptr[i] == '[') {
            end_run(&run);
            i = skip_class(r, i);
        } else {
            size_t next = i + (r.ptr[i] == '\\' ? 2u : 1u);
            bool boundary = r.ptr[i] == '^' || (next == i + 2 && next <= r.len && r.ptr[i + 1] == 'b');
            if (is_literal(r, i) && !may_be_absent(r, next)) run.now++;
            else if (!boundary) end_run(&run);
            i = next;
        }
        if (is_repeat(r, i)) end_run(&run);
        i = skip_repeat(r, i);
    }
    end_run(&run);
    return any && least < run.best ? least : run.best;
}

unsigned ps_regex_literal(ps_span regex) { return longest(regex, 0); }
