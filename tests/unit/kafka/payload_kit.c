/* SPDX-License-Identifier: Apache-2.0 */
#include "payload_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

payload_kit payload_kit_open(size_t max_record, const ps_schemas *schemas) {
    payload_kit k = {.engine = {.rules = kit_rules()}};
    ps_engine_options opt = {.size = sizeof opt, .token_key = PS_LIT(""), .max_record = max_record};
    assert_int_equal(ps_engine_new(&k.engine.engine, k.engine.rules, &opt, NULL), PS_OK);
    assert_int_equal(ps_scratch_new(&k.engine.scratch, k.engine.engine), PS_OK);
    assert_int_equal(ps_cargo_new(&k.cargo, k.engine.engine, k.engine.scratch, schemas), PS_OK);
    assert_int_equal(ps_packer_new(&k.packer), PS_OK);
    return k;
}

void payload_kit_close(payload_kit *k) {
    ps_packer_free(k->packer);
    ps_cargo_free(k->cargo);
    kit_close(&k->engine);
}

ps_cargo_verdict payload_kit_examine(payload_kit *k, ps_span value, ps_buf *out) {
    const ps_cargo_place place = {.topic = "topic"};
    return payload_kit_examine_at(k, &place, value, out);
}

ps_cargo_verdict payload_kit_examine_at(payload_kit *k, const ps_cargo_place *place, ps_span value,
                                        ps_buf *out) {
    char *copy = malloc(value.len + !value.len);
    ps_span made;
    assert_non_null(copy);
    if (value.len) memcpy(copy, value.ptr, value.len);
    ps_cargo_verdict verdict =
        ps_cargo_examine(k->cargo, place, ps_span_of(copy, value.len), &made);
    ps_buf_clear(out);
    if (verdict == PS_CARGO_PASSES)
        assert_int_equal(ps_buf_add(out, made), PS_OK);
    else
        assert_true(!made.ptr && !made.len);
    free(copy);
    return verdict;
}

void payload_kit_pack(payload_kit *k, ps_pack pack, ps_span content, ps_buf *out) {
    ps_buf_clear(out);
    assert_int_equal(ps_packer_close(k->packer, pack, content, out), PS_OK);
}

void payload_kit_open_pack(payload_kit *k, ps_pack pack, ps_span value, ps_buf *out) {
    bool bare;
    ps_buf_clear(out);
    assert_int_equal(ps_packer_open(k->packer, pack, value, (size_t)1 << 26, out, &bare), PS_OK);
}

static void path_of(char out[128], const char *folder, const char *name) {
    (void)snprintf(out, 128, "%s/%s", folder, name);
}

ps_schemas *payload_kit_schemas(const payload_kit_file *files, bool protobuf, ps_error *err) {
    char folder[] = "/tmp/phisieve-schemas-XXXXXX", path[128];
    ps_schemas *schemas;
    assert_non_null(mkdtemp(folder));
    for (const payload_kit_file *f = files; f->name; f++) {
        path_of(path, folder, f->name);
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        assert_true(fputs(f->text, file) >= 0 && fclose(file) == 0);
    }
    ps_status status = ps_schemas_load(&schemas, folder, protobuf, err);
    assert_true((status == PS_OK) == (schemas != NULL));
    for (const payload_kit_file *f = files; f->name; f++) {
        path_of(path, folder, f->name);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
    return schemas;
}
