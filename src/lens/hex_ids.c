/* SPDX-License-Identifier: Apache-2.0 */
#include "hex_ids.h"

#include "base64.h"
#include "hex_word.h"
#include "run.h"
#include "skeleton.h"
#include "validator.h"

enum {
    LEAST = PS_HEX_ID_LEAST,
    LONG = PS_RUN_LEAST, /* from here on: worth a look as an encoded run */
    DIGITS_MOST = 6,     /* one behind the other in a short id; more are a number with a letter */
    DIGITS_LONG = 12,    /* ... and in a long one: longer are account numbers behind a country */
    NAME_DIGITS = 3,     /* at the end of a name */
    AROUND_MOST = 128    /* characters of base64 beside an id that are looked at */
};

/* ---- bytes ---- */

#define HEX_ROW(n) (PS_ROW_DIGITS(n) | ((n) >= 1 && (n) <= 6 ? 1 << 6 : 0))
static const ps_byte_set in_hex = PS_BYTE_SET(HEX_ROW), in_digits = PS_BYTE_SET(PS_ROW_DIGITS);

enum { BLOCKS = PS_SKELETON_MAX / PS_SETS_BLOCK + 2 };

/* Bit i of a block: the byte i is of the class. Zeros stand behind the text. */
typedef struct ps_text {
    ps_byte_sets_fn *sets;
    ps_span bytes;
    bool has_digits; /* `digit` has been read: of most texts nobody asks */
    uint64_t hex[BLOCKS], digit[BLOCKS];
} ps_text;

static uint64_t mask_of(const ps_text *text, const char *block, const ps_byte_set *set) {
    uint64_t in[2];
    text->sets((const unsigned char *)block, set, 1, in);
    return in[0];
}

static void read_mask(const ps_text *text, const ps_byte_set *set, uint64_t *mask) {
    ps_span bytes = text->bytes;
    size_t at = 0;
    for (; at + PS_SETS_BLOCK <= bytes.len; at += PS_SETS_BLOCK)
        *mask++ = mask_of(text, bytes.ptr + at, set);
    if (at < bytes.len) {
        char rest[PS_SETS_BLOCK] = {0};
        memcpy(rest, bytes.ptr + at, bytes.len - at);
        *mask++ = mask_of(text, rest, set);
    }
    *mask = 0;
}

/* The bits of 64 bytes from `at` on. */
static uint64_t bits_at(const uint64_t *mask, size_t at) {
    unsigned bit = at % PS_SETS_BLOCK;
    mask += at / PS_SETS_BLOCK;
    return bit ? mask[0] >> bit | mask[1] << (PS_SETS_BLOCK - bit) : mask[0];
}

/* The end of the digits that stand at `at`. */
static size_t hex_end(const ps_text *text, size_t at) {
    for (;; at += PS_SETS_BLOCK) {
        if (at >= text->bytes.len) return text->bytes.len;
        uint64_t others = ~bits_at(text->hex, at);
        if (others) return at + (size_t)__builtin_ctzll(others);
    }
}

static bool is_word(char c) {
    return ps_is_word(c) || (unsigned char)c >= 0x80;
}

/* The byte before `at`; at the beginning and the end of the text there is a line end. */
static char before(ps_span text, size_t at) {
    return at > 0 ? text.ptr[at - 1] : '\n';
}
static char behind(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : '\n';
}

/* ---- is it one? ---- */

/* Do `most` digits and one more stand one behind the other? 6, or 12. */
static bool has_more(uint64_t digits, unsigned most) {
    uint64_t two = digits & digits >> 1, four = two & two >> 2;
    return most == DIGITS_MOST ? four & four >> 3 : four & four >> 4 & four >> 8 & digits >> 12;
}

/* Which of the bytes, 64 at most, are digits; *all: as many bits as there are bytes. */
static uint64_t digits_of(ps_text *text, size_t from, size_t to, uint64_t *all) {
    size_t len = to - from < PS_SETS_BLOCK ? to - from : PS_SETS_BLOCK;
    if (!text->has_digits) read_mask(text, &in_digits, text->digit);
    text->has_digits = true;
    *all = ~(uint64_t)0 >> (PS_SETS_BLOCK - len);
    return bits_at(text->digit, from) & *all;
}

/* Letters and digits stand in it, and digits in no long row. Of what is longer than 64 bytes, its
 * beginning tells. */
static bool is_mixed(ps_text *text, size_t from, size_t to, unsigned most) {
    uint64_t all, digits = digits_of(text, from, to, &all);
    return digits && (bits_at(text->hex, from) & all & ~digits) &&
           (!most || !has_more(digits, most));
}

/* 8-4-4-4-12. The end of the UUID that begins at `from`; 0: none does. */
static size_t uuid_end(const ps_text *text, size_t from) {
    const uint64_t dashes = 1 << 8 | 1 << 13 | 1 << 18 | 1 << 23, all = ((uint64_t)1 << 37) - 1;
    const char *bytes = text->bytes.ptr + from;
    if ((bits_at(text->hex, from) & all) != (all >> 1 & ~dashes)) return 0;
    if (bytes[8] != '-' || bytes[13] != '-' || bytes[18] != '-' || bytes[23] != '-') return 0;
    return from + 36;
}

/* Could these bytes, of which the digits are, be characters: ASCII, UTF-8 or UTF-16? */
static bool is_text(ps_span hex) {
    unsigned due = 0;
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        int byte = ps_hex_value(hex.ptr[i]) * 16 + ps_hex_value(hex.ptr[i + 1]);
        bool goes_on = (byte & 0xC0) == 0x80;
        if (goes_on != (due > 0)) return false;
        if (goes_on) {
            due--;
            continue;
        }
        if (byte >= 0xF5 || byte == 0x7F || (byte >= 0x80 && byte < 0xC2)) return false;
        if (byte < 0x20 && byte && !ps_is_one_of((char)byte, "\t\n\v\f\r\x1b\x1c\x1d\x1e"))
            return false;
        due = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC2 ? 1 : 0;
    }
    return true;
}

static bool is_base64(char c) {
    return ps_is_word(c) || ps_is_one_of(c, "+/-=");
}

/* Does it stand in a longer run of base64? Such a run has capitals. */
static bool is_in_base64(ps_span text, size_t from, size_t to) {
    size_t least = from > AROUND_MOST ? from - AROUND_MOST : 0;
    size_t most = text.len - to > AROUND_MOST ? to + AROUND_MOST : text.len;
    for (; from > least && is_base64(text.ptr[from - 1]); from--)
        if (ps_is_upper(text.ptr[from - 1])) return true;
    for (; to < most && is_base64(text.ptr[to]); to++)
        if (ps_is_upper(text.ptr[to])) return true;
    return false;
}

/* Do hexadecimal digits end right before `at`, or begin there, with nothing else in their word? */
static bool word_before(ps_span text, size_t at) {
    size_t from = at;
    while (from > 0 && ps_is_hex(text.ptr[from - 1])) from--;
    return at - from >= 2 && !is_word(before(text, from));
}
static bool word_behind(ps_span text, size_t at) {
    size_t to = at;
    while (to < text.len && ps_is_hex(text.ptr[to])) to++;
    return to - at >= 2 && !is_word(behind(text, to));
}

/* A group of a dump has other groups beside it. */
static bool is_group(ps_span text, size_t from, size_t to) {
    return (before(text, from) == ' ' && word_before(text, from - 1)) ||
           (behind(text, to) == ' ' && word_behind(text, to + 1));
}

/* Nothing else but blanks and quotes stands in its line. */
static bool is_alone(ps_span text, size_t from, size_t to) {
    while (ps_is_one_of(before(text, from), " \t\"'")) from--;
    if (before(text, from) != '\n') return false;
    while (ps_is_one_of(behind(text, to), " \t\r\"',;\\)")) to++;
    return behind(text, to) == '\n';
}

static bool is_encoded(ps_span text, size_t from, size_t to) {
    if (is_text(ps_span_cut(text, from, to)) || is_alone(text, from, to)) return true;
    if (is_group(text, from, to)) return true;
    if (to - from < LONG) return false;
    ps_run run;
    return ps_is_one_of(behind(text, to), "+/-_") /* the run goes on */
               ? ps_run_read(text, from, ps_base64_end(text, from), 1, &run)
               : ps_run_is_hex(text, from, to);
}

/* 0x stands before it, as a word of its own. */
static bool is_prefixed(ps_span text, size_t from) {
    return before(text, from) == 'x' && before(text, from - 1) == '0' &&
           (from < 3 || !is_word(text.ptr[from - 3]));
}

/* The digits that end before `at` are the end of a name: sha256. */
static bool ends_name(ps_span text, size_t at) {
    size_t from = at, letters;
    while (from > 0 && ps_is_digit(text.ptr[from - 1])) from--;
    letters = from;
    while (letters > 0 && ps_is_lower(text.ptr[letters - 1])) letters--;
    return at - from <= NAME_DIGITS && from - letters >= 2 && !is_word(before(text, letters));
}

/* 71645-fb26c6d1, fb26c6d1-555-0123: a number is joined to it. */
static bool joins_number(ps_span text, size_t from, size_t to) {
    const char *const joints = "-./:";
    if (from >= 2 && ps_is_one_of(text.ptr[from - 1], joints) && ps_is_digit(text.ptr[from - 2]) &&
        !ends_name(text, from - 1))
        return true;
    if (!ps_is_one_of(behind(text, to), joints)) return false;
    size_t digits = ++to;
    while (ps_is_digit(behind(text, to))) to++;
    return to > digits && !is_word(behind(text, to));
}

/* What may be a year, a character set of a mail, or the first field of a segment (<1C>D2) is more
 * than an id. */
static bool means_more(ps_span text, size_t from) {
    const char *at = text.ptr + from;
    char sign = before(text, from);
    bool year = sign == ' ' && (!memcmp(at, "19", 2) || !memcmp(at, "20", 2));
    bool set = sign == '?' && before(text, from - 1) == '=';
    bool shown = sign == '>' && from >= 4 && at[-4] == '<' && at[-3] == '1';
    return year || set || shown || ps_is_one_of(sign, "\x1c\x1d\x1e");
}

/* The end of the id that begins with the digits [from, to); 0: they begin none. */
static size_t id_end(ps_text *text, size_t from, size_t to) {
    ps_span bytes = text->bytes;
    size_t uuid = to - from == LEAST ? uuid_end(text, from) : 0;
    if (uuid) to = uuid;
    char sign = before(bytes, from), next = behind(bytes, to);
    bool prefixed = is_prefixed(bytes, from);
    if (is_word(next) || (is_word(sign) && !prefixed) || ps_is_one_of(sign, "\\%&#+")) return 0;
    if (means_more(bytes, from) || joins_number(bytes, from, to)) return 0;
    unsigned most = uuid ? 0 : to - from >= LONG || prefixed ? DIGITS_LONG : DIGITS_MOST;
    if (!is_mixed(text, from, to, most) || (!uuid && is_encoded(bytes, from, to))) return 0;
    bool joined = ps_is_one_of(sign, "/-") || ps_is_one_of(next, "+/-");
    return joined && is_in_base64(bytes, from, to) ? 0 : to;
}

/* ---- all of them ---- */

/* Where eight digits one behind the other end, in the block under way; `last` are those of the
 * block before, of one, two and four. */
static uint64_t eights(uint64_t one, uint64_t last[3]) {
    uint64_t two = one & (one << 1 | last[0] >> 63);
    uint64_t four = two & (two << 2 | last[1] >> 62);
    uint64_t eight = four & (four << 4 | last[2] >> 60);
    last[0] = one;
    last[1] = two;
    last[2] = four;
    return eight;
}

/* Is it a hex word, or a UUID, of which sentences can tell no other? A secret has three letters and
 * three digits. */
static bool is_even(ps_text *text, size_t from, size_t to) {
    enum { EACH = 3 };
    size_t len = to - from;
    if (len > PS_HEX_WORD_MOST || before(text->bytes, from) == 'x') return false;
    uint64_t all, digits = digits_of(text, from, to, &all);
    int count = __builtin_popcountll(digits);
    int turns = __builtin_popcountll((digits ^ digits >> 1) & all >> 1);
    bool uuid = ps_is_uuid(text->bytes, from, to);
    return (uuid || turns >= PS_HEX_WORD_TURNS) && count >= EACH && (int)len - count >= EACH &&
           ps_hex_word_is_apart(text->bytes, from, to);
}

typedef void id_fn(ps_text *text, ps_extent id, void *ctx);

static size_t each_id(ps_byte_sets_fn *sets, ps_span bytes, id_fn *fn, void *ctx) {
    ps_text text;
    uint64_t last[3] = {0};
    size_t count = 0, seen = 0; /* seen: what stands before it has been decided */
    text.sets = sets;
    text.bytes = bytes;
    text.has_digits = false;
    read_mask(&text, &in_hex, text.hex);
    for (size_t base = 0; base < bytes.len; base += PS_SETS_BLOCK) {
        uint64_t ends = eights(text.hex[base / PS_SETS_BLOCK], last);
        if (seen > base) ends &= seen - base < PS_SETS_BLOCK ? ~(uint64_t)0 << (seen - base) : 0;
        while (ends) {
            size_t from = base + (size_t)__builtin_ctzll(ends) + 1 - LEAST;
            size_t to = hex_end(&text, from + LEAST), end = id_end(&text, from, to);
            if (end) fn(&text, (ps_extent){from, end}, ctx), count++;
            seen = end > to ? end : to;
            ends &= seen - base < PS_SETS_BLOCK ? ~(uint64_t)0 << (seen - base) : 0;
        }
    }
    return count;
}

/* It begins and ends with a digit: sentences have anchors of digits. None of them is the
 * skeleton's.
 */
#define SIXTEEN "b7b7b7b7b7b7b7b7"
static const char stand_in[] = "2fb7b7b7b7b7b7b7" SIXTEEN SIXTEEN SIXTEEN;
static const char uuid[] = "2fb7b7b7-7b7b-b7b7-7b7b-b7b7b7b7b7b7";

/* For the id that stands there. */
static void write_stand_in(char *at, const char *id, size_t len) {
    if (len == sizeof uuid - 1 && id[LEAST] == '-') {
        memcpy(at, uuid, sizeof uuid - 1);
        return;
    }
    for (; len > sizeof stand_in - 1; len -= sizeof stand_in - 1, at += sizeof stand_in - 1)
        memcpy(at, stand_in, sizeof stand_in - 1);
    memcpy(at, stand_in, len);
    at[len - 1] = '7';
}

typedef struct ps_copy {
    char *out;
    bool begun, even;
} ps_copy;

static void write_id(ps_text *text, ps_extent id, void *ctx) {
    ps_copy *copy = ctx;
    ps_span bytes = text->bytes;
    if (!copy->begun) memcpy(copy->out, bytes.ptr, bytes.len);
    copy->begun = true;
    copy->even = copy->even && is_even(text, id.from, id.to);
    write_stand_in(copy->out + id.from, bytes.ptr + id.from, id.to - id.from);
}

size_t ps_hex_ids_read(ps_byte_sets_fn *sets, ps_span text, char *out, bool *even) {
    ps_copy copy = {.out = out, .even = true};
    size_t count = each_id(sets, text, write_id, &copy);
    *even = copy.even;
    return count;
}

static void settle_id(ps_text *text, ps_extent id, void *ctx) {
    char *skeleton = ctx;
    const char *at = text->bytes.ptr + id.from;
    size_t len = id.to - id.from;
    char read[PS_SKELETON_MAX];
    write_stand_in(read, at, len);
    if (!memcmp(read, at, len)) memcpy(skeleton + id.from, read, len);
}

void ps_hex_ids_settle(ps_byte_sets_fn *sets, ps_span text, char *skeleton) {
    (void)each_id(sets, text, settle_id, skeleton);
}
