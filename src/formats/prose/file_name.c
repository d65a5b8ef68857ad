/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of files and folders that are made of a person: `Ruiz_Ana_40718322.pdf`,
 * `C:\Charts\Ruiz, Ana\labs.pdf`, `patient_40718322.json`. */
#include "checks.h"
#include "form.h"
#include "name_rank.h"

enum { PATH_MAX_BACK = 120, PIECES_MAX = 12, DIGITS_LOW = 5, DIGITS_HIGH = 12, DAY_LEN = 8 };

const char *const ps_file_name_anchors[] = {".pdf", ".xml", ".dcm",  ".jpg", ".jpeg", ".png",
                                            ".tif", ".hl7", ".json", ".mp3", ".docx", ".rtf",
                                            ".txt", ".csv", ".zip",  NULL};

ps_form_fn ps_file_name_read;

typedef struct piece {
    size_t from, to;
    bool number;
    unsigned rank; /* PS_NAME_* of a word with a capital */
} piece;

static bool is_letter(char c) {
    return ps_is_alpha(c) || (unsigned char)c >= 0x80 || c == '\'';
}

/* Where the path begins: behind a blank, unless the blank parts two words of a folder's name. */
static size_t path_start(ps_span t, size_t at) {
    size_t i = at;
    while (i > 0 && at - i < PATH_MAX_BACK && !ps_is_one_of(t.ptr[i - 1], "\t\n\"'=<>|()[]")) {
        bool blank = t.ptr[i - 1] == ' ';
        if (blank && !(i > 1 && t.ptr[i - 2] == ',')) break;
        i--;
    }
    return i;
}

/* RUIZ-ANA-40718322: hyphens part words from numbers; in Smith-Jones and 40-718322 they join. */
static size_t cut_at_hyphen(ps_span t, size_t from, size_t to) {
    size_t letters = 0, digits = 0, hyphen = to;
    for (size_t i = to; i-- > from;) {
        letters += is_letter(t.ptr[i]);
        digits += ps_is_digit(t.ptr[i]);
        if (t.ptr[i] == '-') hyphen = i;
    }
    return digits >= DIGITS_LOW && letters > 4 ? hyphen : to;
}

/* Words and numbers of [from, to), which one sign parts from each other. */
static size_t split(ps_span t, size_t from, size_t to, piece *pieces) {
    size_t count = 0;
    for (size_t i = from; i < to && count < PIECES_MAX;) {
        size_t start = i, digits = 0;
        while (i < to &&
               (ps_is_alnum(t.ptr[i]) || is_letter(t.ptr[i]) || (t.ptr[i] == '-' && i > start)))
            i++;
        i = cut_at_hyphen(t, start, i);
        for (size_t k = start; k < i; k++) digits += ps_is_digit(t.ptr[k]);
        if (i == start) {
            i++;
            continue;
        }
        piece p = {.from = start, .to = i, .number = digits >= DIGITS_LOW && digits <= DIGITS_HIGH};
        p.number &= digits + 4 >= i - start;
        if (!digits && (ps_is_upper(t.ptr[start]) || (unsigned char)t.ptr[start] >= 0x80))
            p.rank = ps_name_rank(ps_span_cut(t, start, i));
        pieces[count++] = p;
    }
    return count;
}

/* Ruiz and Ana: both in the lists, and one of them no ordinary word. */
static bool are_person(const piece *a, const piece *b) {
    bool names = a->rank & PS_NAME_ANY && b->rank & PS_NAME_ANY;
    bool sure = !(a->rank & PS_NAME_WORD) || !(b->rank & PS_NAME_WORD);
    bool order = (a->rank & PS_NAME_GIVEN && b->rank & PS_NAME_SURNAME) ||
                 (a->rank & PS_NAME_SURNAME && b->rank & PS_NAME_GIVEN);
    return names && sure && order;
}

static bool names_person(ps_span word) {
    static const char *const words[] = {"patient",     "patients",     "pt",       "mrn",
                                        "chart",       "charts",       "ccd",      "ccda",
                                        "demographic", "demographics", "wristband"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_is(word, words[i])) return true;
    return false;
}

/* 20240115 says when, not who: it goes only beside a name. */
static bool is_day(ps_span v) {
    return v.len == DAY_LEN && (v.ptr[0] == '1' || v.ptr[0] == '2') && ps_check_date(v);
}

static void judge(ps_reader *reader, const piece *pieces, size_t count) {
    ps_span t = reader->text;
    bool person = false;
    for (size_t i = 0; i + 1 < count; i++) {
        if (are_person(&pieces[i], &pieces[i + 1])) {
            ps_put(reader, PS_SLOT_NAME, pieces[i].from, pieces[i].to);
            ps_put(reader, PS_SLOT_NAME, pieces[i + 1].from, pieces[i + 1].to);
            person = true;
            i++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        ps_span v = ps_span_cut(t, pieces[i].from, pieces[i].to);
        bool named = i > 0 && names_person(ps_span_cut(t, pieces[i - 1].from, pieces[i - 1].to));
        bool day = is_day(v);
        if (pieces[i].number && (person || (named && !day)))
            ps_put(reader, day ? PS_SLOT_DATE : PS_SLOT_MRN, pieces[i].from, pieces[i].to);
    }
}

size_t ps_file_name_read(ps_reader *reader, size_t at, size_t end) {
    ps_span t = reader->text;
    if (end < t.len && ps_is_word(t.ptr[end])) return end;
    size_t from = path_start(t, at);
    piece pieces[PIECES_MAX];
    while (from < at) { /* each folder, then the file */
        size_t to = from;
        while (to < at && t.ptr[to] != '/' && t.ptr[to] != '\\') to++;
        judge(reader, pieces, split(t, from, to, pieces));
        from = to + 1;
    }
    return end;
}
