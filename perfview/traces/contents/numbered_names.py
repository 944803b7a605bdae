"""Names that stand as numbers inside attributes' values, kept so that values can be read later.

Perfetto's annotations may name what is nested in them by numbers whose meaning changes in the
course of the file. For the few values that do so it is kept what the numbers mean there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.references import place_of

KEY_NAME, TEXT_VALUE = 3, 29
"""Kinds of names: field numbers of Perfetto's InternedData."""

EXTENDED = ".perfetto.protos.TrackEvent"
"""The message whose extensions are described values."""

NamePlace = Callable[[int, int], int]
"""(kind, number) to where the name stands, as a reference; 0 for numbers that mean nothing."""


@dataclass(frozen=True)
class NumberedNames:
    """m values that have numbered names in them, and s sets of names.

    offset int64 (m), ascending: where each value stands; scope int32 (m): its set. Set i has the
    names first[i]..first[i + 1] (int64 (s + 1)): kind uint8, number int64, ascending by (kind,
    number), and reference uint64: where the name stands in the file.

    Values of protobuf messages: described int64, ascending, where each stands, described_by int32
    the number of the field it is; descriptors uint64: where what describes them stands.
    """

    offset: NDArray[np.int64]
    scope: NDArray[np.int32]
    first: NDArray[np.int64]
    kind: NDArray[np.uint8]
    number: NDArray[np.int64]
    reference: NDArray[np.uint64]
    described: NDArray[np.int64]
    described_by: NDArray[np.int32]
    descriptors: NDArray[np.uint64]

    def field_at(self, word: int) -> int:
        """The number of the field that the described value at this reference is; 0 unknown."""
        offset = place_of(word)[0]
        at = int(np.searchsorted(self.described, offset))
        known = at < len(self.described) and int(self.described[at]) == offset
        return int(self.described_by[at]) if known else 0

    def places(self, word: int) -> NamePlace:
        """Where the names stand that the value at this reference has numbers for."""
        offset = place_of(word)[0]
        at = int(np.searchsorted(self.offset, offset))
        if at >= len(self.offset) or int(self.offset[at]) != offset:
            return lambda kind, number: 0
        scope = int(self.scope[at])
        begin, stop = int(self.first[scope]), int(self.first[scope + 1])

        def place(kind: int, number: int) -> int:
            low = begin + int(np.searchsorted(self.kind[begin:stop], kind))
            high = begin + int(np.searchsorted(self.kind[begin:stop], kind, "right"))
            row = low + int(np.searchsorted(self.number[low:high], min(number, (1 << 63) - 1)))
            if row >= high or int(self.number[row]) != number:
                return 0
            return int(self.reference[row])

        return place

    def is_sound(self) -> bool:
        """Whether every index stays within its table."""
        sets, names = len(self.first) - 1, len(self.kind)
        if len(self.scope) != len(self.offset) or len(self.number) != names:
            return False
        if len(self.described) != len(self.described_by):
            return False
        if len(self.reference) != names or sets < 0 or int(self.first[-1]) != names:
            return False
        if int(self.first[0]) != 0 or (np.diff(self.first) < 0).any():
            return False
        return not len(self.scope) or 0 <= int(self.scope.min()) <= int(self.scope.max()) < sets


def no_names() -> NumberedNames:
    """What all files but Perfetto's have."""
    number = np.zeros(0, np.int64)
    return NumberedNames(
        number,
        np.zeros(0, np.int32),
        np.zeros(1, np.int64),
        np.zeros(0, np.uint8),
        number,
        np.zeros(0, np.uint64),
        number,
        np.zeros(0, np.int32),
        np.zeros(0, np.uint64),
    )
