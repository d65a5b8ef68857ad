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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_noted_is_what_steps_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
