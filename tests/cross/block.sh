#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The block functions on processors that this machine is not, by qemu: all that a processor can run
# give the same masks, and what it lacks is not chosen. 77: a tool is missing.
set -eu
cd "$(dirname "$0")/../.."

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
ran=""

# compile NAME COMPILER: static, so that qemu needs no folder of foreign libraries.
compile() {
    "$2" -std=c17 -O2 -Wall -Wextra -Werror -static -Iinclude -Isrc/base -Isrc/lens -Itests/unit/lens -o "$built/$1" \
        src/lens/block.c src/lens/block_neon.c src/lens/block_x86.c \
        src/lens/byte_sets.c src/lens/byte_sets_neon.c src/lens/byte_sets_x86.c \
        tests/unit/lens/block_agree.c tests/cross/block_main.c
}

# check NAME "FUNCTIONS" EMULATOR [ARGS...]
check() {
    name=$1
    want=$2
    shift 2
    got=$("$@" "$built/$name") || {
        echo "$*: $got"
        exit 1
    }
    [ "$got" = "$want" ] || {
        echo "$*: runs \"$got\", not \"$want\""
        exit 1
    }
    echo "$*: $got"
    ran=yes
}

have() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null && continue
        echo "skipped: $tool is not installed"
        return 1
    done
}

if have aarch64-linux-gnu-gcc qemu-aarch64; then
    compile aarch64 aarch64-linux-gnu-gcc
    check aarch64 "neon portable" qemu-aarch64
fi
if [ "$(uname -m)" = x86_64 ] && have gcc qemu-x86_64; then
    compile x86_64 gcc
    check x86_64 "sse2 portable" qemu-x86_64 -cpu Nehalem
    check x86_64 "avx2 sse2 portable" qemu-x86_64 -cpu max,avx512bw=off
fi
[ -n "$ran" ] || exit 77
