"""Which characters of a listing are chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[\w$]+")

Place = tuple[int, int]
"""A row and a character in it, from 0."""


@dataclass(frozen=True)
class Stretch:
    """From where it was begun to where the pointer is; either may be first."""

    anchor: Place
    head: Place

    def __bool__(self) -> bool:
        return self.anchor != self.head

    @property
    def ends(self) -> tuple[Place, Place]:
        """The first and the last place."""
        return min(self.anchor, self.head), max(self.anchor, self.head)

    def in_row(self, row: int, length: int) -> tuple[int, int] | None:
        """The chosen characters of a row of this length, None where none are."""
        first, last = self.ends
        if not self or not first[0] <= row <= last[0]:
            return None
        begin = first[1] if row == first[0] else 0
        return begin, last[1] if row == last[0] else length

    def text(self, rows: Sequence[str]) -> str:
        """What is chosen, row by row."""
        first, last = self.ends
        found = []
        for row in range(first[0], min(last[0] + 1, len(rows))):
            part = self.in_row(row, len(rows[row]))
            if part is not None:
                found.append(rows[row][part[0] : part[1]])
        return "\n".join(found)


def word_at(text: str, place: Place) -> Stretch:
    """The word at a place of a row of this text; nothing between words."""
    row, at = place
    found = next((m for m in _WORD.finditer(text) if m.start() <= at <= m.end()), None)
    return Stretch((row, found.start()), (row, found.end())) if found else Stretch(place, place)


NOTHING = Stretch((0, 0), (0, 0))
