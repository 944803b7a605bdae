"""Lock files of Yarn and pnpm: nested members told by indentation, the YAML that both write.

Yarn 1 writes ``key value`` and ``key:``, Yarn 2 and later and pnpm ``key: value``; keys and values
may be quoted, and pnpm writes small objects as ``{a: 1, b: 2}``.
"""

from __future__ import annotations

from typing import Any

MOST_LINES = 2_000_000


def lock_members(text: str) -> dict[str, Any]:
    """The members as nested dicts of texts. Lines that are none (lists, comments) are left out."""
    root: dict[str, Any] = {}
    open_: list[tuple[int, dict[str, Any]]] = [(-1, root)]
    for line in text.split("\n", MOST_LINES)[:MOST_LINES]:
        found = _member(line)
        if found is None:
            continue
        indent, key, value = found
        while open_[-1][0] >= indent:
            open_.pop()
        inside = open_[-1][1]
        if value:
            inside[key] = _inline(value) if value.startswith("{") else _unquoted(value)
            continue
        inside[key] = {}
        open_.append((indent, inside[key]))
    return root


def _member(line: str) -> tuple[int, str, str] | None:
    """How deep a line stands, its key and value; None for one that holds no member."""
    bare = line.strip()
    if not bare or bare[0] in "#-":
        return None
    indent = len(line) - len(line.lstrip())
    if bare.endswith(":") and not bare.startswith("{"):
        # A list of keys of Yarn 1 stays one text: ``a@^1, "b@^2"``.
        return indent, bare[:-1].replace('"', "").strip("'"), ""
    key, value = _split(bare)
    return (indent, key, value) if value else None


def _split(bare: str) -> tuple[str, str]:
    if bare[0] in "\"'":
        end = bare.find(bare[0], 1)
        if end < 0:
            return "", ""
        return bare[1:end], bare[end + 1 :].removeprefix(":").strip()
    key, colon, value = bare.partition(": ")
    if colon and " " not in key:
        return key, value.strip()
    key, _, value = bare.partition(" ")
    return key.removesuffix(":"), value.strip()


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        return value[1:-1]
    return value


def _inline(value: str) -> dict[str, str]:
    parts = (part.partition(":") for part in value.strip("{} ").split(","))
    return {_unquoted(key.strip()): _unquoted(told.strip()) for key, _, told in parts if told}
