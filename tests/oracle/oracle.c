/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle.h"
#include "form.h"
#include "separators.h"

#include "buf.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

enum { PATTERNS_MAX = 2048 };

typedef struct pattern {
    pcre2_code *code;
    uint16_t rule, item;
    uint8_t kind;
} pattern;

struct oracle {
    const ps_key_index *keys;
    pattern patterns[PATTERNS_MAX];
    size_t count;
    pcre2_match_data *data;
};

/* ---- compiling ---- */

static void put(ps_buf *out, const char *text) {
    assert_int_equal(ps_buf_add(out, ps_span_z(text)), PS_OK);
}

/* The blanks of a label may be '_' or '-', all of them alike. */
static void put_literal(ps_buf *out, ps_span text, bool label) {
    bool blank = false;
    for (size_t i = 0; i < text.len; i++) {
        if (label && text.ptr[i] == ' ') {
            put(out, blank ? "\\1" : "([ _\\-])");
            blank = true;
        } else {
            assert_int_equal(ps_buf_addf(out, "\\x%02x", (unsigned char)text.ptr[i]), PS_OK);
        }
    }
}

static const char *class_of(char sign) {
    return sign == '#' ? "[0-9]" : sign == '@' ? "[A-Z]" : sign == '$' ? "[A-Z0-9]" : NULL;
}

/* A class, perhaps with a count: then all of that class that stand there. Returns the signs used.
 */
static size_t put_class(ps_buf *out, ps_span s, size_t at) {
    const char *class = class_of(s.ptr[at]);
    const char *close = at + 1 < s.len && s.ptr[at + 1] == '{' ? strchr(s.ptr + at, '}') : NULL;
    put(out, class);
    if (!close) return 1;
    size_t to = (size_t)(close - s.ptr) + 1;
    assert_int_equal(ps_buf_add(out, ps_span_cut(s, at + 1, to)), PS_OK);
    assert_int_equal(ps_buf_addf(out, "+(?!%s)", class), PS_OK);
    return to - at;
}

/* docs/rules.md, sign by sign; a run of digits and capitals is not begun in its middle. */
static void put_shape(ps_buf *out, ps_span s) {
    bool separator = false;
    if (class_of(s.ptr[0])) put(out, "(?<![0-9A-Z])");
    for (size_t i = 0; i < s.len;) {
        if (class_of(s.ptr[i])) {
            i += put_class(out, s, i);
        } else if (s.ptr[i] == '~') {
            put(out, separator ? "\\1" : "([-. ])");
            separator = true;
            i++;
        } else {
            put_literal(out, ps_span_cut(s, i, i + 1), false);
            i++;
        }
    }
}

static void add(oracle *o, ps_span text, bool nocase, uint16_t rule, size_t item, uint8_t kind) {
    int error;
    PCRE2_SIZE at;
    assert_true(o->count < PATTERNS_MAX);
    pattern *p = &o->patterns[o->count++];
    *p = (pattern){.rule = rule, .item = (uint16_t)item, .kind = kind};
    uint32_t options = PCRE2_MULTILINE | (nocase ? PCRE2_CASELESS : 0);
    p->code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len, options, &error, &at, NULL);
    if (!p->code) fail_msg("%.*s", (int)text.len, text.ptr);
    (void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
}

static void add_find(oracle *o, const ps_find *find, uint16_t rule, size_t item) {
    ps_buf text;
    ps_buf_init(&text, 1 << 16);
    ps_span given = ps_span_of(find->text, find->len);
    uint8_t kind = find->kind == PS_FIND_SHAPE   ? PS_CANDIDATE_SHAPE
                   : find->kind == PS_FIND_REGEX ? PS_CANDIDATE_REGEX
                                                 : PS_CANDIDATE_ANCHOR;
    if (find->kind == PS_FIND_SHAPE)
        put_shape(&text, given);
    else if (find->kind == PS_FIND_ANCHOR)
        put_literal(&text, given, false);
    else
        assert_int_equal(ps_buf_add(&text, given), PS_OK);
    add(o, ps_buf_span(&text), find->nocase, rule, item, kind);
    ps_buf_free(&text);
}

static void add_label(oracle *o, const char *label, uint16_t rule, size_t item) {
    ps_buf text;
    ps_buf_init(&text, 1 << 16);
    put(&text, "(?<![A-Za-z0-9_@])"); /* a label stands alone */
    put_literal(&text, ps_span_z(label), true);
    if (ps_is_alnum(label[strlen(label) - 1])) put(&text, "(?![A-Za-z0-9_])");
    add(o, ps_buf_span(&text), true, rule, item, PS_CANDIDATE_LABEL);
    ps_buf_free(&text);
}

oracle *oracle_new(const ps_rules *rules, const ps_key_index *keys) {
    oracle *o = calloc(1, sizeof *o);
    assert_non_null(o);
    o->keys = keys;
    o->data = pcre2_match_data_create(16, NULL);
    for (size_t r = 0; r < ps_rules_count(rules); r++) {
        const ps_rule *rule = ps_rules_at(rules, r);
        if (!rule->enabled) continue;
        for (size_t i = 0; i < rule->labels.count; i++)
            add_label(o, rule->labels.items[i], (uint16_t)r, i);
        for (size_t i = 0; i < rule->find_count; i++) add_find(o, &rule->finds[i], (uint16_t)r, i);
    }
    return o;
}

void oracle_free(oracle *o) {
    for (size_t i = 0; i < o->count; i++) pcre2_code_free(o->patterns[i].code);
    pcre2_match_data_free(o->data);
    free(o);
}

/* ---- looking ---- */

/* Every place where the pattern begins to match, overlapping ones too. */
static void look_pattern(const oracle *o, const pattern *p, ps_span line, ps_candidate *out,
                         size_t *count) {
    for (size_t from = 0; from < line.len;) {
        int rc = pcre2_match(p->code, (PCRE2_SPTR)line.ptr, line.len, from, 0, o->data, NULL);
        if (rc < 0) {
            assert_int_equal(rc, PCRE2_ERROR_NOMATCH);
            return;
        }
        const PCRE2_SIZE *m = pcre2_get_ovector_pointer(o->data);
        assert_true(*count < ORACLE_MAX);
        ps_candidate c = {.at = (uint32_t)m[0],
                          .end = (uint32_t)m[1],
                          .rule = p->rule,
                          .item = p->item,
                          .kind = p->kind};
        if (p->kind == PS_CANDIDATE_REGEX) { /* a match begins in the byte before the end */
            c.at = c.end = (uint32_t)m[0] + 1;
            c.aux = 1;
        }
        out[(*count)++] = c;
        from = m[0] + 1;
    }
}

static int in_order(const void *a, const void *b) {
    const ps_candidate *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
    if (x->item != y->item) return x->item < y->item ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

static void look_forms(ps_span line, ps_candidate *out, size_t *count) {
    for (size_t f = 0; f < ps_form_count; f++) {
        for (const char *const *a = ps_forms[f].anchors; *a; a++) {
            ps_span anchor = ps_span_z(*a);
            for (size_t at = 0; at + anchor.len <= line.len && *count < ORACLE_MAX; at++)
                if (ps_span_eq_nocase(ps_span_cut(line, at, at + anchor.len), anchor))
                    out[(*count)++] = (ps_candidate){.at = (uint32_t)at,
                                                     .end = (uint32_t)(at + anchor.len),
                                                     .item = (uint16_t)f,
                                                     .kind = PS_CANDIDATE_FORM};
        }
    }
}

static void look_key(const oracle *o, ps_span line, size_t at, ps_candidate *out, size_t *count) {
    ps_key_hit hit;
    uint32_t sign = (uint32_t)at;
    if (!ps_key_index_look_twice(o->keys, line, sign, &hit)) return;
    const ps_key_owner *owner = ps_key_index_owner(o->keys, hit.owner);
    for (; owner && *count < ORACLE_MAX; owner = ps_key_index_owner(o->keys, owner->next))
        out[(*count)++] = (ps_candidate){.at = hit.at,
                                         .end = hit.end,
                                         .aux = sign,
                                         .rule = owner->rule,
                                         .item = owner->item,
                                         .reach = (uint16_t)hit.reach,
                                         .kind = PS_CANDIDATE_KEY};
}

/* Behind ':' and '=', and behind the signs of separators.def. */
static void look_keys(const oracle *o, ps_span line, ps_candidate *out, size_t *count) {
    for (size_t at = 0; at < line.len; at++) {
        if (line.ptr[at] == ':' || line.ptr[at] == '=') look_key(o, line, at, out, count);
        for (unsigned i = 0; i < PS_SEPARATOR_RUN; i++) {
            ps_span sign = ps_span_z(ps_separator_literal((ps_separator)i));
            size_t key;
            if (line.len - at >= sign.len && !memcmp(line.ptr + at, sign.ptr, sign.len) &&
                ps_separator_at((ps_separator)i, line, at + sign.len, &key))
                look_key(o, line, key, out, count);
        }
    }
}

size_t oracle_look(const oracle *o, ps_span line, ps_candidate *out) {
    size_t count = 0;
    for (size_t i = 0; i < o->count; i++) look_pattern(o, &o->patterns[i], line, out, &count);
    look_keys(o, line, out, &count);
    look_forms(line, out, &count);
    if (count > 1) qsort(out, count, sizeof *out, in_order);
    return count;
}
