#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# installed.sh CMAKE BUILD CC: installs into a folder of its own, builds docs/example.c with what
# pkg-config says, and runs it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
"$1" --install "$2" --prefix "$root" >/dev/null
pc=$(dirname "$(find "$root" -name phisieve.pc)")
flags=$(PKG_CONFIG_PATH=$pc pkg-config --define-prefix --cflags --libs phisieve)
# shellcheck disable=SC2086 # a list of flags
"$3" -std=c17 -Wall -Wextra -Werror "$here/../../docs/example.c" $flags -o "$root/example"
LD_LIBRARY_PATH=$(dirname "$(find "$root" -name libphisieve.so)")
export LD_LIBRARY_PATH
"$here/run_example.sh" "$root/example"
