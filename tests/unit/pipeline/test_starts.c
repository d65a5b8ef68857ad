/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the framer says that events begin, stepping through the lines says so, too, whatever pieces
 * the lines come in; and with that or without it the same is carried on. */
#include "framer.h"
#include "kit.h"

static const char text[] =
    "2026-11-22T09:30:12.001Z ERROR c.e.Save failed\n"
    "java.lang.IllegalStateException: no row\n"
    "\tat com.example.Save.run(Save.java:17)\n"
    "Caused by: java.io.IOException: broken pipe\n"
    "\t... 12 more\n"
    "2026-11-22T09:30:12.002Z INFO  c.e.Save retried\n"
    "mrn,last_name,dob\n40718322,Lopez,1957-04-09\n40718323,Ruiz,1957-04-10\n\n"
    "{\n  \"member\": {\n    \"id\": 17\n  }\n}\n"
    "level=info msg=\"batch closed\" took=12ms\r\n"
    "PID|1||40718322||LOPEZ^MARIA\nPV1|1|O\n"
    "insert into patient (mrn, name) values (?, ?)\n"
    "  bind => [40718322, Lopez]\n"
    "{\"log\":\"cut \",\"stream\":\"stdout\",\"time\":\"2026-11-22T00:02:50.620Z\"}\n"
    "{\"log\":\"here\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-22T00:02:50.620Z\"}\n"
    "the last line has no end";

typedef struct feed {
    size_t at, step;
    bool pauses;
} feed;

static ps_status feed_read(void *self, char *to, size_t room, size_t *got, ps_error *err) {
    feed *from = self;
    (void)err;
    size_t n = sizeof text - 1 - from->at;
    if (n > from->step) n = from->step;
    if (n > room) n = room;
    memcpy(to, text + from->at, n);
    from->at += n;
    *got = n;
    return PS_OK;
}

static bool feed_pending(void *self) {
    return !((const feed *)self)->pauses;
}

static void check_steps(const kit *k, const ps_block *block) {
    ps_track track = block->track;
    size_t start = 0;
    for (size_t at = 0; at < block->len;) {
        const char *newline = memchr(block->ptr + at, '\n', block->len - at);
        size_t end = newline ? (size_t)(newline - block->ptr) : block->len;
        bool begins = !ps_track_line(&track, k->engine, ps_span_of(block->ptr + at, end - at));
        bool noted = start < block->starts.count && block->starts.items[start].at == at;
        assert_int_equal(begins, noted);
        start += noted;
        at = end + 1;
    }
    assert_int_equal(start, block->starts.count);
}

static void check_carried(const kit *k, const ps_block *block) {
    ps_span lines = ps_span_of(block->ptr, block->len);
    ps_carried with = block->carried, without = block->carried;
    ps_carried_pass(&with, &block->track, k->engine, lines, &block->starts);
    ps_carried_pass(&without, &block->track, k->engine, lines, NULL);
    assert_int_equal(with.csv.kind, without.csv.kind);
    assert_int_equal(with.csv.columns.count, without.csv.columns.count);
    assert_int_equal(with.headed.kind, without.headed.kind);
    assert_int_equal(with.rows.phase, without.rows.phase);
    assert_int_equal(with.next, without.next);
    assert_int_equal(with.events, without.events);
    for (size_t i = 0; i < PS_CARRIED_STATEMENTS; i++)
        assert_int_equal(with.waiting[i].statement.count, without.waiting[i].statement.count);
}

/* Returns how many blocks told of their starts. */
static size_t check(const kit *k, feed *from, size_t block_size) {
    ps_source source = {.self = from, .read = feed_read, .pending = feed_pending};
    ps_framer framer;
    ps_block block = {0};
    size_t told = 0;
    ps_framer_init(&framer, &source, k->engine, 4000);
    assert_int_equal(ps_block_grow(&block, block_size), PS_OK);
    for (;;) {
        ps_frame frame = ps_framer_fill(&framer, &block, NULL);
        if (frame == PS_FRAME_END) break;
        if (frame == PS_FRAME_FULL) {
            assert_int_equal(ps_block_grow(&block, block.cap * 2), PS_OK);
            continue;
        }
        assert_int_equal(frame, PS_FRAME_LINES);
        if (ps_starts_tell(&block.starts, block.len)) {
            check_steps(k, &block);
            check_carried(k, &block);
            told++;
        }
        block.len = 0;
    }
    ps_block_free(&block);
    ps_framer_free(&framer);
    return told;
}

static void what_is_noted_is_what_steps_say(void **state) {
    (void)state;
    static const size_t steps[] = {1, 7, 100, 4000}, blocks[] = {64, 300, 900, 8000};
    kit k = kit_open(NULL);
    size_t told = 0;
    for (size_t i = 0; i < 4 * 4 * 2; i++) {
        feed from = {.step = steps[i % 4], .pauses = i / 16};
        told += check(&k, &from, blocks[i / 4 % 4]);
    }
    assert_true(told > 50);
    kit_close(&k);
}

/* ---- lines that are known ---- */

static void ignore(const ps_trace *trace, void *ctx) {
    (void)trace, (void)ctx;
}

/* Nothing in it opens a table or waits for values. */
static const char plain[] =
    "2026-11-22T09:30:12.001Z ERROR c.e.Save failed\n"
    "java.lang.IllegalStateException: no row 17\n"
    "\tat com.example.Save.run(Save.java:17)\n"
    "\t... 12 more\n"
    "2026-11-22T09:30:12.002Z INFO  c.e.Save retried 3 times\n"
    "2026-11-22 09:30:12,118 worker-6 INFO export done: 380938 rows\n"
    "java.io.IOException: broken pipe 32\n"
    "[17] closed\n\n"
    "Nov 22 00:12:33 app-01 sshd[25356]: Accepted key from port 42513\n"
    "Nov 22 00:12:34 app-01 sshd[25356]:   and closed 7\n"
    "{\"ts\":\"2026-01-05T00:00:00.000Z\",\"level\":\"info\",\"seq\":321509064}\n"
    "{\"ts\":\"2026-01-05T00:00:00.000Z\",\"level\":\"info\",\"seq\":321509065}\n"
    "I1122 00:22:30.632000       1 handler.go:511] \"synced\" generation=48\n"
    "2024-01-15T09:30:12.1Z stdout F 2024-01-15 09:30:12 INFO started 12\n"
    "2024-01-15T09:30:12.1Z stdout P half of 33\n"
    "2024-01-15T09:30:12.1Z stdout F  the rest 44\n"
    "level=info ts=2026-11-22T00:03:42.262Z caller=a.go:165 took=133ms\n"
    "{\"log\":\"{\\\"level\\\":\\\"info\\\",\\\"took\\\":17,\\\"seq\\\":620123456,\\\"path\\\":"
    "\\\"/a%20b/7\\\"}\\n\","
    "\"stream\":\"stdout\",\"time\":\"2026-11-22T00:02:50.620123456Z\"}\n"
    "I1122 00:22:30.632000       1 proxy.go:17] \"GET /a%20b?q=%7B7%7D\" took=12\n"
    "10.4.0.7 - - [22/Nov/2026:00:12:33 +0000] \"GET /a?page=7 HTTP/1.1\" 200 3478\n"
    "000000 33 34\nthat was 1705311012 of it\n1705311012 and of 20260105\n";

/* The text over and over, each time with other digits in some of its numbers. */
typedef struct stream {
    kit_random random;
    size_t rounds, at;
    char now[sizeof plain - 1];
} stream;

static ps_status stream_read(void *self, char *to, size_t room, size_t *got, ps_error *err) {
    stream *from = self;
    (void)err;
    *got = 0;
    if (!from->rounds) return PS_OK;
    for (size_t i = 0; i < sizeof from->now && from->at == 0; i++) {
        bool other = ps_is_digit(plain[i]) && kit_below(&from->random, 3) == 0;
        from->now[i] = other ? (char)('0' + kit_below(&from->random, 10)) : plain[i];
    }
    *got = sizeof from->now - from->at < room ? sizeof from->now - from->at : room;
    memcpy(to, from->now + from->at, *got);
    from->at = (from->at + *got) % sizeof from->now;
    from->rounds -= from->at == 0;
    return PS_OK;
}

/* One scratch knows what it has seen, the other looks at everything: both say the same. */
static void known_lines_begin_events_as_others_do(void **state) {
    (void)state;
    kit k = kit_open(NULL);
    stream from = {.random = kit_seed(9), .rounds = (4 << 20) / sizeof plain};
    ps_source source = {.self = &from, .read = stream_read};
    ps_scratch *forgets;
    ps_framer framer;
    ps_block block = {0};
    assert_int_equal(ps_scratch_new(&forgets, k.engine), PS_OK);
    ps_scratch_trace(forgets, ignore, NULL);
    ps_framer_init(&framer, &source, k.engine, 4000);
    assert_int_equal(ps_block_grow(&block, 100000), PS_OK);
    for (;;) {
        ps_span lines, out, want;
        block.len = 0;
        ps_scratch_prepare(k.scratch);
        if (ps_framer_fill(&framer, &block, k.scratch) == PS_FRAME_END) break;
        lines = ps_span_of(block.ptr, block.len);
        assert_true(ps_starts_tell(&block.starts, block.len));
        check_steps(&k, &block);
        ps_carry *with = ps_scratch_carry(k.scratch), *without = ps_scratch_carry(forgets);
        with->track = without->track = block.track;
        with->starts = &block.starts;
        assert_int_equal(ps_sieve_batch(k.engine, k.scratch, lines, &out), PS_OK);
        assert_int_equal(ps_sieve_batch(k.engine, forgets, lines, &want), PS_OK);
        with->starts = NULL;
        assert_int_equal(out.len, want.len);
        assert_memory_equal(out.ptr, want.ptr, want.len);
        framer.carried = with->carried;
    }
    assert_true(ps_scratch_counts(k.scratch)->recalled > 1000);
    assert_int_equal(ps_scratch_counts(forgets)->recalled, 0);
    ps_scratch_free(forgets);
    ps_block_free(&block);
    ps_framer_free(&framer);
    kit_close(&k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_noted_is_what_steps_say),
        cmocka_unit_test(known_lines_begin_events_as_others_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
