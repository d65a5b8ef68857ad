/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_bench.h"

#include <stdio.h>
#include <string.h>

int bench_kafka_fail(const char *doing, const char *why) {
    (void)fprintf(stderr, "phisieve_bench_kafka: %s: %s\n", doing, why);
    return 1;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int words;
        int (*run)(int argc, char **argv);
    } commands[] = {{"loop", 5, bench_kafka_loop},
                    {"fill", 4, bench_kafka_fill},
                    {"latency", 6, bench_kafka_latency}};
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0 && argc - 2 == commands[i].words)
            return commands[i].run(argc - 2, argv + 2);
    (void)fputs("phisieve_bench_kafka loop BROKERS FROM TO GROUP DELIVERY\n"
                "  fill BROKERS TOPIC FILE RECORDS\n"
                "  latency BROKERS FROM TO FILE RATE SECONDS\n",
                stderr);
    return 2;
}
