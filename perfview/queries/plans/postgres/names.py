"""What a node of PostgreSQL is called in text, and what that name tells.

The text form puts several properties of a node into its name (``Parallel Index Only Scan Backward
using i on t x``), FORMAT JSON tells them apart. Source: ``ExplainNode`` in PostgreSQL's
``src/backend/commands/explain.c``.
"""

from __future__ import annotations

import re

_WAYS = {"HashAggregate": "Hashed", "GroupAggregate": "Sorted", "MixedAggregate": "Mixed"}
_OPERATIONS = ("Insert", "Update", "Delete", "Merge")
_JOIN = re.compile(
    r"^(Nested Loop|Hash|Merge) (Left|Right|Full|Semi|Anti|Right Semi|Right Anti) Join$"
)
_PLAIN_LOOP = re.compile(r"^Nested Loop (Left|Right|Full|Semi|Anti|Right Semi|Right Anti)$")
_SET = re.compile(r"^(HashSetOp|SetOp) (\w+(?: All)?)$")
_CUSTOM = re.compile(r"^Custom Scan \((.+)\)$")
_FOREIGN = re.compile(r"^Foreign (Insert|Update|Delete)$")


def told_by_name(name: str) -> dict[str, str]:
    """Properties as FORMAT JSON names them, from a name as the text form writes it, without cost:
    ``Seq Scan on public.orders o``."""
    found: dict[str, str] = {}
    if name.startswith("Async "):
        found["Async Capable"], name = "true", name[6:]
    if name.startswith("Parallel "):
        found["Parallel Aware"], name = "true", name[9:]
    for mode in ("Partial", "Finalize"):
        if name.startswith(mode + " "):
            found["Partial Mode"], name = mode, name[len(mode) + 1 :]
    name = _cut_relation(name, found)
    name = _cut_index(name, found)
    if name.endswith(" Backward"):
        found["Scan Direction"], name = "Backward", name[:-9]
    found["Node Type"] = _node_type(name, found)
    if found["Node Type"] == "Bitmap Index Scan" and "Relation Name" in found:
        found["Index Name"] = found.pop("Relation Name")
    if found["Node Type"] in ("CTE Scan", "WorkTable Scan"):
        found["CTE Name"] = found.pop("Relation Name", "")
    elif found["Node Type"] == "Function Scan":
        found["Function Name"] = found.pop("Relation Name", "")
    elif found["Node Type"] in ("Values Scan", "Subquery Scan", "Table Function Scan"):
        relation = found.pop("Relation Name", "")
        found["Alias"] = found.get("Alias", relation)
    return found


def _cut_relation(name: str, found: dict[str, str]) -> str:
    name, is_on, relation = name.partition(" on ")
    if not is_on:
        return name
    table, alias = _two_names(relation)
    schema, table = _qualified(table)
    if schema:
        found["Schema"] = schema
    found["Relation Name"] = table
    found["Alias"] = alias or table
    return name


def _cut_index(name: str, found: dict[str, str]) -> str:
    name, is_using, index = name.partition(" using ")
    if is_using:
        found["Index Name"] = _unquoted(index)
    return name


def _node_type(name: str, found: dict[str, str]) -> str:
    if name in _WAYS:
        found["Strategy"] = _WAYS[name]
        return "Aggregate"
    if name in _OPERATIONS:
        found["Operation"] = name
        return "ModifyTable"
    if match := _FOREIGN.match(name):
        found["Operation"] = match[1]
        return "Foreign Scan"
    if match := _JOIN.match(name):
        found["Join Type"] = match[2]
        return match[1] if match[1] == "Nested Loop" else f"{match[1]} Join"
    if match := _PLAIN_LOOP.match(name):
        found["Join Type"] = match[1]
        return "Nested Loop"
    if match := _SET.match(name):
        found["Strategy"] = "Hashed" if match[1] == "HashSetOp" else "Sorted"
        found["Command"] = match[2]
        return "SetOp"
    if match := _CUSTOM.match(name):
        found["Custom Plan Provider"] = match[1]
        return "Custom Scan"
    return name


def _two_names(text: str) -> tuple[str, str]:
    """A relation and its alias, either quoted where it must be."""
    quoted = False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == " " and not quoted:
            return text[:at], _unquoted(text[at + 1 :])
    return text, ""


def _qualified(text: str) -> tuple[str, str]:
    """Schema ("" for none) and name."""
    quoted, dot = False, -1
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == "." and not quoted:
            dot = at
    return _unquoted(text[:dot]) if dot >= 0 else "", _unquoted(text[dot + 1 :])


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] == '"':
        return name[1:-1].replace('""', '"')
    return name


_JOINED = {
    "Nested Loop": "Nested Loop {} Join",
    "Hash Join": "Hash {} Join",
    "Merge Join": "Merge {} Join",
}
_AGGREGATES = {told: way for way, told in _WAYS.items()}


def name_of(kind: str, details: dict[str, str]) -> str:
    """The name the text form gives a node: `kind` as FORMAT JSON tells it, with what its details
    say of join, strategy and direction."""
    name = kind
    joined = details.get("Join Type", "Inner")
    if kind in _JOINED and joined != "Inner":
        name = _JOINED[kind].format(joined)
    elif kind == "Aggregate":
        name = _AGGREGATES.get(details.get("Strategy", ""), kind)
    elif kind == "ModifyTable":
        name = details.get("Operation", kind)
    elif kind == "SetOp":
        hashed = "Hash" if details.get("Strategy") == "Hashed" else ""
        name = f"{hashed}SetOp {details.get('Command', '')}".rstrip()
    elif kind == "Custom Scan" and "Custom Plan Provider" in details:
        name = f"Custom Scan ({details['Custom Plan Provider']})"
    if details.get("Partial Mode", "Simple") != "Simple":
        name = f"{details['Partial Mode']} {name}"
    if details.get("Parallel Aware"):
        name = f"Parallel {name}"
    return f"{name} Backward" if details.get("Scan Direction") == "Backward" else name
