/* SPDX-License-Identifier: Apache-2.0
 *
 * The frames of schema registries: which schema, and where what they frame begins. */
#ifndef PS_FRAME_H
#define PS_FRAME_H

#include "span.h"

enum { PS_GUID = 16 };

typedef enum ps_frame_kind {
    PS_FRAME_NONE,
    PS_FRAME_ID,   /* 0, an id in four bytes */
    PS_FRAME_GUID, /* 1, a GUID */
    PS_FRAME_GLUE  /* 3, how it is compressed, a UUID: AWS Glue */
} ps_frame_kind;

typedef struct ps_frame {
    ps_frame_kind kind;
    size_t len;       /* bytes before what it frames */
    bool zlib;        /* what it frames is compressed */
    uint32_t id;      /* PS_FRAME_ID */
    const char *guid; /* the others: PS_GUID bytes */
} ps_frame;

/* No frame where nothing follows it. */
ps_frame ps_frame_of(ps_span value);

/* Bytes of the list that says which message of its schema a Protobuf message is, before it; 0:
 * there is none. Of AWS Glue it is one number. */
size_t ps_frame_indexes(const ps_frame *frame, ps_span content);

#endif
