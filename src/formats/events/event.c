/* SPDX-License-Identifier: Apache-2.0 */
#include "event.h"

#include "container.h"
#include "encoded_line.h"

enum { FIELDS_MAX = 64, LOOSE_MAX = 1000, KEY_MAX_LEN = 40, HEAD_MAX = 512, NAME_MAX_LEN = 66 };

/* What the latest lines of an event are; some lines go on only behind their own kind. */
typedef enum ps_event_kind {
    INSIDE_TEXT,
    INSIDE_XML,
    INSIDE_FIELDS,    /* one field a line */
    INSIDE_RECORD,    /* the same, as psql prints it */
    INSIDE_TRACE,     /* frames of a stack trace */
    INSIDE_GOROUTINE, /* Go prints frames at the left edge */
    INSIDE_PART,      /* of multipart/form-data: behind a blank line anything may stand */
    INSIDE_KINDS
} ps_event_kind;

static bool begins(ps_span line, const char *text) {
    if (!line.len || line.ptr[0] != text[0]) return false; /* most lines, most words */
    size_t n = strlen(text);
    return line.len >= n && !memcmp(line.ptr, text, n);
}

static bool begins_any(ps_span line, const char *const *texts) {
    for (; *texts; texts++)
        if (begins(line, *texts)) return true;
    return false;
}

static size_t digits_at(ps_span line, size_t at) {
    size_t n = 0;
    while (at + n < line.len && ps_is_digit(line.ptr[at + n])) n++;
    return n;
}

static char byte_at(ps_span line, size_t at) {
    return at < line.len ? line.ptr[at] : 0;
}

/* ---- how log lines begin ---- */

/* 2024-01-15, 2024/01/15, 15/Jan/2024, 01/15/24, 09:30:12, 20240115T09, 1705311012.118 */
static bool is_time(ps_span line, size_t at) {
    size_t n = digits_at(line, at);
    char sign = byte_at(line, at + n), next = byte_at(line, at + n + 1);
    if (n == 4 && (sign == '-' || sign == '/' || sign == '.')) return ps_is_digit(next);
    if (n == 1 || n == 2) {
        if (sign == ':') return digits_at(line, at + n + 1) == 2;
        return (sign == '/' || sign == '-' || sign == '.') && ps_is_alnum(next);
    }
    if (n == 8) return sign == 'T' || sign == ' ' || sign == '-' || sign == '_';
    return n == 10 || n == 13 || n == 6;
}

static bool is_month(ps_span line, size_t at) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const char days[] = "MonTueWedThuFriSatSun";
    if (line.len - at <= 4 || !ps_is_upper(line.ptr[at])) return false;
    char sign = line.ptr[at + 3];
    if (sign != ' ' && sign != ',') return false;
    for (size_t i = 0; sign == ' ' && i + 3 <= sizeof months - 1; i += 3)
        if (!memcmp(line.ptr + at, months + i, 3)) return true;
    for (size_t i = 0; i + 3 <= sizeof days - 1; i += 3)
        if (!memcmp(line.ptr + at, days + i, 3)) return true;
    return false;
}

/* How the words of levels begin. */
static const bool may_be_level[256] = {
    ['T'] = 1, ['D'] = 1, ['I'] = 1, ['N'] = 1, ['W'] = 1, ['E'] = 1, ['F'] = 1, ['S'] = 1,
    ['C'] = 1, ['t'] = 1, ['d'] = 1, ['i'] = 1, ['w'] = 1, ['e'] = 1, ['f'] = 1};

static bool is_level(ps_span line, size_t at) {
    static const char *const levels[] = {"TRACE", "DEBUG", "INFO",    "NOTICE", "WARN",
                                         "ERROR", "FATAL", "SEVERE",  "CRIT",   "FINE",
                                         "trace", "debug", "info",    "warn",   "error",
                                         "fatal", "Error", "Warning", "Info",   "WARNING"};
    if (!may_be_level[(unsigned char)line.ptr[at]]) return false;
    ps_span rest = ps_span_cut(line, at, line.len);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (!begins(rest, levels[i])) continue;
        size_t n = strlen(levels[i]);
        if (n == rest.len || !ps_is_word(rest.ptr[n])) return true;
    }
    return false;
}

/* I0115 09:30:12 (klog), <34>1 2024-.. (syslog), 10.4.0.7 - - [..] (access) */
static bool is_short_stamp(ps_span line) {
    char first = byte_at(line, 0);
    if (first && ps_is_one_of(first, "IWEFD") && digits_at(line, 1) == 4)
        return byte_at(line, 5) == ' ';
    if (first == '<') {
        size_t n = digits_at(line, 1);
        return n > 0 && n < 4 && byte_at(line, n + 1) == '>';
    }
    size_t n = digits_at(line, 0);
    return n > 0 && n < 4 && byte_at(line, n) == '.' && ps_is_digit(byte_at(line, n + 1));
}

/* level=info ts=2024-01-15T09:30:12Z msg=".." (logfmt): a time or a level, and another field behind
 * it. */
static bool is_logfmt(ps_span line) {
    static const char *const keys[] = {
        "level=", "time=", "ts=", "t=", "lvl=", "timestamp=", "at=", "date=", "severity=", NULL};
    if (!ps_is_one_of(line.ptr[0], "ltads") || !begins_any(line, keys)) return false;
    size_t limit = line.len < HEAD_MAX ? line.len : HEAD_MAX;
    for (size_t at = 0; at < limit;) {
        const char *blank = memchr(line.ptr + at, ' ', limit - at);
        if (!blank) return false;
        size_t word = at = (size_t)(blank - line.ptr) + 1;
        while (at < limit && (ps_is_word(line.ptr[at]) || line.ptr[at] == '.')) at++;
        if (at > word && byte_at(line, at) == '=') return true;
    }
    return false;
}

static bool is_stamped(ps_span line) {
    if (line.len < 4) return false;
    size_t at = line.ptr[0] == '[' ? 1 : 0;
    while (at < 3 && byte_at(line, at) == ' ') at++;
    if (ps_is_digit(line.ptr[at]) && is_time(line, at)) return true;
    return is_short_stamp(line) || is_month(line, at) || is_level(line, at) || is_logfmt(line);
}

/* ---- how lines go on ---- */

/* How those words begin. */
static const bool may_be_tail[256] = {
    ['C'] = 1, ['S'] = 1, ['a'] = 1, ['.'] = 1, ['T'] = 1, ['D'] = 1, ['g'] = 1, ['c'] = 1,
    ['['] = 1, ['s'] = 1, ['t'] = 1, ['f'] = 1, ['-'] = 1, ['B'] = 1, ['b'] = 1, ['H'] = 1,
    ['Q'] = 1, ['L'] = 1, ['P'] = 1, ['('] = 1, ['E'] = 1, ['O'] = 1, ['W'] = 1, [';'] = 1,
    ['n'] = 1, ['N'] = 1, ['R'] = 1, ['I'] = 1, ['F'] = 1, ['#'] = 1};

/* Words that only the later lines of a trace or of a database's report begin with. */
static bool is_tail_word(ps_span line) {
    static const char *const words[] = {
        "Caused by",    "Suppressed:",     "at ",          "... ",        "Traceback (",
        "During handl", "The above excep", "goroutine ",   "created by ", "[signal ",
        "Stack trace:", "stack trace:",    "stack backtr", "thrown in",   "from ",
        "--- End of",   "---> ",           "--> ",         "Backtrace:",  "backtrace:",
        "DETAIL:",      "HINT:",           "CONTEXT:",     "STATEMENT:",  "QUERY:",
        "LOCATION:",    "SQL state",       "Parameters:",  "[SQL: ",      "[parameters: ",
        "(Background ", "Error Code",      "ORA-",         "Call Stack",  "Query: ",
        "Params: ",     "sql: ",           "Where: ",      "Details: ",   "Detail: ",
        "; nested ex",  "nested exce",     "Nested exc",   "Root cause",  "Inner exce",
        "Original exc", "Full stack",      "stacktrace:",  NULL};
    if (!line.len || !may_be_tail[(unsigned char)line.ptr[0]]) return false;
    if (line.ptr[0] == '#') return ps_is_digit(byte_at(line, 1)); /* #0 index.php */
    return begins_any(line, words);
}

static bool is_goroutine(ps_span line) {
    return begins(line, "goroutine ") || begins(line, "created by ");
}

/* java.lang.IllegalStateException: ..., psycopg2.errors.UniqueViolation: ..., ValueError: ...: the
 * report that heads or ends a trace. */
static bool is_exception(ps_span line) {
    size_t i = 0, dots = 0;
    while (i < line.len && i < 120 &&
           (ps_is_word(line.ptr[i]) || line.ptr[i] == '.' || line.ptr[i] == '$' ||
            line.ptr[i] == '\\'))
        dots += line.ptr[i] == '.' || line.ptr[i] == '\\', i++;
    if (i < 5 || !ps_is_alpha(line.ptr[0])) return false;
    if (i < line.len && line.ptr[i] != ':' && line.ptr[i] != '\r') return false;
    ps_span name = ps_span_cut(line, 0, i);
    static const char *const ends[] = {"Exception", "Error",     "Throwable",
                                       "Fault",     "Violation", "Failure"};
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
        size_t n = strlen(ends[k]);
        if (name.len > n && !memcmp(name.ptr + name.len - n, ends[k], n)) return true;
    }
    return dots >= 2 && i < line.len && line.ptr[i] == ':';
}

/* main.(*Store).Save(0xc0000, ...) */
static bool is_go_frame(ps_span line) {
    size_t i = 0;
    while (i < line.len &&
           (ps_is_word(line.ptr[i]) || (line.ptr[i] && ps_is_one_of(line.ptr[i], "./*()-{}"))))
        i++;
    return i > 3 && memchr(line.ptr, '(', i) &&
           (i == line.len || memchr(line.ptr + i, ')', line.len - i));
}

/* ---- messages whose lines are their segments ---- */

/* All questions about segments ask for a capital, behind a lead perhaps. */
static bool may_be_segment(ps_span line) {
    return line.len && (ps_is_upper(line.ptr[0]) || ps_is_one_of(line.ptr[0], "\xEF\r\x0b \t"));
}

static ps_span without_lead(ps_span line) {
    static const char bom[] = "\xEF\xBB\xBF";
    if (begins(line, bom)) line = ps_span_cut(line, sizeof bom - 1, line.len);
    while (line.len && ps_is_one_of(line.ptr[0], "\r\x0b \t"))
        line = ps_span_cut(line, 1, line.len);
    return line;
}

/* The sign behind what may be a segment's name: PID|, N3*; 0: none. */
static char segment_mark(ps_span line) {
    if (line.len < 4 || !ps_is_upper(line.ptr[0])) return 0;
    size_t i = 1;
    while (i < 3 && (ps_is_upper(line.ptr[i]) || ps_is_digit(line.ptr[i]))) i++;
    char mark = line.ptr[i];
    return i < 2 || ps_is_alnum(mark) || mark == ' ' ? 0 : mark;
}

/* Segments that open a message begin an event, and tell the sign. */
static bool opens_message(ps_span line) {
    static const char *const names[] = {"MSH", "FHS", "BHS", "ISA", NULL};
    line = without_lead(line);
    return begins_any(line, names) && segment_mark(line) && !ps_is_alnum(line.ptr[3]);
}

/* A segment by itself, or one with the sign of those before. In an interchange that is wrapped at a
 * width any line holds the sign. */
static bool is_segment(const ps_event_state *state, ps_span line) {
    bool may_be = may_be_segment(line);
    if (may_be && opens_message(line)) return false;
    if (state->interchange && memchr(line.ptr, state->mark, line.len)) return true;
    if (!may_be) return false;
    line = without_lead(line);
    char mark = segment_mark(line);
    return mark && (mark == '*' || mark == state->mark || (mark == '|' && line.ptr[3] == '|'));
}

static void note_segment(ps_event_state *state, ps_span line) {
    if (!may_be_segment(line)) return;
    line = without_lead(line);
    char mark = segment_mark(line);
    if (begins(line, "ISA") && mark) {
        state->mark = mark;
        state->interchange = true;
    } else if (!state->mark && (mark == '|' || mark == '*')) {
        state->mark = mark;
    }
}

/* Signs in the name of a field. */
static const bool is_field_sign[256] = {
    ['-'] = 1, ['.'] = 1, [' '] = 1, ['('] = 1, [')'] = 1, ['#'] = 1, ['/'] = 1};

/* city=Springfield, Date of birth: 1957-04-09 */
static bool is_field(ps_span line) {
    if (!line.len || !ps_is_alpha(line.ptr[0])) return false;
    size_t i = 0, blanks = 0;
    while (i < line.len && i < KEY_MAX_LEN &&
           (ps_is_word(line.ptr[i]) || is_field_sign[(unsigned char)line.ptr[i]]))
        blanks += line.ptr[i] == ' ', i++;
    if (i >= line.len || blanks > 4) return false;
    if (line.ptr[i] == '=') return blanks <= 1;
    return line.ptr[i] == ':' && (i + 1 == line.len || line.ptr[i + 1] == ' ');
}

/* A statement that is logged as it is written, in lines that begin at the left edge. */
static bool is_clause(ps_span line) {
    if (!ps_is_upper(line.ptr[0])) return false;
    static const char *const words[] = {"FROM ",     "WHERE ",      "VALUES",      "SET ",
                                        "AND ",      "INNER JOIN ", "LEFT JOIN",   "JOIN ",
                                        "ORDER BY ", "GROUP BY ",   "LIMIT ",      "RETURNING ",
                                        "OUTPUT ",   "ON CONFLI",   "ON DUPLICAT", "LEFT OUTER ",
                                        "OFFSET ",   "HAVING ",     NULL};
    return begins_any(line, words);
}

/* [Parameters=[@p0='v'], CommandType='Text']: the statement follows on the next line. */
static bool ends_with_parameters(ps_span line) {
    static const char head[] = "[Parameters=[";
    size_t n = sizeof head - 1, limit = line.len < HEAD_MAX ? line.len : HEAD_MAX, end = line.len;
    while (end > 0 && (ps_is_blank(line.ptr[end - 1]) || line.ptr[end - 1] == '\r')) end--;
    if (end < n || line.ptr[end - 1] != ']') return false;
    for (size_t at = 0; at + n <= limit; at++) {
        const char *found = memchr(line.ptr + at, '[', limit - at);
        if (!found) return false;
        at = (size_t)(found - line.ptr);
        if (at + n <= limit && !memcmp(found, head, n)) return true;
    }
    return false;
}

static bool is_record_head(ps_span line) {
    return begins(line, "-[ RECORD ");
}

/* city   | Springfield, below -[ RECORD 1 ]- */
static bool is_record_field(ps_span line) {
    size_t limit = line.len < NAME_MAX_LEN ? line.len : NAME_MAX_LEN;
    const char *pipe = limit ? memchr(line.ptr, '|', limit) : NULL;
    return pipe && pipe > line.ptr && pipe[-1] == ' ';
}

/* Blanks at the left edge (in a JSON string perhaps an escaped one), or what closes a bracket. */
static bool is_indented(ps_span line) {
    return ps_is_blank(line.ptr[0]) || begins(line, "\\t") || ps_is_one_of(line.ptr[0], "}])(");
}

/* A line that ends with an open bracket, a comma or a backslash is not the last one. */
static bool ends_open(ps_span line) {
    size_t end = line.len;
    while (end > 0 && (ps_is_blank(line.ptr[end - 1]) || line.ptr[end - 1] == '\r')) end--;
    return end > 0 && ps_is_one_of(line.ptr[end - 1], "{[(,\\");
}

static bool is_blank_line(ps_span line) {
    return line.len == 0 || (line.len == 1 && line.ptr[0] == '\r');
}

/* Where every line has a time of its own, only what shows that it goes on does. */
static bool is_strict(uint8_t carrier) {
    return carrier == PS_CONTAINER_SYSLOG || carrier == PS_CONTAINER_STAMPED;
}

static bool goes_on(const ps_event_state *state, ps_span line, bool stamped) {
    if (state->inside == INSIDE_PART &&
        (state->expects || begins(line, "--") || begins(line, "Content-")))
        return true;
    if (is_blank_line(line))
        return state->stamped || state->inside != INSIDE_TEXT || state->expects;
    if (is_indented(line)) return true;
    if (stamped) return false;
    if (state->lines > LOOSE_MAX) return false; /* only what is indented goes on for so long */
    bool strict = is_strict(state->carrier);
    if (state->stamped && !strict) return line.ptr[0] != '{'; /* a JSON line is its own record */
    if (state->expects || is_segment(state, line) || is_tail_word(line) || is_clause(line))
        return true;
    if (strict) return state->inside == INSIDE_TRACE && is_exception(line);
    switch (state->inside) {
    case INSIDE_XML: return line.ptr[0] == '<' && !begins(line, "<?xml");
    case INSIDE_FIELDS: return state->lines < FIELDS_MAX && is_field(line);
    case INSIDE_RECORD: return state->lines < FIELDS_MAX && is_record_field(line);
    case INSIDE_TRACE: return is_exception(line);
    case INSIDE_GOROUTINE: return is_go_frame(line) || begins(line, "exit status");
    default: return is_exception(line);
    }
}

static uint8_t kind_of(const ps_event_state *state, ps_span line, bool on) {
    if (is_blank_line(line)) return on ? state->inside : (uint8_t)INSIDE_TEXT;
    if (begins(line, "Content-Disposition: form-data")) return INSIDE_PART;
    if (on && state->inside == INSIDE_PART) return INSIDE_PART;
    if (on && state->interchange) return INSIDE_TEXT;
    if (is_goroutine(line)) return INSIDE_GOROUTINE;
    if (is_record_head(line) || (on && state->inside == INSIDE_RECORD)) return INSIDE_RECORD;
    if (on && state->inside == INSIDE_GOROUTINE) return INSIDE_GOROUTINE;
    if (line.ptr[0] == '<' || (on && state->inside == INSIDE_XML)) return INSIDE_XML;
    if (on && (is_tail_word(line) || is_indented(line)))
        return state->inside == INSIDE_FIELDS ? INSIDE_FIELDS : INSIDE_TRACE;
    return is_field(line) ? INSIDE_FIELDS : INSIDE_TEXT;
}

static uint32_t hash_of(ps_span text) { /* FNV-1a */
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.len; i++) hash = (hash ^ (uint8_t)text.ptr[i]) * 16777619u;
    return hash;
}

static uint32_t source_of(ps_span line, ps_extent source) {
    return hash_of(ps_span_cut(line, source.from, source.to));
}

bool ps_event_step(ps_event_state *state, ps_span line, const ps_event_limits *limits) {
    ps_container carrier;
    bool carried = ps_carrier_read(line, &carrier);
    ps_span text = ps_span_cut(line, carrier.message.from, carrier.message.to);
    uint32_t source = carried ? source_of(line, carrier.source) : 0;
    bool stamped = is_stamped(text), joined = ps_encoded_step(&state->encoded, text);
    bool open = ps_event_is_open(state, limits) && state->bytes + line.len < limits->bytes &&
                carrier.kind == state->carrier && source == state->source;
    bool on = open && (state->partial || joined || goes_on(state, text, stamped));
    uint8_t kind = kind_of(state, text, on);
    if (!on) *state = (ps_event_state){.stamped = stamped, .encoded = state->encoded};
    state->carried = on && carried;
    state->carrier = (uint8_t)carrier.kind;
    state->source = source;
    state->partial = carrier.partial;
    state->inside = kind;
    note_segment(state, text);
    state->lines++;
    state->bytes += line.len + 1;
    state->expects =
        is_blank_line(text) ? kind == INSIDE_PART : ends_open(text) || ends_with_parameters(text);
    return on;
}

/* Whether a line goes on hangs on no more of an event, when the event is not open in some way
 * (ps_event_opens): later lines of an event only go on with less. */
static uint32_t opens_behind(const ps_event_state *opened, ps_span text) {
    uint32_t behind = 0;
    for (unsigned i = 0; i < INSIDE_KINDS * 2; i++) {
        ps_event_state state = {
            .lines = 1, .inside = (uint8_t)(i / 2), .stamped = i % 2, .carrier = opened->carrier};
        if (!goes_on(&state, text, opened->stamped)) behind |= 1u << i;
    }
    return behind;
}

ps_event_opening ps_event_opening_of(ps_span line, const ps_event_limits *limits) {
    ps_event_opening opening = {0};
    ps_container carrier;
    if (ps_carrier_read(line, &carrier)) {
        opening.source_from = (uint32_t)carrier.source.from;
        opening.source_to = (uint32_t)carrier.source.to;
    }
    ps_span text = ps_span_cut(line, carrier.message.from, carrier.message.to);
    (void)ps_event_step(&opening.state, line, limits);
    uint8_t encoded = 0;
    bool joins = ps_encoded_step(&encoded, text) || ps_encoded_hangs_on_digits(text);
    if (!joins) opening.behind = opens_behind(&opening.state, text);
    return opening;
}

ps_event_state ps_event_opened(const ps_event_opening *opening, ps_span line) {
    ps_event_state state = opening->state;
    ps_extent source = {opening->source_from, opening->source_to};
    if (source.to > source.from) state.source = source_of(line, source);
    state.bytes = line.len + 1;
    return state;
}
