/* SPDX-License-Identifier: Apache-2.0
 *
 * The library in one page: reads standard input in pieces, writes it redacted, and says what it
 * replaced. Build it against an installed phisieve with
 *   cc example.c $(pkg-config --cflags --libs phisieve) -o example */
#include <phisieve.h>
#include <stdio.h>

static int put(ps_span bytes) {
    return bytes.len == 0 || fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len;
}

/* One ordered source, any pieces: whole redacted lines come out. */
static ps_status filter(ps_stream *stream) {
    char piece[4096];
    ps_span out;
    for (;;) {
        size_t n = fread(piece, 1, sizeof piece, stdin);
        ps_status status =
            n ? ps_stream_feed(stream, (ps_span){piece, n}, &out) : ps_stream_end(stream, &out);
        if (status != PS_OK) return status;
        if (!put(out)) return PS_E_IO;
        if (n == 0) return ferror(stdin) || fflush(stdout) != 0 ? PS_E_IO : PS_OK;
    }
}

int main(void) {
    ps_error err = {0};
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_stream *stream = NULL;
    ps_status status = ps_rules_load(&rules, NULL, &err); /* NULL: the built-in packs */
    if (status == PS_OK) status = ps_rules_profile(rules, "standard", &err);
    if (status == PS_OK) status = ps_engine_new(&engine, rules, NULL, &err);
    if (status == PS_OK) status = ps_stream_new(&stream, engine, &err);
    if (status != PS_OK)
        fprintf(stderr, "example: %s\n", err.text);
    else
        status = filter(stream);

    for (uint32_t i = 0; status == PS_OK && i < ps_engine_rule_count(engine); i++)
        if (ps_stream_count(stream, i))
            fprintf(stderr, "%s %llu\n", ps_engine_rule_id(engine, i),
                    (unsigned long long)ps_stream_count(stream, i));
    if (status == PS_OK && ps_stream_withheld(stream)) status = PS_E_LIMIT;

    ps_stream_free(stream);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return status == PS_OK ? 0 : 1;
}
