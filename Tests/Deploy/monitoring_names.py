#!/usr/bin/env python3
"""Whether deploy/monitoring speaks of what exists, and of all that operators have to know.

usage: monitoring_names.py --programs FOLDER --exposed FILE [--exposed FILE...] [--rules-of-dashboard FILE]

--exposed is what a gate or an engine really said; --rules-of-dashboard gets the dashboard's expressions as recording rules,
for promtool to read. Prints what is wrong, a line each, and then fails.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "monitoring"
# Prometheus makes these itself, on scraping.
OF_PROMETHEUS = {"up": {"job": set(), "instance": set()}}
LABELS_OF_PROMETHEUS = {"job", "instance"}
# Their values are the operator's, or the policy's.
FREE_LABELS = {"job", "instance", "policy", "environment", "scope", "id", "version"}
WORDS = {"and", "or", "unless", "bool", "offset", "inf", "nan"}
SELECTOR = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{([^}]*)\})?")
MATCHER = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"([^"]*)"\s*,?')
LABELS = re.compile(r"\b(by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")

mistakes = []
# What --help of a command says, by its words; None where there is no such command.
usages = {}


def exposed(paths):
    """The metrics with at least one sample, and the values of their labels."""
    found = collections.defaultdict(lambda: collections.defaultdict(set))
    for path in paths:
        for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
            sample = re.match(r"([a-z_]+)(?:\{(.*)\})? \S+$", line)
            if sample:
                labels = found[sample[1]]
                for name, value in re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', sample[2] or ""):
                    labels[name].add(value)
    return {**found, **OF_PROMETHEUS}


def rules():
    """The alerts of alerts.yml: name, and the text of each member. Enough of YAML for how that file is written."""
    alerts, member = [], None
    for line in (FOLDER / "alerts.yml").read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("#"):
            continue
        begun = re.match(r"( +)(?:- )?(alert|expr|for|labels|annotations|summary|description): ?(.*)$", line)
        if begun and begun[2] == "alert":
            alerts.append({"alert": begun[3]})
        elif begun and alerts:
            member = begun[2]
            alerts[-1][member] = begun[3].removeprefix(">-")
        elif alerts and member and line.strip() and not line.lstrip().startswith("- "):
            alerts[-1][member] += " " + line.strip()
    return alerts


def panels(dashboard):
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", [])


def judge(where, expression, metrics):
    """Every metric is exposed with the labels, and the values of labels, that are asked for."""
    named = set()
    rest = re.sub(r"\[[^\]]*\]", "", expression)
    grouped = {label.strip() for group in LABELS.findall(rest) for label in group[1].split(",")} - {""}
    rest = LABELS.sub(" ", rest)
    for selector in SELECTOR.finditer(rest):
        name, matchers = selector[1], selector[2]
        follows = rest[selector.end() :].lstrip()[:1]
        before = rest[: selector.start()]
        if name in WORDS or follows == "(" or before.count('"') % 2 or re.search(r"[0-9.]$", before):
            continue
        if name not in metrics:
            mistakes.append(f"{where}: nothing exposes {name}")
            continue
        named.add(name)
        for label, operator, value in MATCHER.findall(matchers or ""):
            if label not in metrics[name] and label not in LABELS_OF_PROMETHEUS:
                mistakes.append(f"{where}: {name} has no label {label}")
            elif label not in FREE_LABELS:
                for one in value.split("|") if operator.endswith("~") else [value]:
                    if one not in metrics[name][label]:
                        mistakes.append(f"{where}: {name} never has {label}={one!r}")
    known = LABELS_OF_PROMETHEUS.union(*(metrics[name].keys() for name in named))
    for label in grouped - known:
        mistakes.append(f"{where}: no metric there has the label {label}")
    if not named:
        mistakes.append(f"{where}: no metric is named in {expression}")
    return named


def judge_commands(where, text, programs):
    """Commands of ours that a text says to type exist, with the options that it names."""
    # A sentence ends a command, and so does the next one.
    for command in re.split(r"; |\. |: (?=/|systemd-run|runuser)|, ", text):
        typed = re.search(r"/opt/trading-engine/current/bin/(trading-engine|readiness) (.*)$", command)
        if not typed:
            continue
        words = typed[2].split()
        subcommand = []
        while words and re.fullmatch(r"[a-z]+(-[a-z]+)*", words[0]):
            subcommand.append(words.pop(0))
        key = (typed[1], *subcommand)
        if key not in usages:
            asked = subprocess.run(
                [f"{programs}/{typed[1]}", *subcommand, "--help"], capture_output=True, text=True, check=False
            )
            usages[key] = asked.stdout if asked.returncode == 0 and "USAGE:" in asked.stdout else None
        usage = usages[key]
        if usage is None or f"USAGE: {' '.join(key)}" not in usage:
            mistakes.append(f"{where}: there is no command {' '.join(key)}")
            continue
        for option in words:
            if option.startswith("--") and not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", usage):
                mistakes.append(f"{where}: {' '.join(key)} has no option {option}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--exposed", action="append", required=True)
    parser.add_argument("--rules-of-dashboard")
    options = parser.parse_args()
    metrics = exposed(options.exposed)
    used = set()

    alerts = rules()
    tests = (FOLDER / "alerts-test.yml").read_text(encoding="utf-8")
    for alert in alerts:
        name = alert["alert"]
        used |= judge(name, alert["expr"], metrics)
        if not re.search(r"severity: (critical|warning) ", alert.get("labels", "")):
            mistakes.append(f"{name}: the severity is neither critical nor warning")
        for member in ("summary", "description"):
            if not alert.get(member, "").strip():
                mistakes.append(f"{name}: there is no {member}")
        judge_commands(name, alert.get("description", ""), options.programs)
        told = re.findall(rf'alertname="{name}",.*\n.*\n +exp_samples: \[(.?)', tests)
        if "]" not in told or "{" not in told:
            mistakes.append(f"{name}: alerts-test.yml has no case in which it is quiet, or none in which it fires")
    names = [alert["alert"] for alert in alerts]
    if not names or len(names) != len(set(names)):
        mistakes.append("alerts.yml: there are no alerts, or two with one name")
    for name in set(re.findall(r'alertname="(\w+)"', tests)) - set(names):
        mistakes.append(f"alerts-test.yml: there is no alert {name}")

    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
    shown = list(panels(dashboard))
    ids = [panel["id"] for panel in shown]
    if len(ids) != len(set(ids)):
        mistakes.append("the dashboard has two panels with one id")
    variables = [(variable["type"], variable["name"]) for variable in dashboard["templating"]["list"]]
    if variables != [("datasource", "datasource")]:
        mistakes.append(f"the dashboard's variables are not the one of the data source: {variables}")
    expressions = []
    for panel in shown:
        for target in panel.get("targets", []):
            if {panel["datasource"]["uid"], target["datasource"]["uid"]} != {"${datasource}"}:
                mistakes.append(f"{panel['title']}: the data source is not the variable's")
            used |= judge(panel["title"], target["expr"], metrics)
            expressions.append(target["expr"].replace("$__rate_interval", "5m"))
    for name in sorted(set(metrics) - used):
        mistakes.append(f"neither an alert nor the dashboard shows {name}")
    if options.rules_of_dashboard:
        recorded = [{"record": f"panel:{n}", "expr": text} for n, text in enumerate(expressions)]
        pathlib.Path(options.rules_of_dashboard).write_text(
            json.dumps({"groups": [{"name": "dashboard", "rules": recorded}]}), encoding="utf-8"
        )

    print("\n".join(mistakes) or f"{len(alerts)} alerts, {len(shown)} panels, {len(used)} metrics")
    return 1 if mistakes else 0


sys.exit(main())
