"""A source map as columns: which place in the code that ran comes from which place in the source.

ECMA-426, "Source map format", with index maps (sections).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SourceMap:
    """n segments, by line and column of the code that ran.

    line, column int32 (n), source_line, source_column int32 (n): from 0, columns in UTF-16 units as
    V8 counts them. source int32 (n): index into `sources`, -1 for code that has none; name int32
    (n): index into `names`, -1 for none. A segment lasts until the next one or the end of its line.
    contents: the text of each source, None where the map does not carry it.
    """

    line: NDArray[np.int32]
    column: NDArray[np.int32]
    source: NDArray[np.int32]
    source_line: NDArray[np.int32]
    source_column: NDArray[np.int32]
    name: NDArray[np.int32]
    sources: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    contents: list[str | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.line)

    @cached_property
    def _key(self) -> NDArray[np.int64]:
        return (self.line.astype(np.int64) << 32) | self.column

    @cached_property
    def _lines(self) -> NDArray[np.int32]:
        """The line of each segment, and of none (-1) at the end."""
        return np.append(self.line, np.int32(-1))

    @cached_property
    def _rooted(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.source >= 0)

    def at(self, line: NDArray[np.integer], column: NDArray[np.integer]) -> NDArray[np.int64]:
        """The segment each place (from 0) is in, int64 (as line), -1 where there is none."""
        wanted = (line.astype(np.int64) << 32) | column.astype(np.int64)
        found = np.searchsorted(self._key, wanted, side="right") - 1
        return np.where((found >= 0) & (self._lines[found] == line), found, -1)

    def first_of(self, line: NDArray[np.integer]) -> NDArray[np.int64]:
        """The first segment of each line (from 0) that has a source, int64, -1 for none."""
        rooted = self._rooted
        begin = np.searchsorted(self.line[rooted], line, side="left")
        inside = begin < len(rooted)
        found = np.append(rooted, -1)[np.where(inside, begin, len(rooted))]
        same = inside & (self._lines[found] == line)
        return np.where(same, found, -1)
