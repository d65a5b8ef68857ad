/* SPDX-License-Identifier: Apache-2.0 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void ps_say(const char *format, ...) {
    char text[1024] = "phisieve: ";
    size_t at = strlen(text);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text + at, sizeof text - at - 1, format, args);
    va_end(args);
    if (n < 0) return;
    size_t len = at + (size_t)n;
    if (len > sizeof text - 2) len = sizeof text - 2;
    text[len++] = '\n';
    if (write(STDERR_FILENO, text, len) < 0) return; /* nobody is left to be told */
}

int ps_exit_of(ps_status status) {
    switch (status) {
    case PS_OK: return PS_EXIT_OK;
    case PS_E_RULES:
    case PS_E_USAGE: return PS_EXIT_USAGE;
    case PS_E_LIMIT:
    case PS_E_INTERNAL: return PS_EXIT_WITHHELD;
    default: return PS_EXIT_IO;
    }
}

int ps_say_error(const ps_error *err) {
    ps_say("%s", err->text[0] ? err->text : ps_status_text(err->status));
    return ps_exit_of(err->status);
}
