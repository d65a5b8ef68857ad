/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing bytes with a ceiling. One owner, one thread. */
#ifndef PS_BUF_H
#define PS_BUF_H

#include "span.h"

typedef struct ps_buf {
    char *ptr;
    size_t len, cap;
    size_t ceiling; /* bytes; growing beyond it is PS_E_LIMIT */
} ps_buf;

/* Holds nothing until the first byte; free with ps_buf_free. */
void ps_buf_init(ps_buf *buf, size_t ceiling);
void ps_buf_free(ps_buf *buf); /* the buffer may be used again, as after _init */

/* Memory beyond this is not kept for the next batch: only huge lines need it. */
enum { PS_TRIM_BEYOND = 4 << 20 };
/* Frees what is larger; the content is lost then. */
void ps_buf_trim(ps_buf *buf);
/* The same for a list of *room items of `each` bytes; `list` is the address of its pointer. */
void ps_trim(void *list, size_t *room, size_t each);

/* Makes room for `more` bytes behind len. On failure the content is unchanged. */
PS_MUST_CHECK ps_status ps_buf_reserve(ps_buf *buf, size_t more);
PS_MUST_CHECK ps_status ps_buf_add(ps_buf *buf, ps_span bytes);
PS_MUST_CHECK ps_status ps_buf_add_char(ps_buf *buf, char c);
/* printf-like; for our own texts, never for input bytes. */
PS_MUST_CHECK ps_status ps_buf_addf(ps_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Drops the first n bytes (n <= len). */
void ps_buf_shift(ps_buf *buf, size_t n);

static inline void ps_buf_clear(ps_buf *buf) {
    buf->len = 0;
}
static inline ps_span ps_buf_span(const ps_buf *buf) {
    return (ps_span){buf->ptr, buf->len};
}

#endif
