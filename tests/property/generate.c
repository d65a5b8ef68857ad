/* SPDX-License-Identifier: Apache-2.0 */
#include "generate.h"

#include <stdio.h>

static void put(ps_buf *out, const char *text) {
    assert_int_equal(ps_buf_add(out, ps_span_z(text)), PS_OK);
}

static const char *pick(kit_random *r, const char *const *list, size_t count) {
    return list[kit_below(r, count)];
}
#define PICK(r, list) pick(r, list, KIT_COUNT(list))

/* ---- values ---- */

typedef enum kind {
    K_SSN,
    K_MRN,
    K_DATE,
    K_NAME,
    K_PHONE,
    K_EMAIL,
    K_MEMBER,
    K_ACCOUNT,
    K_KINDS
} kind;

static unsigned digits(kit_random *r, unsigned n) {
    unsigned v = 1 + (unsigned)kit_below(r, 8);
    while (--n) v = v * 10 + (unsigned)kit_below(r, 10);
    return v;
}

static void make_ssn(kit_random *r, char *out) {
    unsigned a = digits(r, 3), g = digits(r, 2), s = digits(r, 4);
    static const char *const forms[] = {"%03u-%02u-%04u", "%03u%02u%04u", "%03u %02u %04u"};
    (void)snprintf(out, 64, forms[kit_below(r, 3)], a, g, s);
}

static void make_date(kit_random *r, char *out) {
    unsigned y = 1920 + (unsigned)kit_below(r, 90), m = 1 + (unsigned)kit_below(r, 12);
    unsigned d = 13 + (unsigned)kit_below(r, 15);
    switch (kit_below(r, 4)) {
    case 0: (void)snprintf(out, 64, "%04u-%02u-%02u", y, m, d); break;
    case 1: (void)snprintf(out, 64, "%02u/%02u/%04u", m, d, y); break;
    case 2: (void)snprintf(out, 64, "%04u%02u%02u", y, m, d); break;
    default: (void)snprintf(out, 64, "%02u-Apr-%04u", d, y);
    }
}

static void make_value(kit_random *r, kind k, char *out) {
    static const char *const names[] = {"Okonkwo",   "Lindqvist",  "Xochitl",
                                        "Vasquez",   "Thornbury",  "Nakamura",
                                        "Kowalczyk", "Achterberg", "O'Mallory"};
    static const char *const hosts[] = {"example.com", "mail.example.org", "example.net"};
    switch (k) {
    case K_SSN: make_ssn(r, out); break;
    case K_MRN: (void)snprintf(out, 64, kit_below(r, 2) ? "%u" : "GH-%u", digits(r, 8)); break;
    case K_DATE: make_date(r, out); break;
    case K_NAME: (void)snprintf(out, 64, "%s", PICK(r, names)); break;
    case K_PHONE:
        (void)snprintf(out, 64, kit_below(r, 2) ? "317-555-%04u" : "(317) 555-%04u", digits(r, 4));
        break;
    case K_EMAIL: (void)snprintf(out, 64, "u%u.x@%s", digits(r, 5), PICK(r, hosts)); break;
    case K_MEMBER: (void)snprintf(out, 64, "XQH%u", digits(r, 9)); break;
    default: (void)snprintf(out, 64, "%u", digits(r, 9)); break;
    }
}

static const char *key_of(kit_random *r, kind k) {
    static const char *const keys[K_KINDS][4] = {
        {"ssn", "social_security_number", "patient_ssn", "ssn_full"},
        {"mrn", "medical_record_number", "patient_mrn", "chart_number"},
        {"dob", "date_of_birth", "birth_date", "patient_dob"},
        {"last_name", "patient_name", "surname", "guarantor_name"},
        {"home_phone", "phone_number", "mobile_phone", "patient_phone"},
        {"email", "email_address", "patient_email", "contact_email"},
        {"member_number", "subscriber_id", "policy_number", "member_no"},
        {"account_number", "patient_account", "acct_no", "guarantor_account"},
    };
    return keys[k][kit_below(r, 4)];
}

/* ---- keys ---- */

static void put_key(kit_random *r, ps_buf *out, const char *words) {
    size_t form = kit_below(r, 7);
    bool begin = form == 2;
    for (const char *p = words; *p; p++) {
        char c = *p;
        if (c == '_') {
            begin = form == 1 || form == 2;
            if (begin || form == 3) continue;
            c = form == 4 ? '-' : '_';
        } else if (begin || form == 5) {
            c = ps_upper(c);
            begin = false;
        }
        assert_int_equal(ps_buf_add_char(out, c), PS_OK);
    }
    if (form == 6) put(out, "__c");
}

/* ---- forms ---- */

static void noise(kit_random *r, ps_buf *out, bool json) {
    static const char *const any[] = {"took=12ms",
                                      "retry=2",
                                      "[main]",
                                      "INFO",
                                      "GET /healthz 200",
                                      "status=open",
                                      "a.b.C:17",
                                      "v=10.0.19041.1",
                                      "100%",
                                      "node-7",
                                      "x=y",
                                      "\xc3\xa9t\xc3\xa9",
                                      "{}",
                                      "()",
                                      "-> ok",
                                      "\"q\""};
    static const char *const bytes[] = {"\xff\xfe", "\x80", "\xc3", "\t", "\x1b[0m", "\x01"};
    static const char *const members[] = {
        "\"n\":1",    "\"ok\":true",           "\"v\":\"10.0.19041.1\"",   "\"a\":[1,2,{}]",
        "\"z\":null", "\"t\":\"x, y: z = 3\"", "\"e\":\"a\\\\b\\\"c\\n\"", "\"f\":-1.5e3"};
    if (json)
        put(out, PICK(r, members));
    else if (kit_below(r, 8))
        put(out, PICK(r, any));
    else if (kit_below(r, 3))
        put(out, PICK(r, bytes));
    else
        assert_int_equal(ps_buf_add_char(out, 0), PS_OK);
}

static bool is_number(const char *value) {
    return value[0] != '0' && strspn(value, "0123456789") == strlen(value);
}

/* "key":value, inside a string of `depth` escapes. */
static void put_member(kit_random *r, ps_buf *out, kind k, const char *value, const char *quote) {
    put(out, quote);
    put_key(r, out, key_of(r, k));
    put(out, quote);
    put(out, kit_below(r, 3) ? ":" : ": ");
    bool bare = is_number(value) && kit_below(r, 2), list = kit_below(r, 6) == 0;
    if (list) put(out, "[");
    if (!bare) put(out, quote);
    put(out, value);
    if (!bare) put(out, quote);
    if (list) put(out, "]");
}

static void json_line(kit_random *r, ps_buf *out, planted_line *line) {
    bool nested = kit_below(r, 4) == 0;
    const char *quote = nested ? "\\\"" : "\"";
    put(out, nested ? "{\"msg\":\"{" : "{");
    for (size_t i = 0; i < line->count; i++) {
        kind k = (kind)kit_below(r, K_KINDS);
        make_value(r, k, line->values[i]);
        put_member(r, out, k, line->values[i], quote);
        put(out, ",");
    }
    put(out, quote);
    put(out, "end");
    put(out, quote);
    put(out, nested ? ":0}\"" : ":0");
    for (size_t i = kit_below(r, 4); i; i--) {
        put(out, ",");
        noise(r, out, true);
    }
    put(out, "}");
}

static void put_field(kit_random *r, ps_buf *out, kind k, const char *value) {
    put_key(r, out, key_of(r, k));
    bool quoted = strpbrk(value, " '") || kit_below(r, 3) == 0;
    put(out, kit_below(r, 4) ? "=" : quoted ? ": " : "=");
    if (quoted) put(out, "\"");
    put(out, value);
    if (quoted) put(out, "\"");
}

static void field_line(kit_random *r, ps_buf *out, planted_line *line) {
    noise(r, out, false);
    for (size_t i = 0; i < line->count; i++) {
        kind k = (kind)kit_below(r, K_KINDS);
        make_value(r, k, line->values[i]);
        put(out, " ");
        put_field(r, out, k, line->values[i]);
        put(out, kit_below(r, 3) ? " " : ", ");
        noise(r, out, false);
    }
}

static void query_line(kit_random *r, ps_buf *out, planted_line *line) {
    put(out, "GET /v1/search?q=1");
    for (size_t i = 0; i < line->count; i++) {
        kind k = (kind)kit_below(r, K_KINDS);
        do make_value(r, k, line->values[i]);
        while (strpbrk(line->values[i], " '()"));
        put(out, "&");
        put_key(r, out, key_of(r, k));
        put(out, "=");
        put(out, line->values[i]);
    }
    put(out, kit_below(r, 2) ? "&page=2 HTTP/1.1" : " HTTP/1.1");
}

static void noise_line(kit_random *r, ps_buf *out) {
    for (size_t i = kit_below(r, 12); i; i--) {
        noise(r, out, false);
        put(out, " ");
    }
}

void generate_line(kit_random *r, ps_buf *out, planted_line *line) {
    size_t before = out->len, form = kit_below(r, 10);
    *line = (planted_line){.count = 1 + kit_below(r, PLANTED_MAX), .json = form < 4};
    if (form < 4)
        json_line(r, out, line);
    else if (form < 7)
        field_line(r, out, line);
    else if (form < 9)
        query_line(r, out, line);
    else
        line->count = 0, noise_line(r, out);
    line->text.len = out->len - before;
}
