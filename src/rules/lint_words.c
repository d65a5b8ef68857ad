/* SPDX-License-Identifier: Apache-2.0
 *
 * Lint of keys, labels and context words. */
#include "lint.h"

/* A key with the same joined form in a rule before this one. */
static const ps_rule *earlier_owner(const ps_linter *l, const char *joined) {
    for (const ps_rule *rule = l->state->rules; rule != l->rule; rule++)
        for (size_t i = 0; rule->enabled && i < rule->key_count; i++)
            if (strcmp(rule->keys[i].joined, joined) == 0) return rule;
    return NULL;
}

/* The same words under two conditions contradict each other; the same letters, parted otherwise,
 * are only one key too many. */
static void lint_repeated(ps_linter *l, size_t index) {
    const ps_key *key = &l->rule->keys[index];
    for (size_t i = 0; i < index; i++) {
        const ps_key *twin = &l->rule->keys[i];
        if (strcmp(twin->joined, key->joined) != 0) continue;
        if (strcmp(twin->words, key->words) == 0)
            ps_lint_error(l, key->line, "key `%s` stands twice in this rule; keep one", key->words);
        else
            ps_lint_warning(l, key->line, "key `%s` reads like `%s` (line %u)", key->words,
                            twin->words, twin->line);
        return;
    }
}

static void lint_key(ps_linter *l, size_t index) {
    const ps_key *key = &l->rule->keys[index];
    size_t len = strlen(key->joined);
    if (len < 2)
        ps_lint_error(l, key->line, "key `%s` is too short; one letter is no evidence", key->words);
    else if (len < 3 && key->condition == PS_KEY_ALWAYS)
        ps_lint_warning(l, key->line, "key `%s` is short; give it a condition (keys_if_...)",
                        key->words);
    lint_repeated(l, index);
    const ps_rule *owner = l->rule->enabled ? earlier_owner(l, key->joined) : NULL;
    bool same = owner && (strcmp(owner->label, l->rule->label) == 0 ||
                          key->condition == PS_KEY_IF_SHAPED); /* the value tells them apart */
    if (owner && !same)
        ps_lint_warning(l, key->line, "key `%s` is also a key of %s (%s:%u)", key->words, owner->id,
                        owner->file, owner->line);
}

static void lint_label(ps_linter *l, const char *label) {
    size_t letters = 0;
    bool sign = strpbrk(label, "#") != NULL; /* mr# stands in no word */
    for (const char *c = label; *c; c++) letters += ps_is_alnum(*c) || (unsigned char)*c >= 0x80;
    if (letters < 2)
        ps_lint_error(l, 0, "label `%.40s` is too short; one letter is no evidence", label);
    else if (letters < 3 && !sign)
        ps_lint_warning(l, 0, "label `%.40s` is short; it will stand in much prose", label);
    if (ps_is_blank(label[0]) || ps_is_blank(label[strlen(label) - 1]))
        ps_lint_error(l, 0, "label `%.40s` begins or ends with a blank; remove it", label);
}

/* Text is split at everything but letters, so that such a word is never seen. */
static void lint_context(ps_linter *l, const char *field, const ps_words *words) {
    for (size_t i = 0; i < words->count; i++) {
        const char *c = words->items[i];
        while (ps_is_alpha(*c) || (unsigned char)*c >= 0x80) c++;
        if (*c)
            ps_lint_warning(l, 0, "`%s` word `%.40s` holds more than letters; it is never seen",
                            field, words->items[i]);
    }
}

void ps_lint_words(ps_linter *l) {
    for (size_t i = 0; i < l->rule->key_count; i++) lint_key(l, i);
    for (size_t i = 0; i < l->rule->labels.count; i++) lint_label(l, l->rule->labels.items[i]);
    lint_context(l, "raise", &l->rule->raise);
    lint_context(l, "lower", &l->rule->lower);
}
