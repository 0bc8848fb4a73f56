"""trading-engine-deploy(8), from the comment at the head of deploy.sh."""

import re

import mdoc


class NotDescribed(Exception):
    """The comment has another form than this reads."""


def pages(script: str, date: int, version: str) -> dict[str, str]:
    with open(script, encoding="utf-8") as file:
        lines = file.read().splitlines()
    comment = []
    for line in lines[1:]:
        if not line.startswith("#"):
            break
        comment.append(line[2:])
    options, statuses, summary = [], [], []
    for line in comment:
        if match := re.match(r"  (--[a-z0-9-]+) ([A-Z]+) +(\S.*)", line):
            options.append([f"Fl -{mdoc.argument(match[1][2:])} Ar {match[2]}", match[3]])
        elif match := re.match(r"(?:exit status:| {12}) (\d+) (.*)", line):
            statuses.append((match[1], mdoc.sentence(match[2])))
        elif not options and not line.startswith(("usage:", "  ")) and line:
            summary.append(line)
    if not summary or len(options) < 10 or len(statuses) < 4:
        raise NotDescribed(f"{script}: the comment at its head has no summary, options or exit status")
    name = "trading-engine-deploy"
    page = mdoc.head(name, 8, date, version)
    page += [
        ".Sh NAME",
        f".Nm {name}",
        ".Nd gate a release, and switch to it when it is READY",
        ".Sh SYNOPSIS",
        f".Nm {name}",
        ".Op Ar release",
        ".Op Ar option ...",
        ".Sh DESCRIPTION",
        *mdoc.paragraphs(summary),
        ".Pp",
        *mdoc.prose(
            "Without a release it is the one that the package has brought, which nothing runs until then. A release "
            "is an archive of bin/readiness and bin/trading-engine, or a folder that holds bin/: to go back, name "
            "the folder of an earlier one and its version."
        ),
        ".Sh OPTIONS",
        *mdoc.listing([(tag, mdoc.sentence(meaning)) for tag, meaning in options]),
        ".Sh FILES",
        *mdoc.listing(
            [
                ("Pa /opt/trading-engine/releases/", "Every release that was gated here, by its version."),
                ("Pa /opt/trading-engine/current", "The one in use."),
                ("Pa /usr/lib/trading-engine/bin/", "The one that the package has brought."),
            ]
        ),
        ".Sh EXIT STATUS",
        *mdoc.listing(statuses),
        ".Sh EXAMPLES",
        *mdoc.examples(
            [
                "trading-engine-deploy",
                "trading-engine-deploy /opt/trading-engine/releases/1.0.0 --version 1.0.0",
            ]
        ),
        ".Sh SEE ALSO",
        *mdoc.see_also([("readiness-check", 1), ("trading-engine", 1)]),
    ]
    return {f"{name}.8": "\n".join(page) + "\n"}
