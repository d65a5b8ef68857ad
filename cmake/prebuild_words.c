/* SPDX-License-Identifier: Apache-2.0
 *
 * For each built-in profile the list of its literals as a compiled database, equal lists once. */
#include "prebuild.h"

#include "builtin_packs.h"
#include "form.h"
#include "ruleset.h"
#include "words.h"

#include <stdlib.h>

enum { PROFILES_MOST = 16, NAME_MOST = 64, BYTES_MOST = 1 << 26 };

typedef struct ps_rows {
    uint8_t digest[PROFILES_MOST][32];
    size_t len[PROFILES_MOST];
    size_t count;
    FILE *out;
} ps_rows;

static void write_row(ps_rows *rows, ps_span bytes) {
    (void)fprintf(rows->out, "static const uint64_t words_%zu[] = {", rows->count);
    for (size_t i = 0; i < bytes.len; i += sizeof(uint64_t)) {
        uint64_t number = 0;
        size_t rest = bytes.len - i;
        memcpy(&number, bytes.ptr + i, rest < sizeof number ? rest : sizeof number);
        (void)fprintf(rows->out, "0x%llx,", (unsigned long long)number);
    }
    (void)fprintf(rows->out, "};\n");
    rows->len[rows->count++] = bytes.len;
}

static void write_table(const ps_rows *rows) {
    (void)fprintf(rows->out, "\nconst ps_prebuilt_words ps_prebuilt_words_table[] = {\n");
    for (size_t i = 0; i < rows->count; i++) {
        (void)fprintf(rows->out, "    {{");
        for (size_t k = 0; k < 32; k++) (void)fprintf(rows->out, "0x%02x,", rows->digest[i][k]);
        (void)fprintf(rows->out, "}, words_%zu, %zu},\n", i, rows->len[i]);
    }
    (void)fprintf(rows->out, "};\nconst size_t ps_prebuilt_words_count = %zu;\n", rows->count);
}

static bool is_known(const ps_rows *rows, const uint8_t digest[32]) {
    for (size_t i = 0; i < rows->count; i++)
        if (!memcmp(rows->digest[i], digest, 32)) return true;
    return false;
}

/* The literals of the rules that are enabled, as the engine looks for them. */
static ps_status new_db(ps_words_db **db, const ps_rules *rules, ps_error *err) {
    *db = NULL;
    size_t rule_count = ps_rules_count(rules), anchor_count = ps_form_anchor_list(NULL);
    bool *enabled = calloc(rule_count + 1, sizeof *enabled);
    ps_form_anchor *anchors = calloc(anchor_count + 1, sizeof *anchors);
    ps_status status = enabled && anchors ? PS_OK : ps_fail(err, PS_E_NOMEM, "out of memory");
    if (status == PS_OK) {
        for (size_t i = 0; i < rule_count; i++) enabled[i] = ps_rules_at(rules, i)->enabled;
        (void)ps_form_anchor_list(anchors);
        status = ps_words_db_new(db, rules, enabled, (ps_form_anchors){anchors, anchor_count}, err);
    }
    free(enabled);
    free(anchors);
    return status;
}

static ps_status add_rules(ps_rows *rows, const ps_rules *rules, ps_error *err) {
    ps_words_db *db;
    ps_buf bytes;
    uint8_t digest[32];
    ps_buf_init(&bytes, BYTES_MOST);
    ps_status status = new_db(&db, rules, err);
    if (status == PS_OK && ps_words_db_export(db, digest, &bytes) != PS_OK)
        status = ps_fail(err, PS_E_INTERNAL, "the literals cannot be compiled");
    if (status == PS_OK && rows->count == PROFILES_MOST)
        status = ps_fail(err, PS_E_LIMIT, "more than %d profiles", PROFILES_MOST);
    if (status == PS_OK && !is_known(rows, digest)) {
        memcpy(rows->digest[rows->count], digest, sizeof digest);
        write_row(rows, ps_buf_span(&bytes));
    }
    ps_buf_free(&bytes);
    ps_words_db_free(db);
    return status;
}

static ps_status add_profile(ps_rows *rows, const char *profile, ps_error *err) {
    ps_rules *rules;
    ps_status status = ps_rules_load(&rules, NULL, err);
    if (status != PS_OK) return status;
    status = ps_rules_profile(rules, profile, err);
    if (status == PS_OK) status = add_rules(rows, rules, err);
    ps_rules_free(rules);
    return status;
}

/* "profiles/NAME.yml" -> NAME */
static ps_status add_pack(ps_rows *rows, const char *pack, ps_error *err) {
    static const char folder[] = "profiles/", end[] = ".yml";
    size_t skip = sizeof folder - 1, len = strlen(pack);
    if (strncmp(pack, folder, skip) != 0 || len < skip + sizeof end) return PS_OK;
    char name[NAME_MOST];
    (void)snprintf(name, sizeof name, "%.*s", (int)(len - skip - (sizeof end - 1)), pack + skip);
    return add_profile(rows, name, err);
}

ps_status prebuild_words(FILE *out, ps_error *err) {
    ps_rows rows = {.out = out};
    ps_status status = PS_OK;
    (void)fprintf(out, "#include \"prebuilt_words.h\"\n\n");
    for (size_t i = 0; status == PS_OK && i < ps_builtin_pack_count; i++)
        status = add_pack(&rows, ps_builtin_packs[i].name, err);
    if (status == PS_OK) write_table(&rows);
    return status;
}
