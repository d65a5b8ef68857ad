#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the compiler does not check: arrows, vendor headers, calls that a library must not make,
# sizes, names. Prints file:line: what is wrong; ends with 1 when anything is.
set -eu
cd "$(dirname "$0")/.."

problems=$(mktemp)
trap 'rm -f "$problems"' EXIT

# --- C: one pass over all sources -------------------------------------------------------------
# shellcheck disable=SC2046,SC2129 # names without blanks: checked below
awk '
function bad(text) { printf "%s:%d: %s\n", FILENAME, FNR, text }
function layer_of(path,  parts) { split(path, parts, "/"); return parts[2] }
function only_in(header, folder) {
    if (index(FILENAME, folder) != 1) bad("<" header "> belongs to " folder " alone")
}
BEGIN {
    n = split("base validators actions rules lens formats judge sieve pipeline io observe cli", names, " ")
    for (i = 1; i <= n; i++) place[names[i]] = i
    for (i = 1; i < ARGC; i++) { # where does a header live?
        name = ARGV[i]; sub(/.*\//, "", name)
        if (name in home) {
            printf "%s: %s has the same name\n", ARGV[i], home[name]
        }
        home[name] = ARGV[i]
    }
}
FNR == 1 { here = layer_of(FILENAME); spdx = 0; in_comment = 0; begin = 0
           if (!(here in place)) bad("src/" here " is no layer") }
FNR <= 3 && /SPDX-License-Identifier: Apache-2.0/ { spdx = 1 }
FNR == 3 && !spdx { bad("no SPDX line at the top") }
FNR == 601 { bad("more than 600 lines; make two files of it") }

/^[ \t]*#[ \t]*include[ \t]*"/ {
    name = $0; sub(/^[^"]*"/, "", name); sub(/".*/, "", name)
    if (name ~ /\.\.\//) bad("#include \"" name "\": no way up; name the header alone")
    file = name; sub(/.*\//, "", file)
    if (!(file in home)) { bad("#include \"" name "\": no such file in src") }
    else {
        there = layer_of(home[file])
        if (place[there] > place[here] || (here == "observe" && there == "io"))
            bad("#include \"" name "\": " there " stands right of " here)
    }
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    name = $0; sub(/^[^<]*</, "", name); sub(/>.*/, "", name)
    if (name ~ /^(hs\/)?hs[_a-z]*\.h$/) only_in(name, "src/lens/")
    else if (name ~ /^pcre2/) only_in(name, "src/judge/")
    else if (name ~ /^msgpack/) only_in(name, "src/formats/")
    else if (name ~ /rdkafka/) only_in(name, "src/io/kafka/")
    else if (name ~ /^(zlib|zstd|yaml|microhttpd|lz4frame|snappy-c)\.h$|^openssl\//) only_in(name, "src/base/")
    else if (name ~ /^pthread|^threads\.h/) only_in(name, "src/pipeline/")
}
/^[ \t]*#[ \t]*define[ \t]+_(GNU|DEFAULT|BSD|XOPEN)_SOURCE/ { only_in($2, "src/base/") }

# Code without strings, character constants and comments.
{
    code = $0
    gsub(/\\./, "", code)
    gsub(/"[^"]*"/, "\"\"", code)
    gsub(/\/\*[^*]*\*\//, "", code)
    if (in_comment) { if (sub(/.*\*\//, "", code)) in_comment = 0; else code = "" }
    if (sub(/\/\*.*/, "", code)) in_comment = 1
    sub(/\/\/.*/, "", code)
}
here != "cli" && code ~ /(^|[^A-Za-z0-9_])(v?f?printf|f?puts|f?putc|putchar|perror|exit|abort|assert)[ \t]*\(/ {
    bad("a layer left of cli does not print and does not end the process")
}
code ~ /(^|[^A-Za-z0-9_])(gets|strcpy|strcat|v?sprintf|strtok|alloca|system|popen|tmpnam|mktemp)[ \t]*\(/ {
    bad("a banned function")
}
# A function: a line at the margin that opens a block, until the brace at the margin.
code ~ /^[A-Za-z_].*\)[ \t]*\{[ \t]*$/ || (code ~ /^[ \t]+.*\)[ \t]*\{[ \t]*$/ && head) { if (!begin) begin = FNR }
{ head = (code ~ /^[A-Za-z_][^;{}]*[(,][^;{}]*$/) || (head && code ~ /^[ \t]+[^;{}]*,[ \t]*$/) }
code ~ /^\}/ {
    if (begin && FNR - begin + 1 > 100) bad("the function that begins at line " begin " has more than 100 lines")
    begin = 0
}
' $(find src -name '*.[ch]' -o -name '*.def' | sort) >>"$problems"

# --- everything: licence line, names, things left undone --------------------------------------
find include plugins cmake tests bench docs CMakeLists.txt dev .ci -type f \
    \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.cmake' -o -name 'CMakeLists.txt' \
    -o -path dev -o -path .ci/run \) ! -path '*/__pycache__/*' | sort |
    while read -r file; do
        head -n 4 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
            echo "$file:1: no SPDX line at the top"
    done >>"$problems"
find include src plugins patterns cmake tests bench docs -name '*[!A-Za-z0-9._-]*' |
    sed 's/$/: a name of other characters than A-Z a-z 0-9 . _ -/' >>"$problems"

# A plugin is a guest: it prints by the host's log alone, and never ends the process.
find plugins -name '*.[ch]' | while read -r file; do
    [ "$(wc -l <"$file")" -le 600 ] || echo "$file: more than 600 lines; make two files of it"
    grep -nE '(^|[^A-Za-z0-9_])(v?printf|f?puts|exit|abort|assert|strcpy|strcat|v?sprintf|system|popen|setlocale|signal|umask|chdir|setenv) *\(' \
        "$file" | sed "s|^|$file:|; s|\$|   <- not in the process of others|"
done >>"$problems"

undone='TO''DO|FIX''ME'
grep -rnE --exclude-dir=__pycache__ "(^|[^A-Za-z])($undone)([^A-Za-z]|$)" \
    include src plugins patterns cmake tests bench docs CMakeLists.txt dev .ci |
    sed 's/$/   <- finish it, or open an issue/' >>"$problems" || true

if [ -s "$problems" ]; then
    sort -u "$problems"
    echo "check_tree: $(sort -u "$problems" | wc -l) problems"
    exit 1
fi
echo "check_tree: fine"
