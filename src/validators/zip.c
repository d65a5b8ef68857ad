/* SPDX-License-Identifier: Apache-2.0
 *
 * ZIP codes. Three digits may stay only where all ZIPs that share them hold more than 20,000
 * people by current census data; HHS warns not to rely on the list in its own guidance. Here: the
 * union of what Census 2000, 2010 and 2020 restrict, and military and diplomatic mail, which has
 * no census area at all. */
#include "checks.h"
#include "scan.h"
#include "zip3.h"

static const char restricted[] = "036 059 063 102 202 203 204 205 369 556 692 753 772 790 821 823 "
                                 "830 831 878 879 884 890 893";
static const char without_people[] =
    "090 091 092 093 094 095 096 097 098 099 340 962 963 964 965 966";

bool ps_check_zip(ps_span v) {
    return ps_any_shape(v, "ddddd|ddddd-dddd|ddddddddd");
}

bool ps_zip3(ps_span v, char out[4]) {
    memcpy(out, "000", 4);
    if (!ps_check_zip(v)) return false;
    ps_span prefix = ps_span_of(v.ptr, 3);
    if (!ps_word_in(prefix, restricted) && !ps_word_in(prefix, without_people))
        memcpy(out, v.ptr, 3);
    return true;
}

const char *ps_zip3_vintage(void) {
    return "union of Census 2000, 2010 and 2020; 090-099, 340, 962-966 without population";
}
