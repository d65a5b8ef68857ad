/* SPDX-License-Identifier: Apache-2.0 */
#include "json_check.h"

#include <string.h>

enum { DEPTH_MAX = 64 };

typedef struct reader {
    const char *at, *end;
    unsigned depth;
} reader;

static bool value(reader *r);

static void blanks(reader *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n'))
        r->at++;
}

static bool take(reader *r, char c) {
    blanks(r);
    if (r->at >= r->end || *r->at != c) return false;
    r->at++;
    return true;
}

static bool hex4(reader *r) {
    for (unsigned i = 0; i < 4; i++, r->at++) {
        if (r->at >= r->end) return false;
        char c = *r->at, low = (char)(c | 0x20);
        if (!((c >= '0' && c <= '9') || (low >= 'a' && low <= 'f'))) return false;
    }
    return true;
}

static bool string(reader *r) {
    if (!take(r, '"')) return false;
    while (r->at < r->end) {
        unsigned char c = (unsigned char)*r->at++;
        if (c == '"') return true;
        if (c < 0x20) return false;
        if (c != '\\') continue;
        if (r->at >= r->end) return false;
        char e = *r->at++;
        if (e == 'u' ? !hex4(r) : !memchr("\"\\/bfnrt", e, 8)) return false;
    }
    return false;
}

static size_t digits(reader *r) {
    size_t n = 0;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9') r->at++, n++;
    return n;
}

static bool number(reader *r) {
    if (r->at < r->end && *r->at == '-') r->at++;
    const char *begin = r->at;
    size_t n = digits(r);
    if (!n || (n > 1 && *begin == '0')) return false;
    if (r->at < r->end && *r->at == '.') {
        r->at++;
        if (!digits(r)) return false;
    }
    if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        r->at++;
        if (r->at < r->end && (*r->at == '+' || *r->at == '-')) r->at++;
        if (!digits(r)) return false;
    }
    return true;
}

static bool word(reader *r, const char *text) {
    size_t n = strlen(text);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, text, n) != 0) return false;
    r->at += n;
    return true;
}

static bool object(reader *r) {
    if (!take(r, '{')) return false;
    if (take(r, '}')) return true;
    do {
        if (!string(r) || !take(r, ':') || !value(r)) return false;
    } while (take(r, ','));
    return take(r, '}');
}

static bool array(reader *r) {
    if (!take(r, '[')) return false;
    if (take(r, ']')) return true;
    do {
        if (!value(r)) return false;
    } while (take(r, ','));
    return take(r, ']');
}

static bool value(reader *r) {
    blanks(r);
    if (r->at >= r->end || ++r->depth > DEPTH_MAX) return false;
    bool good;
    switch (*r->at) {
    case '{': good = object(r); break;
    case '[': good = array(r); break;
    case '"': good = string(r); break;
    case 't': good = word(r, "true"); break;
    case 'f': good = word(r, "false"); break;
    case 'n': good = word(r, "null"); break;
    default: good = number(r);
    }
    r->depth--;
    return good;
}

bool json_check(const char *text, size_t len) {
    reader r = {text, text + len, 0};
    if (!value(&r)) return false;
    blanks(&r);
    return r.at == r.end;
}
