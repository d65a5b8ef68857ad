# SPDX-License-Identifier: Apache-2.0
"""What was measured, as text, Markdown, JSON and a chart."""

import json
import os
import platform

import chart


def machine():
    model, flags = "unknown processor", ""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            for line in file:
                name, _, value = line.partition(":")
                model = value.strip() if name.strip() == "model name" else model
                flags = value if name.strip() in ("flags", "Features") else flags
    except OSError:
        pass
    vectors = [f for f in ("avx2", "avx512bw", "asimd") if f in flags.split()]
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "vectors": vectors,
            "system": platform.platform(), "python": platform.python_version()}


def table(head, rows):
    """Markdown that also reads as text: columns of one width."""
    cells = [[str(c).replace("|", "\\|") for c in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def targets(rows):
    return table(("what", "target", "measured", "", ""), [
        (r.what, r.target, r.shown(), r.verdict(), r.note) for r in rows])


def short(value):
    return "-" if value is None else "%.0f" % value if value >= 100 else "%.3g" % value


def verdict_cells(v):
    if v is None:
        return ("-", "-", "-")
    return ("%.1f %%" % v["recall"] if v["recall"] is not None else "-",
            "%.1f %%" % v["recall_chars"] if v["recall_chars"] is not None else "-", str(v["false_per_mb"]))


def engine_rows(engines, speeds, verdicts, instructions):
    ours = speeds.get("phisieve")
    for e in engines:
        s = speeds.get(e.name)
        if not s:
            continue
        yield (e.name, e.about, short(s.mbs()), short(s.mbs("wall")), "%.0f %%" % s.spread(),
               short(ours.mbs() / s.mbs()) if ours else "-", short(s.rss()), short(instructions.get(e.name)),
               *verdict_cells(verdicts.get(e.name)))


ENGINE_HEAD = ("engine", "what it is", "MB/s of CPU", "MB/s", "spread", "phisieve is so many times", "RSS MiB",
               "instructions a byte (of the gate's log)", "values found", "characters found", "false characters a MB")


def engines_table(result, log):
    return table(ENGINE_HEAD, list(engine_rows(result.engines, result.speeds.get(log, {}), result.verdicts.get(log, {}),
                                               result.instructions)))


def markdown(result):
    m = result.machine
    parts = [
        "# phisieve bench, %s%s" % (result.date, " (quick)" if result.quick else ""),
        "%s; %d cores, %s; %s. %s." % (m["processor"], m["cores"], " ".join(m["vectors"]) or "no vectors known",
                                       m["system"], result.version),
        "MB/s of CPU is bytes by user and system time, the median of %d interleaved runs; MB/s is by the wall clock. "
        "Spread is slowest less fastest, of the median. A slow engine got the beginning of a log only." % result.rounds,
        "## Targets", targets(result.rows),
        "![speeds](chart.svg)",
    ]
    for log in result.speeds:
        parts += ["## The log `%s`" % log, engines_table(result, log)]
    parts += ["## Adversarial inputs", table(("input", "MB/s", "time of 8 times the bytes"), [
        (name, short(d["mbs"]), "%.2f times%s" % (d["growth"], ", stopped there" if d["stopped"] else "")) for name, d in sorted(
            result.adversarial.items(), key=lambda item: item[1]["mbs"])])]
    if result.notes:
        parts += ["## Not measured", "\n".join("- " + note for note in result.notes)]
    return "\n\n".join(parts) + "\n"


def as_json(result):
    return {
        "date": result.date, "quick": result.quick, "version": result.version, "machine": result.machine,
        "rounds": result.rounds, "targets": [r.figures() for r in result.rows],
        "speeds": {log: {name: s.figures() for name, s in of.items()} for log, of in result.speeds.items()},
        "verdicts": result.verdicts, "adversarial": result.adversarial, "latency": result.latency,
        "instructions_per_byte": result.instructions, "notes": result.notes,
    }


def draw(result):
    rows = []
    for e in result.engines:
        s = result.speeds["mixed"].get(e.name)
        v = result.verdicts.get("mixed", {}).get(e.name)
        if s:
            behind = "finds %s of the values, %d false characters a MB" % (verdict_cells(v)[0], v["false_per_mb"]) if v else ""
            rows.append((e.name, s.mbs(), "ours" if e.ours else e.kind, behind))
    rows.sort(key=lambda r: -r[1])
    return chart.bars("A mixed log (3 % of the lines hold PHI)", result.version + ", MB a second of CPU, one thread but "
                      "phisieve-2; what it finds stands behind", rows)


def write(folder, result):
    os.makedirs(folder, exist_ok=True)
    for name, words in (("report.md", markdown(result)), ("chart.svg", draw(result)),
                        ("report.json", json.dumps(as_json(result), indent=1) + "\n")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(words)
