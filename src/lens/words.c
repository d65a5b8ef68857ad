/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include "buf.h"
#include "error.h"
#include "hex_word.h"
#include "literals.h"
#include "separators.h"
#include "word_table.h"
#include "word_texts.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH_MAX = 4096 }; /* bytes; a wider regex has no useful window */

/* What one database looks for, as Hyperscan takes it; ids are indexes. A text that several patterns
 * share stands in it once, with the first of them. */
typedef struct ps_word_list {
    char **text;
    size_t *len;
    unsigned *flags, *ids;
    int32_t *first; /* pattern of each text */
    size_t count, room;
    ps_word_pattern *patterns;
    size_t pattern_count, pattern_room;
    ps_word_table known; /* flags and text -> index */
    hs_database_t *hs;   /* NULL: nothing to look for */
} ps_word_list;

struct ps_words_db {
    ps_word_list literals, regexes;
    bool prebuilt; /* the literals' database came with the program */
};

struct ps_words_scratch {
    hs_scratch_t *hs;
};

/* ---- lists ---- */

static bool grow_one(void *array, size_t room, size_t each) {
    void **slot = array;
    void *larger = realloc(*slot, room * each);
    if (larger) *slot = larger;
    return larger != NULL;
}

static ps_status grow(ps_word_list *list) {
    size_t room = list->room ? list->room * 2 : 256;
    bool grown = list->count < list->room || (grow_one(&list->text, room, sizeof *list->text) &&
                                              grow_one(&list->len, room, sizeof *list->len) &&
                                              grow_one(&list->flags, room, sizeof *list->flags) &&
                                              grow_one(&list->ids, room, sizeof *list->ids) &&
                                              grow_one(&list->first, room, sizeof *list->first));
    if (grown && list->count == list->room) list->room = room;
    size_t more = list->pattern_room ? list->pattern_room * 2 : 512;
    bool full = list->pattern_count == list->pattern_room;
    if (grown && full) grown = grow_one(&list->patterns, more, sizeof *list->patterns);
    if (grown && full) list->pattern_room = more;
    return grown ? PS_OK : PS_E_NOMEM;
}

static ps_status add_text(ps_word_list *list, ps_span text, unsigned flags, ps_span name) {
    char *copy = malloc(text.len + 1);
    if (!copy) return PS_E_NOMEM;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    size_t i = list->count++;
    list->text[i] = copy;
    list->len[i] = text.len;
    list->flags[i] = flags;
    list->ids[i] = (unsigned)i;
    list->first[i] = -1;
    return ps_word_table_put(&list->known, name, (int32_t)i);
}

/* HS_FLAG_CASELESS, HS_FLAG_MULTILINE, both or none, as one byte. */
static char flag_name(unsigned flags) {
    return (char)('A' + (flags & 15));
}

static ps_status add(ps_word_list *list, ps_span text, unsigned flags, ps_word_pattern pattern) {
    ps_status status = grow(list);
    ps_buf name; /* case counts, or not: two different texts */
    ps_buf_init(&name, 1 << 16);
    if (status == PS_OK) status = ps_buf_add_char(&name, flag_name(flags));
    if (status == PS_OK) status = ps_buf_add(&name, text);
    int32_t i = (int32_t)list->count;
    if (status == PS_OK && !ps_word_table_get(&list->known, ps_buf_span(&name), &i))
        status = add_text(list, text, flags, ps_buf_span(&name));
    ps_buf_free(&name);
    if (status != PS_OK) return status;
    pattern.next = list->first[i];
    list->first[i] = (int32_t)list->pattern_count;
    list->patterns[list->pattern_count++] = pattern;
    return PS_OK;
}

static void free_list(ps_word_list *list) {
    for (size_t i = 0; i < list->count; i++) free(list->text[i]);
    free(list->text);
    free(list->len);
    free(list->flags);
    free(list->ids);
    free(list->first);
    free(list->patterns);
    ps_word_table_free(&list->known);
    hs_free_database(list->hs);
}

/* ---- what the rules look for ---- */

/* The longest word of a label stands for it; the lens compares the rest (ps_label_stands). */
static ps_extent longest_word(ps_span label) {
    ps_extent best = {0, 0};
    for (size_t from = 0; from < label.len;) {
        size_t to = from;
        while (to < label.len && label.ptr[to] != ' ') to++;
        if (to - from > best.to - best.from) best = (ps_extent){from, to};
        from = to + 1;
    }
    return best;
}

/* The byte of the label at `at`; '\0': it has none there, or one that may stand for others. */
static char beside(ps_span label, size_t at) {
    return at < label.len && label.ptr[at] != ' ' ? label.ptr[at] : '\0';
}

static ps_status add_label(ps_words_db *db, const ps_rule *rule, uint16_t r, uint16_t i) {
    ps_span label = ps_span_z(rule->labels.items[i]);
    ps_extent word = longest_word(label);
    ps_word_pattern pattern = {.rule = r,
                               .item = i,
                               .kind = PS_CANDIDATE_LABEL,
                               .next_before = beside(label, word.from - 2),
                               .next_after = beside(label, word.to + 1),
                               .len = (uint32_t)label.len,
                               .behind = (uint32_t)(label.len - word.to),
                               .label = label.ptr};
    return add(&db->literals, ps_span_cut(label, word.from, word.to), HS_FLAG_CASELESS, pattern);
}

static ps_status add_anchor(ps_words_db *db, const ps_rule *rule, uint16_t r, uint16_t i) {
    const ps_find *find = &rule->finds[i];
    ps_word_pattern pattern = {
        .rule = r, .item = i, .kind = PS_CANDIDATE_ANCHOR, .len = (uint32_t)find->len};
    return add(&db->literals, ps_span_of(find->text, find->len),
               find->nocase ? HS_FLAG_CASELESS : 0u, pattern);
}

static unsigned flags_of(const ps_find *find) {
    return HS_FLAG_MULTILINE | (find->nocase ? HS_FLAG_CASELESS : 0u);
}

/* The width of a regex, or a sentence why it cannot be used. */
static const char *width_of(const char *regex, const ps_find *find, char *text, uint32_t *width) {
    hs_expr_info_t *info = NULL;
    hs_compile_error_t *error = NULL;
    *width = 0;
    if (hs_expression_info(regex, flags_of(find), &info, &error) != HS_SUCCESS) {
        (void)snprintf(text, 160, "%s",
                       error && error->message ? error->message : "does not compile");
        hs_free_compile_error(error);
        return text;
    }
    uint32_t min = info->min_width, max = info->max_width;
    free(info); /* hs_set_misc_allocator is never called: the default is free */
    if (min == 0) return "it matches the empty string";
    if (max == UINT32_MAX) return "it has no finite width: bound its repeats ({1,64})";
    if (max > WIDTH_MAX) return "it can match more than 4096 bytes: bound its repeats";
    *width = max;
    return NULL;
}

const char *ps_lens_refuses(const ps_find *find, char *text) {
    uint32_t width;
    return find->kind == PS_FIND_REGEX ? width_of(find->text, find, text, &width) : NULL;
}

static ps_status refuse(const ps_rule *rule, const ps_find *find, const char *why, ps_error *err) {
    return ps_fail(err, PS_E_RULES, "%s:%u: rule %s: the regex cannot be used: %s", rule->file,
                   find->line, rule->id, why);
}

static ps_status add_literals(ps_words_db *db, const ps_find *find, const ps_literals *literals,
                              ps_word_pattern pattern) {
    ps_status status = PS_OK;
    pattern.before = (uint32_t)literals->before;
    memcpy(pattern.follow, literals->follow, sizeof pattern.follow);
    for (unsigned k = 0; k < literals->count && status == PS_OK; k++) {
        const ps_literal *literal = &literals->item[k];
        pattern.len = literal->len;
        status = add(&db->literals, ps_span_of(literal->bytes, literal->len),
                     find->nocase ? HS_FLAG_CASELESS : 0u, pattern);
    }
    return status;
}

static ps_status add_regex(ps_words_db *db, const ps_rule *rule, uint16_t r, uint16_t i,
                           ps_error *err) {
    const ps_find *find = &rule->finds[i];
    ps_span regex = ps_span_of(find->text, find->len);
    ps_word_pattern pattern = {.rule = r, .item = i, .kind = PS_CANDIDATE_REGEX};
    ps_literals literals;
    ps_status status = ps_regex_literals(regex, &literals);
    if (status != PS_OK) return status;
    if (literals.count && literals.width <= WIDTH_MAX)
        return add_literals(db, find, &literals, pattern);
    char text[160];
    const char *why = width_of(find->text, find, text, &pattern.before);
    if (why) return refuse(rule, find, why, err);
    if (!find->accept_cost)
        return refuse(rule, find,
                      "it holds no literal and would slow every other rule down; write a shape or "
                      "an anchor, or accept it with `accept_cost: true`",
                      err);
    return add(&db->regexes, regex, flags_of(find), pattern);
}

static ps_status add_rule(ps_words_db *db, const ps_rule *rule, uint16_t r, ps_error *err) {
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < rule->labels.count; i++)
        status = add_label(db, rule, r, (uint16_t)i);
    for (size_t i = 0; i < rule->find_count && status == PS_OK; i++) {
        const ps_find *find = &rule->finds[i];
        if (find->kind == PS_FIND_REGEX)
            status = add_regex(db, rule, r, (uint16_t)i, err);
        else if (find->kind == PS_FIND_ANCHOR && find->len > 1)
            status = add_anchor(db, rule, r, (uint16_t)i);
    }
    return status;
}

static ps_status add_separator(ps_words_db *db, ps_separator separator) {
    ps_span text = ps_span_z(ps_separator_literal(separator));
    ps_word_pattern pattern = {
        .item = (uint16_t)separator, .kind = PS_CANDIDATE_KEY, .len = (uint32_t)text.len};
    return add(&db->literals, text, 0, pattern);
}

static ps_status add_form(ps_words_db *db, const ps_form_anchor *anchor) {
    ps_span text = ps_span_z(anchor->text);
    ps_word_pattern pattern = {
        .item = anchor->form, .kind = PS_CANDIDATE_FORM, .len = (uint32_t)text.len};
    return add(&db->literals, text, HS_FLAG_CASELESS, pattern);
}

/* ---- compiling ---- */

static ps_status compile(ps_word_list *list, bool literal, const ps_rules *rules, ps_error *err) {
    if (!list->count) return PS_OK;
    hs_compile_error_t *error = NULL;
    const char *const *text = (const char *const *)list->text;
    hs_error_t rc = literal ? hs_compile_lit_multi(text, list->flags, list->ids, list->len,
                                                   (unsigned)list->count, HS_MODE_BLOCK, NULL,
                                                   &list->hs, &error)
                            : hs_compile_multi(text, list->flags, list->ids, (unsigned)list->count,
                                               HS_MODE_BLOCK, NULL, &list->hs, &error);
    if (rc == HS_SUCCESS) return PS_OK;
    /* Hyperscan says "out of memory" as if a pattern were wrong. */
    bool nomem = rc == HS_NOMEM || (error && error->message && strstr(error->message, "allocate"));
    int at = error && !nomem ? error->expression : -1;
    const char *message = error && error->message ? error->message : "unknown reason";
    ps_status status;
    if (rules && at >= 0 && (size_t)at < list->count) {
        const ps_rule *rule = ps_rules_at(rules, list->patterns[list->first[at]].rule);
        status = ps_fail(err, PS_E_RULES, "%s:%u: rule %s: a pattern cannot be used: %.120s",
                         rule->file, rule->line, rule->id, message);
    } else {
        status = ps_fail(err, PS_E_NOMEM, "the words database cannot be compiled: %.160s", message);
    }
    hs_free_compile_error(error);
    return status;
}

static ps_word_texts texts_of(const ps_word_list *list) {
    return (ps_word_texts){list->text, list->len, list->flags, list->ids, list->count};
}

static ps_status prepare_literals(ps_words_db *db, const ps_rules *rules, ps_error *err) {
    ps_word_texts texts = texts_of(&db->literals);
    uint8_t digest[PS_DIGEST_SIZE];
    ps_status status = ps_word_texts_digest(&texts, digest);
    if (status == PS_OK)
        status = ps_word_texts_prebuilt(&db->literals.hs, digest, ps_prebuilt_words_table,
                                        ps_prebuilt_words_count);
    db->prebuilt = db->literals.hs != NULL;
    if (status != PS_OK || db->prebuilt) return status;
    return compile(&db->literals, true, rules, err);
}

ps_status ps_words_db_new(ps_words_db **out, const ps_rules *rules, const bool *enabled,
                          ps_form_anchors anchors, ps_error *err) {
    *out = NULL;
    ps_words_db *db = calloc(1, sizeof *db);
    if (!db) return ps_fail(err, PS_E_NOMEM, "out of memory");
    if (err) err->status = PS_OK;
    ps_status status = PS_OK;
    for (size_t r = 0; status == PS_OK && r < ps_rules_count(rules); r++)
        if (enabled[r]) status = add_rule(db, ps_rules_at(rules, r), (uint16_t)r, err);
    for (size_t i = 0; status == PS_OK && i < anchors.count; i++)
        status = add_form(db, &anchors.items[i]);
    for (unsigned i = 0; status == PS_OK && i < PS_SEPARATORS; i++)
        status = add_separator(db, (ps_separator)i);
    if (status == PS_OK) status = prepare_literals(db, rules, err);
    if (status == PS_OK) status = compile(&db->regexes, false, rules, err);
    if (status != PS_OK) {
        if (err && err->status == PS_OK) (void)ps_fail(err, status, "%s", ps_status_text(status));
        ps_words_db_free(db);
        return status;
    }
    *out = db;
    return PS_OK;
}

void ps_words_db_free(ps_words_db *db) {
    if (!db) return;
    free_list(&db->literals);
    free_list(&db->regexes);
    free(db);
}

bool ps_words_db_is_prebuilt(const ps_words_db *db) {
    return db->prebuilt;
}

ps_status ps_words_db_export(const ps_words_db *db, uint8_t digest[32], ps_buf *bytes) {
    ps_word_texts texts = texts_of(&db->literals);
    ps_status status = ps_word_texts_digest(&texts, digest);
    return status == PS_OK ? ps_word_texts_serialize(&texts, bytes) : status;
}

/* ---- what they are ---- */

static bool opens(const ps_word_list *list, ps_span name, uint16_t form) {
    int32_t i;
    if (!ps_word_table_get(&list->known, name, &i)) return false;
    for (int32_t p = list->first[i]; p >= 0; p = list->patterns[p].next)
        if (list->patterns[p].kind == PS_CANDIDATE_FORM && list->patterns[p].item == form)
            return true;
    return false;
}

/* `0: ` to `9: ` open the same form: whichever digit stands there, one of them does. */
static bool is_any_digit(const ps_word_list *list, size_t i, uint16_t form) {
    char name[64];
    size_t len = list->len[i], at = 0, digits = 0;
    for (size_t k = 0; k < len; k++)
        if (ps_is_digit(list->text[i][k])) at = k, digits++;
    if (digits != 1) return false; /* nearly all */
    if (len + 1 > sizeof name) return false;
    name[0] = flag_name(list->flags[i]);
    memcpy(name + 1, list->text[i], len);
    for (const char *digit = "0123456789"; *digit; digit++) {
        name[1 + at] = *digit;
        if (!opens(list, ps_span_of(name, 1 + len), form)) return false;
    }
    return true;
}

ps_status ps_words_db_each(const ps_words_db *db, ps_words_each_fn *fn, void *ctx) {
    const ps_word_list *list = &db->literals;
    for (size_t i = 0; i < list->count; i++) {
        ps_span word = ps_span_of(list->text[i], list->len[i]);
        for (int32_t p = list->first[i]; p >= 0; p = list->patterns[p].next) {
            const ps_word_pattern *pattern = &list->patterns[p];
            bool any = pattern->kind == PS_CANDIDATE_FORM && is_any_digit(list, i, pattern->item);
            ps_span text = pattern->label ? ps_span_z(pattern->label) : word;
            ps_status status = any ? PS_OK : fn(ctx, text);
            if (status != PS_OK) return status;
        }
    }
    return PS_OK;
}

bool ps_words_db_has_regexes(const ps_words_db *db) {
    return db->regexes.count > 0;
}

static bool is_hex_text(ps_span text, bool nocase) {
    for (size_t i = 0; i < text.len; i++)
        if (!ps_is_hex_id(nocase ? ps_lower(text.ptr[i]) : text.ptr[i])) return false;
    return true;
}

bool ps_words_db_hide_in_ids(const ps_words_db *db) {
    const ps_word_list *list = &db->literals;
    if (ps_words_db_has_regexes(db)) return true;
    for (size_t i = 0; i < list->count; i++) {
        bool nocase = list->flags[i] & HS_FLAG_CASELESS;
        if (!is_hex_text(ps_span_of(list->text[i], list->len[i]), nocase)) continue;
        for (int32_t p = list->first[i]; p >= 0; p = list->patterns[p].next) {
            uint8_t kind = list->patterns[p].kind;
            if (kind == PS_CANDIDATE_REGEX || kind == PS_CANDIDATE_ANCHOR) return true;
        }
    }
    return false;
}

static bool add_scratch(const ps_word_list *list, ps_words_scratch *scratch) {
    return !list->hs || hs_alloc_scratch(list->hs, &scratch->hs) == HS_SUCCESS;
}

ps_status ps_words_scratch_new(ps_words_scratch **out, const ps_words_db *db) {
    *out = calloc(1, sizeof **out);
    if (!*out) return PS_E_NOMEM;
    if (add_scratch(&db->literals, *out) && add_scratch(&db->regexes, *out)) return PS_OK;
    ps_words_scratch_free(*out);
    *out = NULL;
    return PS_E_NOMEM;
}

void ps_words_scratch_free(ps_words_scratch *scratch) {
    if (!scratch) return;
    hs_free_scratch(scratch->hs);
    free(scratch);
}

/* ---- scanning ---- */

typedef struct ps_words_call {
    const ps_word_list *list;
    ps_span text;
    ps_words_fn *fn;
    void *ctx;
} ps_words_call;

/* What stands around a match, for labels: '\0' beyond the ends of the text. */
typedef struct ps_word_place {
    bool glued;         /* to a letter or digit */
    char before, after; /* in lower case, beyond the sign that may part two words of a label */
} ps_word_place;

static ps_word_place place_of(ps_span text, size_t from, size_t to) {
    bool before = from > 0 && (ps_is_alnum(text.ptr[from - 1]) || text.ptr[from - 1] == '@');
    bool after = to < text.len && ps_is_alnum(text.ptr[to]) && ps_is_alnum(text.ptr[to - 1]);
    return (ps_word_place){.glued = before || after,
                           .before = from > 1 ? ps_lower(text.ptr[from - 2]) : '\0',
                           .after = to + 1 < text.len ? ps_lower(text.ptr[to + 1]) : '\0'};
}

/* A label stands alone, and its words are parted by a blank, '_' or '-': most matches are parts of
 * longer words, or have other words beside them. No more is refused than the lens would refuse. */
static bool may_be_label(const ps_word_pattern *p, ps_word_place place) {
    return !place.glued && (!p->next_before || p->next_before == place.before) &&
           (!p->next_after || p->next_after == place.after);
}

/* Most literals of a regex are followed by what no match has there. */
static bool may_go_on(const ps_word_pattern *p, ps_span text, size_t to) {
    if (p->kind != PS_CANDIDATE_REGEX || !p->len || to >= text.len) return true;
    unsigned char next = (unsigned char)text.ptr[to];
    return p->follow[next / 64] >> (next % 64) & 1;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *ctx) {
    (void)from, (void)flags;
    const ps_words_call *call = ctx;
    const ps_word_list *list = call->list;
    int32_t i = list->first[id];
    size_t len = list->len[id]; /* of a regex it is nothing, and nobody asks */
    ps_word_place place = {0};
    for (bool asked = false; i >= 0; i = list->patterns[i].next) {
        const ps_word_pattern *p = &list->patterns[i];
        bool label = p->kind == PS_CANDIDATE_LABEL;
        if (label && !asked) place = place_of(call->text, len < to ? to - len : 0, to);
        asked |= label;
        if (label ? !may_be_label(p, place) : !may_go_on(p, call->text, (size_t)to)) continue;
        if (!call->fn(call->ctx, p, (uint32_t)to)) return 1;
    }
    return 0;
}

static ps_status scan(const ps_word_list *list, ps_words_scratch *scratch, ps_span text,
                      ps_words_call *call) {
    if (!list->hs || !text.len) return PS_OK;
    call->list = list;
    hs_error_t rc = hs_scan(list->hs, text.ptr, (unsigned)text.len, 0, scratch->hs, on_match, call);
    if (rc == HS_SUCCESS) return PS_OK;
    return rc == HS_SCAN_TERMINATED ? PS_E_STOPPED : PS_E_INTERNAL;
}

ps_status ps_words_scan(const ps_words_db *db, ps_words_scratch *scratch, ps_span text,
                        ps_words_fn *fn, void *ctx) {
    ps_words_call call = {NULL, text, fn, ctx};
    ps_status status = scan(&db->literals, scratch, text, &call);
    return status == PS_OK ? scan(&db->regexes, scratch, text, &call) : status;
}
