"""What a function of bundled code was called before: its name's own place, looked up in the map.

V8 says where a function's parameters begin. Its name stands before that: `function e(`,
`e=function(`, `e=(a)=>`, `e(a){` of a class. What a bundler calls differently has a segment of its
own there, with the original name, or one that leads to it in the original text.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from perfview.recording.source_maps.source_map import SourceMap

_BEFORE = 400
"""UTF-16 units before a function's place in which its name has to stand."""

_CLASS_BEFORE = 100_000
_CLASS_LINES = 2_000
"""The same for a constructor, which has its class's name, and lines above it."""

_BETWEEN = 24
"""What stands between a name and the place at most where the text itself is not at hand:
`=async function*(`."""

_END = re.compile(r"[\n\r\u2028\u2029]")
_OTHER_END = re.compile(r"[\r\u2028\u2029]")
_IDENTIFIER = re.compile(r"#?[\w$]+")
_ANONYMOUS = re.compile(r"^$|^[(<]|^anonymous$")
_LEADS_ON = re.compile(
    r"""['"\]]?\s*(?:[=:]\s*[(!]*\s*|\?\?=\s*|\|\|=\s*)?(?:async\b\s*)?(?:function\b\s*\*?)?\s*$"""
)
_MODIFIERS = (
    "export default abstract async class const function get let set static var public private "
    "protected readonly override"
).replace(" ", "|")
_DECLARED = re.compile(rf"(?:(?:{_MODIFIERS})\b\s*\*?\s*)*(#?[\w$]+)")
_KEYWORD = re.compile(rf"{_MODIFIERS}|return|new|this|typeof|await|yield|if|for|while")
_IN_CLASS = re.compile(r"\bconstructor\s*$")


class Code:
    """A text whose places are counted as V8 does: lines, and columns in UTF-16 units, from 0."""

    def __init__(self, text: str) -> None:
        # Hardly a text has ends of lines that take a pattern to find.
        text = text.replace("\r\n", "\n")
        self._lines = _END.split(text) if _OTHER_END.search(text) else text.split("\n")
        self._wide: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def between(self, line: int, start: int, stop: int) -> str:
        """The characters of a line from one column to another; "" outside the text."""
        if not 0 <= line < len(self._lines):
            return ""
        text, start = self._lines[line], max(start, 0)
        if text.isascii():
            return text[start:stop]
        if line not in self._wide:
            self._wide[line] = text.encode("utf-16-le", "surrogatepass")
        return self._wide[line][2 * start : 2 * stop].decode("utf-16-le", "replace")


class Naming:
    """Original names by one map; `code` is what ran, None where it is not at hand."""

    def __init__(self, source_map: SourceMap, code: Code | None) -> None:
        self._map, self._code = source_map, code
        self._originals: dict[int, Code | None] = {}

    def name(self, recorded: str, line: int, column: int) -> str:
        """The original name of the function recorded at a place (from 0); as recorded where the map
        has no other."""
        last = recorded.split(".")[-1].split(" ")[-1]
        if _ANONYMOUS.match(recorded) or not _IDENTIFIER.fullmatch(last):
            return recorded
        if self._code is not None:
            at = self._before(last, line, column)
            found = self._named(*at) if at is not None else ""
        else:
            found = self._nearest(last, line, column)
        kept = recorded[: len(recorded) - len(last)]
        return f"{kept if ' ' in kept else ''}{found}" if found else recorded

    def _before(self, name: str, line: int, column: int) -> tuple[int, int] | None:
        """The line and column at which the name stands that belongs to the place."""
        assert self._code is not None
        text = self._code.between(line, column - _BEFORE, column)
        found = [m for m in _words(name).finditer(text) if _LEADS_ON.match(text, m.end())]
        if found:
            return line, column - _width(text[found[-1].start() :])
        return self._class_of(name, line, column) if _IN_CLASS.search(text) else None

    def _class_of(self, name: str, line: int, column: int) -> tuple[int, int] | None:
        """Where the class begins that has its constructor at a place: V8 names it so."""
        assert self._code is not None
        for above in range(line, max(line - _CLASS_LINES, -1), -1):
            begin = max(0, column - _CLASS_BEFORE) if above == line else 0
            text = self._code.between(above, begin, column if above == line else _CLASS_BEFORE)
            found = list(_classes(name).finditer(text))
            if found:
                return above, begin + _width(text[: found[-1].start()])
        return None

    def _named(self, line: int, column: int) -> str:
        """The original of the identifier that stands at a place, "" where the map has none."""
        at = int(self._map.at(np.array([line]), np.array([column]))[0])
        if at < 0 or int(self._map.column[at]) != column or self._map.source[at] < 0:
            return ""
        given = int(self._map.name[at])
        # Bundlers give names to what they made of a declaration; its text has the true one.
        return self._written(at) or (self._map.names[given] if given >= 0 else "")

    def _written(self, segment: int) -> str:
        """The identifier that the original text has where a segment leads, "" for none."""
        original = self._original(int(self._map.source[segment]))
        if original is None:
            return ""
        begin = int(self._map.source_column[segment])
        text = original.between(int(self._map.source_line[segment]), begin, begin + _BEFORE)
        found = _DECLARED.match(text)
        return found[1] if found and not _KEYWORD.fullmatch(found[1]) else ""

    def _nearest(self, name: str, line: int, column: int) -> str:
        """The name of the closest segment before the place that comes from the same line as the
        function; "" when there is none, or the name as it is stands on that line."""
        places = np.array([column, column - len(name)])
        own, at = (int(each) for each in self._map.at(np.array([line, line]), places))
        if own < 0 or self._stands(name, own):
            return ""
        origin = int(self._map.source[own]), int(self._map.source_line[own])
        for each in range(at, max(at - 3, -1), -1):
            where = int(self._map.source[each]), int(self._map.source_line[each])
            close = int(self._map.line[each]) == line and where == origin
            close = close and column - len(name) - int(self._map.column[each]) <= _BETWEEN
            if close and self._map.name[each] >= 0:
                return self._map.names[int(self._map.name[each])]
        return ""

    def _stands(self, name: str, segment: int) -> bool:
        """Whether a name stands on the original line of a segment."""
        original = self._original(int(self._map.source[segment]))
        if original is None:
            return False
        text = original.between(int(self._map.source_line[segment]), 0, _CLASS_BEFORE)
        return _words(name).search(text) is not None

    def _original(self, source: int) -> Code | None:
        if source not in self._originals:
            text = self._map.contents[source]
            self._originals[source] = Code(text) if text is not None else None
        return self._originals[source]


def _width(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=4096)
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$#]){re.escape(name)}(?![\w$])")


@lru_cache(maxsize=1024)
def _classes(name: str) -> re.Pattern[str]:
    word = rf"(?<![\w$]){re.escape(name)}(?![\w$])"
    return re.compile(rf"(?<=\bclass ){word}|{word}(?=\s*=\s*class\b)")
