"""What the words of a frame say beside a function's name, told by forms that one tool alone writes.

`parse (app.py:12)` is py-spy's way; `_[k]`, `_[j]`, `_[i]`, `_[0]` and `_[1]`
behind a name are annotations of stackcollapse-perf.pl and async-profiler; they stay in the name,
as every other tool shows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACED = re.compile(r"(?P<name>.+?) \((?P<file>[^()]*[^()\s:]):(?P<line>\d{1,9})\)")
_WITH_COLUMN = re.compile(r":\d+$")
_CATEGORIES = {
    "_[k]": "Kernel",
    "_[j]": "JIT",
    "_[i]": "Inlined",
    "_[0]": "Interpreter",
    "_[1]": "JIT (C1)",
}
_PROCESS = re.compile(r'process (?P<id>\d{1,18}):"(?P<name>.*)"')
_THREAD = re.compile(r"thread \((?P<id>0[xX][0-9a-fA-F]{1,15}|\d{1,18})\)(?:: (?P<name>.*))?")
_THREAD_IN_BRACKETS = re.compile(r"\[(?:(?P<name>.*) )?tid=(?P<id>\d{1,18})\]")


@dataclass(frozen=True)
class Words:
    """A frame's text taken apart; line 0 and empty texts for what it does not say."""

    name: str
    file: str = ""
    line: int = 0
    category: str = ""
    inlined: bool = False


@dataclass(frozen=True)
class Mark:
    """A process or a thread written as if it were the outermost frame."""

    is_process: bool
    number: int
    name: str


def words_of(text: str) -> Words:
    """Take a frame's text apart."""
    if text.endswith("]"):
        category = _CATEGORIES.get(text[-4:], "")
        return Words(text, category=category, inlined=category == "Inlined")
    found = _PLACED.fullmatch(text) if text.endswith(")") else None
    if found is None or _WITH_COLUMN.search(found["file"]):
        return Words(text)
    return Words(found["name"], found["file"], int(found["line"]))


def mark_of(text: str) -> Mark | None:
    """The process or thread that this frame stands for; None for a function."""
    found = _PROCESS.fullmatch(text)
    if found:
        return Mark(True, int(found["id"]), found["name"])
    found = _THREAD.fullmatch(text) or _THREAD_IN_BRACKETS.fullmatch(text)
    if found is None:
        return None
    digits = found["id"]
    return Mark(False, int(digits, 16 if digits[:2] in ("0x", "0X") else 10), found["name"] or "")
