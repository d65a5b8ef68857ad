/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of values share: an engine with a payload, and copies of what comes out. */
#ifndef PAYLOAD_KIT_H
#define PAYLOAD_KIT_H

#include "cargo.h"
#include "kit.h"
#include "packed.h"

typedef struct payload_kit {
    kit engine;
    ps_cargo *cargo;
    ps_packer *packer;
} payload_kit;

/* `schemas` is borrowed; NULL: none. */
payload_kit payload_kit_open(size_t max_record, const ps_schemas *schemas);
void payload_kit_close(payload_kit *k);

/* Examines an exact copy of `value`, so that a sanitizer sees what reads behind it. `out` is
 * emptied, and takes what comes out. */
ps_cargo_verdict payload_kit_examine(payload_kit *k, ps_span value, ps_buf *out);
ps_cargo_verdict payload_kit_examine_at(payload_kit *k, const ps_cargo_place *place, ps_span value,
                                        ps_buf *out);
/* Packs `content` into `out`, which is emptied. */
void payload_kit_pack(payload_kit *k, ps_pack pack, ps_span content, ps_buf *out);
void payload_kit_open_pack(payload_kit *k, ps_pack pack, ps_span value, ps_buf *out);

/* A file of a folder of schemas. */
typedef struct payload_kit_file {
    const char *name, *text;
} payload_kit_file;
/* Loads a folder with these files alone, which ends with a name of NULL. NULL: refused, and err has
 * the message. */
ps_schemas *payload_kit_schemas(const payload_kit_file *files, bool protobuf, ps_error *err);

#endif
