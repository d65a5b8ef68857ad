/* SPDX-License-Identifier: Apache-2.0
 *
 * The schemas of a folder, and how frames without one are read. Read-only once loaded, shared by
 * all threads. */
#ifndef PS_SCHEMAS_H
#define PS_SCHEMAS_H

#include "avro_schema.h"
#include "frame.h"

/* Where a value comes from. */
typedef struct ps_cargo_place {
    const char *topic;
    bool key; /* of the record */
} ps_cargo_place;

typedef struct ps_schemas ps_schemas;
/* All files of `folder` (NULL: none) that end in .avsc are read and checked. Their names say for
 * what they are: an id (7), a GUID with dashes, or a topic (orders, or orders-value; orders-key).
 * `protobuf`: a frame without a schema holds JSON or Protobuf, else JSON alone. PS_E_RULES and
 * PS_E_USAGE say what is wrong, and where. */
PS_MUST_CHECK ps_status ps_schemas_load(ps_schemas **out, const char *folder, bool protobuf,
                                        ps_error *err);
void ps_schemas_free(ps_schemas *schemas);

/* The schema of the frame's own id, else of the topic; NULL: none. */
const ps_avro_type *ps_schemas_find(const ps_schemas *schemas, const ps_frame *frame,
                                    const ps_cargo_place *place);
bool ps_schemas_protobuf(const ps_schemas *schemas);

#endif
