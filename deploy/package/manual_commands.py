"""Section 1: one page for a program, and one for each of its commands, from what its argument parser says."""

import dataclasses
import json
import re
import subprocess

import mdoc

# design: which files the two programs read and write where they are installed.
_FILES = {
    "readiness": [
        ("/etc/trading-engine/policies/", "Policies."),
        ("/etc/trading-engine/keyring.yaml", "Which public key may sign what."),
        ("/etc/credstore/gate-key", "The private key of the gate; its unit alone loads it."),
        ("/var/lib/readiness-gate/", "Reports, their archive, and which is the newest."),
    ],
    "trading-engine": [
        ("/etc/trading-engine/engine.yaml", "The configuration."),
        ("/etc/trading-engine/keyring.yaml", "Which public key may sign what."),
        ("/etc/trading-engine/approvals/", "What second persons consented to."),
        ("/etc/credstore/kraken-futures", "The keys of the venue."),
        ("/var/lib/readiness-gate/", "Reports of the gate."),
        ("/var/lib/trading-engine/", "State, journal and decisions."),
    ],
    "kraken-simulator": [],
}
_RELATED = {
    "readiness": [("trading-engine", 1), ("readiness-policy", 5), ("trading-engine.yaml", 5)],
    "trading-engine": [("readiness", 1), ("trading-engine.yaml", 5), ("trading-engine-deploy", 8)],
    "kraken-simulator": [("trading-engine-certify", 1)],
}


class NotDescribed(Exception):
    """The program does not say of itself what a page needs."""


@dataclasses.dataclass
class Command:
    path: list[str]
    abstract: str
    paragraphs: list[str]
    exit_status: list[str]
    examples: list[str]
    arguments: list[dict]
    children: list["Command"]

    @property
    def name(self) -> str:
        return " ".join(self.path)

    @property
    def page(self) -> str:
        """Pages stop at the second word: what is below stands on the page of its family."""
        return "-".join(self.path[:2])

    def below(self) -> list["Command"]:
        return [each for child in self.children for each in (child, *child.below())]


def described_by(program: str) -> Command:
    answer = subprocess.run(
        [program, "--experimental-dump-help"], stdout=subprocess.PIPE, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    return _command(json.loads(answer.stdout)["command"], [])


def _command(described: dict, parents: list[str]) -> Command:
    path = parents + [described["commandName"]]
    paragraphs, exit_status, examples = [], [], []
    for part in re.split(r"\n{2,}", (described.get("discussion") or "").strip()):
        title, _, rest = part.partition("\n")
        if title == "EXAMPLE":
            examples += [line.removeprefix("  ") for line in rest.splitlines()]
        elif part.startswith("Example: "):
            examples.append(" ".join(part.removeprefix("Example: ").split()))
        elif re.match(r"Exit status\b", part):
            exit_status.append(part)
        elif part:
            paragraphs.append(part)
    if not described.get("abstract") or not examples:
        raise NotDescribed(f"'{' '.join(path)} --help' has no {'example' if described.get('abstract') else 'abstract'}")
    return Command(
        path,
        described["abstract"],
        paragraphs,
        exit_status,
        examples,
        [a for a in described.get("arguments", []) if a.get("shouldDisplay", True)],
        [_command(child, path) for child in described.get("subcommands", []) if _is_shown(child)],
    )


def _is_shown(command: dict) -> bool:
    """`help` is the argument parser's own, and not listed by it either."""
    return command.get("shouldDisplay", True) and command["commandName"] != "help"


def _is_common(argument: dict) -> bool:
    return any(name["name"] in ("help", "version") for name in argument.get("names", []))


def _value(argument: dict) -> str:
    more = " ..." if argument["isRepeating"] else ""
    return f"Ar {mdoc.argument(argument['valueName'])}{more}"


def _flags(argument: dict) -> str:
    dashes = {"long": "-", "short": "", "longWithSingleDash": ""}
    return " , ".join(f"Fl {dashes[n['kind']]}{mdoc.argument(n['name'])}" for n in argument["names"])


def _tag(argument: dict, of_all_names: bool) -> str:
    if argument["kind"] == "positional":
        return _value(argument)
    names = _flags(argument if of_all_names else argument | {"names": [argument["preferredName"]]})
    return f"{names} {_value(argument)}" if argument["kind"] == "option" else names


def _synopsis(command: Command) -> list[str]:
    lines = [f".Nm {command.name}"]
    if command.children:
        return lines + [".Ar command", ".Op Ar option ..."]
    for argument in command.arguments:
        if not _is_common(argument):
            tag = _tag(argument, of_all_names=False)
            lines.append(f".Op {tag}" if argument["isOptional"] else f".{tag}")
    return lines


def _explanation(argument: dict) -> str:
    parts = [mdoc.stopped(argument.get("abstract") or "")]
    values = argument.get("allValues") or []
    if values and not all(value in parts[0] for value in values):
        parts.append(f"One of {', '.join(values)}.")
    default = argument.get("defaultValue")
    if default is not None and "efault" not in parts[0]:
        parts.append(f"Default: {default}.")
    if argument["isRepeating"] and argument["kind"] == "option":
        parts.append("May be given again.")
    return " ".join(part for part in parts if part)


def _options(command: Command, common: bool) -> list[str]:
    shown = [a for a in command.arguments if _is_common(a) == common]
    return mdoc.listing([(_tag(a, of_all_names=True), _explanation(a)) for a in shown]) if shown else []


def exit_statuses(root: Command) -> list[tuple[str, str]]:
    """The numbers of the root command's `Exit status: 0 done; 1 …` and what each means."""
    for part in root.exit_status:
        text = " ".join(part.split())
        if match := re.match(r"Exit status: (?=\d)", text):
            entries = re.split(r"[,;] (?=\d+ )", text[match.end() :].rstrip("."))
            return [tuple(entry.split(" ", 1)) for entry in entries]
    return []


def _exit_status(command: Command, root: Command) -> list[str]:
    if statuses := command is root and exit_statuses(root):
        return mdoc.listing([(number, mdoc.sentence(meaning)) for number, meaning in statuses])
    said = [re.sub(r"^Exit status(: | (?=\d))", "", part) for part in command.exit_status]
    lines = mdoc.paragraphs([mdoc.sentence(part) for part in said])
    if command is root:
        return lines
    if lines:
        lines.append(".Pp")
    return lines + ["What every number means stands in", f".Xr {root.page} 1 ."]


def _member(command: Command) -> list[str]:
    """A command on its family's page."""
    lines = [f".Ss {mdoc.text(command.name)}", *mdoc.paragraphs([command.abstract, *command.paragraphs])]
    lines += _options(command, common=False)
    for part in command.exit_status:
        lines += [".Pp", *mdoc.prose(part)]
    return lines + [".Pp", "For example:", *mdoc.examples(command.examples)]


def _page(command: Command, root: Command, date: int, version: str) -> str:
    lines = mdoc.head(command.page, 1, date, version)
    abstract = command.abstract.rstrip(".")
    # A page that is asked for by its name has that name first; the synopsis shows what is typed.
    lines += [".Sh NAME", f".Nm {command.page}", f".Nd {mdoc.text(abstract[:1].lower() + abstract[1:])}"]
    members = command.below() if command is not root else []
    lines.append(".Sh SYNOPSIS")
    for each in [m for m in members if not m.children] or [command]:
        lines += _synopsis(each)
    lines += [".Sh DESCRIPTION", *mdoc.paragraphs([command.abstract, *command.paragraphs])]
    if command is root and command.children:
        lines.append(".Sh COMMANDS")
        entries = [(f"Xr {child.page} 1", mdoc.sentence(child.abstract)) for child in command.children]
        lines += mdoc.listing(entries)
    if members:
        lines.append(".Sh COMMANDS")
        for member in members:
            lines += _member(member)
    options = [] if command.children else _options(command, common=False)
    if command is root:
        options += _options(command, common=True)
    if options:
        lines += [".Sh OPTIONS", *options]
    if files := _FILES[root.page]:
        lines += [".Sh FILES", *mdoc.listing([(f"Pa {path}", meaning) for path, meaning in files])]
    if status := _exit_status(command, root):
        lines += [".Sh EXIT STATUS", *status]
    lines += [".Sh EXAMPLES", *mdoc.examples(command.examples)]
    related = [(child.page, 1) for child in root.children] + [(root.page, 1)] + _RELATED[root.page]
    lines += [".Sh SEE ALSO", *mdoc.see_also([name for name in related if name != (command.page, 1)])]
    return "\n".join(lines) + "\n"


def pages(root: Command, date: int, version: str) -> dict[str, str]:
    return {f"{each.page}.1": _page(each, root, date, version) for each in [root, *root.children]}
