# SPDX-License-Identifier: Apache-2.0
"""Forms that print pairs of a key and a value: objects of every language, query strings, headers.
A form is a function of (values, fields) -> marked text; FORMS names them, with what must still parse."""

import escapes as esc
from fields import camel, custom, dotted, glued, kebab, noise, pair, pascal, phi, scream, snake, title, upper

FORMS = {}


def form(name, parse=None):
    def keep(function):
        FORMS[name] = (function, parse)
        return function

    return keep


def key_style(v, *styles):
    return v.rng.choice(
        styles or (camel, camel, snake, snake, pascal, kebab, scream, glued, dotted, custom, upper)
    )


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
    return (
        "{"
        + ("," + space).join('"%s":%s%s' % (style(f.words), space, json_value(v, f, numbers)) for f in fields)
        + "}"
    )


@form("json", "json")
def json_flat(v, fields):
    return json_object(v, fields)


@form("json-nested", "json")
def json_nested(v, fields):
    inner = json_object(v, [f for f in fields if f.phi] or fields, space="")
    rest = [f for f in fields if not f.phi]
    holder = v.pick("patient", "member", "data", "payload", "body", "request", "subscriber")
    outer = json_object(v, rest, space="")[1:-1]
    return (
        "{"
        + (outer + "," if outer else "")
        + '"%s":%s}' % (holder, v.pick("%s", "[%s]", '{"items":[%s]}') % inner)
    )


@form("json-pretty", "json")
def json_pretty(v, fields):
    style, pad = key_style(v), v.pick("  ", "    ", "\t")
    numbers = v.rng.random() < 0.4
    return (
        "{\n"
        + ",\n".join('%s"%s": %s' % (pad, style(f.words), json_value(v, f, numbers)) for f in fields)
        + "\n}"
    )


@form("json-in-string-1", "json")
def json_escaped1(v, fields):
    return '{"level":"info","msg":"%s"}' % esc.json_text(
        v.pick("", "saved ", "POST body: ") + json_object(v, fields)
    )


@form("json-in-string-2", "json")
def json_escaped2(v, fields):
    return '{"log":"%s","stream":"stdout"}' % esc.deep(
        '{"message":"%s"}' % esc.json_text(json_object(v, fields)), 1
    )


@form("json-in-string-3", "json")
def json_escaped3(v, fields):
    return '{"a":"%s"}' % esc.json_text(
        '{"b":"%s"}' % esc.json_text('{"c":"%s"}' % esc.json_text(json_object(v, fields)))
    )


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
    return (
        "["
        + ",".join('{"%s":"%s","%s":"%s"}' % (a, style(f.words), b, esc.json_text(f.value)) for f in fields)
        + "]"
    )


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
    return "level=info " + join(
        v,
        fields,
        key_style(v, snake, snake, camel, glued, dotted, kebab),
        "=",
        " ",
        lambda f: logfmt_value(v, f),
    )


@form("kv-comma")
def kv_comma(v, fields):
    return join(
        v, fields, key_style(v, camel, snake, pascal, scream), "=", v.pick(", ", ","), lambda f: f.value
    )


@form("kv-semicolon")
def kv_semicolon(v, fields):
    return join(
        v,
        fields,
        key_style(v, camel, snake, pascal, title),
        v.pick("=", ": ", ":"),
        v.pick("; ", ";"),
        lambda f: f.value,
    )


@form("kv-colon")
def kv_colon(v, fields):
    return join(v, fields, key_style(v, camel, snake, pascal, title), ": ", ", ", lambda f: f.value)


@form("kv-pipe")
def kv_pipe(v, fields):
    return join(
        v,
        fields,
        key_style(v, camel, snake, pascal, scream),
        v.pick("=", ": ", ":"),
        v.pick(" | ", "|"),
        lambda f: f.value,
    )


@form("kv-brackets")
def kv_brackets(v, fields):
    a, b = v.pick("[]", "()", "<>", "{}")
    return " ".join(
        "%s%s%s" % (key_style(v, camel, snake)(f.words), v.pick("=", ":", ": ", " = "), a + f.value + b)
        for f in fields
    )


@form("kv-arrow")
def kv_arrow(v, fields):
    return join(
        v, fields, key_style(v, camel, snake, pascal), v.pick(" => ", "=>", " -> "), ", ", lambda f: f.value
    )


@form("kv-quoted")
def kv_quoted(v, fields):
    quote = v.pick("'", '"')
    return join(
        v,
        fields,
        key_style(v, camel, snake, pascal),
        v.pick("=", ": ", " = "),
        v.pick(", ", " "),
        lambda f: quote + f.value.replace(quote, "\\" + quote) + quote,
    )


@form("kv-lines")
def kv_lines(v, fields):
    sep, pad = v.pick("=", ": ", " = ", ":\t", " : "), v.pick("", "  ", "\t", " - ")
    return v.pick("", "Request details:\n") + join(
        v, fields, lambda w: pad + key_style(v, camel, snake, title)(w), sep, "\n", lambda f: f.value
    )


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
    return v.pick("patient:\n", "payload:\n", "---\n") + join(
        v, fields, lambda w: "  " + style(w), ": ", "\n", value
    )


@form("properties")
def properties(v, fields):
    return join(
        v,
        fields,
        lambda w: "app.patient." + key_style(v, camel, snake, kebab)(w),
        v.pick("=", " = "),
        "\n",
        lambda f: f.value,
    )


@form("table-lines")
def table_lines(v, fields):
    return "\n".join("| %s | %s |" % (title(f.words), f.value) for f in fields)
