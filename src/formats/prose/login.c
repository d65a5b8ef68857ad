/* SPDX-License-Identifier: Apache-2.0
 *
 * Login names made from a person's: `user mlopez`, `login failed for m.lopez`, `'lopez57'`. Those
 * of services and machines (root, svc_etl, postgres) say nothing of anybody and stay, as does what
 * the operating system says of its own users. */
#include "form.h"
#include "name_rank.h"

enum { LOGIN_MAX = 40, NAME_MIN = 3, WHOLE_MIN = 4, DIGITS_MAX = 4, SIGHT = 160 };

const char *const ps_login_anchors[] = {"user ",          "user: ",    "user=",        "user '",
                                        "user \"",        "username",  "user name",    "login",
                                        "connecting as ", "logged in", "session for ", "locked",
                                        "authenticat",    "audit: ",   "signed in",    NULL};

ps_form_fn ps_login_read;

/* sshd, PAM and the kernel's audit speak of users of the machine. */
static bool is_of_machine(ps_span t, size_t at) {
    static const char *const marks[] = {"sshd", "pam_", "uid=", "tty",
                                        "ssh2", "su[",  "sudo", "ftpd"};
    size_t from = at > SIGHT ? at - SIGHT : 0, to = at + SIGHT < t.len ? at + SIGHT : t.len;
    while (from < at && memchr(t.ptr + from, '\n', at - from))
        from = (size_t)((const char *)memchr(t.ptr + from, '\n', at - from) - t.ptr) + 1;
    const char *newline = memchr(t.ptr + at, '\n', to - at);
    ps_span line = ps_span_cut(t, from, newline ? (size_t)(newline - t.ptr) : to);
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        size_t n = strlen(marks[m]);
        for (size_t i = 0; i + n <= line.len; i++)
            if (line.ptr[i] == marks[m][0] && !memcmp(line.ptr + i, marks[m], n)) return true;
    }
    return false;
}

static bool is_surname(ps_span w, bool plain) {
    if (w.len + plain < NAME_MIN) return false; /* m.wu */
    unsigned rank = ps_name_rank(w);
    return (rank & PS_NAME_SURNAME) && (plain || !(rank & PS_NAME_WORD));
}

/* m.lopez, maria.lopez, mlopez, lopez57, mlopez57; the digits are cut off before. */
static bool is_of_person(ps_span w, bool digits) {
    const char *dot = memchr(w.ptr, '.', w.len);
    if (!dot) dot = memchr(w.ptr, '_', w.len);
    if (dot) {
        size_t at = (size_t)(dot - w.ptr);
        ps_span first = ps_span_cut(w, 0, at), last = ps_span_cut(w, at + 1, w.len);
        bool given = at == 1 || (ps_name_rank(first) & PS_NAME_GIVEN);
        return given && is_surname(last, true);
    }
    if (w.len < WHOLE_MIN) return false;
    unsigned whole = ps_name_rank(w);
    if (digits && whole & PS_NAME_ANY) return true;
    if (whole & PS_NAME_WORD) return false;
    ps_span tail = ps_span_cut(w, 1, w.len);
    return is_surname(tail, digits) ||
           (tail.len >= WHOLE_MIN && ps_name_rank(tail) & PS_NAME_SURNAME && !whole);
}

/* The login name at `at`: letters, at most one dot, and few digits behind; `at`: none. */
static size_t login_end(ps_span t, size_t at) {
    size_t i = at, signs = 0, digits = 0;
    while (i < t.len && i - at < LOGIN_MAX &&
           (ps_is_lower(t.ptr[i]) || t.ptr[i] == '.' || t.ptr[i] == '_')) {
        if (!ps_is_lower(t.ptr[i])) {
            if (i == at || i + 1 >= t.len || !ps_is_lower(t.ptr[i + 1])) break;
            signs++;
        }
        i++;
    }
    size_t letters = i;
    while (i < t.len && ps_is_digit(t.ptr[i])) digits++, i++;
    if (signs > 1 || digits > DIGITS_MAX || letters == at) return at;
    if (i < t.len && (ps_is_word(t.ptr[i]) || ps_is_one_of(t.ptr[i], "@-+%/\\=(:"))) {
        bool ends = t.ptr[i] == ':' && (i + 1 == t.len || t.ptr[i + 1] == ' ');
        bool secret = t.ptr[i] == '/'; /* jdoe/password@db */
        if (!ends && !secret && t.ptr[i] != '\\') return at;
    }
    return is_of_person(ps_span_cut(t, at, letters), digits > 1) ? i : at;
}

/* connecting as mlopez/hunter2@emrdb */
static size_t put_secret(ps_reader *reader, size_t at) {
    ps_span t = reader->text;
    size_t i = at;
    while (i < t.len && i - at < LOGIN_MAX && !ps_is_one_of(t.ptr[i], "@ \t\n\"/")) i++;
    if (i < t.len && t.ptr[i] == '@' && i > at) ps_put(reader, PS_SLOT_CREDENTIAL, at, i);
    return i;
}

static bool is_step(ps_span w) {
    static const char *const words[] = {"with",    "login",    "name",    "username", "for", "user",
                                        "failed",  "failure",  "by",      "as",       "of",  "the",
                                        "account", "locked",   "attempt", "is",       "in",  "id",
                                        "portal",  "rejected", "and",     "new",      "from"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_is(w, words[i])) return true;
    return false;
}

size_t ps_login_read(ps_reader *reader, size_t at, size_t end) {
    ps_span t = reader->text;
    size_t i = end;
    if (at > 0 && ps_is_alpha(t.ptr[at - 1])) return end;
    while (i < t.len && ps_is_alpha(t.ptr[i]) && ps_is_alpha(t.ptr[end - 1])) i++;
    for (unsigned steps = 0; steps < 5; steps++) {
        while (i < t.len && i - end < 64 && ps_is_one_of(t.ptr[i], " :='\"\\([")) i++;
        size_t to = login_end(t, i);
        if (to > i) {
            if (is_of_machine(t, i)) return to;
            ps_put(reader, PS_SLOT_OTHER, i, to);
            return to < t.len && t.ptr[to] == '/' ? put_secret(reader, to + 1) : to;
        }
        size_t word = i;
        while (word < t.len && ps_is_alpha(t.ptr[word])) word++;
        if (word == i || !is_step(ps_span_cut(t, i, word))) break;
        i = word;
    }
    return i > end ? i : end;
}
