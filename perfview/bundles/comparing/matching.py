"""Rows of two tables that mean the same thing: by a name, then by a looser one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_HASH = re.compile(
    r"[.~_-](?:[0-9a-f]{8,64}|(?=[\w-]*(?:\d|[a-z]\w*[A-Z]))[\w-]{8}|[0-9A-F]{8})(?=(?:\.\w+)*$)"
)
"""What bundlers put into names of files so that they change with what is in them: webpack and
esbuild 8 to 32 hex digits or letters, Rollup 8 of base64url."""


@dataclass(frozen=True)
class Matched:
    """k things of two builds: before, after int32 (k), rows of their tables, -1 where there is
    none. Those of the later build come first, in its order."""

    before: NDArray[np.int32]
    after: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.after)

    def turned(self) -> Matched:
        """The same as seen from the later build."""
        return Matched(self.after, self.before)

    def partner(self, rows: int) -> NDArray[np.int32]:
        """Of each of `rows` rows of the later table the row of the earlier one, int32, -1 none."""
        found = np.full(rows, -1, np.int32)
        known = self.after >= 0
        found[self.after[known]] = self.before[known]
        return found

    def sizes(
        self, before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What each weighed and weighs, int64 (k) twice, from sizes by row of the two tables; 0
        where there is none."""
        return _or_nothing(before, self.before), _or_nothing(after, self.after)


def without_hash(name: str) -> str:
    """A file's name without what changes with its content: ``assets/main-Da3f9x1b.js`` is
    ``assets/main.js``."""
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{_HASH.sub('', last, count=1)}"


class Matching:
    """Rows of two tables, matched step by step; what a step leaves over is for the next."""

    def __init__(self, before: int, after: int) -> None:
        self._before = np.full(before, -1, np.int32)
        self._after = np.full(after, -1, np.int32)

    def left_over(self) -> tuple[list[int], list[int]]:
        """The rows of both tables without a partner."""
        left = np.flatnonzero(self._before < 0), np.flatnonzero(self._after < 0)
        return left[0].tolist(), left[1].tolist()

    def pair(self, before: int, after: int) -> None:
        """Two rows mean the same."""
        self._before[before] = after
        self._after[after] = before

    def by_key(
        self,
        before: Callable[[int], Hashable],
        after: Callable[[int], Hashable],
    ) -> None:
        """Match rows left over that have the same key, where nothing else has it; None is no
        key."""
        rows_before, rows_after = self.left_over()
        keys_before = [before(row) for row in rows_before]
        keys_after = [after(row) for row in rows_after]
        once = _only_once(keys_before)
        again = _only_once(keys_after)
        place = {key: row for key, row in zip(keys_before, rows_before, strict=True) if key in once}
        for key, row in zip(keys_after, rows_after, strict=True):
            if key in again and key in place:
                self.pair(place[key], row)

    def matched(self) -> Matched:
        """What has been found."""
        only_before = np.flatnonzero(self._before < 0).astype(np.int32)
        rows = np.arange(len(self._after), dtype=np.int32)
        none = np.full(len(only_before), -1, np.int32)
        return Matched(np.concatenate((self._after, only_before)), np.concatenate((rows, none)))


def _only_once(keys: Sequence[Hashable]) -> set[Hashable]:
    return {key for key, times in Counter(keys).items() if times == 1 and key is not None}


def _or_nothing(values: NDArray[np.int64], rows: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.append(values, 0)[rows]
