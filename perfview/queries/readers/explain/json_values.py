"""JSON values in a text, one after the other, however deep they nest."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(
    r'[ \t\r\n,:]*(?:(?P<open>[\[{])|(?P<close>[\]}])|(?P<text>"(?:[^"\\]|\\.)*")|'
    r"(?P<word>-?[0-9][0-9.eE+-]*|true|false|null|NaN|-?Infinity))"
)
_WORDS = {"true": True, "false": False, "null": None}
_STARTS = re.compile(r"[\[{]")


def values_in(text: str) -> list[Any]:
    """Objects and lists of a text, whatever stands between them; what breaks off is left out."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    place, misses = 0, 0
    while (start := _STARTS.search(text, place)) and misses < 1000:
        try:
            value, place = decoder.raw_decode(text, start.start())
        except RecursionError:
            value, place = _deep_value(text, start.start())
        except ValueError:
            place, misses = start.start() + 1, misses + 1
            continue
        found.append(value)
    return found


def _deep_value(text: str, place: int) -> tuple[Any, int]:
    """The value at a place, and where it ends; None where it breaks off. Without recursion."""
    holders: list[Any] = []
    key: list[str | None] = []
    value: Any = None
    while match := _TOKEN.match(text, place):
        place = match.end()
        if match["open"]:
            holders.append({} if match["open"] == "{" else [])
            key.append(None)
            continue
        if match["close"]:
            if not holders:
                break
            value = holders.pop()
            key.pop()
        elif match["text"]:
            value = _unquoted(match["text"])
            if holders and isinstance(holders[-1], dict) and key[-1] is None:
                key[-1] = value
                continue
        else:
            value = _word(match["word"])
        if not holders:
            return value, place
        if isinstance(holders[-1], list):
            holders[-1].append(value)
        else:
            holders[-1][key[-1] or ""] = value
            key[-1] = None
    return None, len(text)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text[1:-1]


def _word(word: str) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    try:
        return float(word)
    except ValueError:
        return None
