/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes: no crash, findings in order, a second pass changes nothing, and one line more before
 * it does not change what comes of a line. */
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

static int in_order(const ps_finding *finding, void *ctx) {
    size_t *last = ctx;
    FUZZ_CHECK(finding->from >= *last && finding->to > finding->from);
    *last = finding->to;
    return 0;
}

static char *copy_of(ps_span text) {
    char *copy = malloc(text.len + 1);
    FUZZ_CHECK(copy);
    if (text.len) memcpy(copy, text.ptr, text.len);
    return copy;
}

static void behind_a_line(ps_span record, const char *once, size_t len) {
    static const char head[] = "plain\n";
    char *more = malloc(sizeof head + record.len);
    FUZZ_CHECK(more);
    memcpy(more, head, sizeof head - 1);
    if (record.len) memcpy(more + sizeof head - 1, record.ptr, record.len);
    ps_span out;
    FUZZ_CHECK(ps_redact(engine, scratch, (ps_span){more, sizeof head - 1 + record.len}, &out) ==
               PS_OK);
    FUZZ_CHECK(out.len == len + sizeof head - 1 && !memcmp(out.ptr + sizeof head - 1, once, len));
    free(more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    start();
    ps_span record = {(const char *)data, size}, out;
    size_t last = 0;
    ps_status status = ps_redact(engine, scratch, record, &out);
    if (status != PS_OK) {
        FUZZ_CHECK(status == PS_E_LIMIT && !out.ptr && !out.len);
        return 0;
    }
    size_t len = out.len;
    char *once = copy_of(out);
    FUZZ_CHECK(ps_scan(engine, scratch, record, in_order, &last) == PS_OK);
    FUZZ_CHECK(last <= size);
    FUZZ_CHECK(ps_redact(engine, scratch, (ps_span){once, len}, &out) == PS_OK);
    FUZZ_CHECK(out.len == len && (!len || !memcmp(out.ptr, once, len)));
    behind_a_line(record, once, len);
    free(once);
    return 0;
}
