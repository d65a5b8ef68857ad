/* SPDX-License-Identifier: Apache-2.0
 *
 * The files under patterns/, compiled into the program. The table is made by cmake/Embed.cmake. */
#ifndef PS_BUILTIN_PACKS_H
#define PS_BUILTIN_PACKS_H

#include <stddef.h>

typedef struct ps_builtin_pack {
    const char *name; /* path below patterns/: "us-ssn.yml", "profiles/standard.yml" */
    const unsigned char *bytes;
    size_t len;
} ps_builtin_pack;

extern const ps_builtin_pack ps_builtin_packs[];
extern const size_t ps_builtin_pack_count;

#endif
