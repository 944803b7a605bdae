"""Documents as MongoDB's shell and logs write them, which is not quite JSON.

``{ name: "x", _id: ObjectId('5f…'), at: new Date(1400000000000), n: 1.0, s: /^a/i }``: names go
without quotes, values have constructors. Read without recursion; what is no plain value becomes a
`Made`.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""[ \t\r\n,]*(?:
        (?P<open>[\[{]) | (?P<close>[\]}])
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<number>-?(?:[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|Infinity)|NaN)(?=[\s,:\]})]|$)
      | (?P<pattern>/(?:[^/\\\n]|\\.)+/[a-z]*)
      | (?P<made>(?:new\ )?[A-Za-z]\w*\((?:"[^"]*"|'[^']*'|[^()"'])*\))
      | (?P<name>[$\w.\-]+)
    )""",
    re.VERBOSE,
)
_COLON = re.compile(r"\s*:")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_MOST_TOKENS = 1 << 16


class Made(NamedTuple):
    """A value that is written with its kind, as it stands: ``ObjectId('5f…')``."""

    text: str


def read_document(text: str, place: int = 0) -> tuple[Any, int]:
    """The document or list at a place and where it ends; None where it breaks off or is none."""
    holders: list[Any] = []
    names: list[str] = []
    name = ""
    for _ in range(_MOST_TOKENS):
        match = _TOKEN.match(text, place)
        if not match:
            break
        place = match.end()
        if match["open"]:
            holders.append({} if match["open"] == "{" else [])
            names.append(name)
            name = ""
            continue
        if not holders:
            break
        if match["close"]:
            value, name = holders.pop(), names.pop()
            if not holders:
                return value, place
        elif not name and isinstance(holders[-1], dict) and (colon := _COLON.match(text, place)):
            name, place = _plain(match), colon.end()
            continue
        else:
            value = _value(match)
        if isinstance(holders[-1], dict):
            holders[-1][name] = value
        else:
            holders[-1].append(value)
        name = ""
    return None, place


def _plain(match: re.Match[str]) -> str:
    return _text(match["text"]) if match["text"] else match[0].strip(" ,\t\r\n")


def _text(written: str) -> str:
    if written[0] == '"':
        try:
            return str(json.loads(written, strict=False))
        except ValueError:
            pass
    return written[1:-1]


def _value(match: re.Match[str]) -> Any:
    if match["text"]:
        return _text(match["text"])
    if match["number"]:
        number = float(match["number"])
        return int(number) if number.is_integer() and abs(number) < 1 << 53 else number
    written = match[0].strip(" ,\t\r\n")
    return _WORDS[written] if written in _WORDS else Made(written)
