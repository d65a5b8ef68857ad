/* SPDX-License-Identifier: Apache-2.0
 *
 * A host before 2.2: it has another table, and must not find a filter by our name in it. */
#include "host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka needs these before it */
#include <cmocka.h>
#include <string.h>

static void filter_is_not_found(void **state) {
    (void)state;
    host_filter host;
    const char *name = host_filter_load(&host, PS_FILTER, 80);
    assert_non_null(name);
    assert_string_not_equal(name, "phisieve");
    assert_non_null(strstr(name, "2.2"));
    host_filter_unload(&host);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(filter_is_not_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
