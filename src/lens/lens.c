/* SPDX-License-Identifier: Apache-2.0 */
#include "lens_inside.h"

#include "base64.h"
#include "block.h"
#include "error.h"
#include "key_index.h"
#include "run.h"
#include "separators.h"
#include "shapes.h"
#include "trigger.h"
#include "words.h"

#include <stdlib.h>

typedef struct ps_byte_anchor {
    uint16_t rule, item;
    uint8_t byte;
} ps_byte_anchor;

struct ps_lens {
    ps_block_fn *block;
    ps_block_sets sets;
    ps_shapes shapes;
    ps_byte_anchor anchors[PS_BLOCK_BYTES];
    unsigned anchor_count;
    bool is_anchor[256];
    ps_key_index *keys;
    ps_words_db *words;
};

/* One scan under way. */
typedef struct ps_look {
    const ps_lens *lens;
    ps_lens_scratch *scratch;
    ps_span text;
    ps_extent trigger_line; /* that is noted already */
    size_t run_to;          /* runs up to here have been looked at, wherever they stood */
    size_t refused;         /* the last run that is not worth opening begins there */
} ps_look;

/* ---- compiling ---- */

static ps_status add_find(ps_lens *lens, const ps_rule *rule, uint16_t r, uint16_t i,
                          ps_error *err) {
    const ps_find *find = &rule->finds[i];
    ps_status status = PS_OK;
    if (find->kind == PS_FIND_SHAPE) {
        status = ps_shapes_add(&lens->shapes, &lens->sets, find, r, i);
    } else if (find->kind == PS_FIND_ANCHOR && find->len == 1) {
        uint8_t byte = (uint8_t)find->text[0];
        if (lens->anchor_count == PS_BLOCK_BYTES ||
            !ps_block_set_add(&lens->sets, PS_SET_BEGINS, byte))
            status = PS_E_RULES;
        else
            lens->anchors[lens->anchor_count++] = (ps_byte_anchor){r, i, byte};
        lens->is_anchor[byte] = true;
    }
    if (status == PS_OK) return PS_OK;
    return ps_fail(
        err, status,
        "%s:%u: rule %s: bad shape, or more than %d shapes or %d different literal bytes",
        rule->file, find->line, rule->id, PS_SHAPES_MAX, PS_BLOCK_BYTES);
}

/* NUL of UTF-16 and '#' of #012: too rare for masks of their own. */
static ps_status add_rare(ps_lens *lens, ps_error *err) {
    ps_block_sets *sets = &lens->sets;
    for (const char *sign = PS_TRIGGER_COLUMN_SIGNS; *sign; sign++)
        (void)ps_block_set_add(&lens->sets, PS_SET_COLUMNS, (unsigned char)*sign);
    if (ps_block_set_add(sets, PS_SET_BEGINS, 0) && ps_block_set_add(sets, PS_SET_BEGINS, '#'))
        return PS_OK;
    return ps_fail(err, PS_E_RULES, "the rules ask for more than %d different bytes",
                   PS_BLOCK_BYTES - 2);
}

static ps_status compile(ps_lens *lens, const ps_rules *rules, const bool *enabled,
                         ps_form_anchors anchors, ps_error *err) {
    for (size_t r = 0; r < ps_rules_count(rules); r++) {
        const ps_rule *rule = ps_rules_at(rules, r);
        for (size_t i = 0; enabled[r] && i < rule->find_count; i++) {
            ps_status status = add_find(lens, rule, (uint16_t)r, (uint16_t)i, err);
            if (status != PS_OK) return status;
        }
    }
    ps_status status = add_rare(lens, err);
    if (status != PS_OK) return status;
    status = ps_key_index_new(&lens->keys, rules, enabled);
    if (status != PS_OK) return ps_fail(err, status, "out of memory");
    return ps_words_db_new(&lens->words, rules, enabled, anchors, err);
}

ps_status ps_lens_new(ps_lens **out, const ps_rules *rules, const bool *enabled,
                      ps_form_anchors anchors, ps_error *err) {
    *out = NULL;
    ps_lens *lens = calloc(1, sizeof *lens);
    if (!lens) return ps_fail(err, PS_E_NOMEM, "out of memory");
    lens->block = ps_block_best();
    ps_status status = compile(lens, rules, enabled, anchors, err);
    if (status != PS_OK) {
        ps_lens_free(lens);
        return status;
    }
    *out = lens;
    return PS_OK;
}

void ps_lens_free(ps_lens *lens) {
    if (!lens) return;
    ps_key_index_free(lens->keys);
    ps_words_db_free(lens->words);
    free(lens);
}

bool ps_lens_is_prebuilt(const ps_lens *lens) {
    return ps_words_db_is_prebuilt(lens->words);
}

const ps_key_index *ps_lens_keys(const ps_lens *lens) {
    return lens->keys;
}

const ps_words_db *ps_lens_words(const ps_lens *lens) {
    return lens->words;
}

/* ---- scratch ---- */

ps_status ps_lens_scratch_new(ps_lens_scratch **out, const ps_lens *lens) {
    *out = NULL;
    ps_lens_scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return PS_E_NOMEM;
    ps_status status = ps_words_scratch_new(&scratch->words, lens->words);
    scratch->candidates = malloc(PS_CANDIDATES_FIRST * sizeof *scratch->candidates);
    scratch->triggers = malloc(PS_CANDIDATES_FIRST * sizeof *scratch->triggers);
    scratch->room = scratch->trigger_room = PS_CANDIDATES_FIRST;
    if (status != PS_OK || !scratch->candidates || !scratch->triggers) {
        ps_lens_scratch_free(scratch);
        return PS_E_NOMEM;
    }
    *out = scratch;
    return PS_OK;
}

void ps_lens_scratch_free(ps_lens_scratch *scratch) {
    if (!scratch) return;
    ps_words_scratch_free(scratch->words);
    free(scratch->candidates);
    free(scratch->triggers);
    free(scratch);
}

void ps_lens_trim(ps_lens_scratch *scratch) {
    ps_trim(&scratch->candidates, &scratch->room, sizeof *scratch->candidates);
}

static bool push(ps_look *look, ps_candidate candidate) {
    ps_lens_scratch *s = look->scratch;
    if (s->count == s->room) {
        void *array = s->candidates;
        s->status = ps_lens_more_room(&array, &s->room, sizeof *s->candidates);
        s->candidates = array;
        if (s->status != PS_OK) return false;
    }
    s->candidates[s->count++] = candidate;
    return true;
}

/* ---- scanning ---- */

static bool on_shape(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len) {
    return push(ctx, (ps_candidate){.at = at,
                                    .end = at + len,
                                    .rule = shape->rule,
                                    .item = shape->item,
                                    .kind = PS_CANDIDATE_SHAPE});
}

/* Are the label's words there, parted by a blank, '_' or '-'? */
static bool label_is_there(ps_span text, size_t at, const ps_word_pattern *p) {
    for (uint32_t i = 0; i < p->len; i++) {
        char want = p->label[i], have = text.ptr[at + i];
        if (want == ' ' ? !ps_is_one_of(have, " _-") : ps_lower(have) != want) return false;
    }
    return true;
}

static bool in_word(char c) {
    return ps_is_word(c) || c == '@';
}

/* A label stands alone: not inside a longer word, path or identifier. */
static bool label_stands(ps_span text, size_t at, size_t end) {
    if (at > 0 && in_word(text.ptr[at - 1])) return false;
    if (end >= text.len) return true;
    bool glued = ps_is_word(text.ptr[end]) && ps_is_alnum(text.ptr[end - 1]);
    bool compound = ps_is_one_of(text.ptr[end], "-./") && end + 1 < text.len &&
                    ps_is_alpha(text.ptr[end + 1]); /* claim-processor-7d4b9c6f5d */
    return !glued && !compound;
}

static bool on_label(ps_look *look, const ps_word_pattern *p, size_t end) {
    if (end > look->text.len || end < p->len) return true;
    size_t at = end - p->len;
    if (!label_stands(look->text, at, end) || !label_is_there(look->text, at, p)) return true;
    return push(look, (ps_candidate){.at = (uint32_t)at,
                                     .end = (uint32_t)end,
                                     .rule = p->rule,
                                     .item = p->item,
                                     .kind = p->kind});
}

static bool add_trigger(ps_look *look, uint32_t at) {
    ps_lens_scratch *s = look->scratch;
    const char *end = memchr(look->text.ptr + at, '\n', look->text.len - at);
    look->trigger_line = (ps_extent){at, end ? (size_t)(end - look->text.ptr) : look->text.len};
    if (s->trigger_count == s->trigger_room) {
        void *array = s->triggers;
        s->status = ps_lens_more_room(&array, &s->trigger_room, sizeof *s->triggers);
        s->triggers = array;
        if (s->status != PS_OK) return false;
    }
    s->triggers[s->trigger_count++] = at;
    return true;
}

/* A block is gone over several times, so that a later line may have been noted before this one. */
static bool is_noted(const ps_look *look, size_t at) {
    return at >= look->trigger_line.from && at < look->trigger_line.to;
}

static bool on_trigger(ps_look *look, uint32_t at) {
    if (at >= look->text.len || is_noted(look, at)) return true;
    return !ps_trigger_at(look->text, at) || add_trigger(look, at);
}

/* Is the run [at, end) worth opening? Behind a separator and as a stretch it is asked twice. */
static bool is_run(ps_look *look, size_t at, size_t end) {
    ps_run run;
    if (at == look->refused) return false;
    if (ps_run_read(look->text, at, end, 1, &run)) return true;
    look->refused = at;
    return false;
}

/* A run of base64 or hexadecimal digits that is worth opening, at `at`. */
static bool on_run(ps_look *look, size_t at) {
    ps_span text = look->text;
    if (is_noted(look, at) || text.len - at < PS_RUN_LEAST) return true;
    if (!ps_is_base64(text.ptr[at + PS_RUN_LEAST - 1])) return true; /* nearly always */
    size_t end = ps_base64_end(text, at);
    if (end - at < PS_RUN_LEAST || !is_run(look, at, end)) return true;
    return add_trigger(look, (uint32_t)at);
}

enum { VALUE_GAP = 4 }; /* blanks and quotes between a separator and its value */

/* data=..., "body":"...": behind a separator. */
static bool on_value(ps_look *look, uint32_t separator) {
    size_t at = (size_t)separator + 1, limit = at + VALUE_GAP;
    while (at < look->text.len && at < limit && ps_is_one_of(look->text.ptr[at], " \"'\\")) at++;
    return at >= look->text.len || on_run(look, at);
}

/* ---- runs in the middle of anything ---- */

enum { STRETCH_SEEN = 16, STRETCH_LEAST = 2 * STRETCH_SEEN - 1 };

/* Bit i: STRETCH_SEEN letters and digits begin there. Of STRETCH_LEAST in a row so many stand in
 * one block, wherever it begins. */
static uint64_t stretches_of(uint64_t alnum) {
    alnum &= alnum >> 1;
    alnum &= alnum >> 2;
    alnum &= alnum >> 4;
    return alnum & alnum >> 8;
}

/* Letters and digits in [at, end): are they of a run of base64 or hexadecimal digits? */
static bool on_stretch(ps_look *look, size_t at, size_t end) {
    ps_span text = look->text;
    if (at < look->run_to) return true;
    while (at > 0 && ps_is_alnum(text.ptr[at - 1])) at--;
    while (end < text.len && ps_is_alnum(text.ptr[end])) end++;
    if (end - at < STRETCH_LEAST) return true;
    while (at > 0 && ps_is_base64(text.ptr[at - 1])) at--;
    look->run_to = end = ps_base64_end(text, end);
    return is_noted(look, at) || !is_run(look, at, end) || add_trigger(look, (uint32_t)at);
}

static bool on_stretches(ps_look *look, uint64_t alnum, uint32_t base) {
    for (uint64_t hits = stretches_of(alnum); hits;) {
        unsigned from = (unsigned)__builtin_ctzll(hits);
        uint64_t behind = ~(alnum >> from);
        unsigned to = behind ? from + (unsigned)__builtin_ctzll(behind) : PS_BLOCK;
        bool inside = from > 0 && to < PS_BLOCK;
        if (!(inside && to - from < STRETCH_LEAST) && !on_stretch(look, base + from, base + to))
            return false;
        hits = to < PS_BLOCK ? hits & ~(uint64_t)0 << to : 0;
    }
    return true;
}

/* Digits so far from each other that they may be the columns of a dump or of an array of bytes:
 * every byte of text has a digit in front, and a sign behind each column: what ps_trigger_columns
 * asks first. The masks of one width let pass what is of another, where it may be that, too. */
static uint64_t columns_of(const ps_block_masks *now, const ps_block_masks *next) {
    uint64_t d[13], s[11]; /* a digit, a sign so far behind */
    const uint64_t *sign = &now->set[PS_SET_COLUMNS], *sign_next = &next->set[PS_SET_COLUMNS];
    for (unsigned k = 2; k < 5; k++) d[k] = ps_bits_behind(now->digit, next->digit, k);
    s[2] = ps_bits_behind(*sign, *sign_next, 2);
    s[4] = ps_bits_behind(*sign, *sign_next, 4);
    d[0] = now->digit & ((s[2] & (d[3] | d[4])) | (s[4] & (d[2] | d[3])));
    if (!d[0]) return 0;
    for (unsigned k = 5; k < 11; k++) s[k] = ps_bits_behind(*sign, *sign_next, k);
    d[1] = ps_bits_behind(now->digit, next->digit, 1);
    d[5] = ps_bits_behind(now->digit, next->digit, 5);
    d[6] = ps_bits_behind(now->digit, next->digit, 6);
    uint64_t pairs = s[2] & s[5] & s[8] & d[3];
    uint64_t wider = s[2] & s[6] & s[10] & d[4];
    uint64_t words = s[4] & s[9] & d[2] & d[5];
    uint64_t coded = s[4] & (s[9] | s[10]) & d[2] & d[6] & ~d[1];
    uint64_t mixed = s[4] & s[10] & d[3] & d[6] & ~d[2];             /* pairs, or coded */
    if (!(d[0] & (pairs | wider | words | coded | mixed))) return 0; /* nearly always */
    for (unsigned k = 7; k < 13; k++) d[k] = ps_bits_behind(now->digit, next->digit, k);
    uint64_t found = (pairs | mixed) & d[6] & d[9] & ~d[2] & ~d[5] & ~d[8];
    found |= wider & d[8] & d[12] & ~d[3] & ~d[7];
    found |= words & d[7] & d[10] & d[12];
    found |= coded & d[8] & d[12] & ~d[4] & ~d[7];
    return d[0] & found;
}

static bool on_columns(ps_look *look, uint32_t at) {
    if (is_noted(look, at) || !ps_trigger_columns(look->text, at)) return true;
    return add_trigger(look, at);
}

static bool on_key(ps_look *look, uint32_t at) {
    ps_key_hit hit;
    if (!ps_key_index_look_twice(look->lens->keys, look->text, at, &hit)) return true;
    const ps_key_owner *owner = ps_key_index_owner(look->lens->keys, hit.owner);
    for (; owner; owner = ps_key_index_owner(look->lens->keys, owner->next)) {
        ps_candidate candidate = {.at = hit.at,
                                  .end = hit.end,
                                  .aux = at,
                                  .rule = owner->rule,
                                  .item = owner->item,
                                  .reach = (uint16_t)hit.reach,
                                  .kind = PS_CANDIDATE_KEY};
        if (!push(look, candidate)) return false;
    }
    return true;
}

/* A separator that is no single byte. */
static bool on_sign(ps_look *look, ps_separator separator, size_t len, size_t end) {
    size_t at = end - len;
    if (separator >= PS_SEPARATOR_RUN) {
        bool begins = at == 0 || !ps_is_base64(look->text.ptr[at - 1]);
        return !begins || on_run(look, at);
    }
    return !ps_separator_at(separator, look->text, end, &at) || on_key(look, (uint32_t)at);
}

static bool on_literal(ps_look *look, const ps_word_pattern *p, uint32_t end) {
    if (p->kind == PS_CANDIDATE_KEY) return on_sign(look, (ps_separator)p->item, p->len, end);
    uint32_t at = p->kind == PS_CANDIDATE_REGEX ? end : end - p->len;
    return push(look, (ps_candidate){.at = at,
                                     .end = end,
                                     .aux = p->before,
                                     .rule = p->rule,
                                     .item = p->item,
                                     .kind = p->kind});
}

static bool on_word(void *ctx, const ps_word_pattern *p, uint32_t end) {
    ps_look *look = ctx;
    if (p->kind != PS_CANDIDATE_LABEL) return on_literal(look, p, end);
    size_t label_end = (size_t)end + p->behind, at = label_end - p->len;
    if (label_end > look->text.len || label_end < p->len) return true;
    if (at > 0 && in_word(look->text.ptr[at - 1])) return true; /* most, and asked for first */
    return on_label(look, p, label_end);
}

static bool on_anchors(ps_look *look, uint64_t hits, uint32_t base) {
    for (; hits; hits &= hits - 1) {
        uint32_t at = base + (uint32_t)__builtin_ctzll(hits);
        if (at >= look->text.len) return true;
        if (!look->lens->is_anchor[(unsigned char)look->text.ptr[at]]) continue;
        for (unsigned a = 0; a < look->lens->anchor_count; a++) {
            const ps_byte_anchor *anchor = &look->lens->anchors[a];
            if (anchor->byte != (unsigned char)look->text.ptr[at]) continue;
            ps_candidate candidate = {.at = at,
                                      .end = at + 1,
                                      .rule = anchor->rule,
                                      .item = anchor->item,
                                      .kind = PS_CANDIDATE_ANCHOR};
            if (!push(look, candidate)) return false;
        }
    }
    return true;
}

/* Bit i: a run of base64 that is long enough to be opened may begin in one of the bytes that
 * on_value looks at behind i. Wherever it does, those from VALUE_GAP + 1 to PS_RUN_LEAST belong to
 * it. */
static uint64_t values_of(const ps_block_masks *now, const ps_block_masks *next) {
    enum { FIRST = VALUE_GAP + 1, EIGHT = 8 };
    uint64_t run = now->base64, beyond = next->base64;
    for (unsigned by = 1; by < EIGHT; by *= 2) {
        run &= ps_bits_behind(run, beyond, by);
        beyond &= beyond >> by; /* wrong near its end, which is too far away to matter */
    }
    return ps_bits_behind(run, beyond, FIRST) &
           ps_bits_behind(run, beyond, PS_RUN_LEAST - EIGHT + 1);
}

/* May an encoded stretch begin at the separator text[at]? Nearly all are refused by what follows.
 */
static bool may_open(ps_span text, size_t at) {
    if (at + 2 >= text.len) return at + 1 < text.len;
    return ps_trigger_may_follow(text.ptr[at], text.ptr[at + 1], text.ptr[at + 2]);
}

static bool on_separators(ps_look *look, const ps_shape_window *window) {
    const ps_key_index *keys = look->lens->keys;
    ps_key_memory *no_keys = &look->scratch->no_keys;
    uint64_t hits = window->now->separator;
    if (!hits) return true;
    uint64_t values = values_of(window->now, window->next);
    for (; hits; hits &= hits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(hits);
        uint32_t at = window->base + bit;
        uint64_t alnum = ps_bits_before(window->now->alnum, window->before->alnum, bit);
        if (!ps_key_memory_excludes(no_keys, keys, look->text, at, alnum) && !on_key(look, at))
            return false;
        if (may_open(look->text, at) && !on_trigger(look, at)) return false;
        if ((hits & ~(hits - 1) & values) && !on_value(look, at)) return false;
    }
    return true;
}

static bool on_triggers(ps_look *look, const ps_shape_window *window) {
    uint64_t triggers = window->now->trigger;
    for (uint64_t hits = triggers | window->now->set[PS_SET_BEGINS]; hits; hits &= hits - 1) {
        uint32_t at = window->base + (uint32_t)__builtin_ctzll(hits);
        bool may = (hits & ~(hits - 1) & triggers) || at >= look->text.len ||
                   look->text.ptr[at] == 0 || look->text.ptr[at] == '#'; /* add_rare */
        if (may && !on_trigger(look, at)) return false;
    }
    return true;
}

static bool on_block(ps_look *look, const ps_shape_window *window) {
    const ps_block_masks *now = window->now;
    uint32_t base = window->base;
    if (!on_separators(look, window)) return false;
    if (!on_triggers(look, window)) return false;
    for (uint64_t hits = columns_of(now, window->next); hits; hits &= hits - 1)
        if (!on_columns(look, base + (uint32_t)__builtin_ctzll(hits))) return false;
    return on_stretches(look, now->alnum, base) &&
           on_anchors(look, now->set[PS_SET_BEGINS], base) &&
           ps_shapes_match(&look->lens->shapes, window, look->text, on_shape, look);
}

static ps_status scan_blocks(ps_look *look) {
    const ps_lens *lens = look->lens;
    ps_block_masks masks[3] = {0};
    ps_block_read(lens->block, &lens->sets, look->text, 0, &masks[1]);
    unsigned n = 0;
    for (size_t base = 0; base < look->text.len; base += PS_BLOCK, n = n == 2 ? 0 : n + 1) {
        ps_block_masks *now = &masks[n == 2 ? 0 : n + 1], *next = &masks[n == 0 ? 2 : n - 1];
        ps_block_read(lens->block, &lens->sets, look->text, base + PS_BLOCK, next);
        ps_shape_window window = {&masks[n], now, next, (uint32_t)base};
        if (!on_block(look, &window)) return look->scratch->status;
    }
    return PS_OK;
}

ps_status ps_lens_scan(const ps_lens *lens, ps_lens_scratch *scratch, ps_span text, size_t from,
                       ps_sight *sight) {
    *sight = (ps_sight){0};
    if (text.len > INT32_MAX) return PS_E_LIMIT;
    ps_look look = {.lens = lens,
                    .scratch = scratch,
                    .text = ps_span_cut(text, from, text.len),
                    .refused = SIZE_MAX};
    scratch->count = scratch->trigger_count = 0;
    scratch->status = PS_OK;
    ps_status status = scan_blocks(&look);
    size_t blocks = scratch->count, triggers = scratch->trigger_count;
    look.trigger_line = (ps_extent){0, 0};
    if (status == PS_OK)
        status = ps_words_scan(lens->words, scratch->words, look.text, on_word, &look);
    if (status == PS_E_STOPPED) status = scratch->status;
    return status == PS_OK ? ps_sight_settle(scratch, blocks, triggers, from, sight) : status;
}
