"""How deep inside functions places of a script stand, without parsing it in full.

Brackets are followed, strings, templates, comments and regular expressions stepped over. A `{`
behind `)` begins a function unless `if`, `for` and the like stand before the brackets; a `=>`
begins one as well. Good for code that runs; code that is broken gives some number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"""
    r"""|(?<=[=(,:;!&|?{}\[+\n])\s*/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"""
    r"""|=>|[()\[\]{},;]|\b(?:if|for|while|switch|catch|with)\b""",
    re.DOTALL,
)
_BLOCKS = frozenset(("if", "for", "while", "switch", "catch", "with"))
_CLOSES = {")": "(", "]": "[", "}": "{"}
_ARROW = "=>"


@dataclass
class _Walk:
    """Open brackets (their token, whether a function begins there), and where the depth changes."""

    open: list[tuple[str, bool]] = field(default_factory=list)
    at: list[int] = field(default_factory=lambda: [0])
    depth: list[int] = field(default_factory=lambda: [0])

    def step(self, place: int, change: int) -> None:
        self.at.append(place)
        self.depth.append(self.depth[-1] + change)

    def push(self, token: str, is_function: bool, place: int) -> None:
        self.open.append((token, is_function))
        if is_function:
            self.step(place, 1)

    def pop(self, place: int) -> str:
        token, is_function = self.open.pop()
        if is_function:
            self.step(place, -1)
        return token

    def end_arrows(self, place: int) -> None:
        """Functions without braces end before `,`, `;` and a closing bracket."""
        while self.open and self.open[-1][0] == _ARROW:
            self.pop(place)


@dataclass(frozen=True)
class Depths:
    """Where the depth changes, and to what."""

    at: list[int]
    depth: list[int]

    def of(self, place: int) -> int:
        """How many functions are around a place."""
        return self.depth[bisect_right(self.at, place) - 1]


def function_depths(text: str) -> Depths:
    """The depths of a script's places (characters)."""
    walk = _Walk()
    before, block, is_block, end = "", [False], False, 0
    for found in _TOKEN.finditer(text):
        token, place = found[0], found.start()
        if token in _BLOCKS:
            before, end = token, found.end()
            continue
        directly = not text[end:place].strip()
        if before == _ARROW and token != "{":
            walk.push(_ARROW, True, end)
        if token in "([":
            block.append(before in _BLOCKS and directly)
            walk.push(token, False, place)
        elif token == "{":
            is_function = directly and (before == _ARROW or (before == ")" and not is_block))
            walk.push(token, is_function, place)
        elif token in _CLOSES:
            is_block = _closed(walk, token, place, block)
        elif token in ",;":
            walk.end_arrows(place)
        before, end = token, found.end()
    return Depths(walk.at, walk.depth)


def _closed(walk: _Walk, token: str, place: int, block: list[bool]) -> bool:
    """Close a bracket; whether what was in it belongs to `if`, `for` and the like."""
    walk.end_arrows(place)
    if walk.open and walk.open[-1][0] == _CLOSES[token]:
        walk.pop(place + 1)
    if token == "}" or len(block) < 2:
        return False
    return block.pop()
