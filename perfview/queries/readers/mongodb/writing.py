"""Values of documents as texts: literals in single quotes, so that they are known as such."""

from __future__ import annotations

import re
from typing import Any

from perfview.queries.readers.mongodb.documents import Made

_BARE = re.compile(r"^[$A-Za-z_][\w$]*$")
_LONGEST = 1 << 16
_MADE = {"$oid": "ObjectId", "$date": "ISODate", "$uuid": "UUID", "$binary": "BinData",
         "$timestamp": "Timestamp", "$regularExpression": "RegExp"}  # fmt: skip
_NUMBERS = ("$numberLong", "$numberInt", "$numberDouble", "$numberDecimal")


def written(value: Any) -> str:
    """A document as the shell takes it, of at most 64 KiB; without recursion."""
    parts: list[str] = []
    size = 0
    waiting: list[Any] = [(value,)]
    while waiting and size < _LONGEST:
        item = waiting.pop()
        if isinstance(item, str):
            parts.append(item)
            size += len(item)
            continue
        inner = _opened(item[0])
        if inner is None:
            parts.append(scalar(item[0]))
            size += len(parts[-1])
        else:
            waiting += reversed(inner)
    return "".join(parts)


def _opened(value: Any) -> list[Any] | None:
    """What a container is written as: texts, and values in tuples; None for a scalar."""
    if isinstance(value, dict) and not _is_scalar(value):
        inner: list[Any] = []
        for name, each in value.items():
            shown = str(name) if _BARE.match(str(name)) else '"' + str(name).replace('"', "") + '"'
            inner += [", " if inner else "", f"{shown}: ", (each,)]
        return ["{", *inner, "}"]
    if isinstance(value, list):
        inner = []
        for each in value:
            inner += [", " if inner else "", (each,)]
        return ["[", *inner, "]"]
    return None


def _is_scalar(value: dict[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)) in (*_MADE, *_NUMBERS)


def scalar(value: Any) -> str:
    """A value that holds no others."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, Made):
        return quoted(value.text)
    if isinstance(value, dict):
        kind, inner = next(iter(value.items()))
        if kind in _NUMBERS:
            return str(inner) if str(inner).lstrip("-")[:1].isdigit() else quoted(str(inner))
        return f"{_MADE[kind]}({quoted(str(inner))})"
    return quoted(str(value))


def quoted(text: str) -> str:
    """A text in single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
