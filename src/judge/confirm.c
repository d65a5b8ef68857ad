/* SPDX-License-Identifier: Apache-2.0 */
#include "confirm.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 100000, HEAP_LIMIT_KIB = 4096, GROUPS_MAX = 16 };

struct ps_regex {
    pcre2_code *code;
};

struct ps_regex_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

ps_status ps_regex_new(ps_regex **out, ps_span pattern, bool nocase, char why[128]) {
    *out = NULL;
    ps_regex *regex = calloc(1, sizeof *regex);
    if (!regex) return PS_E_NOMEM;
    int error;
    PCRE2_SIZE at;
    uint32_t options = PCRE2_MULTILINE | PCRE2_USE_OFFSET_LIMIT | (nocase ? PCRE2_CASELESS : 0);
    regex->code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &error, &at, NULL);
    if (!regex->code) {
        (void)pcre2_get_error_message(error, (PCRE2_UCHAR *)why, 128);
        free(regex);
        return PS_E_RULES;
    }
    (void)pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE); /* without JIT it is only slower */
    *out = regex;
    return PS_OK;
}

void ps_regex_free(ps_regex *regex) {
    if (!regex) return;
    pcre2_code_free(regex->code);
    free(regex);
}

ps_status ps_regex_scratch_new(ps_regex_scratch **out) {
    *out = NULL;
    ps_regex_scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return PS_E_NOMEM;
    scratch->data = pcre2_match_data_create(GROUPS_MAX, NULL);
    scratch->context = pcre2_match_context_create(NULL);
    if (!scratch->data || !scratch->context) {
        ps_regex_scratch_free(scratch);
        return PS_E_NOMEM;
    }
    (void)pcre2_set_match_limit(scratch->context, MATCH_LIMIT);
    (void)pcre2_set_heap_limit(scratch->context, HEAP_LIMIT_KIB);
    *out = scratch;
    return PS_OK;
}

void ps_regex_scratch_free(ps_regex_scratch *scratch) {
    if (!scratch) return;
    pcre2_match_data_free(scratch->data);
    pcre2_match_context_free(scratch->context);
    free(scratch);
}

ps_status ps_regex_find(const ps_regex *regex, ps_regex_scratch *scratch, ps_span line, size_t from,
                        size_t until, unsigned group, ps_extent *match, ps_extent *value) {
    *match = *value = (ps_extent){0, 0};
    if (from >= until) return PS_OK;
    /* The subject is the whole line, so that \\b sees its neighbours; the offset limit keeps a miss
     * from searching the rest of a long line. */
    (void)pcre2_set_offset_limit(scratch->context, until - 1);
    int rc = pcre2_match(regex->code, (PCRE2_SPTR)line.ptr, line.len, from, 0, scratch->data,
                         scratch->context);
    if (rc == PCRE2_ERROR_NOMATCH) return PS_OK;
    if (rc < 0) return rc == PCRE2_ERROR_NOMEMORY ? PS_E_NOMEM : PS_E_LIMIT;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(scratch->data);
    *match = (ps_extent){at[0], at[1]};
    bool has_group = rc == 0 || group < (unsigned)rc;
    if (!has_group || at[2 * group] == PCRE2_UNSET) group = 0;
    *value = (ps_extent){at[2 * group], at[2 * group + 1]};
    return PS_OK;
}

ps_status ps_regex_whole(const ps_regex *regex, ps_regex_scratch *scratch, ps_span value,
                         bool *matches) {
    *matches = false;
    (void)pcre2_set_offset_limit(scratch->context, PCRE2_UNSET);
    int rc = pcre2_match(regex->code, (PCRE2_SPTR)value.ptr, value.len, 0,
                         PCRE2_ANCHORED | PCRE2_ENDANCHORED, scratch->data, scratch->context);
    if (rc >= 0) *matches = true;
    if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH) return PS_OK;
    return rc == PCRE2_ERROR_NOMEMORY ? PS_E_NOMEM : PS_E_LIMIT;
}
