/* SPDX-License-Identifier: Apache-2.0
 *
 * NCPDP Telecommunication (pharmacy claims): fields of a two-character id and a value, parted by
 * control characters: 0x1C before a field, 0x1E before a segment, 0x1D before a transaction. Logs
 * show these in a dozen spellings; a reader takes the one that stands before its anchor. Fields are
 * also named in words: `310-CA Patient First Name: MARIA`. */
#include "form.h"
#include "value.h"

enum { VALUE_MAX = 1 << 14, ABOUT_MAX = 48, NAMED_MAX = 120, REQUEST_HEAD = 56, ANSWER_HEAD = 31 };

typedef struct field_row {
    const char *number, *id;
    uint8_t kind;
} field_row;

static const field_row fields[] = {
#define PS_NCPDP(number, id, kind) {#number, #id, PS_SLOT_##kind},
#include "ncpdp_fields.def"
#undef PS_NCPDP
};

/* Spellings of 0x1C; the same with D and E in its last place part groups and segments. */
static const char *const spellings[] = {
    "\x1c", "\\x1c", "\\u001c", "<1C>",   "<FS>",         "[FS]",   "{FS}", "^\\\\", "^\\",
    "%1C",  "\\034", "&#28;",   "&#x1C;", "\xE2\x90\x9C", "<0x1C>", "[1C]", "{1C}"};
static const char *const group_spellings[] = {
    "\x1d", "\\x1d", "\\u001d", "<1D>",   "<GS>",         "[GS]",   "{GS}", "^]",  "^]",
    "%1D",  "\\035", "&#29;",   "&#x1D;", "\xE2\x90\x9D", "<0x1D>", "[1D]", "{1D}"};
static const char *const segment_spellings[] = {
    "\x1e", "\\x1e", "\\u001e", "<1E>",   "<RS>",         "[RS]",   "{RS}", "^^",  "^^",
    "%1E",  "\\036", "&#30;",   "&#x1E;", "\xE2\x90\x9E", "<0x1E>", "[1E]", "{1E}"};
enum { SPELLINGS = sizeof spellings / sizeof *spellings };

/* A segment's id, and the fields that tell a patient where the segment's head was cut off. */
#define IN_EVERY_SPELLING(id)                                                                      \
    "\x1c" id, "\\x1c" id, "\\u001c" id, "<1C>" id, "<FS>" id, "[FS]" id, "{FS}" id, "^\\" id,     \
        "^\\\\" id, "%1C" id, "\\034" id, "&#28;" id, "&#x1C;" id, "\xE2\x90\x9C" id, "<0x1C>" id, \
        "[1C]" id, "{1C}" id
const char *const ps_ncpdp_anchors[] = {IN_EVERY_SPELLING("AM"),
                                        IN_EVERY_SPELLING("CA"),
                                        IN_EVERY_SPELLING("CB"),
                                        IN_EVERY_SPELLING("C2"),
                                        IN_EVERY_SPELLING("C4"),
                                        IN_EVERY_SPELLING("D2"),
#define PS_NCPDP(number, id, kind) #number "-" #id,
#include "ncpdp_fields.def"
#undef PS_NCPDP
                                        NULL};

static bool here(ps_span text, size_t at, const char *word) {
    size_t len = strlen(word);
    return text.len - at >= len &&
           ps_span_eq_nocase(ps_span_cut(text, at, at + len), ps_span_of(word, len));
}

/* Which spelling stands at `at`; SPELLINGS: none. */
static size_t spelling_at(ps_span text, size_t at) {
    size_t i = 0;
    while (i < SPELLINGS && !here(text, at, spellings[i])) i++;
    return i;
}

static const field_row *find_field(ps_span text, size_t at) {
    if (text.len - at < 2) return NULL;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (here(text, at, fields[i].id)) return &fields[i];
    return NULL;
}

/* 0: none; else the length of a separator of this spelling. *field tells whether a field follows.
 */
static size_t separator_at(ps_span text, size_t at, size_t spelling, bool *field) {
    *field = here(text, at, spellings[spelling]);
    if (*field) return strlen(spellings[spelling]);
    if (here(text, at, segment_spellings[spelling])) return strlen(segment_spellings[spelling]);
    if (here(text, at, group_spellings[spelling])) return strlen(group_spellings[spelling]);
    return 0;
}

static bool ends_message(ps_span text, size_t at) {
    char c = text.ptr[at];
    return c == '\n' || c == '\r' || c == 0x03 || c == '"' || here(text, at, "\\x03") ||
           here(text, at, "<ETX>") || here(text, at, "<03>") || here(text, at, "\\u0003");
}

static bool is_one_word(uint8_t kind) {
    return kind != PS_SLOT_NAME && kind != PS_SLOT_ADDRESS && kind != PS_SLOT_CITY &&
           kind != PS_SLOT_TEXT;
}

/* O'NEIL */
static bool is_apostrophe(ps_span text, size_t at) {
    return text.ptr[at] == '\'' && at > 0 && at + 1 < text.len && ps_is_alpha(text.ptr[at - 1]) &&
           ps_is_alpha(text.ptr[at + 1]);
}

/* The end of a value that only a log's own signs and words end: a quote, `status=`. */
static size_t named_end(ps_span text, size_t from, bool one_word) {
    size_t limit = text.len - from > NAMED_MAX ? from + NAMED_MAX : text.len;
    size_t i = from + ps_own_output_at(text, from, NULL);
    for (; i < limit; i++) {
        if (ps_is_one_of(text.ptr[i], "\n\r\"'|,;)]}<\\") && !is_apostrophe(text, i)) break;
        if (!ps_is_blank(text.ptr[i])) continue;
        size_t next = i + 1;
        while (next < limit && (ps_is_word(text.ptr[next]) || text.ptr[next] == '-')) next++;
        bool key = next < limit && next > i + 1 && ps_is_one_of(text.ptr[next], "=:");
        if (one_word || key || (i + 1 < limit && ps_is_blank(text.ptr[i + 1]))) break;
    }
    return i;
}

/* Without padding; behind a message's last field stands what else the line says. */
static ps_extent trim(ps_span text, size_t from, size_t to, bool last, uint8_t kind) {
    while (from < to && ps_is_blank(text.ptr[from])) from++;
    size_t named = last ? named_end(text, from, is_one_word(kind)) : to;
    if (named < to) to = named;
    while (to > from && ps_is_one_of(text.ptr[to - 1], " \t\\")) to--;
    return (ps_extent){from, to};
}

/* All fields from the separator at `at` on. Returns the message's end. */
static size_t read_fields(ps_reader *reader, size_t at, size_t spelling) {
    ps_span text = reader->text;
    bool field;
    for (size_t len; (len = separator_at(text, at, spelling, &field)) > 0 && !reader->full;) {
        size_t from = at + len, to = from;
        const field_row *row = field ? find_field(text, from) : NULL;
        bool next, last = false;
        size_t limit = text.len - from > VALUE_MAX ? from + VALUE_MAX : text.len;
        while (to < limit && !separator_at(text, to, spelling, &next) && !last)
            if (ends_message(text, to))
                last = true;
            else
                to++;
        if (row && to >= from + 2) {
            ps_extent value = trim(text, from + 2, to, last || to == limit, row->kind);
            ps_put(reader, (ps_slot_kind)row->kind, value.from, value.to);
        }
        at = to;
        if (at >= text.len) break;
    }
    return at;
}

/* ---- the fixed header before the first segment ---- */

static bool all_digits(ps_span text, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (!ps_is_digit(text.ptr[i])) return false;
    return true;
}

static bool is_date(ps_span text, size_t at) {
    return all_digits(text, at, at + 8) && (text.ptr[at] == '1' || text.ptr[at] == '2') &&
           text.ptr[at + 4] <= '1' && text.ptr[at + 6] <= '3';
}

/* `version` and `date` count from the header's start. */
static bool put_service_date(ps_reader *reader, size_t end, size_t len, size_t version,
                             size_t date) {
    ps_span text = reader->text;
    if (end < len) return false;
    size_t from = end - len;
    const char *v = text.ptr + from + version;
    if (!ps_is_alnum(v[0]) || !ps_is_digit(v[1]) || !ps_is_upper(v[2]) || !ps_is_digit(v[3]) ||
        !is_date(text, from + date))
        return false;
    ps_put(reader, PS_SLOT_DATE, from + date, from + date + 8);
    return true;
}

static void read_header(ps_reader *reader, size_t at, size_t spelling) {
    size_t len = strlen(segment_spellings[spelling]);
    if (at < len || !here(reader->text, at - len, segment_spellings[spelling])) return;
    if (!put_service_date(reader, at - len, REQUEST_HEAD, 6, 38))
        put_service_date(reader, at - len, ANSWER_HEAD, 0, 23);
}

/* ---- fields named in words ---- */

static size_t read_named(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    const field_row *row = find_field(text, end - 2);
    if (!row || (at > 0 && ps_is_alnum(text.ptr[at - 1]))) return at;
    size_t i = end, limit = text.len - end > ABOUT_MAX ? end + ABOUT_MAX : text.len;
    while (i < limit && (ps_is_alnum(text.ptr[i]) || ps_is_one_of(text.ptr[i], " ()/\"'_]"))) i++;
    if (i >= limit || !ps_is_one_of(text.ptr[i], ":=")) return end;
    for (i++; i < text.len && ps_is_one_of(text.ptr[i], " \t>\"'"); i++) {
    }
    bool one_word = is_one_word(row->kind);
    size_t to = named_end(text, i, one_word);
    bool digit = false;
    for (size_t k = i; k < to; k++) digit = digit || ps_is_digit(text.ptr[k]);
    if (one_word && !digit && row->kind != PS_SLOT_EMAIL) return end;
    ps_put(reader, (ps_slot_kind)row->kind, i, to);
    return to;
}

size_t ps_ncpdp_read(ps_reader *reader, size_t at, size_t end) {
    if (ps_is_digit(reader->text.ptr[at])) return read_named(reader, at, end);
    size_t spelling = spelling_at(reader->text, at);
    if (spelling == SPELLINGS) return at;
    read_header(reader, at, spelling);
    size_t behind = read_fields(reader, at, spelling);
    return behind > end ? behind : end;
}
