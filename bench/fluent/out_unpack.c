/* SPDX-License-Identifier: Apache-2.0
 *
 * out_unpack.so: the rival of the output in the real Fluent Bit. It unpacks each chunk with
 * msgpack-c and drops it. */
#include <msgpack.h>

#define EXPORT __attribute__((visibility("default")))

typedef struct definition {
    int type, proxy, flags;
    const char *name, *description;
} definition;

EXPORT int FLBPluginRegister(definition *def);
EXPORT int FLBPluginInit(void *plugin);
EXPORT int FLBPluginFlush(const void *data, size_t size, const char *tag);
EXPORT int FLBPluginExit(void);

int FLBPluginRegister(definition *def) {
    *def = (definition){2, 11, 0, "unpack", "unpacks and drops"};
    return 1;
}

int FLBPluginInit(void *plugin) {
    (void)plugin;
    return 1;
}

int FLBPluginFlush(const void *data, size_t size, const char *tag) {
    msgpack_unpacked event;
    size_t at = 0;
    (void)tag;
    msgpack_unpacked_init(&event);
    while (msgpack_unpack_next(&event, data, size, &at) == MSGPACK_UNPACK_SUCCESS) {
    }
    msgpack_unpacked_destroy(&event);
    return at == size;
}

int FLBPluginExit(void) {
    return 1;
}
