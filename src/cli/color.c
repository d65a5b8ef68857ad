/* SPDX-License-Identifier: Apache-2.0 */
#include "color.h"

#include "error.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { LABEL_MOST = 64 };

bool ps_color_wanted(const ps_options *options, int fd) {
    if (ps_options_is(options, PS_OPT_COLOR, "always")) return true;
    if (ps_options_is(options, PS_OPT_COLOR, "never")) return false;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    if ((no && *no) || !term || strcmp(term, "dumb") == 0) return false;
    return isatty(fd) != 0;
}

static bool is_label_char(char c) {
    return ps_is_upper(c) || ps_is_digit(c) || strchr("_-", c);
}

/* Length of the label at the front, brackets included; 0: none. */
static size_t label_length(ps_span s) {
    size_t i = 1;
    while (i < s.len && i < LABEL_MOST && s.ptr[i] && is_label_char(s.ptr[i])) i++;
    bool token = i > 1 && i < s.len && s.ptr[i] == ':';
    while (token && i < s.len && i < LABEL_MOST && s.ptr[i] > ' ' && s.ptr[i] != ']') i++;
    return i > 2 && i < s.len && s.ptr[i] == ']' && ps_is_upper(s.ptr[1]) ? i + 1 : 0;
}

static ps_status render(ps_buf *out, ps_span bytes) {
    ps_status status = PS_OK;
    while (bytes.len && status == PS_OK) {
        const char *open = memchr(bytes.ptr, '[', bytes.len);
        size_t plain = open ? (size_t)(open - bytes.ptr) : bytes.len;
        status = ps_buf_add(out, ps_span_of(bytes.ptr, plain));
        bytes = ps_span_cut(bytes, plain, bytes.len);
        if (!open || status != PS_OK) continue;
        size_t label = label_length(bytes);
        if (label) status = ps_buf_add(out, PS_LIT("\033[1;35m"));
        if (status == PS_OK) status = ps_buf_add(out, ps_span_of(bytes.ptr, label ? label : 1));
        if (label && status == PS_OK) status = ps_buf_add(out, PS_LIT("\033[0m"));
        bytes = ps_span_cut(bytes, label ? label : 1, bytes.len);
    }
    return status;
}

static ps_status write_some(void *self, ps_span bytes, ps_error *err) {
    ps_color *color = self;
    ps_buf_clear(&color->text);
    ps_status status = render(&color->text, bytes);
    if (status != PS_OK) return ps_fail(err, status, "not enough memory for colours");
    return color->next.write(color->next.self, ps_buf_span(&color->text), err);
}

ps_sink ps_color_sink(ps_color *color, ps_sink next) {
    *color = (ps_color){.next = next};
    ps_buf_init(&color->text, SIZE_MAX);
    return (ps_sink){.self = color, .write = write_some};
}

void ps_color_free(ps_color *color) {
    ps_buf_free(&color->text);
}
