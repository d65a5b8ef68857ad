/* SPDX-License-Identifier: Apache-2.0
 *
 * `keys`, `keys_if_...`: names of fields. */
#include "rule_read.h"

static ps_key_condition condition_of(const char *field) {
    static const char *const names[PS_KEY_CONDITIONS] = {
        [PS_KEY_ALWAYS] = "keys",
        [PS_KEY_IF_PERSON] = "keys_if_person",
        [PS_KEY_IF_PAIRED] = "keys_if_paired",
        [PS_KEY_IF_PERSON_OR_PAIRED] = "keys_if_person_or_paired",
        [PS_KEY_IF_SHAPED] = "keys_if_shaped",
        [PS_KEY_IF_OWNED] = "keys_if_owned",
    };
    int i = PS_KEY_ALWAYS;
    while (i < PS_KEY_CONDITIONS - 1 && strcmp(names[i], field) != 0) i++;
    return (ps_key_condition)i;
}

/* Words of letters and digits (bytes of UTF-8 count as letters) joined by single '_'. */
static bool well_formed(const char *key) {
    for (size_t i = 0; key[i]; i++) {
        bool bar = key[i] == '_';
        if (!bar && !ps_is_alnum(key[i]) && (unsigned char)key[i] < 0x80) return false;
        if (bar && (i == 0 || key[i + 1] == '_' || key[i + 1] == '\0')) return false;
    }
    return key[0] != '\0';
}

static ps_status read_key(ps_reader *reader, const ps_node *node, ps_key *key) {
    if (!well_formed(node->text))
        return ps_reader_fail(reader, node->line,
                              "key `%.40s` must be words of letters and digits joined by _, like "
                              "date_of_birth; every other spelling is found from that",
                              node->text);
    char *words = ps_arena_copy(reader->arena, ps_span_of(node->text, node->len));
    char *joined = ps_arena_new(reader->arena, node->len + 1, 1);
    if (!words || !joined) return ps_reader_nomem(reader);
    key->words = words;
    key->joined = joined;
    key->line = node->line;
    for (; *words; words++) {
        *words = ps_lower(*words);
        if (*words != '_') *joined++ = *words;
    }
    return PS_OK;
}

ps_status ps_read_keys(ps_reader *reader, const ps_node *node, void *target) {
    ps_rule *rule = target;
    const ps_node *list = NULL;
    ps_status status = ps_read_list(reader, node, &list);
    if (status != PS_OK) return status;
    ps_key *keys = ps_arena_new(reader->arena, rule->key_count + node->count, sizeof *keys);
    if (!keys) return ps_reader_nomem(reader);
    if (rule->key_count) memcpy(keys, rule->keys, rule->key_count * sizeof *keys);
    rule->keys = keys;
    for (const ps_node *item = list->first; status == PS_OK && item; item = item->next) {
        keys[rule->key_count].condition = condition_of(node->key);
        status = read_key(reader, item, &keys[rule->key_count++]);
    }
    return status;
}
