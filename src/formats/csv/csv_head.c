/* SPDX-License-Identifier: Apache-2.0 */
#include "csv_head.h"

#include "byte_sets.h"
#include "csv_bytes.h"

enum { HEAD_MAX = 256, WORD_MAX = 10, KEY_MAX_LEN = 16 };

static char byte_at(ps_span line, size_t at) {
    return at < line.len ? line.ptr[at] : 0;
}

/* ---- the shape ---- */

/* The next sign of the shape and the offset behind it: a word with a digit, blanks, any other byte.
 */
static size_t next_sign(ps_span line, size_t at, unsigned char *sign) {
    size_t end = at;
    bool digit = false;
    while (end < line.len && ps_is_alnum(line.ptr[end])) digit |= ps_is_digit(line.ptr[end++]);
    *sign = (unsigned char)line.ptr[at];
    if (digit) {
        *sign = '0';
        return end;
    }
    for (end = at; ps_is_blank(byte_at(line, end));) end++;
    if (end > at) *sign = ' ';
    return end > at ? end : at + 1;
}

static uint32_t add_sign(uint32_t shape, unsigned char sign) {
    return (shape ^ sign) * 16777619u; /* FNV-1a */
}

ps_csv_head ps_csv_head_of(ps_span line, size_t at) {
    ps_csv_head head = {.shape = 2166136261u, .json = at > 0 && line.ptr[at - 1] == '"'};
    for (size_t i = 0; i < at; head.signs++) {
        unsigned char sign;
        i = next_sign(line, i, &sign);
        head.shape = add_sign(head.shape, sign);
    }
    return head;
}

/* ---- strings ---- */

/* The content of the JSON string at `at`, without the line's end in it. */
static ps_extent string_at(ps_span line, size_t at) {
    size_t end = at;
    while (end < line.len && line.ptr[end] != '"') end += line.ptr[end] == '\\' ? 2 : 1;
    if (end > line.len) end = line.len;
    while (end >= at + 2 && line.ptr[end - 2] == '\\' && ps_is_one_of(line.ptr[end - 1], "nr"))
        end -= 2;
    return (ps_extent){at, end};
}

bool ps_csv_head_row(ps_span line, const ps_csv_head *head, ps_extent *row) {
    uint32_t shape = 2166136261u;
    size_t at = 0;
    for (unsigned n = 0; n < head->signs; n++) {
        unsigned char sign;
        if (at >= line.len || at > HEAD_MAX) return false;
        at = next_sign(line, at, &sign);
        shape = add_sign(shape, sign);
    }
    if (shape != head->shape || at > line.len) return false;
    *row = head->json ? string_at(line, at) : (ps_extent){at, line.len};
    return row->to > row->from;
}

/* ---- where a message begins ---- */

typedef struct ps_message_key {
    const char *text;
    uint8_t len;
} ps_message_key;

/* Does the key of a message end with the colon at `at`? */
static bool is_message_key(ps_span line, size_t at) {
    static const ps_message_key keys[] = {{"\"log\":", 6},
                                          {"\"msg\":", 6},
                                          {"\"message\":", 10},
                                          {"\"MESSAGE\":", 10},
                                          {"\"short_message\":", 16},
                                          {"\"textPayload\":", 14}};
    if (at < 5 || line.ptr[at - 1] != '"' || !ps_is_one_of(line.ptr[at - 2], "geEd")) return false;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        size_t n = keys[k].len;
        bool near = at + 1 >= n && at + 1 - n < HEAD_MAX;
        if (near && !memcmp(line.ptr + at + 1 - n, keys[k].text, n)) return true;
    }
    return false;
}

/* The string whose content begins at `at`, when it may be a header: bytes of one alone, a separator
 * among them. What is escaped must be the line's end in it, so that nothing stands behind. */
static size_t header_at(ps_span line, size_t at, ps_extent *out) {
    size_t end = at;
    uint8_t seen = 0;
    for (uint8_t c; end < line.len && line.ptr[end] != '"'; end++, seen |= c)
        if ((c = ps_csv_byte(line.ptr[end])) == 0) break;
    if (!(seen & (PS_CSV_SEPARATOR | PS_CSV_BOX_DRAWING))) return 0;
    if (end < line.len && line.ptr[end] != '"' && line.ptr[end] != '\\') return 0;
    *out = string_at(line, at);
    return 1;
}

/* {"log":"mrn,dob\n", {"level":"info","msg":"mrn,dob" */
static size_t in_json(ps_span line, ps_extent *out) {
    size_t limit = HEAD_MAX + KEY_MAX_LEN;
    if (line.len < limit) limit = line.len;
    for (size_t at = 0; at < limit; at++) {
        const char *found = memchr(line.ptr + at, ':', limit - at);
        if (!found) return 0;
        at = (size_t)(found - line.ptr);
        if (!is_message_key(line, at)) continue;
        at += byte_at(line, at + 1) == ' ' ? 2 : 1;
        return byte_at(line, at) == '"' ? header_at(line, at + 1, out) : 0;
    }
    return 0;
}

/* Does the word that ends at `end` stand before messages: a level, a stream, a time? */
static bool is_head_word(ps_span line, size_t end) {
    static const char *const words[] = {"TRACE", "DEBUG",   "INFO",  "NOTICE", "WARN",
                                        "ERROR", "WARNING", "FATAL", "stdout", "stderr"};
    size_t from = end;
    while (from > 0 && end - from < WORD_MAX && ps_is_alnum(line.ptr[from - 1])) from--;
    ps_span word = ps_span_cut(line, from, end);
    if (!word.len) return false;
    if (word.len == 1 && ps_is_one_of(ps_upper(word.ptr[0]), "FPIWED")) return true;
    for (size_t i = 0; word.len > 3 && i < sizeof words / sizeof *words; i++)
        if (ps_span_is(word, words[i])) return true;
    return ps_is_digit(word.ptr[0]) && from > 0 && ps_is_one_of(line.ptr[from - 1], ":.,");
}

static bool is_behind_blank(ps_span line, size_t at) {
    return at > 0 && ps_is_blank(line.ptr[at - 1]);
}

/* Behind `] `, `: `, ` - `, `| `, a level. */
static bool begins_message(ps_span line, size_t at) {
    char first = line.ptr[at];
    if (!ps_is_alpha(first) && !ps_is_one_of(first, "\"_|")) return false;
    size_t end = at;
    while (end > 0 && ps_is_blank(line.ptr[end - 1])) end--;
    if (end == at || end == 0) return false;
    char before = line.ptr[end - 1];
    if (ps_is_one_of(before, "]>|):}")) return true;
    if (before == '-') return end > 1 && ps_is_blank(line.ptr[end - 2]);
    return is_head_word(line, end);
}

/* The bytes at the end of a line that a header may consist of. */
typedef struct ps_csv_tail {
    size_t begin, last;  /* where it begins; behind its last separator */
    size_t floor;        /* a header begins here at the earliest: the cell before it is no name */
    unsigned separators; /* behind that, or all when it is the last; 0: there are none at all */
    bool plain;          /* all of one kind, and nothing is quoted or drawn */
} ps_csv_tail;

/* Names begin with letters; a cell may be empty. */
static bool may_be_cell(ps_span line, size_t at) {
    while (at < line.len && line.ptr[at] == ' ') at++;
    return at == line.len || ps_is_alpha(line.ptr[at]) || line.ptr[at] == '_' ||
           ps_csv_byte(line.ptr[at]) & PS_CSV_SEPARATOR;
}

/* Bytes that tell something of a tail; those beyond ASCII may be drawn. */
#define PARTS(n)                                                                                   \
    (PS_ROW_BYTE(n, ',') | PS_ROW_BYTE(n, ';') | PS_ROW_BYTE(n, '\t') | PS_ROW_BYTE(n, '|') |      \
     PS_ROW_BYTE(n, '^') | PS_ROW_BYTE(n, '"') | PS_ROW_BYTE(n, '\r'))
static const ps_byte_set parts = PS_BYTE_SET(PARTS);

/* The tail as far as it is read, from the left. */
typedef struct ps_csv_tailing {
    ps_span line;
    ps_csv_tail tail;
    unsigned all;  /* separators */
    bool nameless; /* the cell behind the last of them is no name */
} ps_csv_tailing;

static void add_separator(ps_csv_tailing *t, size_t at) {
    ps_csv_tail *tail = &t->tail;
    tail->plain &= !t->all || t->line.ptr[at] == t->line.ptr[tail->last - 1];
    tail->last = at + 1;
    t->all++;
    t->nameless = !may_be_cell(t->line, at + 1);
    tail->separators++;
    if (!t->nameless) return;
    tail->floor = at + 1;
    tail->separators = 0;
}

static void add_part(ps_csv_tailing *t, size_t at) {
    uint8_t kind = ps_csv_byte(t->line.ptr[at]);
    if (kind & PS_CSV_SEPARATOR)
        add_separator(t, at);
    else if (kind & PS_CSV_RETURN) /* no byte of a header */
        *t = (ps_csv_tailing){.line = t->line, .tail = {.begin = at + 1, .plain = true}};
    else if (!(kind & PS_CSV_NAME) || kind & PS_CSV_BOX_DRAWING)
        t->tail.plain = false;
}

static ps_csv_tail tail_of(ps_span line, size_t begin) {
    ps_byte_sets_fn *scan = ps_byte_sets_best();
    ps_csv_tailing t = {.line = line, .tail = {.begin = begin, .plain = true}};
    for (size_t at = begin; at < line.len; at += PS_SETS_BLOCK) {
        const unsigned char *bytes = (const unsigned char *)line.ptr + at;
        unsigned char last[PS_SETS_BLOCK] = {0};
        if (line.len - at < PS_SETS_BLOCK) bytes = memcpy(last, bytes, line.len - at);
        uint64_t in[2];
        scan(bytes, &parts, 1, in);
        for (uint64_t hits = in[0] | in[1]; hits; hits &= hits - 1)
            add_part(&t, at + (size_t)__builtin_ctzll(hits));
    }
    if (t.nameless) t.tail.separators = t.all;
    return t.tail;
}

/* Where a header may begin at the earliest. Cells that are no names show that most lines with
 * commas hold none (`in 24 ms, 28 left`), as does one of only two that has several words. */
static size_t floor_of(ps_span line, const ps_csv_tail *tail) {
    char separator = line.ptr[tail->last - 1];
    if (!tail->plain || separator == '|') return tail->begin; /* a pipe may be the edge */
    bool loose = separator == ',' || separator == ';';
    if (loose && tail->separators == 1) { /* of two cells none may have several words */
        size_t from = tail->last, to = line.len;
        while (from < to && line.ptr[from] == ' ') from++;
        while (from < to && line.ptr[to - 1] == ' ') to--;
        if (memchr(line.ptr + from, ' ', to - from)) return tail->last;
    }
    return tail->floor > tail->begin ? tail->floor : tail->begin;
}

size_t ps_csv_heads(ps_span line, size_t begin, ps_extent out[PS_CSV_HEADS_MAX]) {
    if (byte_at(line, 0) == '{') return in_json(line, out);
    if (begin >= HEAD_MAX || !line.len || ps_is_one_of(line.ptr[line.len - 1], ",;")) return 0;
    ps_csv_tail tail = tail_of(line, begin);
    if (!tail.separators || tail.begin >= HEAD_MAX) return 0;
    size_t limit = line.len < HEAD_MAX ? line.len : HEAD_MAX, floor = floor_of(line, &tail);
    size_t last = tail.last < limit ? tail.last : limit, count = 0, behind = 0;
    for (size_t at = last; at-- > floor && count < PS_CSV_HEADS_MAX;)
        if (is_behind_blank(line, at) && begins_message(line, at))
            out[count++] = (ps_extent){at, line.len};
    /* Places without a separator behind them are none of a header, but likelier. */
    for (size_t at = limit; count && at-- > last && behind < PS_CSV_HEADS_MAX;)
        behind += is_behind_blank(line, at) && begins_message(line, at);
    size_t room = PS_CSV_HEADS_MAX - behind;
    return count < room ? count : room;
}
