/* SPDX-License-Identifier: Apache-2.0
 *
 * The one look at a line denies nothing that is there. */
#include "csv_bytes.h"
#include "kit.h"
#include "line_look.h"
#include "statement.h"

enum { ROUNDS = 20000, LINE_MAX_LEN = 200, ROOM = 512 };

/* Pieces of lines that come near to what is sought. */
static const char *const pieces[] = {
    "select",  "INSERT", "update ", "delete(", "Replace ", "merge\t", "re-insert", "\\nselect ",
    "\\",      "\\n",    "args",    "params",  "bind:",    "values:", "no key",    "raw sql]",
    "cached ", "index ", "since",   "@p0 = ",  "$1",       ":mrn=>",  "parameter", "generated in",
    "=",       ":",      "@",       "_",       ",",        ";",       "|",         "^",
    "\t",      "\r",     " ",       "  ",      ".",        "-",       "\"",        "7",
    "x",       "mrn",    "dob",     "{",       "\xE2\x94", "\x82",    "\xC3\xA9",  "!",
    "?",       "= ?",    "q=",      "%",       "%s",       "d",       "$",         "(:"};

static size_t random_line(kit_random *r, char *bytes) {
    size_t len = 0, limit = kit_below(r, LINE_MAX_LEN);
    while (len < limit) {
        const char *piece = pieces[kit_below(r, sizeof pieces / sizeof *pieces)];
        size_t n = strlen(piece);
        memcpy(bytes + len, piece, n);
        len += n;
    }
    return len;
}

static bool tells_values(ps_span line) {
    for (size_t at = 0; at < line.len; at++) {
        bool begins = ps_is_alpha(line.ptr[at]) && (at == 0 || !ps_is_word(line.ptr[at - 1]));
        if ((begins && ps_bind_word_at(line, at)) || ps_bind_pair_at(line, at)) return true;
    }
    return false;
}

static size_t tail_of(ps_span line) {
    size_t at = line.len;
    while (at > 0 && ps_csv_byte(line.ptr[at - 1])) at--;
    return at;
}

static bool has_separator(ps_span line, size_t from) {
    for (size_t at = from; at < line.len; at++)
        if (ps_csv_byte(line.ptr[at]) & PS_CSV_SEPARATOR) return true;
    return false;
}

static bool is_placeholder(ps_span line, size_t at) {
    char sign = line.ptr[at], before = at > 0 ? line.ptr[at - 1] : ' ';
    char next = at + 1 < line.len ? line.ptr[at + 1] : ' ';
    if (sign == '?') return !ps_is_word(before) && !ps_is_alpha(next);
    if (sign == '%') return ps_is_one_of(next, "sdv(");
    if (sign == ':') return ps_is_word(next) && ps_is_one_of(before, "(=<>, \t\n");
    if (sign != '$' && sign != '@') return false;
    return (ps_is_word(next) || next == '{') && !ps_is_word(before);
}

static bool has_placeholder(ps_span line) {
    bool found = false;
    for (size_t at = 0; at < line.len && !found; at++) found = is_placeholder(line, at);
    return found;
}

static size_t verb_of(ps_span line) {
    size_t verb = ps_statement_seek(line, 0);
    return verb == line.len ? SIZE_MAX : verb;
}

/* `behind`: bytes that may be read, but do not count. */
static void check(const char *bytes, size_t len, size_t behind) {
    ps_span line = ps_span_of(bytes, len), text = ps_span_of(bytes, len + behind);
    ps_line_look look = ps_line_look_at(text, len, 0, len, true);
    assert_true(ps_line_verb(text, 0, len) == verb_of(line));
    assert_int_equal(look.placeholder, has_placeholder(line));
    assert_true(look.values || !tells_values(line));
    assert_int_equal(look.tail, tail_of(line));
    assert_int_equal(look.separators, has_separator(line, look.tail));
}

static void test_random_lines(void **state) {
    (void)state;
    kit_random r = kit_seed(23);
    for (size_t round = 0; round < ROUNDS; round++) {
        char bytes[ROOM];
        size_t len = random_line(&r, bytes), more = random_line(&r, bytes + len);
        check(bytes, len, 0);
        check(bytes, len, more);
    }
}

static void test_values_are_sought_when_asked(void **state) {
    (void)state;
    ps_span line = PS_LIT("==> Parameters: 7(Integer)");
    assert_true(ps_line_look_at(line, line.len, 0, line.len, true).values);
    assert_false(ps_line_look_at(line, line.len, 0, line.len, false).values);
}

/* Lines in the middle of an event: places are those of the text. */
static void test_places(void **state) {
    (void)state;
    ps_span text = PS_LIT("key: 1\n  update t\nmrn,dob\n");
    ps_line_look look = ps_line_look_at(text, text.len - 1, 7, 17, true);
    assert_int_equal(look.tail, 7);
    assert_int_equal(ps_line_verb(text, 7, 17), 9);
    assert_true(ps_line_verb(text, 18, 25) == SIZE_MAX);
    look = ps_line_look_at(text, text.len - 1, 18, 25, true);
    assert_int_equal(look.tail, 18);
    assert_true(look.separators);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_lines),
        cmocka_unit_test(test_values_are_sought_when_asked),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
