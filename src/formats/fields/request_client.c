/* SPDX-License-Identifier: Apache-2.0
 *
 * The client of a request in logs that write no Common Log Format (45 CFR 164.514(b)(2)(i)(O)):
 *
 *     uvicorn     203.0.113.7:51422 - "GET /portal HTTP/1.1" 200
 *     gin         | 200 |   1.2ms |   203.0.113.7 | GET      "/portal"
 *     AWS ALB     2024-01-15T09:30:12.186641Z app/prod/50dc6c49 203.0.113.7:2817 10.0.0.1:80 ..
 *     AWS S3      [15/Jan/2024:09:30:12 +0000] 203.0.113.7 REQUESTER ID REST.GET.OBJECT ..
 *     CloudFront  ..  203.0.113.7  GET  d111111abcdef8.cloudfront.net  /view.html  200 */
#include "checks.h"
#include "form.h"
#include "value.h"

enum { FIELD_MAX = 128, ADDRESS_MAX = 24, FIELDS_MAX = 3 };

ps_form_fn ps_request_client_read;
extern const char *const ps_request_client_anchors[];
const char *const ps_request_client_anchors[] = {
    " - \"get /",  " - \"post /", " - \"put /",  " - \"patch /",      " - \"delete /",
    " - \"head /", " | get  ",    " | post  ",   " | put  ",          " | patch  ",
    " | delete  ", "z app/",      "z net/",      ".cloudfront.net\t", " rest.get.",
    " rest.put.",  " rest.head.", " rest.post.", " rest.delete.",     NULL};

static bool is_blank(ps_span t, size_t at) {
    return ps_is_blank(t.ptr[at]);
}

/* Puts [from, to) when it is a public address, without its port. Where one is written always, what
 * has none is a version. */
static bool put_address(ps_reader *reader, size_t from, size_t to, bool port) {
    ps_span t = reader->text;
    if (to - from > ADDRESS_MAX) return false;
    const char *colon = memchr(t.ptr + from, ':', to - from);
    if (port && !colon) return false;
    if (colon) {
        for (const char *p = colon + 1; p < t.ptr + to; p++)
            if (!ps_is_digit(*p)) return false;
        to = (size_t)(colon - t.ptr);
    }
    if (!ps_check_ipv4_public(ps_span_cut(t, from, to))) return false;
    ps_put(reader, PS_SLOT_IP, from, to);
    return true;
}

/* One of the last `fields` fields before `at`. */
static void address_before(ps_reader *reader, size_t at, unsigned fields, bool port) {
    ps_span t = reader->text;
    for (; fields > 0; fields--) {
        while (at > 0 && is_blank(t, at - 1)) at--;
        size_t from = at;
        while (from > 0 && at - from < FIELD_MAX && (unsigned char)t.ptr[from - 1] > ' ') from--;
        if (from == at || at - from == FIELD_MAX || put_address(reader, from, at, port)) return;
        at = from;
    }
}

size_t ps_request_client_read(ps_reader *reader, size_t at, size_t end) {
    ps_span t = reader->text;
    bool balancer = ps_lower(t.ptr[at]) == 'z';
    if (!balancer) {
        bool beside = t.ptr[at] == ' ' && !ps_is_alpha(t.ptr[at + 1]); /* ` - "`, ` | ` */
        address_before(reader, at, beside ? 1 : FIELDS_MAX, beside && t.ptr[at + 1] == '-');
        return end;
    }
    size_t limit = t.len - end > FIELD_MAX ? end + FIELD_MAX : t.len, from = end;
    while (from < limit && (unsigned char)t.ptr[from] > ' ') from++;
    if (from >= limit || t.ptr[from] != ' ') return end;
    size_t to = ++from;
    while (to < t.len && to - from <= ADDRESS_MAX && (unsigned char)t.ptr[to] > ' ') to++;
    put_address(reader, from, to, true);
    return end;
}
