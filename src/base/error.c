/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

ps_status ps_fail(ps_error *err, ps_status status, const char *format, ...) {
    if (!err) return status;
    memset(err, 0, sizeof *err);
    err->status = status;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return status;
}

const char *ps_status_text(ps_status status) {
    switch (status) {
    case PS_OK: return "ok";
    case PS_E_NOMEM: return "out of memory";
    case PS_E_IO: return "input/output error";
    case PS_E_RULES: return "bad rules, profile or configuration";
    case PS_E_USAGE: return "wrong usage";
    case PS_E_DECODE: return "record cannot be decoded";
    case PS_E_LIMIT: return "record over a limit";
    case PS_E_STOPPED: return "stopped by the caller";
    case PS_E_INTERNAL: return "internal check failed";
    }
    return "unknown status";
}

const char *ps_version(void) {
    return PS_VERSION;
}
