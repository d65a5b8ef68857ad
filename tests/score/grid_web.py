# SPDX-License-Identifier: Apache-2.0
"""More forms of pairs (grid.py): what travels over HTTP, markup, encodings, labels in prose."""

import escapes as esc
from fields import camel, custom, glued, kebab, pascal, snake, spaced, title
from grid import form, join, json_object, key_style


# ---- HTTP
@form("url-query")
def url_query(v, fields):
    query = join(
        v,
        fields,
        key_style(v, camel, snake, kebab),
        "=",
        "&",
        lambda f: v.pick(esc.percent, lambda t: esc.percent(t, True))(f.value),
    )
    return (
        v.pick(
            "GET /api/v1/search?%s HTTP/1.1",
            "GET https://api.example.org/lookup?%s 200 41ms",
            "redirecting to /portal/find?%s",
        )
        % query
    )


@form("url-brackets")
def url_brackets(v, fields):
    style = key_style(v, camel, snake)
    query = "&".join(
        "%s=%s" % (v.pick("patient[%s]", "patient%%5B%s%%5D") % style(f.words), esc.percent(f.value))
        for f in fields
    )
    return "POST /patients?" + query


@form("url-encoded-twice")
def url_twice(v, fields):
    query = join(v, fields, key_style(v, camel, snake), "=", "&", lambda f: esc.percent(f.value))
    return "GET /login?next=" + esc.percent("/search?" + query)


@form("form-body")
def form_body(v, fields):
    return v.pick("body: ", "> ", "--data-raw '", "request body=") + join(
        v, fields, key_style(v, camel, snake), "=", "&", lambda f: esc.percent(f.value, True)
    )


@form("curl")
def curl(v, fields):
    return (
        "curl -X POST -H 'Content-Type: application/json' -d '%s' https://api.example.org/v1/patients"
        % json_object(v, [f for f in fields if "'" not in f.value])
    )


@form("headers")
def headers(v, fields):
    rows = [
        v.pick("> ", "", "< ") + "X-" + "-".join(w.title() for w in f.words) + ": " + f.value for f in fields
    ]
    return "\n".join(rows)


@form("headers-java")
def headers_java(v, fields):
    return (
        "headers=[" + ", ".join('x-%s:"%s"' % (kebab(f.words), f.value) for f in fields) + ', accept:"*/*"]'
    )


@form("cookies")
def cookies(v, fields):
    return "Cookie: theme=dark; " + "; ".join(
        "%s=%s" % (glued(f.words), esc.percent(f.value)) for f in fields
    )


@form("multipart")
def multipart(v, fields):
    edge = "------WebKitFormBoundary" + v.letters(8)
    return (
        "\n".join(
            '%s\nContent-Disposition: form-data; name="%s"\n\n%s' % (edge, camel(f.words), f.value)
            for f in fields
        )
        + "\n"
        + edge
        + "--"
    )


@form("graphql-args")
def graphql_args(v, fields):
    return (
        "mutation { updatePatient(input: {"
        + join(v, fields, camel, ": ", ", ", lambda f: '"%s"' % esc.json_text(f.value))
        + "}) { id status } }"
    )


@form("graphql-variables", "json")
def graphql_variables(v, fields):
    return '{"query":"query P($id:ID!){patient(id:$id){status}}","variables":%s}' % json_object(
        v, fields, style=camel
    )


# ---- markup
@form("xml-elements", "xml")
def xml_elements(v, fields):
    style = key_style(v, camel, pascal, snake)
    glue = v.pick("", "\n  ")
    return (
        "<Request>"
        + "".join(
            "%s<%s>%s</%s>" % (glue, style(f.words), esc.entities(f.value), style(f.words)) for f in fields
        )
        + glue.rstrip(" ")
        + "</Request>"
    )


@form("xml-namespaces")
def xml_namespaces(v, fields):
    style = key_style(v, camel, pascal)
    return (
        "<soap:Body><ns2:Find>"
        + "".join(
            '<ns2:%s xsi:type="xsd:string">%s</ns2:%s>'
            % (style(f.words), esc.entities(f.value), style(f.words))
            for f in fields
        )
        + "</ns2:Find></soap:Body>"
    )


@form("xml-attributes", "xml")
def xml_attributes(v, fields):
    style = key_style(v, camel, pascal, snake)
    return "<patient %s/>" % " ".join(
        '%s=%s' % (style(f.words), v.pick('"%s"', "'%s'") % esc.entities(f.value)) for f in fields
    )


@form("xml-in-json", "json")
def xml_in_json(v, fields):
    return '{"body":"%s"}' % esc.json_text(xml_elements(v, fields))


@form("xml-escaped")
def xml_escaped(v, fields):
    return "<faultstring>Invalid: " + esc.entities(xml_elements(v, fields)) + "</faultstring>"


@form("html-rows")
def html_rows(v, fields):
    a, b = v.pick(("<tr><td>", "</td><td>"), ("<dt>", "</dt><dd>"), ("<th>", "</th><td>"))
    end = b.split("<")[-1].join(("</", ""))
    return "".join("%s%s%s%s%s" % (a, title(f.words), b, esc.entities(f.value), end) for f in fields)


@form("html-input")
def html_input(v, fields):
    return "".join(
        '<input type="text" name="%s" value="%s">' % (camel(f.words), esc.entities(f.value)) for f in fields
    )


@form("xml-plist")
def xml_plist(v, fields):
    return (
        "<dict>"
        + "".join(
            "<key>%s</key><string>%s</string>" % (camel(f.words), esc.entities(f.value)) for f in fields
        )
        + "</dict>"
    )


# ---- encodings of section 7 around values or the whole
@form("entities")
def entities(v, fields):
    encode = v.pick(esc.entities_all, esc.entities_hex)
    return join(
        v,
        fields,
        key_style(v, snake, camel),
        "=",
        " ",
        lambda f: encode(f.value) if f.phi else f.value.replace(" ", "_"),
    )


@form("entity-quotes")
def entity_quotes(v, fields):
    return esc.entities(json_object(v, fields))


@form("c-escapes")
def c_escapes(v, fields):
    encode = v.pick(esc.c_hex, esc.octal)
    return (
        "'"
        + join(v, fields, snake, "=", " ", lambda f: encode(f.value) if f.phi else f.value.replace(" ", "_"))
        + "'"
    )


@form("full-width")
def full_width(v, fields):
    return join(v, fields, title, v.pick(": ", "： "), " ", lambda f: esc.wide(f.value) if f.phi else f.value)


@form("base64")
def base64(v, fields):
    encode = v.pick(esc.base64_of, esc.base64_url, esc.gzip_base64, esc.deflate_base64)
    return v.pick("payload=%s len=58", '{"data":"%s"}', "body: %s") % encode(json_object(v, fields))


@form("quoted-printable")
def quoted_printable(v, fields):
    return join(v, fields, title, ": ", "=0D=0A", lambda f: esc.quoted_printable(f.value))


@form("ansi")
def ansi(v, fields):
    return " ".join(
        "\x1b[36m%s\x1b[0m=\x1b[1m%s\x1b[0m"
        % (snake(f.words), f.value.replace(" ", "_") if not f.phi else f.value)
        for f in fields
    )


@form("kafka-connect")
def kafka_connect(v, fields):
    return (
        "Error encountered in task ehr-src-0. where source record is = SourceRecord{sourcePartition={server=ehr}} ConnectRecord{topic='ehr.patient', "
        "kafkaPartition=0, value=Struct{%s}, timestamp=1705311012118}"
        % join(v, fields, snake, "=", ",", lambda f: f.value)
    )


@form("apex-debug")
def apex_debug(v, fields):
    return (
        "09:30:12.2 (140990)|USER_DEBUG|[46]|DEBUG|Account:{"
        + join(v, fields, custom, "=", ", ", lambda f: f.value)
        + "}"
    )


@form("apex-variable")
def apex_variable(v, fields):
    return "09:30:12.0 (118224)|VARIABLE_ASSIGNMENT|[12]|con|%s|0x%s" % (
        json_object(v, fields, style=custom, space="", numbers=False),
        v.hex(6),
    )


# ---- prose made of labels
@form("prose-labels")
def prose_labels(v, fields):
    word = v.pick(spaced, title)
    parts = [
        word(f.words) + v.pick(" ", ": ", " is ", " = ", " #" if f.phi and f.number else ": ") + f.value
        for f in fields
        if f.phi or v.rng.random() < 0.3
    ]
    return v.pick("Could not update record: ", "Lookup failed for ", "Received ", "WARN ") + v.pick(
        ", ", "; ", " and "
    ).join(parts or [word(fields[0].words) + " " + fields[0].value])


@form("prose-upper")
def prose_upper(v, fields):
    return " ".join("%s: %s" % (" ".join(f.words).upper(), f.value) for f in fields)
