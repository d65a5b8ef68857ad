/* SPDX-License-Identifier: Apache-2.0
 *
 * System properties on a command line: `-Dssn=306302348`. */
#include "form.h"

enum { KEY_MAX = 64, VALUE_MAX = 256 };

const char *const ps_define_anchors[] = {" -D", "\"-D", NULL};

ps_form_fn ps_define_read;

size_t ps_define_read(ps_reader *reader, size_t at, size_t end) {
    ps_span t = reader->text;
    size_t key = end, to = end;
    if (t.ptr[end - 1] != 'D') return at;
    while (to < t.len && to - key < KEY_MAX &&
           (ps_is_word(t.ptr[to]) || ps_is_one_of(t.ptr[to], ".-")))
        to++;
    if (to == key || to >= t.len || t.ptr[to] != '=') return at;
    size_t from = to + 1, last = from;
    while (last < t.len && last - from < VALUE_MAX && !ps_is_one_of(t.ptr[last], " \t\r\n\"'\\"))
        last++;
    (void)ps_put_named(reader, ps_span_cut(t, key, to), from, last);
    return last;
}
