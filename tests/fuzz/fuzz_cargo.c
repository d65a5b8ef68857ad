/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as the value of a record: no crash; what passes, passes again unchanged, and nothing
 * else comes out. */
#include "cargo.h"
#include "fuzz.h"

static ps_engine *engine;
static ps_scratch *scratch;
static ps_cargo *cargo;
static const ps_cargo_place place = {.topic = "visits"};

static void start(void) {
    ps_rules *rules;
    ps_schemas *schemas; /* an Avro record for id 7; JSON and Protobuf for the others */
    if (engine) return;
    FUZZ_CHECK(ps_rules_load(&rules, NULL, NULL) == PS_OK);
    FUZZ_CHECK(ps_engine_new(&engine, rules, NULL, NULL) == PS_OK);
    FUZZ_CHECK(ps_scratch_new(&scratch, engine) == PS_OK);
    FUZZ_CHECK(ps_schemas_load(&schemas, PS_FUZZ_SCHEMAS, true, NULL) == PS_OK);
    FUZZ_CHECK(ps_cargo_new(&cargo, engine, scratch, schemas) == PS_OK);
    ps_rules_free(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    start();
    ps_span value = {(const char *)data, size}, out, again;
    if (ps_cargo_examine(cargo, &place, value, &out) != PS_CARGO_PASSES) {
        FUZZ_CHECK(!out.ptr && !out.len);
        return 0;
    }
    char *once = malloc(out.len + 1);
    FUZZ_CHECK(once);
    if (out.len) memcpy(once, out.ptr, out.len);
    FUZZ_CHECK(ps_cargo_examine(cargo, &place, (ps_span){once, out.len}, &again) ==
               PS_CARGO_PASSES);
    free(once);
    return 0;
}
