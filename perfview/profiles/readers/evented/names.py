"""What called things are named: an event's name with its arguments, or what profilers say there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson

UNNAMED = "(unnamed)"
MOST_KEYS = 20_000
"""Names with arguments that are told apart; beyond, the arguments are left out of the names."""

_PLACE = re.compile(r".* \((.+):(\d+)\)$", re.DOTALL)
"""How VizTracer names Python functions."""

_HERMES = {"line", "column", "name", "category", "url", "params", "allocatedName"}


@dataclass(frozen=True)
class CallName:
    """A function's name, file, line and column (from 1), and the line being executed; 0: none."""

    name: str
    file: str = ""
    line: int = 0
    column: int = 0
    executing: int = 0


def call_name(name: str, arguments: str) -> CallName:
    """The function that an event of this name and these arguments (JSON) stands for.

    py-spy and Hermes write file and line as arguments. All others become part of the name, as in
    speedscope: `parse {"file":"a.js"}`.
    """
    shown = name or UNNAMED
    parsed = _parsed(arguments)
    if isinstance(parsed, dict):
        if set(parsed) == {"filename", "line"}:
            return CallName(shown, str(parsed["filename"] or ""), executing=_whole(parsed["line"]))
        if set(parsed) >= _HERMES:
            line = _whole(parsed["line"])
            return CallName(shown, str(parsed["url"] or ""), line, _whole(parsed["column"]))
    if parsed or isinstance(parsed, dict | list):
        return CallName(f"{shown} {orjson.dumps(parsed).decode()}")
    found = _PLACE.match(shown)
    return CallName(shown, found[1], _whole(found[2])) if found else CallName(shown)


def _parsed(arguments: str) -> Any:
    try:
        return orjson.loads(arguments) if arguments else None
    except ValueError:
        return arguments


def _whole(value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if 0 <= number < 1 << 31 else 0
