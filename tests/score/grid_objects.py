# SPDX-License-Identifier: Apache-2.0
"""More forms of pairs (grid.py): how languages print their objects."""

import escapes as esc
import marks
from fields import camel, kebab, pascal, scream, snake
from grid import form, join, json_object, key_style, logfmt_value

# ---- objects of languages
CLASSES = [
    "Patient",
    "Member",
    "PatientDto",
    "Subscriber",
    "PatientRecord",
    "Demographics",
    "Person",
    "Enrollee",
]


@form("java-tostring")
def java_tostring(v, fields):
    quote = v.pick("'", "'", "")
    return (
        v.rng.choice(CLASSES)
        + "{"
        + join(
            v,
            fields,
            camel,
            "=",
            ", ",
            lambda f: f.value if f.number or not quote else quote + f.value + quote,
        )
        + "}"
    )


@form("java-lombok")
def java_lombok(v, fields):
    return v.rng.choice(CLASSES) + "(" + join(v, fields, camel, "=", ", ", lambda f: f.value) + ")"


@form("java-record")
def java_record(v, fields):
    inner = join(v, fields, camel, "=", ", ", lambda f: f.value)
    return v.rng.choice(CLASSES) + "[" + inner + "]"


@form("java-map")
def java_map(v, fields):
    return (
        v.pick("", "params: ", "claims=")
        + "{"
        + join(v, fields, key_style(v, camel, snake), "=", ", ", lambda f: f.value)
        + "}"
    )


@form("java-object-id")
def java_reflection(v, fields):
    return "com.example.%s@%s[%s]" % (
        v.rng.choice(CLASSES),
        v.hex(7),
        join(v, fields, camel, "=", ",", lambda f: f.value),
    )


@form("java-nested")
def java_nested(v, fields):
    half = max(1, len(fields) // 2)
    inner = "Contact[" + join(v, fields[half:], camel, "=", ", ", lambda f: f.value) + "]"
    return "Optional[%s(%s, detail=%s)]" % (
        v.rng.choice(CLASSES),
        join(v, fields[:half], camel, "=", ", ", lambda f: f.value),
        inner,
    )


@form("java-array-list")
def java_list(v, fields):
    return (
        "["
        + ", ".join(
            "%s(%s=%s, active=true)" % (v.rng.choice(CLASSES), camel(f.words), f.value) for f in fields
        )
        + "]"
    )


@form("python-dict")
def python_dict(v, fields):
    return (
        "{"
        + ", ".join(
            "'%s': %s"
            % (
                key_style(v, snake, camel)(f.words),
                f.value if f.number and v.rng.random() < 0.5 else python_repr(f.value),
            )
            for f in fields
        )
        + "}"
    )


def python_repr(text):
    return '"%s"' % text if "'" in marks.bare(text) else "'%s'" % text


@form("python-dataclass")
def python_dataclass(v, fields):
    return (
        v.rng.choice(CLASSES)
        + "("
        + join(v, fields, snake, "=", ", ", lambda f: f.value if f.number else python_repr(f.value))
        + ")"
    )


@form("python-pydantic")
def python_pydantic(v, fields):
    lines = ["%d validation errors for Patient" % len(fields)]
    for f in fields:
        lines += [
            snake(f.words),
            "  Input should be a valid value [type=value_error, input_value=%s, input_type=str]"
            % python_repr(f.value),
        ]
    return "\n".join(lines)


@form("python-fstring")
def python_fstring(v, fields):
    return join(v, fields, snake, "=", " ", lambda f: python_repr(f.value))


@form("python-tuples")
def python_tuples(v, fields):
    return "[" + ", ".join("('%s', %s)" % (snake(f.words), python_repr(f.value)) for f in fields) + "]"


@form("python-ordered")
def python_ordered(v, fields):
    return (
        "<QueryDict: {"
        + ", ".join("'%s': [%s]" % (snake(f.words), python_repr(f.value)) for f in fields)
        + "}>"
    )


@form("ruby-symbols")
def ruby_symbols(v, fields):
    return "{" + ", ".join(':%s=>"%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields) + "}"


@form("ruby-strings")
def ruby_strings(v, fields):
    return (
        'Parameters: {"patient"=>{'
        + ", ".join('"%s"=>"%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields)
        + '}, "commit"=>"Save"}'
    )


@form("ruby-inspect")
def ruby_inspect(v, fields):
    return "#<%s id: 17, %s>" % (
        v.rng.choice(CLASSES),
        ", ".join('%s: "%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields),
    )


@form("ruby-instance")
def ruby_instance(v, fields):
    return "#<%s:0x0000%s %s>" % (
        v.rng.choice(CLASSES),
        v.hex(12),
        ", ".join('@%s="%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields),
    )


@form("php-var-dump")
def php_var_dump(v, fields):
    glue = v.pick("\n", " ")
    pad = "  " if glue == "\n" else ""
    rows = [
        '%s["%s"]=>%s%sstring(%d) "%s"'
        % (pad, key_style(v, snake, camel)(f.words), glue, pad, len(marks.bare(f.value)), f.value)
        for f in fields
    ]
    return "array(%d) {%s" % (len(fields), glue) + glue.join(rows) + glue + "}"


@form("php-print-r")
def php_print_r(v, fields):
    glue = v.pick("\n", " ")
    pad = "    " if glue == "\n" else ""
    return (
        "Array%s(%s" % (glue, glue)
        + glue.join("%s[%s] => %s" % (pad, key_style(v, snake, camel)(f.words), f.value) for f in fields)
        + glue
        + ")"
    )


@form("php-var-export")
def php_var_export(v, fields):
    return (
        "array (\n"
        + "".join("  '%s' => '%s',\n" % (snake(f.words), esc.single(f.value)) for f in fields)
        + ")"
    )


@form("php-object")
def php_object(v, fields):
    return (
        "App\\Models\\%s Object\n(\n" % v.rng.choice(CLASSES)
        + "\n".join("    [%s:protected] => %s" % (camel(f.words), f.value) for f in fields)
        + "\n)"
    )


@form("go-plus-v")
def go_plus_v(v, fields):
    return v.pick("&", "") + "{" + join(v, fields, pascal, ":", " ", lambda f: f.value) + "}"


@form("go-sharp-v")
def go_sharp_v(v, fields):
    return (
        "main.%s{" % v.rng.choice(CLASSES)
        + join(
            v,
            fields,
            pascal,
            ":",
            ", ",
            lambda f: f.value if f.number and v.rng.random() < 0.3 else '"%s"' % esc.json_text(f.value),
        )
        + "}"
    )


@form("go-map")
def go_map(v, fields):
    return "map[" + join(v, fields, key_style(v, snake, camel), ":", " ", lambda f: f.value) + "]"


@form("go-zap", "")
def go_zap(v, fields):
    return "2024-01-15T09:30:12.118Z\tWARN\tpatient/store.go:88\tupsert failed\t" + json_object(
        v, fields, style=key_style(v, camel, snake), space=" "
    )


@form("go-logrus")
def go_logrus(v, fields):
    return 'time="2024-01-15T09:30:12Z" level=warning msg="upsert failed" ' + join(
        v, fields, snake, "=", " ", lambda f: logfmt_value(v, f)
    )


@form("dotnet-record")
def dotnet_record(v, fields):
    return v.rng.choice(CLASSES) + " { " + join(v, fields, pascal, " = ", ", ", lambda f: f.value) + " }"


@form("dotnet-serilog")
def dotnet_serilog(v, fields):
    return (
        v.rng.choice(CLASSES)
        + " { "
        + join(
            v, fields, pascal, ": ", ", ", lambda f: f.value if f.number else '"%s"' % esc.json_text(f.value)
        )
        + " }"
    )


@form("dotnet-ef")
def dotnet_ef(v, fields):
    params = ", ".join("@p%d='%s' (Size = 4000)" % (i, esc.sql_text(f.value)) for i, f in enumerate(fields))
    columns = ", ".join("[%s]" % pascal(f.words) for f in fields)
    marks_ = ", ".join("@p%d" % i for i in range(len(fields)))
    return (
        "Executed DbCommand (4ms) [Parameters=[%s], CommandType='Text', CommandTimeout='30']\nINSERT INTO [Patients] (%s)\nVALUES (%s);"
        % (params, columns, marks_)
    )


@form("node-inspect")
def node_inspect(v, fields):
    glue = v.pick(" ", "\n  ")
    end = " " if glue == " " else "\n"
    quote = lambda f: f.value if f.number and v.rng.random() < 0.3 else "'%s'" % esc.single(f.value)
    key = lambda w: "'%s'" % kebab(w) if v.rng.random() < 0.2 else camel(w)
    return "{%s" % glue + (",%s" % glue).join("%s: %s" % (key(f.words), quote(f)) for f in fields) + end + "}"


@form("rust-debug")
def rust_debug(v, fields):
    wrap = lambda f: v.pick('"%s"', '"%s"', 'Some("%s")') % esc.json_text(f.value)
    return v.rng.choice(CLASSES) + " { " + join(v, fields, snake, ": ", ", ", wrap) + " }"


@form("rust-pretty")
def rust_pretty(v, fields):
    return (
        v.rng.choice(CLASSES)
        + " {\n"
        + "".join('    %s: "%s",\n' % (snake(f.words), esc.json_text(f.value)) for f in fields)
        + "}"
    )


@form("rust-tracing")
def rust_tracing(v, fields):
    return "INFO enroll{request=7}: portal::intake: stored " + join(
        v, fields, snake, "=", " ", lambda f: '"%s"' % esc.json_text(f.value)
    )


@form("kotlin-map")
def kotlin_map(v, fields):
    return "data={" + join(v, fields, camel, "=", ", ", lambda f: f.value) + "}"


@form("scala-map")
def scala_map(v, fields):
    return "Map(" + join(v, fields, camel, " -> ", ", ", lambda f: f.value) + ")"


@form("swift-optional")
def swift_optional(v, fields):
    return (
        v.rng.choice(CLASSES)
        + "("
        + join(v, fields, camel, ": ", ", ", lambda f: 'Optional("%s")' % esc.json_text(f.value))
        + ")"
    )


@form("objc-description")
def objc_description(v, fields):
    return (
        "{\n" + "".join('    %s = "%s";\n' % (camel(f.words), esc.json_text(f.value)) for f in fields) + "}"
    )


@form("protobuf-text")
def protobuf_text(v, fields):
    rows = [
        '%s: %s'
        % (snake(f.words), f.value if f.number and v.rng.random() < 0.3 else '"%s"' % esc.json_text(f.value))
        for f in fields
    ]
    if v.rng.random() < 0.5:
        return "patient { " + " ".join(rows) + " }"
    return "patient {\n" + "".join("  %s\n" % r for r in rows) + "}"


@form("avro-struct")
def avro_struct(v, fields):
    return "Struct{" + join(v, fields, snake, "=", ",", lambda f: f.value) + "}"


@form("erlang-map")
def erlang(v, fields):
    return "#{" + join(v, fields, snake, " => ", ", ", lambda f: '<<"%s">>' % f.value) + "}"


@form("elixir-map")
def elixir(v, fields):
    return "%{" + join(v, fields, snake, ": ", ", ", lambda f: '"%s"' % esc.json_text(f.value)) + "}"


@form("perl-dumper")
def perl_dumper(v, fields):
    return (
        "$VAR1 = {\n"
        + ",\n".join("          '%s' => '%s'" % (snake(f.words), esc.single(f.value)) for f in fields)
        + "\n        };"
    )


@form("c-printf")
def c_printf(v, fields):
    return join(
        v, fields, key_style(v, snake, scream), v.pick("=", ":", "=", " = "), " ", lambda f: "[%s]" % f.value
    )
