/* SPDX-License-Identifier: Apache-2.0 */
#include "stats.h"

#include "clock.h"
#include "error.h"
#include "json.h"
#include "say.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 20 };

ps_status ps_stats_begin(ps_stats *stats, const ps_engine *engine, ps_error *err) {
    *stats = (ps_stats){.engine = engine, .began = ps_clock_ns()};
    stats->counts.rules = calloc(ps_engine_rule_count(engine) + 1, sizeof(uint64_t));
    return stats->counts.rules ? PS_OK : ps_fail(err, PS_E_NOMEM, "not enough memory");
}

void ps_stats_free(ps_stats *stats) {
    free(stats->counts.rules);
    *stats = (ps_stats){0};
}

/* Sum of all rules with the label of `rule`; 0 unless `rule` is the first of them. */
static uint64_t of_label(const ps_stats *stats, uint32_t rule) {
    const char *label = ps_engine_rule_label(stats->engine, rule);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < ps_engine_rule_count(stats->engine); i++) {
        if (strcmp(ps_engine_rule_label(stats->engine, i), label) != 0) continue;
        if (i < rule) return 0;
        sum += stats->counts.rules[i];
    }
    return sum;
}

/* One list of name and count; `which` gives the count of row i, 0 leaves it out. */
typedef struct stats_list {
    const char *json, *text;
    uint32_t count;
    uint64_t (*which)(const ps_stats *stats, uint32_t row);
    const char *(*name)(const ps_engine *engine, uint32_t row);
} stats_list;

static uint64_t of_rule(const ps_stats *stats, uint32_t rule) {
    return stats->counts.rules[rule];
}
static uint64_t of_reason(const ps_stats *stats, uint32_t row) {
    return stats->counts.reasons[row];
}
static const char *reason_name(const ps_engine *engine, uint32_t row) {
    (void)engine;
    return ps_reason_word((ps_reason)row);
}

static ps_status add_list(ps_buf *out, const ps_stats *stats, const stats_list *list, bool json) {
    ps_status status = json ? ps_buf_addf(out, ",\"%s\":{", list->json) : PS_OK;
    bool first = true;
    for (uint32_t i = 0; i < list->count && status == PS_OK; i++) {
        uint64_t n = list->which(stats, i);
        const char *name = list->name(stats->engine, i);
        if (n == 0) continue;
        if (json)
            status = ps_buf_addf(out, "%s\"%s\":%" PRIu64, first ? "" : ",", name, n);
        else
            status = ps_buf_addf(out, "%s%s %" PRIu64, first ? list->text : ", ", name, n);
        first = false;
    }
    if (status != PS_OK) return status;
    return json ? ps_buf_add_char(out, '}') : first ? PS_OK : ps_buf_add_char(out, '\n');
}

static ps_status add_head(ps_buf *out, const ps_stats *stats, bool json) {
    const ps_counts *n = &stats->counts;
    double seconds = (double)(ps_clock_ns() - stats->began) / 1e9;
    double rate = seconds > 0 ? (double)n->bytes_in / 1e6 / seconds : 0;
    uint64_t lines_out = n->lines - n->withheld;
    if (json)
        return ps_buf_addf(
            out,
            "{\"phisieve\":\"%s\",\"profile\":\"%s\",\"lines_in\":%" PRIu64
            ",\"lines_out\":%" PRIu64 ",\"lines_withheld\":%" PRIu64 ",\"bytes_in\":%" PRIu64
            ",\"bytes_out\":%" PRIu64 ",\"redacted\":%" PRIu64 ",\"fallbacks\":%" PRIu64
            ",\"seconds\":%.3f,\"mb_per_second\":%.1f",
            ps_version(), ps_engine_profile(stats->engine), n->lines, lines_out, n->withheld,
            n->bytes_in, n->bytes_out, n->findings, n->fallbacks, seconds, rate);
    return ps_buf_addf(out,
                       "phisieve: %" PRIu64 " lines in = %" PRIu64 " out + %" PRIu64
                       " withheld; %" PRIu64 " bytes in, %" PRIu64
                       " out; %.3f s, %.1f MB/s\n  redacted: %" PRIu64 " (%" PRIu64
                       " fell back to the label)\n",
                       n->lines, lines_out, n->withheld, n->bytes_in, n->bytes_out, seconds, rate,
                       n->findings, n->fallbacks);
}

static ps_status render(ps_buf *out, const ps_stats *stats, bool json) {
    uint32_t rules = ps_engine_rule_count(stats->engine);
    const stats_list lists[] = {
        {"labels", "  by label: ", rules, of_label, ps_engine_rule_label},
        {"rules", "  by rule: ", rules, of_rule, ps_engine_rule_id},
        {"reasons", "  by reason: ", PS_REASON_COUNT, of_reason, reason_name},
    };
    ps_status status = add_head(out, stats, json);
    for (size_t i = 0; i < sizeof lists / sizeof *lists && status == PS_OK; i++)
        status = add_list(out, stats, &lists[i], json);
    return status == PS_OK && json ? ps_buf_add(out, PS_LIT("}\n")) : status;
}

void ps_stats_show(const ps_stats *stats, const ps_options *options) {
    if (!ps_options_has(options, PS_OPT_STATS)) return;
    ps_buf text;
    ps_buf_init(&text, TEXT_MOST);
    ps_status status = render(&text, stats, ps_options_is(options, PS_OPT_STATS, "json"));
    if (status != PS_OK)
        ps_say("the counts could not be written: %s", ps_status_text(status));
    else if (write(STDERR_FILENO, text.ptr, text.len) < 0)
        ps_buf_clear(&text);
    ps_buf_free(&text);
}

bool ps_stats_withheld(const ps_stats *stats, const ps_options *options) {
    uint64_t n = stats->counts.withheld;
    if (n && !ps_options_has(options, PS_OPT_QUIET))
        ps_say("%" PRIu64 " line%s withheld: too long (--max-line, --long-lines) or not examined; "
               "[WITHHELD:...] stands in the output",
               n, n == 1 ? " was" : "s were");
    return n != 0;
}
