"""memray's allocations to a profile: bytes and calls by call path, a thread each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel

_METRICS = (("inuse_objects", "count"), ("inuse_space", "bytes"))
_MOST = 1 << 62
_LONGEST_LINE = 1 << 24


class MemrayRows:
    """Allocations taken one by one; `odd` is how many made no sense."""

    def __init__(self) -> None:
        self._builder = ProfileBuilder(_METRICS, default=1)
        self._totals: dict[tuple[int, int], list[int]] = {}
        self.odd = 0

    def add(
        self, thread: tuple[int, str], stack: Sequence[tuple[str, str, int]], count: int, size: int
    ) -> None:
        """One row: a thread's number and name, frames (function, file, line), the innermost
        first, how many allocations and how many bytes."""
        frames = [
            self._builder.frame(self._builder.function(function or "(unknown)", file), line)
            for function, file, line in reversed(stack)
        ]
        where = self._builder.thread(thread[1], thread[0]), self._builder.stack_of(frames)
        total = self._totals.setdefault(where, [0, 0])
        total[0] += count
        total[1] += size

    def add_table(self, text: str) -> None:
        """The rows of `memray transform csv`, its head included."""
        csv.field_size_limit(_LONGEST_LINE)
        lines = csv.reader(io.StringIO(text))
        next(lines, None)
        while True:
            try:
                row = next(lines, None)
                if row is None:
                    return
                if row:
                    self._add_row(row)
            except (ValueError, csv.Error):
                self.odd += 1

    def _add_row(self, row: list[str]) -> None:
        """Raises ValueError for what is no row."""
        _, count, size, tid, thread_name, stack_trace = row
        counts = int(count), int(size)
        if not all(0 <= each < _MOST for each in counts):
            raise ValueError(row[:3])
        frames = [_frame(each) for each in stack_trace.split("|") if each]
        self.add((int(tid, 0), thread_name), frames, *counts)

    def finish(self) -> ProfileModel:
        """The model; one sample a thread and stack."""
        for (thread, stack), weights in self._totals.items():
            self._builder.sample(thread, stack, weights)
        return self._builder.finish(made_by="memray")


def _frame(text: str) -> tuple[str, str, int]:
    """``fill;/srv/app.py;12``; files may contain semicolons, names do not. Raises ValueError."""
    function, rest = text.split(";", 1)
    file, line = rest.rsplit(";", 1)
    number = int(line)
    return function, file, number if 0 <= number < 1 << 31 else 0
