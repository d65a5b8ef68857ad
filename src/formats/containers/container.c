/* SPDX-License-Identifier: Apache-2.0 */
#include "container.h"

enum { WORD_MAX = 128, KEYS_MAX = 4096 };

static char peek(ps_span line, size_t at) {
    return at < line.len ? line.ptr[at] : '\0';
}

static bool begins(ps_span line, size_t at, const char *text) {
    size_t n = strlen(text);
    return at + n <= line.len && !memcmp(line.ptr + at, text, n);
}

/* The end of the word at `at`. */
static size_t word_end(ps_span line, size_t at) {
    size_t end = at;
    while (end < line.len && end - at < WORD_MAX && line.ptr[end] > ' ') end++;
    return end;
}

static size_t blank_end(ps_span line, size_t at) {
    while (peek(line, at) == ' ') at++;
    return at;
}

/* ---- one wrapper each: true when the line has it; `stamp`: the bytes of a time that it begins
 * with ---- */

static bool read_cri(ps_span line, size_t stamp, ps_container *out) {
    if (!stamp || peek(line, 10) != 'T' || peek(line, stamp) != ' ') return false;
    size_t stream = stamp + 1;
    if (!begins(line, stream, "stdout ") && !begins(line, stream, "stderr ")) return false;
    size_t tag = stream + 7, end = tag;
    while (end - tag < 16 && (ps_is_upper(peek(line, end)) || peek(line, end) == ':')) end++;
    if (end == tag || (end < line.len && line.ptr[end] != ' ')) return false;
    out->kind = PS_CONTAINER_CRI;
    out->source = (ps_extent){stream, stream + 6};
    out->partial = line.ptr[tag] == 'P';
    out->message.from = end < line.len ? end + 1 : end;
    return true;
}

/* The end of a JSON string whose content begins at `at`. */
static size_t string_end(ps_span line, size_t at) {
    while (at < line.len && line.ptr[at] != '"') at += line.ptr[at] == '\\' ? 2 : 1;
    return at < line.len ? at : line.len;
}

static bool ends_with_line_end(ps_span line, ps_extent message) {
    size_t n = message.to - message.from;
    return n >= 2 && line.ptr[message.to - 2] == '\\' && line.ptr[message.to - 1] == 'n' &&
           (n < 3 || line.ptr[message.to - 3] != '\\');
}

static void take_stream(ps_span line, size_t at, ps_container *out) {
    static const char key[] = "\"stream\":\"";
    if (peek(line, at) != '"' || peek(line, at + 1) != ',' || !begins(line, at + 2, key)) return;
    size_t from = at + 2 + sizeof key - 1;
    out->source = (ps_extent){from, string_end(line, from)};
}

static bool read_docker(ps_span line, size_t stamp, ps_container *out) {
    (void)stamp;
    if (!begins(line, 0, "{\"log\":\"")) return false;
    out->kind = PS_CONTAINER_DOCKER;
    out->message = (ps_extent){8, string_end(line, 8)};
    take_stream(line, out->message.to, out);
    /* Only the runtime's own file says so; who collects logs strips line ends. */
    bool own = out->source.to > out->source.from;
    out->partial = own && !ends_with_line_end(line, out->message);
    if (ends_with_line_end(line, out->message)) out->message.to -= 2;
    return true;
}

static bool read_journal(ps_span line, size_t stamp, ps_container *out) {
    (void)stamp;
    static const char key[] = "\"MESSAGE\"";
    if (peek(line, 0) != '{' || !begins(line, 1, "\"")) return false;
    size_t last = line.len < KEYS_MAX ? line.len : KEYS_MAX;
    for (size_t at = 0; at < last; at++) {
        const char *quote = memchr(line.ptr + at, '"', last - at);
        if (!quote) return false;
        at = (size_t)(quote - line.ptr);
        if (!begins(line, at, key)) {
            at = string_end(line, at + 1);
            continue;
        }
        size_t from = blank_end(line, at + sizeof key - 1);
        if (peek(line, from) != ':') continue;
        from = blank_end(line, from + 1);
        if (peek(line, from) != '"') return false; /* null, or an array of bytes */
        out->kind = PS_CONTAINER_JOURNAL;
        out->message = (ps_extent){from + 1, string_end(line, from + 1)};
        return true;
    }
    return false;
}

/* <34> */
static size_t priority_end(ps_span line) {
    size_t at = 1;
    if (peek(line, 0) != '<') return 0;
    while (at < 4 && ps_is_digit(peek(line, at))) at++;
    return at > 1 && peek(line, at) == '>' ? at + 1 : 0;
}

/* The structured data of RFC 5424: `-`, or elements in brackets with quoted values. */
static size_t structured_end(ps_span line, size_t at) {
    if (peek(line, at) == '-') return at + 1;
    while (peek(line, at) == '[') {
        bool quoted = false;
        for (at++; at < line.len && (quoted || line.ptr[at] != ']'); at++) {
            if (quoted && line.ptr[at] == '\\')
                at++;
            else if (line.ptr[at] == '"')
                quoted = !quoted;
        }
        at++;
    }
    return at < line.len ? at : line.len;
}

/* 1 2024-01-15T09:30:12Z host app 4711 ID47 [sd] text */
static bool read_syslog5424(ps_span line, size_t at, ps_container *out) {
    if (!ps_is_digit(peek(line, at)) || peek(line, at + 1) != ' ') return false;
    at += 2;
    size_t stamp = peek(line, at) == '-' ? 1 : ps_stamp_len(line, at);
    if (!stamp || peek(line, at + stamp) != ' ') return false;
    out->source.from = at += stamp + 1;
    for (unsigned field = 0; field < 4; field++) { /* host, program, process, message id */
        size_t end = word_end(line, at);
        if (end == at || peek(line, end) != ' ') return false;
        if (field == 2) out->source.to = end;
        at = end + 1;
    }
    size_t end = structured_end(line, at);
    if (end == at) return false;
    out->kind = PS_CONTAINER_SYSLOG;
    out->message.from = peek(line, end) == ' ' ? end + 1 : end;
    return true;
}

/* Jan 15 09:30:12 host app[4711]: text */
static bool read_syslog3164(ps_span line, size_t at, size_t stamp, ps_container *out) {
    if (!stamp || peek(line, at + stamp) != ' ') return false;
    bool month = ps_is_alpha(line.ptr[at]);
    size_t host = at + stamp + 1, host_end = word_end(line, host);
    size_t tag = host_end + 1, end = tag;
    while (end < line.len && end - tag < WORD_MAX &&
           (ps_is_word(line.ptr[end]) || ps_is_one_of(line.ptr[end], "./-()@")))
        end++;
    bool process = peek(line, end) == '[';
    if (process)
        for (end++; end < line.len && ps_is_digit(line.ptr[end]);) end++;
    if (process && peek(line, end++) != ']') return false;
    /* After a time of another form only a process tells it from an ordinary line. */
    if (host_end == host || end == tag || peek(line, end) != ':' || !(month || process))
        return false;
    out->kind = PS_CONTAINER_SYSLOG;
    out->source = (ps_extent){host, end};
    out->message.from = blank_end(line, end + 1);
    return true;
}

static bool read_syslog(ps_span line, size_t stamp, ps_container *out) {
    size_t at = priority_end(line);
    if (at > 0 && read_syslog5424(line, at, out)) return true;
    return read_syslog3164(line, at, at > 0 ? ps_stamp_len(line, at) : stamp, out);
}

/* web-1  | text */
static bool read_compose(ps_span line, size_t stamp, ps_container *out) {
    (void)stamp;
    size_t end = 0;
    while (end < line.len && end < 64 && (ps_is_word(line.ptr[end]) || line.ptr[end] == '-')) end++;
    size_t bar = blank_end(line, end);
    bool numbered = end > 2 && ps_is_digit(line.ptr[end - 1]) &&
                    (line.ptr[end - 2] == '-' || line.ptr[end - 2] == '_');
    if (!numbered || bar == end || peek(line, bar) != '|') return false;
    if (bar + 1 < line.len && line.ptr[bar + 1] != ' ') return false;
    out->kind = PS_CONTAINER_COMPOSE;
    out->source = (ps_extent){0, end};
    out->message.from = bar + 1 < line.len ? bar + 2 : bar + 1;
    return true;
}

static bool read_pod(ps_span line, size_t stamp, ps_container *out) {
    (void)stamp;
    if (!begins(line, 0, "[pod/")) return false;
    size_t end = word_end(line, 0);
    if (line.ptr[end - 1] != ']') return false;
    out->kind = PS_CONTAINER_POD;
    out->source = (ps_extent){0, end};
    out->message.from = end < line.len ? end + 1 : end;
    return true;
}

/* Only a stamp to the microsecond or finer, in UTC: log libraries write others. */
static bool read_stamped(ps_span line, size_t stamp, ps_container *out) {
    bool fine = stamp >= 27 && line.ptr[10] == 'T' && line.ptr[stamp - 1] == 'Z';
    if (!fine || (stamp < line.len && line.ptr[stamp] != ' ')) return false;
    out->kind = PS_CONTAINER_STAMPED;
    out->message.from = stamp < line.len ? stamp + 1 : stamp;
    return true;
}

typedef bool read_fn(ps_span, size_t, ps_container *);

static bool read_any(ps_span line, size_t stamp, ps_container *out, read_fn *const *readers) {
    for (; *readers; readers++) {
        *out = (ps_container){.message = {0, line.len}};
        if ((*readers)(line, stamp, out)) return true;
    }
    *out = (ps_container){.message = {0, line.len}};
    return false;
}

bool ps_container_read(ps_span line, ps_container *out) {
    static read_fn *const readers[] = {read_cri,    read_docker,  read_journal, read_pod,
                                       read_syslog, read_compose, read_stamped, NULL};
    return read_any(line, ps_stamp_len(line, 0), out, readers);
}

bool ps_carrier_read(ps_span line, ps_container *out) {
    static read_fn *const none[] = {NULL}, *const braced[] = {read_docker, NULL},
                          *const bracketed[] = {read_pod, NULL},
                          *const angled[] = {read_syslog, NULL},
                          *const dated[] = {read_cri, read_syslog, read_stamped, NULL},
                          *const named[] = {read_syslog, read_compose, NULL};
    char first = peek(line, 0);
    read_fn *const *readers = none;
    if (first == '{') readers = braced;
    if (first == '[') readers = bracketed;
    if (first == '<') readers = angled;
    bool may_be_stamp = ps_is_digit(first) || ps_is_alpha(first);
    size_t stamp = may_be_stamp ? ps_stamp_len(line, 0) : 0;
    if (ps_is_digit(first) && stamp) readers = dated;
    if (ps_is_alpha(first)) readers = named;
    return read_any(line, stamp, out, readers);
}

size_t ps_prefix_len(ps_span line) {
    ps_container container;
    (void)ps_container_read(line, &container);
    size_t at = container.message.from;
    return at + ps_logger_prefix_len(ps_span_cut(line, at, container.message.to));
}
