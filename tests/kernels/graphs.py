"""Small graphs drawn by hypothesis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray


class Links(NamedTuple):
    """Node i leads to target[first[i]:first[i + 1]]; marked: a subset of the edges, bool."""

    first: NDArray[np.uint32]
    target: NDArray[np.int32]
    marked: NDArray[np.bool_]

    def ends(self) -> list[tuple[int, int, int]]:
        """Every edge as (edge, from, to)."""
        lengths = np.diff(self.first.astype(np.int64))
        sources = np.repeat(np.arange(len(lengths)), lengths).tolist()
        return list(zip(range(len(sources)), sources, self.target.tolist(), strict=True))

    def reached(self, starts: Iterable[int], marked: bool, without: Iterable[int] = ()) -> set[int]:
        """What the starts reach over edges that are marked or not, never over some nodes."""
        barred = set(without)
        found = set(starts) - barred
        while True:
            more = {
                to
                for edge, source, to in self.ends()
                if source in found and bool(self.marked[edge]) == marked and to not in barred
            }
            if more <= found:
                return found
            found |= more


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> Links:
    """A graph of one node or a few, with loops, several edges between two, and a part of the edges
    marked."""
    count = draw(st.integers(1, most))
    targets = draw(
        st.lists(st.lists(st.integers(0, count - 1), max_size=4), min_size=count, max_size=count)
    )
    first = np.zeros(count + 1, np.uint32)
    first[1:] = np.cumsum([len(each) for each in targets])
    target = np.array([to for each in targets for to in each], np.int32)
    marks = draw(st.lists(st.booleans(), min_size=len(target), max_size=len(target)))
    return Links(first, target, np.array(marks, np.bool_))
