/* SPDX-License-Identifier: Apache-2.0
 *
 * Packs, profiles and configurations of any bytes: read or refused with a sentence, never a crash.
 * The first byte chooses which of the three. */
#include "fuzz.h"
#include "source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const ps_source_kind kinds[] = {PS_SOURCE_PACK, PS_SOURCE_PROFILE, PS_SOURCE_CONFIG};
    if (!size) return 0;
    ps_source_kind kind = data[0] == 'p' ? PS_SOURCE_PACK : kinds[data[0] % 3];
    ps_source *source = NULL;
    ps_error err = {0};
    ps_span text = {(const char *)data + (data[0] < ' '), size - (data[0] < ' ')};
    ps_status status = ps_source_parse(kind, "fuzz.yml", text, &source, &err);
    if (status == PS_OK) {
        FUZZ_CHECK(source);
        ps_source_unref(source);
        return 0;
    }
    FUZZ_CHECK(!source && err.status == status && err.text[0]);
    FUZZ_CHECK(memchr(err.text, 0, sizeof err.text));
    return 0;
}
