/* SPDX-License-Identifier: Apache-2.0 */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void ps_buf_init(ps_buf *buf, size_t ceiling) {
    *buf = (ps_buf){.ceiling = ceiling};
}

void ps_buf_free(ps_buf *buf) {
    free(buf->ptr);
    ps_buf_init(buf, buf->ceiling);
}

void ps_buf_trim(ps_buf *buf) {
    if (buf->cap > PS_TRIM_BEYOND) ps_buf_free(buf);
}

void ps_trim(void *list, size_t *room, size_t each) {
    void **slot = list;
    if (*room * each <= PS_TRIM_BEYOND) return;
    free(*slot);
    *slot = NULL;
    *room = 0;
}

ps_status ps_buf_reserve(ps_buf *buf, size_t more) {
    if (buf->cap - buf->len >= more) return PS_OK;
    if (more > buf->ceiling || buf->len > buf->ceiling - more) return PS_E_LIMIT;
    size_t cap = buf->cap < 256 ? 256 : buf->cap;
    while (cap < buf->len + more) cap = cap > buf->ceiling / 2 ? buf->ceiling : cap * 2;
    char *ptr = realloc(buf->ptr, cap);
    if (!ptr) return PS_E_NOMEM;
    buf->ptr = ptr;
    buf->cap = cap;
    return PS_OK;
}

ps_status ps_buf_add(ps_buf *buf, ps_span bytes) {
    if (bytes.len == 0) return PS_OK;
    ps_status status = ps_buf_reserve(buf, bytes.len);
    if (status != PS_OK) return status;
    memcpy(buf->ptr + buf->len, bytes.ptr, bytes.len);
    buf->len += bytes.len;
    return PS_OK;
}

ps_status ps_buf_add_char(ps_buf *buf, char c) {
    return ps_buf_add(buf, (ps_span){&c, 1});
}

ps_status ps_buf_addf(ps_buf *buf, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text) return PS_E_INTERNAL;
    return ps_buf_add(buf, (ps_span){text, (size_t)n});
}

void ps_buf_shift(ps_buf *buf, size_t n) {
    buf->len -= n;
    if (buf->len) memmove(buf->ptr, buf->ptr + n, buf->len);
}
