/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials and opaque payloads: JSON Web Tokens (RFC 7519, RFC 7516), AWS access key ids, PEM
 * private keys (RFC 7468), data: URIs (RFC 2397). A token cut at some length would leave its rest
 * in the log, so these read to their end; each run is read once, since an anchor inside a run is
 * refused.
 *
 * Grammar anchors: jwt the `e` of `eyJ`, aws_key `A`, pem the first `-`, data_uri the `d`. */
#include "boundary.h"
#include "checks.h"
#include "scan.h"

static bool base64url(char c) {
    return ps_is_word(c) || c == '-';
}

static size_t segment(ps_span t, size_t i) {
    while (base64url(ps_peek(t, i))) i++;
    return i;
}

/* Two more segments make a signed token (the last may be empty), four an encrypted one. */
static size_t jwt_end(ps_span t, size_t at) {
    size_t end = segment(t, at);
    if (end - at < 8 || ps_peek(t, end) != '.') return 0;
    size_t body = end + 1;
    end = segment(t, body);
    if (ps_peek(t, end) != '.') return 0;
    bool is_signed = ps_starts(t, body, "eyJ");
    size_t last = segment(t, end + 1);
    if (is_signed) return last;
    for (int i = 0; i < 2; i++) {
        if (ps_peek(t, last) != '.') return 0;
        size_t next = segment(t, last + 1);
        if (next == last + 1) return 0;
        last = next;
    }
    return last;
}

bool ps_grammar_jwt(ps_span t, size_t at, ps_extent *out) {
    size_t start;
    int before = ps_byte_before(t, at, &start);
    if (!ps_starts(t, at, "eyJ") || (before >= 0 && (base64url((char)before) || before == '.')))
        return false;
    size_t end = jwt_end(t, at);
    if (end == 0) return false;
    *out = (ps_extent){at, end};
    return true;
}

bool ps_check_jwt(ps_span v) {
    return ps_is_whole(ps_grammar_jwt, v, 0);
}

/* AKIA: a user's key; ASIA: a session's. */
bool ps_check_aws_key(ps_span v) {
    return ps_shape(v, "LLLLNNNNNNNNNNNNNNNN") &&
           (ps_starts(v, 0, "AKIA") || ps_starts(v, 0, "ASIA"));
}

bool ps_grammar_aws_key(ps_span t, size_t at, ps_extent *out) {
    if (at > t.len || t.len - at < 20 || !ps_check_aws_key(ps_span_cut(t, at, at + 20)))
        return false;
    if (!ps_word_starts(t, at) || !ps_word_ends(t, at + 20)) return false;
    *out = (ps_extent){at, at + 20};
    return true;
}

/* Index after `-----` with which a BEGIN or END line ends, 0 when the line is none. */
static size_t pem_line(ps_span t, size_t i, const char *word) {
    if (!ps_starts(t, i, word)) return 0;
    size_t k = i + strlen(word);
    while (ps_is_upper(ps_peek(t, k)) || ps_is_digit(ps_peek(t, k)) || ps_peek(t, k) == ' ') {
        if (++k - i > 64) return 0;
    }
    return k - i > 11 && memcmp(t.ptr + k - 11, "PRIVATE KEY", 11) == 0 && ps_starts(t, k, "-----")
               ? k + 5
               : 0;
}

/* A log may cut the block: then it reaches to the end of the text, or to the next block. */
bool ps_grammar_pem(ps_span t, size_t at, ps_extent *out) {
    size_t i = pem_line(t, at, "-----BEGIN ");
    if (i == 0) return false;
    for (; i < t.len; i++) {
        if (t.ptr[i] != '-') continue;
        size_t end = pem_line(t, i, "-----END ");
        if (end != 0) {
            i = end;
            break;
        }
        if (ps_starts(t, i, "-----BEGIN ")) break;
    }
    *out = (ps_extent){at, i};
    return true;
}

/* Index after `type/subtype;parameters;base64,`; JSON may write `\/`. */
static size_t data_head(ps_span t, size_t i) {
    if (!ps_starts_nocase(t, i, "data:")) return 0;
    size_t end = i + 128;
    for (i += 5; i < end; i++) {
        char c = ps_peek(t, i);
        if (c == ';' && ps_starts_nocase(t, i, ";base64,")) return i + 8;
        if (!ps_is_word(c) && !ps_is_one_of(c, "/\\.+-;=")) return 0;
    }
    return 0;
}

bool ps_grammar_data_uri(ps_span t, size_t at, ps_extent *out) {
    size_t from = ps_word_starts(t, at) ? data_head(t, at) : 0;
    if (from == 0) return false;
    size_t i = from;
    for (;;) {
        char c = ps_peek(t, i);
        if (ps_is_word(c) || ps_is_one_of(c, "+/=-"))
            i++;
        else if (c == '\\' && ps_peek(t, i + 1) == '/')
            i += 2;
        else
            break;
    }
    if (i == from) return false;
    *out = (ps_extent){from, i};
    return true;
}
