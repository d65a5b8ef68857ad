/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_put.h"

static void put(ps_sql_sink *sink, const ps_sql_token *token, int32_t column) {
    if (token->kind != PS_SQL_HOLDER)
        ps_put_column(((ps_sql_put *)sink)->reader, column, token->from, token->to);
}

static void keep(ps_sql_sink *sink, size_t from, size_t to) {
    ps_put(((ps_sql_put *)sink)->reader, PS_SLOT_KEEP, from, to);
}

ps_sql_put ps_sql_put_to(ps_reader *reader, size_t end) {
    ps_sql_sink sink = {.text = ps_span_cut(reader->text, 0, end),
                        .keys = reader->keys,
                        .value = put,
                        .keep = keep};
    return (ps_sql_put){.sink = sink, .reader = reader};
}
