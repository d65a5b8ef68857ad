/* SPDX-License-Identifier: Apache-2.0 */
#include "word_table.h"

#include <stdlib.h>

/* FNV-1a, 32 bits: the words are short and ours. */
static const uint32_t hash_start = 2166136261u;

static uint32_t hash_step(uint32_t h, char c) {
    return (h ^ (unsigned char)c) * 16777619u;
}

static uint32_t hash_end(uint32_t h) {
    return h ^ h >> 15;
}

static uint32_t hash_of(ps_span word) {
    uint32_t h = hash_start;
    for (size_t i = 0; i < word.len; i++) h = hash_step(h, word.ptr[i]);
    return hash_end(h);
}

static ps_word_slot *slot_of(const ps_word_table *table, ps_span word, uint32_t hash) {
    size_t i = hash & (table->size - 1);
    for (;; i = (i + 1) & (table->size - 1)) {
        ps_word_slot *slot = &table->slots[i];
        if (!slot->word) return slot;
        if (slot->hash == hash && slot->len == word.len && !memcmp(slot->word, word.ptr, word.len))
            return slot;
    }
}

static ps_status grow(ps_word_table *table) {
    ps_word_table larger = {.size = table->size ? table->size * 2 : 64, .used = table->used};
    memcpy(larger.lengths, table->lengths, sizeof larger.lengths);
    larger.slots = calloc(larger.size, sizeof *larger.slots);
    if (!larger.slots) return PS_E_NOMEM;
    for (size_t i = 0; i < table->size; i++) {
        ps_word_slot *old = &table->slots[i];
        if (old->word) *slot_of(&larger, ps_span_of(old->word, old->len), old->hash) = *old;
    }
    free(table->slots);
    *table = larger;
    return PS_OK;
}

ps_status ps_word_table_put(ps_word_table *table, ps_span word, int32_t value) {
    if (table->used * 2 >= table->size) {
        ps_status status = grow(table);
        if (status != PS_OK) return status;
    }
    uint32_t hash = hash_of(word);
    ps_word_slot *slot = slot_of(table, word, hash);
    if (!slot->word) {
        char *copy = malloc(word.len + 1);
        if (!copy) return PS_E_NOMEM;
        memcpy(copy, word.ptr, word.len);
        copy[word.len] = 0;
        *slot = (ps_word_slot){.word = copy, .len = (uint32_t)word.len, .hash = hash};
        table->used++;
        if (word.len) table->lengths[ps_word_first(word.ptr[0])] |= ps_word_length_bit(word);
    }
    slot->value = value;
    return PS_OK;
}

static bool get(const ps_word_table *table, ps_span word, uint32_t hash, int32_t *value) {
    const ps_word_slot *slot = slot_of(table, word, hash);
    if (!slot->word) return false;
    *value = slot->value;
    return true;
}

bool ps_word_table_get(const ps_word_table *table, ps_span word, int32_t *value) {
    if (!table->size || !ps_word_table_may_have(table, word)) return false;
    return get(table, word, hash_of(word), value);
}

bool ps_word_table_get_nocase(const ps_word_table *table, ps_span word, int32_t *value) {
    char lower[64];
    if (!table->size || word.len > sizeof lower || !ps_word_table_may_have(table, word))
        return false;
    uint32_t hash = hash_start;
    for (size_t i = 0; i < word.len; i++) {
        lower[i] = ps_lower(word.ptr[i]);
        hash = hash_step(hash, lower[i]);
    }
    return get(table, ps_span_of(lower, word.len), hash_end(hash), value);
}

void ps_word_table_free(ps_word_table *table) {
    for (size_t i = 0; i < table->size; i++) free(table->slots[i].word);
    free(table->slots);
    *table = (ps_word_table){0};
}
