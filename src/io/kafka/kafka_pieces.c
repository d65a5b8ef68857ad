/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_pieces.h"

#include <stdlib.h>
#include <string.h>

enum { AT_LENGTH = 4, AT_BEGIN = 8, AT_ID = 12, ID = 16 };
#define WHOLE_MOST ((size_t)1 << 30)
static const char MAGIC[] = "PSQP";

struct ps_pieces_one {
    char id[ID];
    char *name;
    size_t name_len, length;
    bool done; /* it was whole: only its name is kept */
    ps_buf bytes;
};

/* ---- cutting ---- */

static void put_number(char *out, size_t n) {
    for (unsigned i = 0; i < 4; i++) out[i] = (char)(n >> (24 - 8 * i));
}

static size_t number_at(const char *bytes) {
    size_t n = 0;
    for (unsigned i = 0; i < 4; i++) n = n << 8 | (unsigned char)bytes[i];
    return n;
}

ps_status ps_piece_cut(ps_span whole, size_t *at, size_t most, ps_buf *out) {
    char head[PS_PIECE_HEAD];
    if (whole.len > WHOLE_MOST || whole.len < ID || most < PS_PIECE_LEAST) return PS_E_LIMIT;
    memcpy(head, MAGIC, AT_LENGTH);
    put_number(head + AT_LENGTH, whole.len);
    put_number(head + AT_BEGIN, *at);
    memcpy(head + AT_ID, whole.ptr + whole.len - ID, ID);
    size_t left = whole.len - *at,
           end = *at + (left < most - sizeof head ? left : most - sizeof head);
    ps_status status = ps_buf_add(out, ps_span_of(head, sizeof head));
    if (status == PS_OK) status = ps_buf_add(out, ps_span_cut(whole, *at, end));
    if (status == PS_OK) *at = end;
    return status;
}

/* ---- joining ---- */

static void drop(ps_pieces_one *one) {
    ps_buf_free(&one->bytes);
    free(one->name);
    one->name = NULL;
}

/* What was given out is nobody's any more. */
static void let_go(ps_pieces *pieces) {
    if (pieces->given) ps_buf_free(&pieces->items[pieces->given - 1].bytes);
    pieces->given = 0;
}

static ps_pieces_one *find(ps_pieces *pieces, const char *id) {
    for (size_t i = pieces->count; i > 0; i--) {
        ps_pieces_one *one = &pieces->items[i - 1];
        if (!one->done && memcmp(one->id, id, ID) == 0) return one;
    }
    return NULL;
}

/* NULL: no memory. */
static ps_pieces_one *begin(ps_pieces *pieces, ps_span name, ps_span piece) {
    if (pieces->count == pieces->room) {
        size_t room = pieces->room ? 2 * pieces->room : 16;
        ps_pieces_one *items = realloc(pieces->items, room * sizeof *items);
        if (!items) return NULL;
        pieces->items = items;
        pieces->room = room;
    }
    ps_pieces_one *one = &pieces->items[pieces->count];
    *one = (ps_pieces_one){.name = malloc(name.len + 1), .name_len = name.len};
    if (!one->name) return NULL;
    if (name.len) memcpy(one->name, name.ptr, name.len);
    memcpy(one->id, piece.ptr + AT_ID, ID);
    one->length = number_at(piece.ptr + AT_LENGTH);
    ps_buf_init(&one->bytes, one->length);
    pieces->count++;
    return one;
}

static bool is_piece(ps_span bytes) {
    if (bytes.len <= PS_PIECE_HEAD || memcmp(bytes.ptr, MAGIC, AT_LENGTH) != 0) return false;
    size_t length = number_at(bytes.ptr + AT_LENGTH), at = number_at(bytes.ptr + AT_BEGIN);
    return length <= WHOLE_MOST && at < length && bytes.len - PS_PIECE_HEAD <= length - at;
}

bool ps_pieces_take(ps_pieces *pieces, ps_span name, ps_span bytes, ps_span *whole) {
    let_go(pieces);
    *whole = bytes;
    if (!is_piece(bytes)) return true;
    size_t at = number_at(bytes.ptr + AT_BEGIN);
    ps_pieces_one *one = find(pieces, bytes.ptr + AT_ID);
    if (!one && at == 0) one = begin(pieces, name, bytes);
    if (!one) pieces->strays += bytes.len - PS_PIECE_HEAD;
    /* One that is missing leaves a gap, which no later one closes. */
    if (!one || one->bytes.len != at ||
        ps_buf_add(&one->bytes, ps_span_cut(bytes, PS_PIECE_HEAD, bytes.len)) != PS_OK)
        return false;
    if (one->bytes.len < one->length) return false;
    one->done = true;
    pieces->given = (size_t)(one - pieces->items) + 1;
    *whole = ps_buf_span(&one->bytes);
    return true;
}

static bool came_again(const ps_pieces *pieces, const ps_pieces_one *lost) {
    for (size_t i = 0; i < pieces->count; i++) {
        const ps_pieces_one *one = &pieces->items[i];
        if (one->done && one->name_len == lost->name_len &&
            memcmp(one->name, lost->name, lost->name_len) == 0)
            return true;
    }
    return false;
}

uint64_t ps_pieces_end(ps_pieces *pieces) {
    uint64_t lost = pieces->strays;
    let_go(pieces);
    for (size_t i = 0; i < pieces->count; i++) {
        const ps_pieces_one *one = &pieces->items[i];
        if (!one->done && !came_again(pieces, one)) lost += one->bytes.len;
    }
    for (size_t i = 0; i < pieces->count; i++) drop(&pieces->items[i]);
    free(pieces->items);
    *pieces = (ps_pieces){NULL};
    return lost;
}
