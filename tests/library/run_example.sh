#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_example.sh PROGRAM: what the built docs/example.c prints.
set -eu
want='user=ok ssn=[SSN] npi=[NPI] mrn: [MRN]
no line end here'
got=$(printf 'user=ok ssn=306-30-2348 npi=1234567893 mrn: 40718322\nno line end here' | "$1" 2>/dev/null)
[ "$got" = "$want" ] || {
    echo "the output differs; it was:"
    echo "$got"
    exit 1
}
counts=$(echo 'ssn=306-30-2348' | "$1" 2>&1 >/dev/null)
[ "$counts" = "us.ssn 1" ] || {
    echo "the counts differ; they were:"
    echo "$counts"
    exit 1
}
