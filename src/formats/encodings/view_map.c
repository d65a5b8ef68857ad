/* SPDX-License-Identifier: Apache-2.0 */
#include "view_map.h"

#include <stdlib.h>
#include <string.h>

enum {
    STEP_MAX = 253,
    SAME = 254, /* the bytes that the one before it comes from */
    JUMP = 255, /* see the list */
    BLOCK = 64
};

void ps_view_map_free(ps_view_map *map) {
    free(map->steps);
    free(map->marks);
    free(map->jumps);
    *map = (ps_view_map){0};
}

ps_status ps_view_map_reserve(ps_view_map *map, size_t need) {
    if (need <= map->room) return PS_OK;
    size_t room = map->room + map->room / 2 > need ? map->room + map->room / 2 : need;
    uint8_t *steps = realloc(map->steps, room);
    if (steps) map->steps = steps;
    ps_raw *marks = realloc(map->marks, (room / BLOCK + 1) * sizeof *marks);
    if (marks) map->marks = marks;
    if (!steps || !marks) return PS_E_NOMEM;
    map->room = room;
    return PS_OK;
}

/* ---- writing ---- */

static ps_status add_jump(ps_view_map *map, ps_raw raw) {
    if (map->jump_count == map->jump_room) {
        size_t room = map->jump_room ? map->jump_room + map->jump_room / 2 : BLOCK;
        ps_jump *larger = realloc(map->jumps, room * sizeof *larger);
        if (!larger) return PS_E_NOMEM;
        map->jumps = larger;
        map->jump_room = room;
    }
    map->jumps[map->jump_count++] = (ps_jump){.at = (uint32_t)map->len, .raw = raw};
    return PS_OK;
}

ps_status ps_view_map_put(ps_view_map *map, ps_raw raw) {
    ps_raw last = map->last;
    uint8_t step = JUMP;
    if (raw.from == last.to && raw.to - raw.from <= STEP_MAX)
        step = (uint8_t)(raw.to - raw.from);
    else if (raw.from == last.from && raw.to == last.to)
        step = SAME;
    ps_status status = step == JUMP ? add_jump(map, raw) : PS_OK;
    if (status != PS_OK) return status;
    if (map->len % BLOCK == 0) map->marks[map->len / BLOCK] = last;
    map->steps[map->len++] = step;
    map->last = raw;
    return PS_OK;
}

ps_status ps_view_map_copy(ps_view_map *map, uint32_t from, size_t n) {
    ps_status status = PS_OK;
    if (from != map->last.to) { /* seldom: copies follow each other, or what was decoded */
        status = ps_view_map_put(map, (ps_raw){from, from + 1});
        if (status != PS_OK || --n == 0) return status;
        from++;
    }
    size_t begin = map->len, end = begin + n;
    uint32_t ahead = from - (uint32_t)begin; /* of the text, modulo 2^32 */
    if (begin % BLOCK == 0) map->marks[begin / BLOCK] = map->last;
    memset(map->steps + begin, 1, n);
    for (size_t i = (begin / BLOCK + 1) * BLOCK; i < end; i += BLOCK)
        map->marks[i / BLOCK] = (ps_raw){(uint32_t)i + ahead - 1, (uint32_t)i + ahead};
    map->len = end;
    map->last = (ps_raw){from + (uint32_t)n - 1, from + (uint32_t)n};
    return PS_OK;
}

void ps_view_map_repeat(ps_view_map *map, size_t n) {
    size_t begin = map->len, end = begin + n;
    memset(map->steps + begin, SAME, n);
    for (size_t i = (begin + BLOCK - 1) / BLOCK * BLOCK; i < end; i += BLOCK)
        map->marks[i / BLOCK] = map->last;
    map->len = end;
}

void ps_view_map_cut(ps_view_map *map, size_t len) {
    if (len >= map->len) return;
    map->last = len ? ps_view_map_at(map, len - 1) : (ps_raw){0, 0};
    map->len = len;
    while (map->jump_count && map->jumps[map->jump_count - 1].at >= len) map->jump_count--;
}

/* ---- reading ---- */

/* The first jump at `at` or behind it. */
static size_t jump_from(const ps_view_map *map, size_t at) {
    size_t low = 0, high = map->jump_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->jumps[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Onto the byte at cursor->at, from the one before it. */
static void step(const ps_view_map *map, ps_map_cursor *cursor) {
    uint8_t width = map->steps[cursor->at];
    if (width == JUMP)
        cursor->raw = map->jumps[cursor->jump++].raw;
    else if (width != SAME)
        cursor->raw = (ps_raw){cursor->raw.to, cursor->raw.to + width};
}

/* How many of n steps from here on are `one`. */
static size_t run_of(uint8_t one, const uint8_t *steps, size_t n) {
    const uint64_t eight = one * UINT64_C(0x0101010101010101);
    size_t i = 0;
    uint64_t word;
    for (; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, steps + i, sizeof word);
        if (word != eight) break;
    }
    while (i < n && steps[i] == one) i++;
    return i;
}

/* How many of them are one raw byte each. */
static size_t plain_run(const uint8_t *steps, size_t n) {
    return run_of(1, steps, n);
}

/* Over n bytes that follow each other, one raw byte each. */
static void pass(ps_map_cursor *cursor, size_t n) {
    cursor->at += n;
    cursor->raw.to += (uint32_t)n;
    cursor->raw.from = cursor->raw.to - 1;
}

ps_raw ps_view_map_seek(const ps_view_map *map, ps_map_cursor *cursor, size_t at) {
    if (at >= map->len) return (ps_raw){map->last.to, map->last.to};
    if (!cursor->set || at < cursor->at || at - cursor->at >= BLOCK) {
        cursor->set = true;
        cursor->at = at / BLOCK * BLOCK;
        cursor->raw = map->marks[cursor->at / BLOCK];
        cursor->jump = jump_from(map, cursor->at);
        step(map, cursor);
    }
    while (cursor->at < at) {
        size_t run = plain_run(map->steps + cursor->at + 1, at - cursor->at);
        if (run) pass(cursor, run);
        if (cursor->at < at && map->steps[cursor->at + 1] == SAME)
            cursor->at += run_of(SAME, map->steps + cursor->at + 1, at - cursor->at);
        if (cursor->at == at) break;
        cursor->at++;
        step(map, cursor);
    }
    return cursor->raw;
}

ps_status ps_view_map_follow(ps_view_map *map, const ps_view_map *above, ps_map_cursor *cursor,
                             size_t from, size_t to) {
    ps_status status = PS_OK;
    while (from < to && status == PS_OK) {
        ps_raw raw = ps_view_map_seek(above, cursor, from++);
        if (raw.to - raw.from != 1) {
            status = ps_view_map_put(map, raw);
            size_t same = status == PS_OK ? run_of(SAME, above->steps + from, to - from) : 0;
            if (same) ps_view_map_repeat(map, same);
            cursor->at += same;
            from += same;
            continue;
        }
        size_t more = plain_run(above->steps + from, to - from);
        status = ps_view_map_copy(map, raw.from, 1 + more);
        from += more;
        if (more) pass(cursor, more);
    }
    return status;
}

ps_raw ps_view_map_around(const ps_view_map *map, ps_map_cursor *cursor, size_t from, size_t to) {
    ps_raw around = ps_view_map_seek(map, cursor, from);
    for (size_t i = from + 1; i < to;) { /* the bytes of a word may stand in another order */
        size_t end = to < map->len ? to : map->len;
        size_t run = i < end ? plain_run(map->steps + i, end - i) : 0;
        if (run) pass(cursor, run); /* they follow what was looked at */
        ps_raw raw = run ? cursor->raw : ps_view_map_seek(map, cursor, i);
        if (raw.from < around.from) around.from = raw.from;
        if (raw.to > around.to) around.to = raw.to;
        i += run ? run : 1;
    }
    return around;
}

ps_raw ps_view_map_at(const ps_view_map *map, size_t at) {
    ps_map_cursor cursor = {0};
    return ps_view_map_seek(map, &cursor, at);
}
