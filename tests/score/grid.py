# SPDX-License-Identifier: Apache-2.0
"""Forms that print pairs of a key and a value: objects of every language, query strings, headers.
A form is a function of (values, fields) -> marked text; FORMS names them, with what must still parse."""
import escapes as esc
import marks
from fields import camel, custom, dotted, glued, kebab, noise, pair, pascal, phi, scream, snake, title, upper

FORMS = {}


def form(name, parse=None):
    def keep(function):
        FORMS[name] = (function, parse)
        return function
    return keep


def key_style(v, *styles):
    return v.rng.choice(styles or (camel, camel, snake, snake, pascal, kebab, scream, glued, dotted, custom, upper))


def some_fields(v, phi_count=None, twin=False):
    """A few fields in random order; `twin`: the same without PHI."""
    count = phi_count or v.rng.randrange(1, 5)
    if twin:
        out = [noise(v) for _ in range(count + 2)]
    else:
        first = phi(v, paired=False)
        out = [first] + [phi(v) for _ in range(count - 1)]
        if not any(f.strong for f in out):
            out.append(pair(v))
        out += [noise(v) for _ in range(v.rng.randrange(1, 4))]
    v.rng.shuffle(out)
    seen, unique = set(), []
    for f in out:
        if tuple(f.words) not in seen:
            seen.add(tuple(f.words))
            unique.append(f)
    return unique


def join(v, fields, style, sep, glue, quote):
    return glue.join(style(f.words) + sep + quote(f) for f in fields)


# ---- JSON
def json_value(v, f, numbers):
    if f.number and numbers:
        return f.value
    return '"' + esc.json_text(f.value) + '"'


def json_object(v, fields, style=None, space=None, numbers=None):
    style = style or key_style(v)
    space = v.pick("", " ") if space is None else space
    numbers = v.rng.random() < 0.4 if numbers is None else numbers
    return "{" + ("," + space).join('"%s":%s%s' % (style(f.words), space, json_value(v, f, numbers)) for f in fields) + "}"


@form("json", "json")
def json_flat(v, fields):
    return json_object(v, fields)


@form("json-nested", "json")
def json_nested(v, fields):
    inner = json_object(v, [f for f in fields if f.phi] or fields, space="")
    rest = [f for f in fields if not f.phi]
    holder = v.pick("patient", "member", "data", "payload", "body", "request", "subscriber")
    outer = json_object(v, rest, space="")[1:-1]
    return "{" + (outer + "," if outer else "") + '"%s":%s}' % (holder, v.pick("%s", "[%s]", '{"items":[%s]}') % inner)


@form("json-pretty", "json")
def json_pretty(v, fields):
    style, pad = key_style(v), v.pick("  ", "    ", "\t")
    numbers = v.rng.random() < 0.4
    return "{\n" + ",\n".join('%s"%s": %s' % (pad, style(f.words), json_value(v, f, numbers)) for f in fields) + "\n}"


@form("json-in-string-1", "json")
def json_escaped1(v, fields):
    return '{"level":"info","msg":"%s"}' % esc.json_text(v.pick("", "saved ", "POST body: ") + json_object(v, fields))


@form("json-in-string-2", "json")
def json_escaped2(v, fields):
    return '{"log":"%s","stream":"stdout"}' % esc.deep('{"message":"%s"}' % esc.json_text(json_object(v, fields)), 1)


@form("json-in-string-3", "json")
def json_escaped3(v, fields):
    return '{"a":"%s"}' % esc.json_text('{"b":"%s"}' % esc.json_text('{"c":"%s"}' % esc.json_text(json_object(v, fields))))


@form("json-unicode", "json")
def json_unicode(v, fields):
    style = key_style(v)
    encode = v.pick(esc.json_unicode, esc.json_ascii, esc.json_slashes, esc.json_html)
    return "{" + ",".join('"%s":"%s"' % (style(f.words), encode(f.value)) for f in fields) + "}"


@form("json-array", "json")
def json_array(v, fields):
    style = key_style(v)
    return "[" + ",".join("{%s}" % json_object(v, [f], style=style)[1:-1] for f in fields) + "]"


@form("json-list-values", "json")
def json_list(v, fields):
    style = key_style(v)
    return "{" + ",".join('"%s":["%s"]' % (style(f.words), esc.json_text(f.value)) for f in fields) + "}"


@form("json-name-value", "json")
def json_name_value(v, fields):
    a, b = v.pick(("name", "value"), ("key", "value"), ("field", "value"), ("fieldName", "newValue"))
    style = key_style(v)
    return "[" + ",".join('{"%s":"%s","%s":"%s"}' % (a, style(f.words), b, esc.json_text(f.value)) for f in fields) + "]"


@form("json-cut")
def json_cut(v, fields):
    text = json_object(v, fields)
    return text[:-1] + "... (truncated)"


# ---- key=value
def logfmt_value(v, f):
    text = f.value
    return '"%s"' % esc.json_text(text) if any(c in text for c in ' "=') else text


@form("logfmt")
def logfmt(v, fields):
    return "level=info " + join(v, fields, key_style(v, snake, snake, camel, glued, dotted, kebab), "=", " ", lambda f: logfmt_value(v, f))


@form("kv-comma")
def kv_comma(v, fields):
    return join(v, fields, key_style(v, camel, snake, pascal, scream), "=", v.pick(", ", ","), lambda f: f.value)


@form("kv-semicolon")
def kv_semicolon(v, fields):
    return join(v, fields, key_style(v, camel, snake, pascal, title), v.pick("=", ": ", ":"), v.pick("; ", ";"), lambda f: f.value)


@form("kv-colon")
def kv_colon(v, fields):
    return join(v, fields, key_style(v, camel, snake, pascal, title), ": ", ", ", lambda f: f.value)


@form("kv-pipe")
def kv_pipe(v, fields):
    return join(v, fields, key_style(v, camel, snake, pascal, scream), v.pick("=", ": ", ":"), v.pick(" | ", "|"), lambda f: f.value)


@form("kv-brackets")
def kv_brackets(v, fields):
    a, b = v.pick("[]", "()", "<>", "{}")
    return " ".join("%s%s%s" % (key_style(v, camel, snake)(f.words), v.pick("=", ":", ": ", " = "), a + f.value + b) for f in fields)


@form("kv-arrow")
def kv_arrow(v, fields):
    return join(v, fields, key_style(v, camel, snake, pascal), v.pick(" => ", "=>", " -> "), ", ", lambda f: f.value)


@form("kv-quoted")
def kv_quoted(v, fields):
    quote = v.pick("'", '"')
    return join(v, fields, key_style(v, camel, snake, pascal), v.pick("=", ": ", " = "), v.pick(", ", " "), lambda f: quote + f.value.replace(quote, "\\" + quote) + quote)


@form("kv-lines")
def kv_lines(v, fields):
    sep, pad = v.pick("=", ": ", " = ", ":\t", " : "), v.pick("", "  ", "\t", " - ")
    return v.pick("", "Request details:\n") + join(v, fields, lambda w: pad + key_style(v, camel, snake, title)(w), sep, "\n", lambda f: f.value)


@form("yaml")
def yaml(v, fields):
    style = key_style(v, camel, snake, kebab)
    quote = v.pick("", '"', "'")
    if quote == "'":
        value = lambda f: quote + esc.sql_text(f.value) + quote
    elif quote:
        value = lambda f: quote + esc.json_text(f.value) + quote
    else:
        value = lambda f: f.value
    return v.pick("patient:\n", "payload:\n", "---\n") + join(v, fields, lambda w: "  " + style(w), ": ", "\n", value)


@form("properties")
def properties(v, fields):
    return join(v, fields, lambda w: "app.patient." + key_style(v, camel, snake, kebab)(w), v.pick("=", " = "), "\n", lambda f: f.value)


@form("table-lines")
def table_lines(v, fields):
    return "\n".join("| %s | %s |" % (title(f.words), f.value) for f in fields)


# ---- objects of languages
CLASSES = ["Patient", "Member", "PatientDto", "Subscriber", "PatientRecord", "Demographics", "Person", "Enrollee"]


@form("java-tostring")
def java_tostring(v, fields):
    quote = v.pick("'", "'", "")
    return v.rng.choice(CLASSES) + "{" + join(v, fields, camel, "=", ", ", lambda f: f.value if f.number or not quote else quote + f.value + quote) + "}"


@form("java-lombok")
def java_lombok(v, fields):
    return v.rng.choice(CLASSES) + "(" + join(v, fields, camel, "=", ", ", lambda f: f.value) + ")"


@form("java-record")
def java_record(v, fields):
    inner = join(v, fields, camel, "=", ", ", lambda f: f.value)
    return v.rng.choice(CLASSES) + "[" + inner + "]"


@form("java-map")
def java_map(v, fields):
    return v.pick("", "params: ", "claims=") + "{" + join(v, fields, key_style(v, camel, snake), "=", ", ", lambda f: f.value) + "}"


@form("java-object-id")
def java_reflection(v, fields):
    return "com.example.%s@%s[%s]" % (v.rng.choice(CLASSES), v.hex(7), join(v, fields, camel, "=", ",", lambda f: f.value))


@form("java-nested")
def java_nested(v, fields):
    half = max(1, len(fields) // 2)
    inner = "Contact[" + join(v, fields[half:], camel, "=", ", ", lambda f: f.value) + "]"
    return "Optional[%s(%s, detail=%s)]" % (v.rng.choice(CLASSES), join(v, fields[:half], camel, "=", ", ", lambda f: f.value), inner)


@form("java-array-list")
def java_list(v, fields):
    return "[" + ", ".join("%s(%s=%s, active=true)" % (v.rng.choice(CLASSES), camel(f.words), f.value) for f in fields) + "]"


@form("python-dict")
def python_dict(v, fields):
    return "{" + ", ".join("'%s': %s" % (key_style(v, snake, camel)(f.words), f.value if f.number and v.rng.random() < 0.5 else python_repr(f.value)) for f in fields) + "}"


def python_repr(text):
    return '"%s"' % text if "'" in marks.bare(text) else "'%s'" % text


@form("python-dataclass")
def python_dataclass(v, fields):
    return v.rng.choice(CLASSES) + "(" + join(v, fields, snake, "=", ", ", lambda f: f.value if f.number else python_repr(f.value)) + ")"


@form("python-pydantic")
def python_pydantic(v, fields):
    lines = ["%d validation errors for Patient" % len(fields)]
    for f in fields:
        lines += [snake(f.words), "  Input should be a valid value [type=value_error, input_value=%s, input_type=str]" % python_repr(f.value)]
    return "\n".join(lines)


@form("python-fstring")
def python_fstring(v, fields):
    return join(v, fields, snake, "=", " ", lambda f: python_repr(f.value))


@form("python-tuples")
def python_tuples(v, fields):
    return "[" + ", ".join("('%s', %s)" % (snake(f.words), python_repr(f.value)) for f in fields) + "]"


@form("python-ordered")
def python_ordered(v, fields):
    return "<QueryDict: {" + ", ".join("'%s': [%s]" % (snake(f.words), python_repr(f.value)) for f in fields) + "}>"


@form("ruby-symbols")
def ruby_symbols(v, fields):
    return "{" + ", ".join(':%s=>"%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields) + "}"


@form("ruby-strings")
def ruby_strings(v, fields):
    return 'Parameters: {"patient"=>{' + ", ".join('"%s"=>"%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields) + '}, "commit"=>"Save"}'


@form("ruby-inspect")
def ruby_inspect(v, fields):
    return "#<%s id: 17, %s>" % (v.rng.choice(CLASSES), ", ".join('%s: "%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields))


@form("ruby-instance")
def ruby_instance(v, fields):
    return "#<%s:0x0000%s %s>" % (v.rng.choice(CLASSES), v.hex(12), ", ".join('@%s="%s"' % (snake(f.words), esc.json_text(f.value)) for f in fields))


@form("php-var-dump")
def php_var_dump(v, fields):
    glue = v.pick("\n", " ")
    pad = "  " if glue == "\n" else ""
    rows = ['%s["%s"]=>%s%sstring(%d) "%s"' % (pad, key_style(v, snake, camel)(f.words), glue, pad, len(marks.bare(f.value)), f.value) for f in fields]
    return "array(%d) {%s" % (len(fields), glue) + glue.join(rows) + glue + "}"


@form("php-print-r")
def php_print_r(v, fields):
    glue = v.pick("\n", " ")
    pad = "    " if glue == "\n" else ""
    return "Array%s(%s" % (glue, glue) + glue.join("%s[%s] => %s" % (pad, key_style(v, snake, camel)(f.words), f.value) for f in fields) + glue + ")"


@form("php-var-export")
def php_var_export(v, fields):
    return "array (\n" + "".join("  '%s' => '%s',\n" % (snake(f.words), esc.single(f.value)) for f in fields) + ")"


@form("php-object")
def php_object(v, fields):
    return "App\\Models\\%s Object\n(\n" % v.rng.choice(CLASSES) + "\n".join("    [%s:protected] => %s" % (camel(f.words), f.value) for f in fields) + "\n)"


@form("go-plus-v")
def go_plus_v(v, fields):
    return v.pick("&", "") + "{" + join(v, fields, pascal, ":", " ", lambda f: f.value) + "}"


@form("go-sharp-v")
def go_sharp_v(v, fields):
    return "main.%s{" % v.rng.choice(CLASSES) + join(v, fields, pascal, ":", ", ", lambda f: f.value if f.number and v.rng.random() < 0.3 else '"%s"' % esc.json_text(f.value)) + "}"


@form("go-map")
def go_map(v, fields):
    return "map[" + join(v, fields, key_style(v, snake, camel), ":", " ", lambda f: f.value) + "]"


@form("go-zap", "")
def go_zap(v, fields):
    return "2024-01-15T09:30:12.118Z\tWARN\tpatient/store.go:88\tupsert failed\t" + json_object(v, fields, style=key_style(v, camel, snake), space=" ")


@form("go-logrus")
def go_logrus(v, fields):
    return 'time="2024-01-15T09:30:12Z" level=warning msg="upsert failed" ' + join(v, fields, snake, "=", " ", lambda f: logfmt_value(v, f))


@form("dotnet-record")
def dotnet_record(v, fields):
    return v.rng.choice(CLASSES) + " { " + join(v, fields, pascal, " = ", ", ", lambda f: f.value) + " }"


@form("dotnet-serilog")
def dotnet_serilog(v, fields):
    return v.rng.choice(CLASSES) + " { " + join(v, fields, pascal, ": ", ", ", lambda f: f.value if f.number else '"%s"' % esc.json_text(f.value)) + " }"


@form("dotnet-ef")
def dotnet_ef(v, fields):
    params = ", ".join("@p%d='%s' (Size = 4000)" % (i, esc.sql_text(f.value)) for i, f in enumerate(fields))
    columns = ", ".join("[%s]" % pascal(f.words) for f in fields)
    marks_ = ", ".join("@p%d" % i for i in range(len(fields)))
    return "Executed DbCommand (4ms) [Parameters=[%s], CommandType='Text', CommandTimeout='30']\nINSERT INTO [Patients] (%s)\nVALUES (%s);" % (params, columns, marks_)


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
    return v.rng.choice(CLASSES) + " {\n" + "".join('    %s: "%s",\n' % (snake(f.words), esc.json_text(f.value)) for f in fields) + "}"


@form("rust-tracing")
def rust_tracing(v, fields):
    return "INFO enroll{request=7}: portal::intake: stored " + join(v, fields, snake, "=", " ", lambda f: '"%s"' % esc.json_text(f.value))


@form("kotlin-map")
def kotlin_map(v, fields):
    return "data={" + join(v, fields, camel, "=", ", ", lambda f: f.value) + "}"


@form("scala-map")
def scala_map(v, fields):
    return "Map(" + join(v, fields, camel, " -> ", ", ", lambda f: f.value) + ")"


@form("swift-optional")
def swift_optional(v, fields):
    return v.rng.choice(CLASSES) + "(" + join(v, fields, camel, ": ", ", ", lambda f: 'Optional("%s")' % esc.json_text(f.value)) + ")"


@form("objc-description")
def objc_description(v, fields):
    return "{\n" + "".join('    %s = "%s";\n' % (camel(f.words), esc.json_text(f.value)) for f in fields) + "}"


@form("protobuf-text")
def protobuf_text(v, fields):
    rows = ['%s: %s' % (snake(f.words), f.value if f.number and v.rng.random() < 0.3 else '"%s"' % esc.json_text(f.value)) for f in fields]
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
    return "$VAR1 = {\n" + ",\n".join("          '%s' => '%s'" % (snake(f.words), esc.single(f.value)) for f in fields) + "\n        };"


@form("c-printf")
def c_printf(v, fields):
    return join(v, fields, key_style(v, snake, scream), v.pick("=", ":", "=", " = "), " ", lambda f: "[%s]" % f.value)
