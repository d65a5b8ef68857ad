/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements, what is bound to them, and what databases report. The marks are the values that are
 * put; whether a key's condition holds is the judge's business. */
#include "carried.h"
#include "constraint.h"
#include "slots_kit.h"

static slots_kit k;

static int setup(void **state) {
    (void)state;
    k = slots_open();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    slots_close(&k);
    return 0;
}

static size_t check(const char *marked_text, const char *const *anchors, ps_form_fn *read) {
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, ps_span_z(marked_text)), PS_OK);
    slots s = slots_of(&k, ps_buf_span(&marked.text));
    slots_read_form(&s, anchors, read);
    size_t failures = slots_compare(&k, &s, &marked);
    ps_marked_free(&marked);
    return failures;
}

static void check_all(const char *const *rows, size_t count, const char *const *anchors,
                      ps_form_fn *read) {
    size_t failures = 0;
    for (size_t i = 0; i < count; i++) failures += check(rows[i], anchors, read);
    assert_int_equal(failures, 0);
}

/* ---- statements ---- */

static const char *const statements[] = {
    /* columns and rows side by side */
    "INSERT INTO t (mrn, status) VALUES ('⟦MRN:40718322⟧', 'A'), ('⟦MRN:40718330⟧', 'B')",
    "insert into dbo.[T] ([Mbi],[N]) values (N'⟦MBI:1EG4TE5MK73⟧', 3)",
    "REPLACE INTO t(ssn, n) VALUES(⟦SSN:306302348⟧, 0x1f)",
    "INSERT IGNORE INTO `t` (`ssn`, `n`) VALUES (\"⟦SSN:306302348⟧\", NULL)",
    "INSERT INTO t (n, last_name) VALUES (1, '⟦NAME:O''Neil⟧'), (2, '⟦NAME:O\\'Neil⟧')",
    "INSERT INTO t (n, last_name) VALUES (1, q'[⟦NAME:O'Neil⟧]'), (2, $$⟦NAME:O'Neil⟧$$)",
    "INSERT INTO t (ssn, dob) VALUES ('⟦SSN:306302348⟧', TO_DATE('⟦DATE:1957-04-09⟧', "
    "'YYYY-MM-DD'))",
    "INSERT INTO t (dob) VALUES (STR_TO_DATE('⟦DATE:04/09/1957⟧', '%m/%d/%Y'))",
    "INSERT INTO t (dob, n) VALUES ('⟦DATE:1957-04-09⟧'::date, CAST('7' AS int))",
    "INSERT INTO t (ssn) SELECT '⟦SSN:306302348⟧' FROM dual",
    "INSERT INTO t (n, ssn) SELECT nextval('ssn_seq'), '⟦SSN:306302348⟧' UNION ALL SELECT 2, "
    "'⟦SSN:306302349⟧'",
    "INSERT INTO t (ssn, n) VALUES ('⟦SSN:306302348⟧', (SELECT id FROM u WHERE kind = 'x'))",
    "INSERT INTO t (\\\"ssn\\\") VALUES ('⟦SSN:306302348⟧')",
    "INSERT INTO t (ssn)\\nVALUES\\n('⟦SSN:306302348⟧')",
    "INSERT INTO patient (name, phone, n) VALUES ('⟦NAME:maria⟧', '⟦PHONE:5550142⟧', 7)",
    "INSERT INTO patient_status (name) VALUES ('Active')",
    "INSERT INTO doctors (first_name, last_name) VALUES ('Ana', 'Ruiz')",
    "INSERT INTO t VALUES ('40718322', 'Lopez')",
    "INSERT INTO t (ssn, last_name) VALUES (v_ssn, last_name), (DEFAULT, NEW.last_name)",
    "INSERT INTO t (ssn) VALUES (?), (:ssn), ($1), (@ssn), (%s), (#{ssn})",
    "(SQL: insert into t (n, last_name, dob) values (7, ⟦NAME:Lopez⟧, ⟦DATE:1957-04-09⟧))",
    "MERGE INTO t USING s ON (a = b) WHEN NOT MATCHED THEN INSERT (ssn) VALUES "
    "('⟦SSN:306302348⟧')",
    "INSERT INTO t (ssn) VALUES ('⟦SSN:306302348⟧') ON CONFLICT (ssn) DO UPDATE SET last_name = "
    "'⟦NAME:Lopez⟧'",
    /* conditions */
    "SELECT * FROM t WHERE ssn IN ('⟦SSN:306302348⟧', '⟦SSN:306302349⟧') AND n IN (1, 2)",
    "select * from t where upper(p.last_name) like '%⟦NAME:LOP⟧%' or n like '%x%'",
    "select * from t where dob between '⟦DATE:1957-04-01⟧' and '⟦DATE:1957-04-30⟧' and n = 'x'",
    "select * from t where ssn <> '⟦SSN:306302348⟧' and dob >= date '⟦DATE:1957-04-09⟧'",
    "select * from t where data->>'ssn' = '⟦SSN:306302348⟧' and json_value(d, '$.mrn') = "
    "'⟦MRN:40718322⟧'",
    "select * from t where lower(last_name) = lower('⟦NAME:Lopez⟧') and n = 'x'",
    "UPDATE t SET ssn = '⟦SSN:306302348⟧', n = 'x' WHERE mrn = '⟦MRN:40718322⟧'",
    "UPDATE t SET last_name = concat('⟦NAME:Maria⟧', ' ', '⟦NAME:Lopez⟧'), n = 3",
    "SELECT '⟦SSN:306302348⟧' AS ssn, 'x' AS n, '⟦NAME:Lopez⟧' last_name FROM dual",
    "SELECT * FROM patient WHERE name = '⟦NAME:maria⟧'",
    "select a.id from a join b on a.\"ssn\" = b.\"ssn\" where a.n = 'x'",
    "near \"AND p.last_name NOT LIKE '⟦NAME:Lop⟧%'\"",
    "WHERE created > interval '1 day' and dob > now() - interval '30 days'",
    "CHECK (dob > '1900-01-01')",
    "don't select the patient's record where none is, insert it",
};

static void test_statements(void **state) {
    (void)state;
    check_all(statements, KIT_COUNT(statements), ps_sql_anchors, ps_sql_read);
}

/* ---- values bound in the same text ---- */

static const char *const bound[] = {
    "select n from t where ssn = ? -- PARAMETERS: [\"⟦SSN:306302348⟧\"]",
    "INSERT INTO t (ssn, n) VALUES ($1,$2) [\"⟦SSN:306302348⟧\", 7]",
    "INSERT INTO t (n, ssn) VALUES ($2,$1); \"⟦SSN:306302348⟧\", \"7\"",
    "[SQL: INSERT INTO t (ssn, n) VALUES (?, ?)]\n[parameters: ('⟦SSN:306302348⟧', 7)]",
    "[SQL: INSERT INTO t (ssn, n) VALUES (?, ?)]\n[parameters: [('⟦SSN:306302348⟧', 7), "
    "('⟦SSN:306302349⟧', 8)]]",
    "INSERT INTO t (dob) VALUES (%s) params=(datetime.date(⟦DATE:1957, 4, 9⟧),)",
    "executing 'SELECT n FROM t WHERE ssn = ?' with params [\"⟦SSN:306302348⟧\"]:",
    "SELECT n FROM t WHERE ssn = ? (parameters: array{\"1\":\"⟦SSN:306302348⟧\"})",
    "\"sql\":\"select n from t where ssn=$1\",\"args\":[\"⟦SSN:306302348⟧\"]",
    "[Parameters=[@p0='⟦SSN:306302348⟧' (Size = 11), @p1='7'], CommandType='Text'] INSERT INTO T "
    "(Ssn, N) VALUES (@p0, @p1)",
    "N'SELECT n FROM t WHERE Ssn=@p0', N'@p0 char(11)', @p0='⟦SSN:306302348⟧'",
    "INSERT INTO t (ssn) VALUES (@p0);@p0 = '⟦SSN:306302348⟧' [Type: String (20:0:0)]",
    "insert into t (ssn, n) values (?, ?) bind => [⟦SSN:306302348⟧, 7]",
    "Query:[\"insert into t (last_name,n) values (?,?)\"], Params:[(⟦NAME:Lopez⟧,7)]",
    "{ bindings: [ '⟦SSN:306302348⟧' ], sql: 'select n from t where ssn = ?' }",
    "select n from t where ssn = ?\n binding parameter (1:VARCHAR) <- [⟦SSN:306302348⟧]",
    "select n from t where id = ? params=[306302348]",
};

static void test_bound(void **state) {
    (void)state;
    check_all(bound, KIT_COUNT(bound), ps_sql_anchors, ps_sql_read);
}

/* ---- reports ---- */

static const char *const reports[] = {
    "Key (ssn, dob)=(⟦SSN:306-30-2348⟧, ⟦DATE:1957-04-09⟧) already exists.",
    "Key (lower(email::text))=(⟦EMAIL:m@example.com⟧) already exists.",
    "Key (phone)=(⟦PHONE:(317) 555-0142⟧) is not present in table \"t\".",
    "Key (id)=(17) is still referenced",
    "(last_name, n) IN (('⟦NAME:Lopez⟧', 1), ('⟦NAME:Ruiz⟧', 2))",
    "Duplicate entry '⟦MRN:40718322⟧' for key 't.uk_mrn'",
    "Duplicate entry '⟦SSN:306302348⟧-⟦MRN:40718322⟧' for key 'uk_ssn_mrn'",
    "Duplicate entry '17' for key 'patient.PRIMARY'",
    "Incorrect date value: '⟦DATE:04/09/1957⟧' for column 'date_of_birth' at row 1",
    "Incorrect string value: '⟦NAME:L\\xF3pez⟧' for column `e`.`t`.`last_name` at row 1",
    "column 'LastName'. Truncated value: '⟦NAME:Lopez-Alvar⟧'.",
    "constraint 'UQ_mbi'. The duplicate key value is (⟦MBI:1EG4TE5MK73⟧).",
    "index: ssn_1 dup key: { : \"⟦SSN:306302348⟧\" }",
    "type date: \"⟦DATE:04/31/1957⟧\"",
    "type date: \"today\"",
};

static void test_reports(void **state) {
    (void)state;
    check_all(reports, KIT_COUNT(reports), ps_sql_error_anchors, ps_sql_error_read);
}

static void test_constraints(void **state) {
    (void)state;
    static const struct {
        const char *name;
        unsigned count;
    } rows[] = {{"patient_ssn_key", 1}, {"UQ_mbi", 1},      {"uk_ssn_mrn", 2}, {"ssn_1_dob_1", 2},
                {"email_UNIQUE", 1},    {"PRIMARY", 0},     {"fk_visit", 0},   {"", 0},
                {"IX_Patient_Dob", 1},  {"UK_6dotkott2", 0}};
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        ps_constraint c;
        bool found = ps_constraint_read(ps_span_z(rows[i].name), k.keys, &c);
        if (c.count != rows[i].count) fail_msg("%s: %u columns", rows[i].name, c.count);
        assert_int_equal(found, rows[i].count > 0);
    }
}

static const char *const documents[] = {
    "{ ssn: { $in: [ \"⟦SSN:306302348⟧\", \"⟦SSN:306302349⟧\" ] }, n: { $gt: 5 } }",
    "dob: { $gte: ISODate(\"⟦DATE:1957-04-09⟧\"), $lt: ISODate(\"⟦DATE:1958-01-01⟧\") }",
    "{\"mrn\":{\"S\":\"⟦MRN:40718322⟧\"},\"n\":{\"N\":\"3\"}}",
    "[[\"ssn\", \"⟦SSN:306302348⟧\"], [\"LIMIT\", 1]]",
    "[[\"mrn\",\"last_name\",\"n\"],[\"⟦MRN:40718322⟧\",\"⟦NAME:Lopez⟧\",3]]",
    "[[\"a\", \"1\"], [\"b\", \"2\"]]",
};

static void test_documents(void **state) {
    (void)state;
    check_all(documents, KIT_COUNT(documents), ps_document_query_anchors, ps_document_query_read);
}

/* ---- from event to event ---- */

/* A line that begins with a blank goes on with the event before it. */
static void carry_all(slots *s) {
    ps_span text = s->reader.text;
    ps_carried carried = {0};
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len &&
               (text.ptr[end] != '\n' || (end + 1 < text.len && text.ptr[end + 1] == ' ')))
            end++;
        ps_carried_event(&carried, &s->reader, at, end);
        at = end + 1;
    }
}

static size_t check_lines(const char *marked_text) {
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, ps_span_z(marked_text)), PS_OK);
    slots s = slots_of(&k, ps_buf_span(&marked.text));
    carry_all(&s);
    size_t failures = slots_compare(&k, &s, &marked);
    ps_marked_free(&marked);
    return failures;
}

static const char *const carried_lines[] = {
    /* binds, by thread */
    "[exec-1] select n from t where ssn=? and n=?\n"
    "[exec-2] update t set last_name=? where n=?\n"
    "[exec-1] binding parameter (1:VARCHAR) <- [⟦SSN:306302348⟧]\n"
    "[exec-2] binding parameter [1] as [VARCHAR] - [⟦NAME:Lopez⟧]\n"
    "[exec-1] binding parameter (2:INTEGER) <- [7]",
    "Preparing: insert into t (last_name, n) values (?, ?)\n"
    "Parameters: ⟦NAME:Lopez, Maria⟧(String), 7(Integer)",
    "SQL\n insert\n into t (ssn)\n values (?)\nx: binding parameter [1] as [T] - [⟦SSN:306302348⟧]",
    "select n from t where ssn=$1\nDETAIL: parameters: $1 = '⟦SSN:306302348⟧'",
    "INSERT INTO t (ssn) VALUES (?)\n[generated in 0.1s] ('⟦SSN:306302348⟧',)",
    "statement [INSERT INTO t (ssn) VALUES (?)]\ncolumn index 1, parameter value "
    "[⟦SSN:306302348⟧], "
    "value class [java.lang.String]",
    "select n from t where ssn=?\nparams=[a, b]", /* another list */
    "select n from t where ssn=?\nINFO request done in 3 ms\nvalue 306302348",
    /* rows of dumps */
    "INSERT INTO t (n, ssn) VALUES\n(1, '⟦SSN:306302348⟧'),\n-- more\n(2, '⟦SSN:306302349⟧');\n(3, "
    "'306302340')",
    "INSERT INTO t (\n ssn,\n n\n)\nVALUES\n('⟦SSN:306302348⟧', 7),\n(\n'⟦SSN:306302349⟧',\n8);",
    "CREATE TABLE t (\n n int,\n ssn char(11),\n PRIMARY KEY (n)\n);\n"
    "INSERT INTO t VALUES (1,'⟦SSN:306302348⟧');\nINSERT INTO u VALUES (1,'306302349');",
    "COPY t (n, ssn) FROM stdin;\n1\t⟦SSN:306302348⟧\n2\t\\N\n\\.\n3\t306302349",
};

static void test_carried(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(carried_lines); i++) failures += check_lines(carried_lines[i]);
    assert_int_equal(failures, 0);
}

static void test_threads(void **state) {
    (void)state;
    uint32_t one = ps_thread_of(PS_LIT("09:30 [exec-4] DEBUG insert into t"));
    assert_int_equal(one, ps_thread_of(PS_LIT("TRACE 09:31 [exec-4] binding parameter [3]")));
    assert_int_not_equal(one, ps_thread_of(PS_LIT("TRACE [exec-5] binding parameter [3]")));
    assert_int_equal(0, ps_thread_of(PS_LIT("binding parameter [3] as [VARCHAR] - [4231]")));
    assert_int_not_equal(0, ps_thread_of(PS_LIT("DEBUG [org.hibernate.SQL] (default task-1) x")));
    assert_int_equal(0, ps_thread_of(PS_LIT("")));
}

/* ---- cut and broken input ---- */

static void read_every(ps_span text) {
    slots s = slots_of(&k, text);
    slots_read_form(&s, ps_sql_anchors, ps_sql_read);
    slots_read_form(&s, ps_sql_error_anchors, ps_sql_error_read);
    slots_read_form(&s, ps_document_query_anchors, ps_document_query_read);
    carry_all(&s);
}

/* Each cut in memory of its own size, so that a byte read beyond it is seen. */
static void read_cuts(ps_span text) {
    for (size_t cut = 1; cut < text.len; cut++) {
        char *head = malloc(cut), *tail = malloc(text.len - cut);
        memcpy(head, text.ptr, cut);
        memcpy(tail, text.ptr + cut, text.len - cut);
        read_every(ps_span_of(head, cut));
        read_every(ps_span_of(tail, text.len - cut));
        free(head);
        free(tail);
    }
}

static void cut_all(const char *const *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ps_marked marked;
        assert_int_equal(ps_marked_parse(&marked, ps_span_z(rows[i])), PS_OK);
        read_cuts(ps_buf_span(&marked.text));
        ps_marked_free(&marked);
    }
}

static void test_cuts(void **state) {
    (void)state;
    cut_all(statements, KIT_COUNT(statements));
    cut_all(bound, KIT_COUNT(bound));
    cut_all(reports, KIT_COUNT(reports));
    cut_all(documents, KIT_COUNT(documents));
    cut_all(carried_lines, KIT_COUNT(carried_lines));
}

/* Pieces of statements in any order. */
static void test_random(void **state) {
    (void)state;
    static const char *const pieces[] = {"INSERT INTO t (",
                                         "ssn",
                                         ",",
                                         " VALUES (",
                                         "'",
                                         "''",
                                         "\\'",
                                         "\"",
                                         ")",
                                         "(",
                                         "$$",
                                         "q'[",
                                         "`",
                                         "[",
                                         "]",
                                         " IN (",
                                         " LIKE ",
                                         "?",
                                         "$1",
                                         "@p0=",
                                         "[[\"",
                                         "{\"S\":",
                                         "$in",
                                         ")=(",
                                         "\n",
                                         "--",
                                         "/*",
                                         "where ",
                                         "select ",
                                         "between ",
                                         " and ",
                                         "params=",
                                         "1957-04-09",
                                         "binding ",
                                         "parameter [1] - [",
                                         "Duplicate entry '",
                                         "' for key '",
                                         "|",
                                         "\t",
                                         "mrn",
                                         "\xC3\xA9",
                                         ";"};
    kit_random random = kit_seed(20240115);
    for (size_t round = 0; round < kit_number("PS_ROUNDS", 4000); round++) {
        char text[512];
        size_t len = 0;
        for (size_t n = kit_below(&random, 30); n-- > 0;) {
            const char *piece = pieces[kit_below(&random, KIT_COUNT(pieces))];
            if (len + strlen(piece) > sizeof text) break;
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
        char *own = malloc(len + 1);
        memcpy(own, text, len);
        if (len) read_every(ps_span_of(own, len));
        free(own);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements), cmocka_unit_test(test_bound),
        cmocka_unit_test(test_reports),    cmocka_unit_test(test_constraints),
        cmocka_unit_test(test_documents),  cmocka_unit_test(test_carried),
        cmocka_unit_test(test_threads),    cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
