/* SPDX-License-Identifier: Apache-2.0 */
#include "blanks.h"

#include <stdlib.h>

enum {
    TEXTS_MAX = 1 << 14,
    BYTES_MAX = 1 << 20,
    LEN_LEAST = 2,
    LEN_MAX = 128,
    MARKS = 1 << 13,
    PAIRS = 100 /* of digits */
};

/* Texts that are the same but for their digits, one behind the other. */
typedef struct ps_group {
    uint16_t first, count; /* texts */
    int16_t next;          /* group whose mark has the same hash; -1: none */
    uint8_t mark;          /* where mark_of() stands */
    uint8_t len;
    char last[2];      /* their last two bytes, blanked */
    uint8_t one, two;  /* where their first two digits stand; the same: they have one only */
    uint64_t pairs[2]; /* bit 10 * a + b: one of them has these two */
} ps_group;

typedef struct ps_text {
    uint32_t at;
    uint32_t len;
} ps_text;

struct ps_blanks {
    ps_buf bytes; /* folded */
    ps_buf plain; /* the same, blanked */
    ps_text *texts;
    size_t count, room;
    ps_group *groups;
    size_t group_count;
    int16_t marks[MARKS]; /* by two bytes of a mark; -1: none */
    char blank[256];      /* blank() */
};

/* ---- folding ---- */

static char fold(char c) {
    return c == '_' || c == '-' ? ' ' : ps_lower(c);
}

static char blank(char c) {
    return ps_is_digit(c) ? '0' : fold(c);
}

/* Of two bytes, blanked. */
static size_t mark_hash(char a, char b) {
    return ((size_t)(unsigned char)a << 6 ^ (unsigned char)b) % MARKS;
}

/* Two letters; else two bytes that are not both digits, which stand everywhere. */
static size_t mark_of(const char *bytes, size_t len) {
    size_t at = 0;
    while (at + 1 < len && !(ps_is_alpha(bytes[at]) && ps_is_alpha(bytes[at + 1]))) at++;
    if (at + 1 < len) return at;
    at = 0;
    while (at + 1 < len && ps_is_digit(bytes[at]) && ps_is_digit(bytes[at + 1])) at++;
    return at + 1 < len ? at : 0;
}

/* ---- building ---- */

static bool has_digit(ps_span text) {
    for (size_t i = 0; i < text.len; i++)
        if (ps_is_digit(text.ptr[i])) return true;
    return false;
}

static ps_status grow(ps_blanks *blanks) {
    if (blanks->count < blanks->room) return PS_OK;
    size_t room = blanks->room ? blanks->room * 2 : 1024;
    if (room > TEXTS_MAX) return PS_E_LIMIT;
    ps_text *larger = realloc(blanks->texts, room * sizeof *larger);
    if (!larger) return PS_E_NOMEM;
    blanks->texts = larger;
    blanks->room = room;
    return PS_OK;
}

static ps_status add_text(void *ctx, ps_span text) {
    ps_blanks *blanks = ctx;
    if (!has_digit(text)) return PS_OK;
    if (text.len < LEN_LEAST || text.len > LEN_MAX) return PS_E_LIMIT;
    ps_status status = grow(blanks);
    if (status != PS_OK) return status;
    blanks->texts[blanks->count++] = (ps_text){(uint32_t)blanks->bytes.len, (uint32_t)text.len};
    for (size_t i = 0; i < text.len && status == PS_OK; i++) {
        status = ps_buf_add_char(&blanks->bytes, fold(text.ptr[i]));
        if (status == PS_OK) status = ps_buf_add_char(&blanks->plain, blank(text.ptr[i]));
    }
    return status;
}

/* Those of one length that are the same without their digits stand together. */
static int compare(const char *bytes, const ps_text *x, const ps_text *y) {
    if (x->len != y->len) return x->len < y->len ? -1 : 1;
    const char *a = bytes + x->at, *b = bytes + y->at;
    for (uint32_t i = 0; i < x->len; i++)
        if (blank(a[i]) != blank(b[i])) return blank(a[i]) < blank(b[i]) ? -1 : 1;
    return 0;
}

/* Heap sort: the bytes are no global, which qsort would need. */
static void sift(const char *bytes, ps_text *texts, size_t at, size_t count) {
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && compare(bytes, &texts[child], &texts[child + 1]) < 0) child++;
        if (compare(bytes, &texts[at], &texts[child]) >= 0) return;
        ps_text moved = texts[at];
        texts[at] = texts[child];
        texts[child] = moved;
    }
}

static void sort(const char *bytes, ps_text *texts, size_t count) {
    for (size_t i = count / 2; i-- > 0;) sift(bytes, texts, i, count);
    for (size_t end = count; end-- > 1;) {
        ps_text moved = texts[0];
        texts[0] = texts[end];
        texts[end] = moved;
        sift(bytes, texts, 0, end);
    }
}

/* PAIRS, a bit that is always 0, where no digits stand. */
static unsigned pair_at(const ps_group *group, const char *text) {
    char one = text[group->one], two = text[group->two];
    if (!ps_is_digit(one) || !ps_is_digit(two)) return PAIRS;
    return (unsigned)(one - '0') * 10 + (unsigned)(two - '0');
}

static void begin_group(ps_blanks *blanks, size_t text) {
    ps_group *group = &blanks->groups[blanks->group_count];
    const char *bytes = blanks->bytes.ptr + blanks->texts[text].at;
    uint8_t digits[2] = {0, 0};
    unsigned count = 0;
    for (uint32_t i = 0; i < blanks->texts[text].len && count < 2; i++)
        if (ps_is_digit(bytes[i])) digits[count++] = (uint8_t)i;
    size_t mark = mark_of(bytes, blanks->texts[text].len);
    int16_t *head = &blanks->marks[mark_hash(blank(bytes[mark]), blank(bytes[mark + 1]))];
    uint32_t len = blanks->texts[text].len;
    *group = (ps_group){.first = (uint16_t)text,
                        .next = *head,
                        .mark = (uint8_t)mark,
                        .len = (uint8_t)len,
                        .last = {blank(bytes[len - 2]), blank(bytes[len - 1])},
                        .one = digits[0],
                        .two = digits[count > 1]};
    *head = (int16_t)blanks->group_count++;
}

static ps_status make_groups(ps_blanks *blanks) {
    const char *bytes = blanks->bytes.ptr;
    blanks->groups = calloc(blanks->count + 1, sizeof *blanks->groups);
    if (!blanks->groups) return PS_E_NOMEM;
    for (size_t i = 0; i < blanks->count; i++) {
        const ps_text *text = &blanks->texts[i];
        if (i == 0 || compare(bytes, text - 1, text) != 0) begin_group(blanks, i);
        ps_group *group = &blanks->groups[blanks->group_count - 1];
        unsigned pair = pair_at(group, bytes + text->at);
        group->pairs[pair / 64] |= (uint64_t)1 << pair % 64;
        group->count++;
    }
    return PS_OK;
}

ps_status ps_blanks_new(ps_blanks **out, const ps_words_db *words) {
    *out = NULL;
    ps_blanks *blanks = calloc(1, sizeof *blanks);
    if (!blanks) return PS_E_NOMEM;
    ps_buf_init(&blanks->bytes, BYTES_MAX);
    ps_buf_init(&blanks->plain, BYTES_MAX);
    for (size_t i = 0; i < MARKS; i++) blanks->marks[i] = -1;
    for (int c = 0; c < 256; c++) blanks->blank[c] = blank((char)c);
    ps_status status = ps_words_db_each(words, add_text, blanks);
    if (status == PS_OK && blanks->count) {
        sort(blanks->bytes.ptr, blanks->texts, blanks->count);
        status = make_groups(blanks);
    }
    if (status != PS_OK) {
        ps_blanks_free(blanks);
        return status;
    }
    *out = blanks;
    return PS_OK;
}

void ps_blanks_free(ps_blanks *blanks) {
    if (!blanks) return;
    ps_buf_free(&blanks->bytes);
    ps_buf_free(&blanks->plain);
    free(blanks->texts);
    free(blanks->groups);
    free(blanks);
}

/* ---- finding ---- */

/* Those of which the mark stands at `mark`. Of most their last bytes do not. */
static bool find_at(const ps_blanks *blanks, ps_span plain, size_t mark, int16_t g,
                    ps_blanks_fn *fn, void *ctx) {
    for (; g >= 0; g = blanks->groups[g].next) {
        const ps_group *group = &blanks->groups[g];
        size_t at = mark - group->mark, end = at + group->len;
        if (mark < group->mark || end > plain.len) continue;
        if (memcmp(plain.ptr + end - sizeof group->last, group->last, sizeof group->last) != 0)
            continue;
        const char *bytes = blanks->plain.ptr + blanks->texts[group->first].at;
        if (memcmp(plain.ptr + at, bytes, group->len) != 0) continue;
        if (!fn(ctx, at, end, (uint16_t)g)) return false;
    }
    return true;
}

bool ps_blanks_find(const ps_blanks *blanks, ps_span text, ps_blanks_fn *fn, void *ctx) {
    char plain[PS_BLANKS_TEXT_MAX];
    if (text.len > sizeof plain) return false;
    for (size_t i = 0; i < text.len; i++) plain[i] = blanks->blank[(unsigned char)text.ptr[i]];
    ps_span all = ps_span_of(plain, text.len);
    for (size_t i = 0; i + 1 < text.len; i++) {
        int16_t g = blanks->marks[mark_hash(plain[i], plain[i + 1])];
        if (g >= 0 && !find_at(blanks, all, i, g, fn, ctx)) return false;
    }
    return true;
}

uint16_t ps_blanks_number(const ps_blanks *blanks, ps_span text, uint16_t group) {
    const ps_group *it = &blanks->groups[group];
    unsigned pair = pair_at(it, text.ptr);
    if (!(it->pairs[pair / 64] >> pair % 64 & 1)) return 0; /* most */
    for (uint16_t n = 0; n < it->count; n++) {
        const ps_text *one = &blanks->texts[it->first + n];
        const char *bytes = blanks->bytes.ptr + one->at;
        uint32_t i = 0;
        while (i < one->len && bytes[i] == fold(text.ptr[i])) i++;
        if (i == one->len) return (uint16_t)(n + 1);
    }
    return 0;
}

bool ps_blanks_within(const ps_blanks *blanks, uint16_t group, const unsigned char *low,
                      const unsigned char *high) {
    const ps_group *it = &blanks->groups[group];
    for (unsigned a = low[it->one]; a <= high[it->one]; a++)
        for (unsigned b = low[it->two]; b <= high[it->two]; b++) {
            unsigned pair = it->one == it->two ? (a - '0') * 11 : (a - '0') * 10 + b - '0';
            if (a - '0' > 9 || b - '0' > 9 || (it->pairs[pair / 64] >> pair % 64 & 1)) return true;
        }
    return false;
}

ps_span ps_blanks_only(const ps_blanks *blanks, uint16_t group) {
    const ps_group *it = &blanks->groups[group];
    const ps_text *one = &blanks->texts[it->first];
    return ps_span_of(blanks->bytes.ptr + one->at, it->count == 1 ? one->len : 0);
}
