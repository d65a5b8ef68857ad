/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_put.h"

static void put(ps_sql_sink *sink, const ps_sql_token *token, int32_t column) {
    if (token->kind != PS_SQL_HOLDER)
        ps_put_column(((ps_sql_put *)sink)->reader, column, token->from, token->to);
}

ps_sql_put ps_sql_put_to(ps_reader *reader, size_t end) {
    ps_sql_sink sink = {
        .text = ps_span_cut(reader->text, 0, end), .keys = reader->keys, .value = put};
    return (ps_sql_put){.sink = sink, .reader = reader};
}
