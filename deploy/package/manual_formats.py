"""Section 5: the two kinds of file that people write, from their JSON Schemas."""

import json

import mdoc

_KINDS = {
    r"(ms|s|m|h|d)$": "A duration such as 500ms, 10s, 5m, 12h or 30d.",
    r"%$": "A percentage.",
}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value)


def _form(schema: dict) -> str:
    """What a value looks like, as far as its description leaves that open."""
    if "enum" in schema:
        values = [str(value) for value in schema["enum"]]
        return f"One of {', '.join(values)}." if len(values) > 1 else ""
    if schema.get("type") == "boolean":
        return "true or false."
    if schema.get("type") == "integer" and "maximum" in schema:
        return f"{schema.get('minimum', 0)} to {schema['maximum']}."
    if schema.get("type") == "array":
        values = schema.get("items", {}).get("enum", [])
        return f"A list of {', '.join(values)}." if values else "A list."
    for end, form in _KINDS.items():
        if schema.get("pattern", "").endswith(end):
            return form
    return ""


def _explanation(schema: dict, is_required: bool) -> str:
    description, values = schema.get("description", ""), [str(value) for value in schema.get("enum", [])]
    # A value that a description begins with is typed as it stands.
    is_value = description.partition(" ")[0].rstrip(",;:.") in values
    parts = [mdoc.stopped(description) if is_value else mdoc.sentence(description)]
    form = _form(schema)
    if form and not (values and all(value in parts[0] for value in values)):
        parts.append(form)
    if is_required:
        parts.append("Required.")
    elif "default" in schema and schema["default"] not in ("", [], {}) and "efault" not in parts[0]:
        parts.append(f"Default: {_text(schema['default'])}.")
    return " ".join(part for part in parts if part)


def _entries(schema: dict, prefix: str = "") -> list[tuple[str, str]]:
    entries = []
    for name, member in schema.get("properties", {}).items():
        path = prefix + name
        # What a check asks for stands in a part of its own.
        if "description" in member:
            entries.append((path, _explanation(member, name in schema.get("required", []))))
        for inner, deeper in ((member, f"{path}."), (member.get("items", {}), f"{path}[].")):
            if isinstance(inner, dict):
                entries += _entries(inner, deeper)
    return entries


def _checks(schema: dict) -> list[tuple[str, dict]]:
    """The parameters of each check: JSON Schema says them as conditions on its name."""
    found = []
    for condition in schema["properties"].get("blockers", {}).get("items", {}).get("allOf", []):
        check = condition["if"]["properties"]["check"]["const"]
        found.append((check, condition["then"]["properties"]["with"]))
    return found


def _listing(schema: dict, prefix: str = "") -> list[str]:
    entries = _entries(schema, prefix)
    return mdoc.listing([(f"Ic {mdoc.argument(path)}", explanation) for path, explanation in entries])


def _page(
    schema_path: str,
    name: str,
    purpose: str,
    about: list[str],
    files: list[tuple[str, str]],
    lint: str,
    related: list[tuple[str, int]],
    date: int,
    version: str,
) -> str:
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    lines = mdoc.head(name, 5, date, version)
    lines += [".Sh NAME", f".Nm {name}", f".Nd {mdoc.text(purpose)}", ".Sh DESCRIPTION", *mdoc.paragraphs(about)]
    lines += [".Sh KEYS", "A dot leads into a mapping,", ".Ic []", "into each entry of a list.", *_listing(schema)]
    if checks := _checks(schema):
        lines.append(".Sh CHECKS")
        for check, parameters in checks:
            lines += [f".Ss {mdoc.text(check)}", *_listing(parameters, "with.")]
    lines += [".Sh FILES", *mdoc.listing([(f"Pa {path}", meaning) for path, meaning in files])]
    lines += [".Sh EXAMPLES", *mdoc.examples([lint])]
    return "\n".join([*lines, ".Sh SEE ALSO", *mdoc.see_also(related)]) + "\n"


_STRICT = (
    "A file is one YAML document in UTF-8, and strict: no tabs, anchors, aliases, tags, duplicate or unknown keys, and "
    "no implicit types: NO, 1.10 and 0777 stay text. Every mistake is reported in one run, with its place."
)


def pages(schemas: str, date: int, version: str) -> dict[str, str]:
    policy = _page(
        f"{schemas}/readiness-policy.schema.json",
        "readiness-policy",
        "what has to hold before a trading system may go live",
        [
            "A policy lists blockers. Each names a check, which answers whether it holds, and the risk of going live "
            "without it. The engine's configuration pins the digest of the policy as it is understood, so that a "
            "policy that was weakened is refused.",
            _STRICT,
        ],
        [
            ("/etc/trading-engine/policies/", "The policies of this host."),
            ("/usr/share/trading-engine/policies/", "Policies to copy and to edit, each key with its reason."),
            ("/usr/share/trading-engine/schemas/readiness-policy.schema.json", "The same for editors."),
        ],
        "readiness policy lint /etc/trading-engine/policies/live.yaml",
        [("readiness", 1), ("readiness-check", 1), ("trading-engine.yaml", 5)],
        date,
        version,
    )
    engine = _page(
        f"{schemas}/trading-engine.schema.json",
        "trading-engine.yaml",
        "configuration of the trading engine",
        [
            "A readiness report binds the bytes of this file, so that every edit needs a new report. It is owned by "
            "root, and the engine's user must not be able to write it.",
            _STRICT,
        ],
        [
            ("/etc/trading-engine/engine.yaml", "The configuration of this host."),
            ("/usr/share/trading-engine/engine.example.yaml", "One with every key, to copy and to edit."),
            ("/usr/share/trading-engine/schemas/trading-engine.schema.json", "The same for editors."),
        ],
        "readiness config lint /etc/trading-engine/engine.yaml",
        [("trading-engine", 1), ("readiness-config", 1), ("readiness-policy", 5)],
        date,
        version,
    )
    return {"readiness-policy.5": policy, "trading-engine.yaml.5": engine}
