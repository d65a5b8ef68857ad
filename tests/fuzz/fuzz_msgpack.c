/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a chunk of MessagePack: no crash; what comes out is as many objects, all complete;
 * nothing of the bytes that were cut off. */
#include "fuzz.h"

#include <phisieve.h>
#include <string.h>

static ps_engine *engine;
static ps_scratch *scratch;

static void start(void) {
    ps_rules *rules;
    if (engine) return;
    FUZZ_CHECK(ps_rules_load(&rules, NULL, NULL) == PS_OK);
    FUZZ_CHECK(ps_engine_new(&engine, rules, NULL, NULL) == PS_OK);
    FUZZ_CHECK(ps_scratch_new(&scratch, engine) == PS_OK);
    ps_rules_free(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    start();
    ps_span chunk = {(const char *)data, size}, out, again;
    ps_msgpack_report first = {.size = sizeof first}, second = {.size = sizeof second};
    FUZZ_CHECK(ps_redact_msgpack(engine, scratch, chunk, &out, &first) == PS_OK);
    FUZZ_CHECK(first.cut <= size && first.changed + first.withheld <= first.objects);
    if (!first.changed && !first.withheld) FUZZ_CHECK(out.ptr == chunk.ptr);
    if (out.ptr == chunk.ptr) FUZZ_CHECK(out.len == size - first.cut);
    char *once = malloc(out.len + 1);
    FUZZ_CHECK(once);
    if (out.len) memcpy(once, out.ptr, out.len);
    FUZZ_CHECK(ps_redact_msgpack(engine, scratch, (ps_span){once, out.len}, &again, &second) ==
               PS_OK);
    FUZZ_CHECK(second.objects == first.objects && !second.cut);
    free(once);
    return 0;
}
