#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How fast, roughly: one thread of phisieve with every rule on against sed with ten rules
# (bench/rivals/ten.sed), on the same 64 MB of mixed log, in turns, three times each. Times are of
# the whole program, its start included. sed finds far less; this compares cost, not quality.
set -eu
cd "$(dirname "$0")/.."
megabytes=${1:-64}
program=build/phisieve
corpus=build/bench-quick.log
[ -x "$program" ] || {
    echo "bench/quick.sh: there is no $program; run ./dev build" >&2
    exit 1
}

# Seeded: the same bytes on every machine. One line in about 15 holds PHI.
python3 - "$megabytes" docs/demo/mixed.log >"$corpus" <<'END'
import random, sys
rnd = random.Random(20240607)
size = int(sys.argv[1]) * 1000 * 1000
sample = open(sys.argv[2]).read().splitlines()
words = "cache queue worker session request response retry batch flush commit lease shard index".split()
def clean():
    ms, n, host = rnd.randrange(4000), rnd.randrange(10**9), rnd.randrange(40)
    a, b = rnd.choice(words), rnd.choice(words)
    stamp = "2026-11-22T%02d:%02d:%02d.%03dZ" % (rnd.randrange(24), rnd.randrange(60), rnd.randrange(60), ms % 1000)
    return rnd.choice((
        '%s INFO  [http-%d] c.e.portal.%s - %s %s done in %d ms, seq=%d' % (stamp, host, a.title(), a, b, ms, n),
        '{"ts":"%s","level":"info","msg":"%s %s","host":"node-%d","durationMs":%d,"seq":%d}' % (stamp, a, b, host, ms, n),
        'level=debug ts=%s caller=%s.go:%d msg="%s %s" took=%dms id=%08x' % (stamp, a, ms, a, b, ms, n),
        'Nov 22 08:14:07 node-%d %s[%d]: %s of %s %d finished, %d left' % (host, a, ms, a, b, n, ms),
        '10.4.2.%d - - [22/Nov/2026:08:14:05 +0000] "GET /%s/%s HTTP/1.1" 200 %d "-" "kube-probe/1.29"' % (host, a, b, ms),
    ))
made = 0
while made < size:
    line = rnd.choice(sample) if rnd.random() < 0.12 else clean()
    made += len(line) + 1
    print(line)
END

bytes=$(wc -c <"$corpus")
now() { date +%s%N; }
run_phisieve() { "$program" --quiet --threads 1 <"$corpus" >/dev/null; }
run_sed() { LC_ALL=C sed -E -f bench/rivals/ten.sed <"$corpus" >/dev/null; }
timed() {
    from=$(now)
    "run_$1"
    echo "$1 $((bytes * 1000 / ($(now) - from)))" # MB/s
}
median() { echo "$results" | awk -v n="$1" '$1 == n { print $2 }' | sort -n | sed -n 2p; }

results=""
for round in 1 2 3; do
    for name in phisieve sed; do
        line=$(timed "$name")
        echo "round $round: $line MB/s"
        results="$results
$line"
    done
done
ours=$(median phisieve)
theirs=$(median sed)
"$program" --version
echo "$((bytes / 1000000)) MB, medians of 3: phisieve $ours MB/s, sed (10 rules) $theirs MB/s, ratio $(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.1f", a / (b ? b : 1) }')"
