# SPDX-License-Identifier: Apache-2.0
"""Values that columns name: statements and errors of databases, binds of object mappers, tables with a
header line."""

import escapes as esc
from marks import bare
from fields import camel, custom, pascal, phi, scream, snake, title
from grid import key_style, some_fields

FORMS = {}
CLEAN = {}
TABLES = [
    "patient",
    "member",
    "patients",
    "emr.patient_demographics",
    "subscriber",
    "tbl_person",
    "public.patient",
    "claims.member",
]


def form(name, parse=None, into=None):
    def keep(function):
        (FORMS if into is None else into)[name] = (function, parse)
        return function

    return keep


def column(v, f, style=None):
    quote = v.pick("", "", "", '"', "`", "[")
    name = (style or snake)(f.words)
    return quote + name + ("]" if quote == "[" else quote)


def literal(v, f):
    if f.number and v.rng.random() < 0.3:
        return f.value
    return v.pick("'", "'", "'", "N'") + esc.sql_text(f.value) + "'"


def row_fields(v, twin=False):
    return some_fields(v, v.rng.randrange(2, 6), twin)


@form("sql-insert")
def insert(v, fields=None):
    fields = fields or row_fields(v)
    style = v.pick(snake, camel, scream, pascal)
    quote = v.pick(("", ""), ("", ""), ('"', '"'), ("`", "`"), ("[", "]"))
    columns = v.pick(", ", ",").join(quote[0] + style(f.words) + quote[1] for f in fields)
    values = v.pick(", ", ",").join(literal(v, f) for f in fields)
    verb = v.pick("INSERT INTO", "insert into", "REPLACE INTO", "INSERT IGNORE INTO")
    return "%s%s %s (%s) VALUES (%s)%s" % (
        v.pick("", "Executing: ", "ERROR executing "),
        verb,
        v.rng.choice(TABLES),
        columns,
        values,
        v.pick("", ";", " ON CONFLICT DO NOTHING", " RETURNING id"),
    )


@form("sql-insert-rows")
def insert_rows(v):
    fields = row_fields(v)
    again = [[f if not f.phi else f._replace(value=v_again(v, f)) for f in fields] for _ in range(2)]
    rows = ",\n".join("(%s)" % ", ".join(literal(v, f) for f in row) for row in [fields] + again)
    return "INSERT INTO %s (%s) VALUES\n%s;" % (
        v.rng.choice(TABLES),
        ", ".join(snake(f.words) for f in fields),
        rows,
    )


def v_again(v, f):
    """Another value of the same kind."""
    import marks
    from fields import KINDS

    ident = marks._idents[ord(f.value[0]) - marks.FIRST]
    return marks.core(ident, KINDS[ident][0](v))


@form("sql-update")
def update(v, fields=None):
    fields = fields or row_fields(v)
    style = v.pick(snake, camel, scream, pascal)
    sets = ", ".join(
        "%s%s%s" % (style(f.words), v.pick(" = ", "="), literal(v, f)) for f in fields[:-1] or fields
    )
    return "UPDATE %s SET %s WHERE %s = %s" % (
        v.rng.choice(TABLES),
        sets,
        style(fields[-1].words),
        literal(v, fields[-1]),
    )


@form("sql-select")
def select(v, fields=None):
    fields = fields or row_fields(v)
    style = v.pick(snake, camel, scream, pascal)
    alias = v.pick("", "p.", "m.", "patient0_.")
    terms = v.pick(" AND ", " and ", " OR ").join(
        "%s%s%s%s" % (alias, style(f.words), v.pick(" = ", "=", " LIKE ", " <> "), literal(v, f))
        for f in fields
    )
    return "%s%s * FROM %s %s WHERE %s%s" % (
        v.pick("", "Slow query (812 ms): ", "Query: "),
        v.pick("SELECT", "select"),
        v.rng.choice(TABLES),
        alias.rstrip("."),
        terms,
        v.pick("", " LIMIT 10", " ORDER BY 1"),
    )


@form("sql-in-list")
def in_list(v):
    f = phi(v, v.pick("MRN", "SSN", "MEMBER", "ACCT"), False)
    values = ", ".join("'%s'" % value for value in [f.value, v_again(v, f), v_again(v, f)])
    return "SELECT id FROM %s WHERE %s IN (%s)" % (v.rng.choice(TABLES), snake(f.words), values)


@form("sql-postgres")
def postgres(v):
    fields = [f for f in some_fields(v, 2) if f.phi][:2]
    columns, values = ", ".join(snake(f.words) for f in fields), ", ".join(f.value for f in fields)
    return v.pick(
        'ERROR: duplicate key value violates unique constraint "patient_key" DETAIL: Key (%s)=(%s) already exists.',
        'ERROR:  insert or update on table "visit" violates foreign key constraint "fk_patient"\nDETAIL:  Key (%s)=(%s) is not present in table "patient".',
        'org.postgresql.util.PSQLException: ERROR: update on table "patient" violates foreign key\n  Detail: Key (%s)=(%s) is still referenced from table "visit".',
    ) % (columns, values)


@form("sql-postgres-row")
def postgres_row(v):
    f = phi(v, v.pick("SSN", "EMAIL", "MBI", "PHONE"), False)
    if f.number:
        f = phi(v, "EMAIL", False)
    return (
        'ERROR: null value in column "status" violates not-null constraint\nDETAIL: Failing row contains (17, null, %s, active).'
        % f.value
    )


@form("sql-postgres-copy")
def postgres_copy(v):
    f = phi(v, None, False)
    return v.pick(
        'CONTEXT:  COPY patient, line 3, column %s: "%s"',
        'ERROR: invalid input syntax for column %s: "%s"',
        'pq: invalid value for "%s": "%s"',
    ) % (snake(f.words), f.value)


@form("sql-postgres-params")
def postgres_params(v):
    fields = row_fields(v)
    terms = ", ".join("%s = $%d" % (snake(f.words), i) for i, f in enumerate(fields, 1))
    return "LOG:  execute <unnamed>: UPDATE patient SET %s\nDETAIL:  parameters: %s" % (
        terms,
        ", ".join("$%d = '%s'" % (i, esc.sql_text(f.value)) for i, f in enumerate(fields, 1)),
    )


@form("sql-mysql")
def mysql(v):
    f = phi(
        v, v.pick("MRN", "SSN", "EMAIL", "MEMBER", "MBI", "ACCT", "PHONE", "DATE/birth", "NAME/family"), False
    )
    name = snake(f.words)
    if f.value[0] and v.rng.random() < 0.5:
        return v.pick(
            "Duplicate entry '%s' for key 'patient.uk_%s'",
            "ERROR 1062 (23000): Duplicate entry '%s' for key 'patient.%s'",
            "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry '%s' for key '%s'",
        ) % (f.value, name)
    return v.pick(
        "Incorrect value: '%s' for column '%s' at row 1",
        "ERROR 1292 (22007): Incorrect date value: '%s' for column '%s' at row 1",
        "Data truncation: Incorrect string value: '%s' for column '%s'",
        "SQLSTATE[HY000]: General error: 1366 Incorrect integer value: '%s' for column `emr`.`patient`.`%s` at row 1",
    ) % (f.value, name)


@form("sql-oracle")
def oracle(v):
    f = phi(v, None, False)
    return v.pick(
        "ORA-03301: (ORA-00001 details) row with column values (%s:'%s') already exists",
        "ORA-12899: value too large for column \"EMR\".\"PATIENT\".\"%s\" (value: '%s')",
        "PLS error in merge: %s => '%s', status => 'A'",
    ) % (scream(f.words), f.value)


@form("sql-sqlserver")
def sqlserver(v):
    f = phi(v, None, False)
    return v.pick(
        "Msg 2628 String or binary data would be truncated in table 'emr.dbo.Patient', column '%s'. Truncated value: '%s'.",
        "Violation of UNIQUE KEY constraint 'UQ_%s'. Cannot insert duplicate key in object 'dbo.Member'. The duplicate key value is (%s).",
        "exec dbo.SavePatient @%s='%s', @Status='A'",
        "EXEC usp_find @%s = N'%s'",
    ) % (pascal(f.words), f.value)


@form("sql-sqlite")
def sqlite(v):
    fields = row_fields(v)
    names, values = ", ".join(snake(f.words) for f in fields), ", ".join(
        "'%s'" % esc.sql_text(f.value) for f in fields
    )
    return (
        "sqlalchemy.exc.IntegrityError: (sqlite3.IntegrityError) UNIQUE constraint failed: patient.mrn\n[SQL: INSERT INTO patient (%s) VALUES (%s)]\n[parameters: (%s)]"
        % (names, ", ".join("?" * len(fields)), values)
    )


@form("sql-sqlalchemy")
def sqlalchemy(v):
    fields = row_fields(v)
    names = ", ".join(snake(f.words) for f in fields)
    binds = ", ".join("%%(%s)s" % snake(f.words) for f in fields)
    return "[SQL: INSERT INTO patient (%s) VALUES (%s)]\n[parameters: {%s}]" % (
        names,
        binds,
        ", ".join("'%s': '%s'" % (snake(f.words), esc.single(f.value)) for f in fields),
    )


@form("sql-rails")
def rails(v):
    fields = row_fields(v)
    names = ", ".join('"%s"' % snake(f.words) for f in fields)
    binds = ", ".join('["%s", "%s"]' % (snake(f.words), esc.json_text(f.value)) for f in fields)
    return 'Patient Create (0.4ms)  INSERT INTO "patients" (%s) VALUES (%s)  [%s]' % (
        names,
        ", ".join("$%d" % (i + 1) for i in range(len(fields))),
        binds,
    )


@form("sql-django")
def django(v):
    fields = row_fields(v)
    return "(0.001) INSERT INTO \"patient\" (%s) VALUES (%s); args=(%s); alias=default" % (
        ", ".join('"%s"' % snake(f.words) for f in fields),
        ", ".join(["%s"] * len(fields)),
        ", ".join("'%s'" % esc.single(f.value) for f in fields),
    )


@form("sql-sequelize")
def sequelize(v):
    fields = row_fields(v)
    return "Executing (default): UPDATE \"patients\" SET %s WHERE \"id\" = 17" % ",".join(
        "\"%s\"='%s'" % (camel(f.words), esc.sql_text(f.value)) for f in fields
    )


@form("sql-typeorm")
def typeorm(v):
    fields = row_fields(v)
    return "query failed: INSERT INTO \"patient\"(%s) VALUES (%s) -- PARAMETERS: [%s]" % (
        ", ".join('"%s"' % camel(f.words) for f in fields),
        ", ".join("$%d" % (i + 1) for i in range(len(fields))),
        ",".join('"%s"' % esc.json_text(f.value) for f in fields),
    )


@form("sql-mybatis")
def mybatis(v):
    fields = row_fields(v)
    return "==>  Preparing: insert into patient (%s) values (%s)\n==> Parameters: %s\n<==    Updates: 1" % (
        ", ".join(snake(f.words) for f in fields),
        ", ".join("?" * len(fields)),
        ", ".join("%s(String)" % f.value for f in fields),
    )


@form("sql-doctrine")
def doctrine(v):
    fields = row_fields(v)
    return (
        "An exception occurred while executing 'INSERT INTO patient (%s) VALUES (%s)' with params [%s]:"
        % (
            ", ".join(snake(f.words) for f in fields),
            ", ".join("?" * len(fields)),
            ", ".join('"%s"' % esc.json_text(f.value) for f in fields),
        )
    )


@form("sql-hibernate")
def hibernate(v):
    fields = row_fields(v)
    thread = v.pick("exec-4", "main", "pool-2-thread-1")
    six = v.rng.random() < 0.5
    lines = [
        "DEBUG org.hibernate.SQL [%s] insert into patient (%s,id) values (%s,?)"
        % (thread, ",".join(snake(f.words) for f in fields), ",".join("?" * len(fields)))
    ]
    for i, f in enumerate(fields, 1):
        lines.append(
            (
                "TRACE org.hibernate.orm.jdbc.bind [%s] binding parameter (%d:VARCHAR) <- [%s]"
                if six
                else "TRACE o.h.type.descriptor.sql.BasicBinder [%s] binding parameter [%d] as [VARCHAR] - [%s]"
            )
            % (thread, i, f.value)
        )
    return "\n".join(lines)


@form("sql-hibernate-select")
def hibernate_select(v):
    fields = row_fields(v)
    lines = [
        "2024-01-15 09:30:12.118 DEBUG 17 --- [main] org.hibernate.SQL : select p1_0.id from patient p1_0 where %s"
        % " and ".join("p1_0.%s=?" % snake(f.words) for f in fields)
    ]
    lines += [
        "2024-01-15 09:30:12.119 TRACE 17 --- [main] org.hibernate.orm.jdbc.bind : binding parameter (%d:VARCHAR) <- [%s]"
        % (i, f.value)
        for i, f in enumerate(fields, 1)
    ]
    return "\n".join(lines)


@form("sql-hibernate-extract")
def hibernate_extract(v):
    f = phi(v, None, False)
    return v.pick(
        "extracted value ([%s0_1_] : [VARCHAR]) - [%s]", "extracted value ([%s] : [VARCHAR]) - [%s]"
    ) % (snake(f.words), f.value)


@form("sql-p6spy")
def p6spy(v):
    return (
        "#1705311012118 | took 3ms | statement | connection 0| url jdbc:postgresql://db:5432/emr\n"
        + update(v)
    )


@form("sql-json", "json")
def sql_json(v):
    return '{"level":"error","sql":"%s","ms":12}' % esc.json_text(v.pick(insert, update, select)(v))


@form("sql-mongo")
def mongo(v):
    fields = row_fields(v)
    how = v.rng.randrange(3)
    if how == 0:
        f = [f for f in fields if f.phi][0]
        return 'E11000 duplicate key error collection: emr.patients index: %s_1 dup key: { %s: "%s" }' % (
            camel(f.words),
            camel(f.words),
            f.value,
        )
    if how == 1:
        return "Mongoose: patients.insertOne({ %s }, {})" % ", ".join(
            "%s: '%s'" % (camel(f.words), esc.single(f.value)) for f in fields
        )
    return (
        'command emr.patients command: find { find: "patients", filter: { %s } } planSummary: IXSCAN'
        % ", ".join('%s: "%s"' % (camel(f.words), esc.json_text(f.value)) for f in fields)
    )


@form("sql-soql")
def soql(v):
    fields = row_fields(v)
    return (
        "09:30:12.1 (131077)|SOQL_EXECUTE_BEGIN|[45]|Aggregations:0|SELECT Id FROM Account WHERE "
        + " AND ".join("%s = '%s'" % (custom(f.words), esc.single(f.value)) for f in fields)
    )


@form("sql-cassandra")
def cql(v):
    fields = row_fields(v)
    return (
        "Query error after 3 ms: [1 statements, %d values] INSERT INTO emr.patient (%s) VALUES (%s); [%s]"
        % (
            len(fields),
            ",".join(snake(f.words) for f in fields),
            ",".join("?" * len(fields)),
            ", ".join("%s:'%s'" % (snake(f.words), esc.sql_text(f.value)) for f in fields),
        )
    )


# ---- tables with a header line
def table_fields(v):
    fields = [f for f in some_fields(v, v.rng.randrange(3, 7))]
    return fields


def cell(f, separator):
    text = f.value
    return '"%s"' % text.replace('"', '""') if separator in text or '"' in text else text


def table(v, separator, rows=3, style=None):
    fields = table_fields(v)
    style = style or key_style(v, snake, camel, title, scream)
    lines = [separator.join(style(f.words) for f in fields)]
    for i in range(rows):
        row = (
            fields
            if i == 0
            else [f._replace(value=v_again(v, f)) if f.phi else noise_again(v, f) for f in fields]
        )
        lines.append(separator.join(cell(f, separator) for f in row))
    return "\n".join(lines)


def noise_again(v, f):
    from fields import NOISE

    return f._replace(value=NOISE[" ".join(f.words)](v))


@form("csv-comma")
def csv_comma(v):
    return table(v, ",")


@form("csv-pipe")
def csv_pipe(v):
    return table(v, "|")


@form("csv-tab")
def csv_tab(v):
    return table(v, "\t")


@form("csv-semicolon")
def csv_semicolon(v):
    return table(v, ";")


@form("csv-quoted")
def csv_quoted(v):
    fields = table_fields(v)
    head = ",".join('"%s"' % snake(f.words) for f in fields)
    return head + "\n" + ",".join('"%s"' % f.value for f in fields)


@form("csv-in-log")
def csv_in_log(v):
    stamp = "2024-01-15 09:30:12,118 INFO [import] "
    return "\n".join(stamp + line for line in table(v, ",", 2).split("\n"))


@form("csv-error")
def csv_error(v):
    fields = table_fields(v)
    return "Error at line 3 of members.csv: header [%s] row [%s]" % (
        ",".join(snake(f.words) for f in fields),
        ",".join(cell(f, ",") for f in fields),
    )


@form("csv-fixed-table")
def psql_table(v):
    fields = table_fields(v)[:4]
    widths = [max(len(snake(f.words)), len(bare(f.value))) + 2 for f in fields]
    line = lambda texts: "|".join(" " + t + " " * (w - 1 - len(bare(t))) for t, w in zip(texts, widths))
    return "\n".join(
        [
            line([snake(f.words) for f in fields]),
            "+".join("-" * w for w in widths),
            line([f.value for f in fields]),
            "(1 row)",
        ]
    )


@form("csv-psql-expanded")
def psql_expanded(v):
    fields = table_fields(v)
    width = max(len(snake(f.words)) for f in fields)
    return "-[ RECORD 1 ]%s\n" % ("-" * width) + "\n".join(
        "%s | %s" % (snake(f.words).ljust(width), f.value) for f in fields
    )


@form("csv-mysql-vertical")
def mysql_vertical(v):
    fields = table_fields(v)
    width = max(len(snake(f.words)) for f in fields)
    return "*************************** 1. row ***************************\n" + "\n".join(
        "%s: %s" % (snake(f.words).rjust(width), f.value) for f in fields
    )


@form("csv-mysql-table")
def mysql_table(v):
    fields = table_fields(v)[:4]
    widths = [max(len(snake(f.words)), len(bare(f.value))) for f in fields]
    edge = "+" + "+".join("-" * (w + 2) for w in widths) + "+"
    line = (
        lambda texts: "|"
        + "|".join(" " + t + " " * (w - len(bare(t)) + 1) for t, w in zip(texts, widths))
        + "|"
    )
    return "\n".join(
        [edge, line([snake(f.words) for f in fields]), edge, line([f.value for f in fields]), edge]
    )


# ---- without PHI
@form("clean-sql-statements", None, CLEAN)
def clean_sql(v):
    fields = row_fields(v, True)
    return v.pick(insert, update, select)(v, fields)


@form("clean-sql-talk", None, CLEAN)
def clean_talk(v):
    return v.pick(
        "CREATE TABLE patient (id BIGINT PRIMARY KEY, mrn VARCHAR(20) NOT NULL, last_name VARCHAR(60), dob DATE)",
        "select p.id from patient p where p.mrn = ? and p.dob = ?",
        "ALTER TABLE patient ADD COLUMN ssn_last4 CHAR(4)",
        "ORA-00001: unique constraint (EMR.PATIENT_SSN_UK) violated on table EMR.PATIENT columns (SSN)",
        "INSERT INTO schema_version (version, description) VALUES ('2.1.%s', 'add patient index')"
        % v.digits(1),
        "Flyway: Migrating schema \"emr\" to version \"%s - add patient name index\"" % v.digits(3),
        "UPDATE patient SET status = 'ACTIVE' WHERE id = ?",
        "SELECT count(*) FROM patient WHERE state = 'IN'",
        "relation \"patient_name\" does not exist at character %s" % v.digits(2),
        "CREATE INDEX CONCURRENTLY idx_patient_dob ON patient (dob, last_name)",
        "duration: %s.118 ms  statement: SELECT 1" % v.digits(2),
        "deadlock detected: Process %s waits for ShareLock on transaction %s" % (v.digits(5), v.digits(7)),
        "GRANT SELECT ON patient TO reporting",
        "INSERT INTO lookup (code, label) VALUES ('E11.9', 'Type 2 diabetes')",
        "-- PARAMETERS: [%s,10]" % v.digits(2),
        "binding parameter [1] as [BIGINT] - [%s]" % v.digits(2),
        "checkpoint complete: wrote %s buffers (0.1%%)" % v.digits(3),
    )


@form("clean-csv", None, CLEAN)
def clean_csv(v):
    names = ["id", "status", "code", "amount", "created_at", "host"]
    lines = [",".join(names)]
    for i in range(4):
        lines.append(
            "%d,%s,%s,%s.00,2024-01-15T09:30:12Z,app-%d"
            % (i, v.pick("ACTIVE", "DONE"), v.pick("E11.9", "99213", "J1885"), v.digits(3), i)
        )
    return "\n".join(lines)
