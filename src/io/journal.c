/* SPDX-License-Identifier: Apache-2.0 */
#include "journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 1024 };

void ps_journal(const char *level, const char *event, const char *format, ...) {
    char line[LINE_MAX_BYTES], stamp[32] = "";
    struct timespec now = {0};
    struct tm parts;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &parts)) (void)strftime(stamp, sizeof stamp, "%FT%T", &parts);
    int len = snprintf(line, sizeof line, "{\"ts\":\"%s.%03ldZ\",\"level\":\"%s\",\"event\":\"%s\"",
                       stamp, now.tv_nsec / 1000000, level, event);
    va_list arguments;
    va_start(arguments, format);
    int more = vsnprintf(line + len, sizeof line - (size_t)len - 2, format, arguments);
    va_end(arguments);
    /* What does not fit is left out whole: half a member is no JSON. */
    if (more > 0 && (size_t)(len + more) < sizeof line - 2) len += more;
    line[len++] = '}';
    line[len++] = '\n';
    if (write(STDERR_FILENO, line, (size_t)len) < 0) return; /* nobody is left to tell */
}

const char *ps_journal_quoted(char *out, size_t room, const char *text) {
    size_t len = 0;
    for (; *text && len + 1 < room; text++) {
        bool plain = (unsigned char)*text >= 0x20 && *text != '"' && *text != '\\' && *text != 0x7f;
        out[len++] = plain ? *text : '\'';
    }
    out[len] = '\0';
    return out;
}
