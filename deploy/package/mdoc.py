"""Text as mdoc(7) source: escaped, so that no text is taken for a macro, and a copied option has ASCII hyphens."""

import re
import textwrap
import time

# What typographic devices replace by other characters, and what roff itself reads.
_ESCAPED = {
    "\\": r"\e",
    "-": r"\-",
    "'": r"\(aq",
    "`": r"\(ga",
    "^": r"\(ha",
    "~": r"\(ti",
    '"': r"\(dq",
}


def literal(line: str) -> str:
    """One input line that keeps its blanks, as in an example."""
    escaped = "".join(_ESCAPED.get(c, c if c.isascii() else f"\\[u{ord(c):04X}]") for c in line)
    # A control line begins with a full stop or an apostrophe, and the apostrophe is escaped already.
    return "\\&" + escaped if escaped.startswith(".") else escaped


def text(words: str) -> str:
    """The rest of a macro's line, as one input line."""
    return literal(" ".join(words.split()))


def prose(words: str) -> list[str]:
    """Running text: every sentence on lines of its own, from which roff knows where sentences end."""
    sentences = re.split(r"(?<=[.!?]) ", " ".join(words.split()))
    lines = [textwrap.wrap(each, 72, break_long_words=False, break_on_hyphens=False) for each in sentences]
    return [literal(line) for wrapped in lines for line in wrapped]


def argument(word: str) -> str:
    """An argument of a macro: not another macro, not punctuation that mdoc moves, and one word."""
    escaped = text(word)
    if re.fullmatch(r"[A-Z][a-z][a-z]?|[.,:;()\[\]?!|]+", word):
        escaped = "\\&" + escaped
    return f'"{escaped}"' if " " in escaped else escaped


def head(title: str, section: int, date: int, version: str) -> list[str]:
    day = time.gmtime(date)
    return [
        '.\\" Made by deploy/package/manual-pages.py; edit what the program says of itself instead.',
        f".Dd {time.strftime('%B', day)} {day.tm_mday}, {day.tm_year}",
        f".Dt {title.upper()} {section}",
        f".Os trading\\-engine {text(version)}",
    ]


def paragraphs(parts: list[str]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines:
            lines.append(".Pp")
        lines += prose(part)
    return lines


def stopped(words: str) -> str:
    """With a full stop behind."""
    words = words.strip()
    return words if not words or words.endswith((".", "!", "?")) else words + "."


def sentence(words: str) -> str:
    """With a capital letter in front too."""
    words = stopped(words)
    return words[:1].upper() + words[1:]


def listing(entries: list[tuple[str, str]]) -> list[str]:
    """Tags (mdoc source, each the rest of a line) and their texts."""
    lines = [".Bl -tag -width Ds"]
    for tag, description in entries:
        lines += [f".It {tag}", *prose(description)]
    return lines + [".El"]


def examples(commands: list[str]) -> list[str]:
    return [".Bd -literal -offset indent", *map(literal, commands), ".Ed"]


def see_also(names: list[tuple[str, int]]) -> list[str]:
    ordered = sorted(set(names), key=lambda name: (name[1], name[0]))
    return [
        f".Xr {name} {section}" + (" ," if index < len(ordered) - 1 else "")
        for index, (name, section) in enumerate(ordered)
    ]
