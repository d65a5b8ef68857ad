/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "json.h"

#include <inttypes.h>

/* The line of a finding must stay one line, whatever the value holds. */
static ps_status add_text(ps_buf *out, const ps_report_row *row) {
    ps_status status = ps_buf_add(out, ps_span_z(row->file));
    if (status == PS_OK)
        status = ps_buf_addf(out, ":%" PRIu64 ":%" PRIu64 ": %s (%s), %zu byte%s, evidence %s",
                             row->line, row->column, row->rule->label, row->rule->id, row->length,
                             row->length == 1 ? "" : "s", row->evidence);
    if (status == PS_OK && row->value.ptr) status = ps_buf_add(out, PS_LIT(": "));
    if (status == PS_OK && row->value.ptr) status = ps_json_text(out, row->value);
    return status == PS_OK ? ps_buf_add_char(out, '\n') : status;
}

static ps_status add_json(ps_buf *out, const ps_report_row *row) {
    ps_status status = ps_buf_add(out, PS_LIT("{\"file\":"));
    if (status == PS_OK) status = ps_json_text(out, ps_span_z(row->file));
    if (status == PS_OK)
        status = ps_buf_addf(out,
                             ",\"line\":%" PRIu64 ",\"column\":%" PRIu64 ",\"length\":%zu,"
                             "\"rule\":\"%s\",\"label\":\"%s\",\"identifier\":\"%c\","
                             "\"severity\":%u,\"evidence\":\"%s\"",
                             row->line, row->column, row->length, row->rule->id, row->rule->label,
                             row->rule->identifier, row->rule->severity, row->evidence);
    if (status == PS_OK && row->value.ptr) status = ps_buf_add(out, PS_LIT(",\"value\":"));
    if (status == PS_OK && row->value.ptr) status = ps_json_text(out, row->value);
    return status == PS_OK ? ps_buf_add(out, PS_LIT("}\n")) : status;
}

static ps_status add_sarif(ps_buf *out, const ps_report_row *row) {
    const char *level = row->rule->severity >= 3 ? "error" : "warning";
    ps_status status =
        ps_buf_addf(out,
                    "{\"ruleId\":\"%s\",\"level\":\"%s\",\"message\":{\"text\":\"%s found, "
                    "evidence %s\"},\"locations\":[{\"physicalLocation\":{"
                    "\"artifactLocation\":{\"uri\":",
                    row->rule->id, level, row->rule->label, row->evidence);
    if (status == PS_OK) status = ps_json_uri(out, ps_span_z(row->file));
    if (status == PS_OK)
        status = ps_buf_addf(out,
                             "},\"region\":{\"startLine\":%" PRIu64 ",\"startColumn\":%" PRIu64
                             ",\"endColumn\":%" PRIu64,
                             row->line, row->column, row->column + row->length);
    if (status == PS_OK && row->value.ptr)
        status = ps_buf_add(out, PS_LIT(",\"snippet\":{\"text\":"));
    if (status == PS_OK && row->value.ptr) status = ps_json_text(out, row->value);
    if (status == PS_OK && row->value.ptr) status = ps_buf_add_char(out, '}');
    return status == PS_OK ? ps_buf_add(out, PS_LIT("}}}]}\n")) : status;
}

ps_status ps_report_add(ps_buf *out, ps_report_form form, const ps_report_row *row) {
    if (form == PS_REPORT_SARIF) return add_sarif(out, row);
    return form == PS_REPORT_JSONL ? add_json(out, row) : add_text(out, row);
}

ps_status ps_report_head(ps_buf *out, ps_report_form form, const ps_engine *engine) {
    if (form != PS_REPORT_SARIF) return PS_OK;
    ps_status status = ps_buf_addf(
        out,
        "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":"
        "\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"tool\":{\"driver\":{"
        "\"name\":\"phisieve\",\"version\":\"%s\",\"rules\":[",
        ps_version());
    for (uint32_t i = 0; i < ps_engine_rule_count(engine) && status == PS_OK; i++) {
        const ps_rule *rule = ps_engine_rule(engine, i);
        status = ps_buf_addf(out, "%s{\"id\":\"%s\",\"shortDescription\":{\"text\":", i ? "," : "",
                             rule->id);
        if (status == PS_OK) status = ps_json_text(out, ps_span_z(rule->name));
        if (status == PS_OK) status = ps_buf_add(out, PS_LIT("}}"));
    }
    return status == PS_OK ? ps_buf_add(out, PS_LIT("]}},\"results\":[\n")) : status;
}

ps_status ps_report_foot(ps_buf *out, ps_report_form form, bool complete) {
    if (form != PS_REPORT_SARIF) return PS_OK;
    return ps_buf_addf(out, "\n],\"invocations\":[{\"executionSuccessful\":%s}]}]}\n",
                       complete ? "true" : "false");
}

static ps_status write_rows(void *self, ps_span bytes, ps_error *err) {
    ps_report_sink *report = self;
    const ps_sink *next = &report->next;
    ps_status status = PS_OK;
    if (report->form != PS_REPORT_SARIF) {
        for (size_t i = 0; i < bytes.len; i++) report->rows += bytes.ptr[i] == '\n';
        return next->write(next->self, bytes, err);
    }
    while (bytes.len && status == PS_OK) {
        const char *end = memchr(bytes.ptr, '\n', bytes.len);
        size_t length = end ? (size_t)(end - bytes.ptr) : bytes.len;
        if (report->rows++) status = next->write(next->self, PS_LIT(",\n"), err);
        if (status == PS_OK) status = next->write(next->self, ps_span_of(bytes.ptr, length), err);
        bytes = ps_span_cut(bytes, end ? length + 1 : length, bytes.len);
    }
    return status;
}

ps_sink ps_report_counted(ps_report_sink *report) {
    return (ps_sink){.self = report, .write = write_rows};
}
