/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as what a sender of the Forward protocol sends: no crash, and the same messages however
 * they come. */
#include "forward_events.h"
#include "forward_frame.h"
#include "forward_shake.h"
#include "fuzz.h"

enum { MOST = 1 << 20 };

static void look(ps_span message) {
    ps_forward_frame frame;
    if (ps_forward_read(message, &frame) != PS_OK || frame.heartbeat) return;
    const char *end = message.ptr + message.len;
    FUZZ_CHECK(frame.tag.ptr >= message.ptr && frame.tag.ptr + frame.tag.len <= end);
    FUZZ_CHECK(frame.entries.ptr >= message.ptr && frame.entries.ptr + frame.entries.len <= end);
    ps_buf out;
    ps_buf_init(&out, SIZE_MAX / 2);
    FUZZ_CHECK(ps_forward_write(&out, frame.tag, frame.entries, 1, "c", PS_FORWARD_PLAIN) == PS_OK);
    ps_forward_frame again;
    FUZZ_CHECK(ps_forward_read(ps_buf_span(&out), &again) == PS_OK);
    FUZZ_CHECK(ps_span_eq(again.tag, frame.tag) && ps_span_eq(again.entries, frame.entries));
    ps_buf_free(&out);
}

/* Byte by byte or whole: the same end. */
static size_t measured(ps_span bytes, size_t step) {
    ps_forward_measure measure = {0};
    for (size_t len = step;; len += step) {
        if (len > bytes.len) len = bytes.len;
        ps_status status = ps_forward_measure_on(&measure, ps_span_cut(bytes, 0, len), MOST);
        if (status == PS_OK) return measure.end;
        if (status != PS_E_STOPPED || len == bytes.len) return 0;
    }
}

static void arrange(ps_span bytes) {
    ps_buf room;
    ps_span out;
    ps_forward_count count;
    ps_buf_init(&room, SIZE_MAX / 2);
    if (ps_forward_arrange(bytes, false, &room, &out, &count) == PS_OK)
        FUZZ_CHECK(out.len <= bytes.len);
    ps_buf_free(&room);
}

static void shake(ps_span bytes) {
    ps_buf out;
    ps_forward_shake state = {.nonce = "n"};
    ps_forward_secrets secrets = {.key = PS_LIT("k"), .users = PS_LIT("a:b"), .host = "h"};
    bool good;
    ps_buf_init(&out, SIZE_MAX / 2);
    if (ps_forward_answer_ping(&out, bytes, &state, &secrets, &good) == PS_OK) FUZZ_CHECK(!good);
    (void)!ps_forward_answer_helo(&out, bytes, &state, &secrets);
    FUZZ_CHECK(ps_forward_check_pong(bytes, &state, PS_LIT("n"), &secrets) != PS_OK);
    ps_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ps_span bytes = {(const char *)data, size};
    size_t whole = size ? measured(bytes, size) : 0;
    if (size) FUZZ_CHECK(measured(bytes, 1) == whole);
    if (whole) look(ps_span_cut(bytes, 0, whole));
    arrange(bytes);
    shake(bytes);
    return 0;
}
