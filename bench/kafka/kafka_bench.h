/* SPDX-License-Identifier: Apache-2.0
 *
 * The C half of the bench of the sidecar (bench/kafka_rows.py): a loop that only carries records
 * over, and the records themselves. Not installed. */
#ifndef KAFKA_BENCH_H
#define KAFKA_BENCH_H

#include "kafka_conf.h"

#include <stdbool.h>

enum { BENCH_PARTITIONS = 4 };

/* Says what is wrong; returns 1, the exit code. */
int bench_kafka_fail(const char *doing, const char *why);

/* BROKERS FROM TO GROUP DELIVERY: with the sidecar's settings and its rhythm of commits, until
 * SIGTERM. */
int bench_kafka_loop(int argc, char **argv);
/* BROKERS TOPIC FILE RECORDS: the lines of the file, from the beginning again when they end. */
int bench_kafka_fill(int argc, char **argv);
/* BROKERS FROM TO FILE RATE SECONDS: writes at that rate, reads what somebody makes of it, and
 * prints how long the records were under way, as JSON. */
int bench_kafka_latency(int argc, char **argv);

/* Lines of a file, in memory. */
typedef struct bench_lines {
    char *text;
    size_t len, at;
} bench_lines;
PS_MUST_CHECK bool bench_lines_read(bench_lines *out, const char *path);
/* The next one, without its newline; never empty. */
ps_span bench_lines_next(bench_lines *lines);

#endif
