/* SPDX-License-Identifier: Apache-2.0
 *
 * Folders of Avro schemas: what a schema may say, what is wrong with one and where, names of
 * files. */
#include "avro_schema.h"
#include "payload_kit.h"

static void refused(const char *name, const char *text, const char *where, const char *why) {
    const payload_kit_file files[] = {{name, text}, {NULL, NULL}};
    ps_error err = {0};
    assert_null(payload_kit_schemas(files, false, &err));
    if (!strstr(err.text, where) || !strstr(err.text, why)) print_error("%s: %s\n", text, err.text);
    assert_non_null(strstr(err.text, where));
    assert_non_null(strstr(err.text, why));
    assert_true(err.status == PS_E_RULES || err.status == PS_E_USAGE);
}

static void taken(const char *name, const char *text) {
    const payload_kit_file files[] = {{name, text}, {NULL, NULL}};
    ps_error err = {0};
    ps_schemas *schemas = payload_kit_schemas(files, false, &err);
    if (!schemas) print_error("%s: %s\n", text, err.text);
    assert_non_null(schemas);
    ps_schemas_free(schemas);
}

#define RECORD(fields) "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" fields "]}"
#define FIELD(name, type) "{\"name\":\"" name "\",\"type\":" type "}"

static void what_is_wrong(void **state) {
    (void)state;
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"", "an empty file"},
        {"{", "not YAML"},
        {"{}", "needs a `type`"},
        {"\"Order\"", "no such type here; put its definition where it is first used: `Order`"},
        {"{\"type\":\"record\",\"fields\":[]}", "without a name"},
        {"{\"type\":\"record\",\"name\":\"a-b\",\"fields\":[]}", "letters, digits and _: `a-b`"},
        {"{\"type\":\"record\",\"name\":\"a..b\",\"fields\":[]}", "letters, digits and _"},
        {"{\"type\":\"record\",\"name\":\"9\",\"fields\":[]}", "letters, digits and _"},
        {"{\"type\":\"record\",\"name\":\"int\",\"fields\":[]}", "Avro's own type"},
        {"{\"type\":\"record\",\"name\":\"R\"}", "needs a list of `fields`"},
        {RECORD("{\"name\":\"a\"}"), "needs a `name` and a `type`"},
        {RECORD("{\"type\":\"int\"}"), "needs a `name` and a `type`"},
        {RECORD(FIELD("a.b", "\"int\"")), "letters, digits and _: `a.b`"},
        {RECORD(FIELD("a", "\"int\"") "," FIELD("a", "\"int\"")), "twice in its record"},
        {RECORD(FIELD("a", RECORD(""))), "defined twice; refer to it by its name: `R`"},
        {"{\"type\":\"enum\",\"name\":\"E\"}", "list of `symbols`"},
        {"{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[]}", "list of `symbols`"},
        {"{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"a b\"]}", "a symbol is a name"},
        {"{\"type\":\"fixed\",\"name\":\"F\"}", "needs a `size`"},
        {"{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}", "needs a `size`"},
        {"{\"type\":\"array\"}", "an array needs `items`"},
        {"{\"type\":\"map\"}", "a map needs `values`"},
        {"[]", "without branches"},
        {"[\"int\",[\"null\"]]", "a union directly in a union"},
        {"[\"int\",\"int\"]", "two branches of one kind"},
        {"[\"int\",{\"type\":\"int\",\"logicalType\":\"date\"}]", "two branches of one kind"},
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++)
        refused("1.avsc", rows[i].text, "1.avsc", rows[i].why);
    refused("1.avsc", "{\"type\":\"record\",\n\"name\":\"R\",\n\"fields\":[\n{\"name\":\"a\"}]}",
            "1.avsc:4:", "a `name` and a `type`");
}

static void what_is_right(void **state) {
    (void)state;
    static const char *const rows[] = {
        "\"string\"",
        "{\"type\":\"string\",\"avro.java.string\":\"String\"}",
        "{\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}}",
        "{\"type\":\"int\",\"logicalType\":\"unknown\"}",
        "{\"type\":\"string\",\"logicalType\":\"date\"}",
        "[\"null\",{\"type\":\"array\",\"items\":{\"type\":\"map\",\"values\":\"bytes\"}}]",
        "{\"type\":\"record\",\"name\":\"a.b.R\",\"fields\":[" FIELD(
            "n",
            "[\"null\","
            "\"R\"]") "," FIELD("m",
                                "[\"null\",\"a.b.R\"]") "," FIELD("f",
                                                                  "{\"type\":\"fixed\",\"name\":"
                                                                  "\"F\",\"size\":"
                                                                  "0}") "," FIELD("g",
                                                                                  "\"a.b.F\"") "]}",
        "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"x\",\"doc\":\"d\",\"aliases\":"
        "[\"Q\"],\"fields\":["
        "{\"name\":\"a\",\"type\":\"int\",\"default\":0,\"order\":\"ignore\"}," FIELD(
            "e", "{\"type\":\"enum\",\"name\":\"y.E\",\"symbols\":[\"A\"],\"default\":"
                 "\"A\"}") "," FIELD("u", "[\"y.E\",\"R\"]") "]}",
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++) taken("1.avsc", rows[i]);
}

static void names_of_files(void **state) {
    (void)state;
    static const char *const good[] = {
        "0.avsc",          "4294967295.avsc",  "orders.avsc",
        "orders-key.avsc", "a.b_c-value.avsc", "01234567-89AB-cdef-0123-456789abcdef.avsc"};
    static const char *const bad[] = {"07.avsc", "4294967296.avsc", "99999999999.avsc", "a b.avsc"};
    for (size_t i = 0; i < KIT_COUNT(good); i++) taken(good[i], "\"int\"");
    for (size_t i = 0; i < KIT_COUNT(bad); i++)
        refused(bad[i], "\"int\"", bad[i], "the name must be the id of a schema");
    refused("orders.json", "\"int\"", "", "no file in it ends in .avsc");
    const payload_kit_file twins[] = {
        {"orders.avsc", "\"int\""}, {"orders-value.avsc", "\"int\""}, {NULL, NULL}};
    ps_error err = {0};
    assert_null(payload_kit_schemas(twins, false, &err));
    assert_non_null(strstr(err.text, "it is for the same as"));
    ps_schemas *schemas;
    assert_int_equal(ps_schemas_load(&schemas, "/nowhere", false, &err), PS_E_USAGE);
    assert_non_null(strstr(err.text, "/nowhere: no such folder"));
}

static void any_cut(void **state) {
    (void)state;
    static const char whole[] = RECORD(FIELD("a", "[\"null\",{\"type\":\"enum\",\"name\":\"E\","
                                                  "\"symbols\":[\"A\"]}]") "," FIELD("b", "\"E\""));
    for (size_t len = 0; len + 1 < sizeof whole; len++) {
        ps_arena arena = {NULL};
        const ps_avro_type *type;
        assert_int_equal(ps_avro_schema_read(ps_span_of(whole, len), "file", &arena, &type, NULL),
                         PS_E_RULES);
        assert_null(type);
        ps_arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong),
        cmocka_unit_test(what_is_right),
        cmocka_unit_test(names_of_files),
        cmocka_unit_test(any_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
