/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include "buf.h"
#include "error.h"
#include "lead.h"
#include "lens.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH_MAX = 4096 }; /* bytes; a wider regex has no useful window */

struct ps_words_db {
    hs_database_t *hs; /* NULL: no patterns */
    ps_word_pattern *patterns;
    size_t count;
};

struct ps_words_scratch {
    hs_scratch_t *hs;
};

/* What hs_compile_multi takes, while it grows. */
typedef struct ps_word_list {
    char **text;
    unsigned *flags, *ids;
    ps_word_pattern *patterns;
    size_t count, room;
} ps_word_list;

static bool escapes(char c) { return strchr(".^$*+?()[]{}|\\/-#", c) != NULL; }

/* Words of a label may be parted by a blank, '_' or '-'; '#' and the like stand for themselves. */
static ps_status label_regex(ps_span label, ps_buf *out) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < label.len && status == PS_OK; i++) {
        char c = label.ptr[i];
        if (c == ' ') status = ps_buf_add(out, PS_LIT("[ _\\-]"));
        else if (escapes(c)) status = ps_buf_addf(out, "\\%c", c);
        else status = ps_buf_add_char(out, c);
    }
    return status;
}

static ps_status literal_regex(ps_span literal, ps_buf *out) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < literal.len && status == PS_OK; i++)
        status = ps_buf_addf(out, "\\x%02x", (unsigned char)literal.ptr[i]);
    return status;
}

static ps_status grow(ps_word_list *list) {
    if (list->count < list->room) return PS_OK;
    size_t room = list->room ? list->room * 2 : 256;
    void *text = realloc(list->text, room * sizeof *list->text);
    if (text) list->text = text;
    void *flags = realloc(list->flags, room * sizeof *list->flags);
    if (flags) list->flags = flags;
    void *ids = realloc(list->ids, room * sizeof *list->ids);
    if (ids) list->ids = ids;
    void *patterns = realloc(list->patterns, room * sizeof *list->patterns);
    if (patterns) list->patterns = patterns;
    if (!text || !flags || !ids || !patterns) return PS_E_NOMEM;
    list->room = room;
    return PS_OK;
}

/* Takes over regex->ptr (a C string by then). */
static ps_status add_pattern(ps_word_list *list, ps_buf *regex, unsigned flags,
                             ps_word_pattern pattern) {
    ps_status status = ps_buf_add_char(regex, 0);
    if (status == PS_OK) status = grow(list);
    if (status != PS_OK) {
        ps_buf_free(regex);
        return status;
    }
    list->text[list->count] = regex->ptr;
    list->flags[list->count] = flags;
    list->ids[list->count] = (unsigned)list->count;
    list->patterns[list->count++] = pattern;
    return PS_OK;
}

static ps_status add_label(ps_word_list *list, const ps_rule *rule, uint16_t r, uint16_t i) {
    ps_span label = ps_span_z(rule->labels.items[i]);
    ps_buf regex;
    ps_buf_init(&regex, 4096);
    ps_status status = label_regex(label, &regex);
    if (status != PS_OK) {
        ps_buf_free(&regex);
        return status;
    }
    uint32_t len = (uint32_t)label.len;
    return add_pattern(list, &regex, HS_FLAG_CASELESS,
                       (ps_word_pattern){r, i, PS_CANDIDATE_LABEL, len, len});
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
        (void)snprintf(text, 160, "%s", error && error->message ? error->message : "does not compile");
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

/* The lead of a regex as a pattern; the whole must be usable too. */
static ps_status add_regex(ps_word_list *list, const ps_rule *rule, uint16_t r, uint16_t i,
                           ps_error *err) {
    const ps_find *find = &rule->finds[i];
    ps_word_pattern pattern = {.rule = r, .item = i, .kind = PS_CANDIDATE_REGEX};
    char text[160];
    const char *why = width_of(find->text, find, text, &pattern.width);
    if (why) return refuse(rule, find, why, err);
    ps_buf lead;
    ps_buf_init(&lead, 1 << 16);
    ps_status status = ps_regex_lead(ps_span_of(find->text, find->len), &lead);
    if (status == PS_OK) status = ps_buf_add_char(&lead, 0);
    if (status == PS_OK && (why = width_of(lead.ptr, find, text, &pattern.width)) != NULL)
        status = refuse(rule, find, why, err);
    if (status != PS_OK) {
        ps_buf_free(&lead);
        return status;
    }
    lead.len--;
    return add_pattern(list, &lead, flags_of(find), pattern);
}

static ps_status add_anchor(ps_word_list *list, const ps_rule *rule, uint16_t r, uint16_t i) {
    const ps_find *find = &rule->finds[i];
    ps_buf regex;
    ps_buf_init(&regex, 1 << 16);
    ps_status status = literal_regex(ps_span_of(find->text, find->len), &regex);
    if (status != PS_OK) {
        ps_buf_free(&regex);
        return status;
    }
    uint32_t len = (uint32_t)find->len;
    return add_pattern(list, &regex, flags_of(find),
                       (ps_word_pattern){r, i, PS_CANDIDATE_ANCHOR, len, len});
}

static ps_status add_find(ps_word_list *list, const ps_rule *rule, uint16_t r, uint16_t i,
                          ps_error *err) {
    return rule->finds[i].kind == PS_FIND_REGEX ? add_regex(list, rule, r, i, err)
                                                : add_anchor(list, rule, r, i);
}

static bool for_words(const ps_find *find) {
    return find->kind == PS_FIND_REGEX || (find->kind == PS_FIND_ANCHOR && find->len > 1);
}

static ps_status add_rule(ps_word_list *list, const ps_rule *rule, uint16_t r, ps_error *err) {
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < rule->labels.count; i++)
        status = add_label(list, rule, r, (uint16_t)i);
    for (size_t i = 0; status == PS_OK && i < rule->find_count; i++)
        if (for_words(&rule->finds[i])) status = add_find(list, rule, r, (uint16_t)i, err);
    return status;
}

static ps_status compile(ps_words_db *db, const ps_word_list *list, const ps_rules *rules,
                         ps_error *err) {
    if (!list->count) return PS_OK;
    hs_compile_error_t *error = NULL;
    hs_error_t rc = hs_compile_multi((const char *const *)list->text, list->flags, list->ids,
                                     (unsigned)list->count, HS_MODE_BLOCK, NULL, &db->hs, &error);
    if (rc == HS_SUCCESS) return PS_OK;
    int at = error ? error->expression : -1;
    ps_status status = PS_E_NOMEM;
    if (at >= 0 && (size_t)at < list->count) {
        const ps_rule *rule = ps_rules_at(rules, list->patterns[at].rule);
        status = ps_fail(err, PS_E_RULES, "%s:%u: rule %s: a pattern cannot be used: %.120s",
                         rule->file, rule->line, rule->id, error->message);
    } else {
        status = ps_fail(err, PS_E_NOMEM, "the words database cannot be compiled: %.160s",
                         error ? error->message : "unknown reason");
    }
    hs_free_compile_error(error);
    return status;
}

static void free_list(ps_word_list *list) {
    for (size_t i = 0; i < list->count; i++) free(list->text[i]);
    free(list->text);
    free(list->flags);
    free(list->ids);
}

ps_status ps_words_db_new(ps_words_db **out, const ps_rules *rules, const bool *enabled,
                          ps_error *err) {
    *out = NULL;
    ps_words_db *db = calloc(1, sizeof *db);
    if (!db) return ps_fail(err, PS_E_NOMEM, "out of memory");
    ps_word_list list = {0};
    ps_status status = PS_OK;
    for (size_t r = 0; status == PS_OK && r < ps_rules_count(rules); r++)
        if (enabled[r]) status = add_rule(&list, ps_rules_at(rules, r), (uint16_t)r, err);
    if (status == PS_OK) status = compile(db, &list, rules, err);
    db->patterns = list.patterns;
    db->count = list.count;
    free_list(&list);
    if (status != PS_OK) {
        ps_words_db_free(db);
        return status;
    }
    *out = db;
    return PS_OK;
}

void ps_words_db_free(ps_words_db *db) {
    if (!db) return;
    hs_free_database(db->hs);
    free(db->patterns);
    free(db);
}

ps_status ps_words_scratch_new(ps_words_scratch **out, const ps_words_db *db) {
    *out = calloc(1, sizeof **out);
    if (!*out) return PS_E_NOMEM;
    if (!db->hs || hs_alloc_scratch(db->hs, &(*out)->hs) == HS_SUCCESS) return PS_OK;
    free(*out);
    *out = NULL;
    return PS_E_NOMEM;
}

void ps_words_scratch_free(ps_words_scratch *scratch) {
    if (!scratch) return;
    hs_free_scratch(scratch->hs);
    free(scratch);
}

typedef struct ps_words_call {
    const ps_words_db *db;
    ps_words_fn *fn;
    void *ctx;
} ps_words_call;

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *ctx) {
    (void)from, (void)flags;
    const ps_words_call *call = ctx;
    return !call->fn(call->ctx, &call->db->patterns[id], (uint32_t)to);
}

ps_status ps_words_scan(const ps_words_db *db, ps_words_scratch *scratch, ps_span text,
                        ps_words_fn *fn, void *ctx) {
    if (!db->hs || !text.len) return PS_OK;
    ps_words_call call = {db, fn, ctx};
    hs_error_t rc = hs_scan(db->hs, text.ptr, (unsigned)text.len, 0, scratch->hs, on_match, &call);
    if (rc == HS_SUCCESS) return PS_OK;
    return rc == HS_SCAN_TERMINATED ? PS_E_STOPPED : PS_E_INTERNAL;
}

uint32_t ps_words_width(const ps_words_db *db, uint16_t rule, uint16_t item) {
    for (size_t i = 0; i < db->count; i++) {
        const ps_word_pattern *p = &db->patterns[i];
        if (p->rule == rule && p->item == item && p->kind != PS_CANDIDATE_LABEL) return p->width;
    }
    return 0;
}
