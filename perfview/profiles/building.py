"""A profile put together piece by piece, for formats whose files are small or already parsed.

Large formats fill columns by kernels and meet the same model in `perfview.profiles.assembling`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from perfview.profiles.assembling.samples import by_thread_and_time
from perfview.profiles.model import (
    CallCounts,
    Frames,
    Functions,
    Labels,
    LineTicks,
    Metrics,
    ProfileModel,
    ProfileThreads,
    Samples,
    Stacks,
)
from perfview.recording.strings import StringTable


@dataclass
class _Interned:
    """Rows each kept once, in order of first appearance."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    known: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def add(self, row: tuple[Any, ...]) -> int:
        found = self.known.get(row)
        if found is None:
            found = self.known[row] = len(self.rows)
            self.rows.append(row)
        return found

    def column(self, place: int, dtype: Any) -> Any:
        return np.array([row[place] for row in self.rows], dtype)


class ProfileBuilder:
    """Adds functions, frames, stacks, threads and samples; what is known already is found again.

    `metrics` are (name, unit) pairs, unit ns, bytes or count. Every method returns an index.
    """

    def __init__(self, metrics: Sequence[tuple[str, str]], default: int = 0) -> None:
        self.metrics = list(metrics)
        self.default = default
        self._texts = _Interned()
        self._functions = _Interned()
        self._frames = _Interned()
        self._stacks = _Interned()
        self._threads = _Interned()
        self._sets = _Interned()
        self._samples: list[tuple[int, int, int, int]] = []
        self._weights: list[Sequence[float]] = []
        self._ticks: list[tuple[int, int, int]] = []
        self._ends: dict[int, int] = {}

    def text(self, text: str) -> int:
        """A text's id; -1 for the empty one."""
        return self._texts.add((text,)) if text else -1

    def function(
        self,
        name: str,
        file: str = "",
        line: int = 0,
        column: int = 0,
        module: str = "",
        category: str = "",
    ) -> int:
        """A function; line and column from 1, 0 when unknown."""
        texts = (self.text(name), self.text(file), self.text(module), self.text(category))
        return self._functions.add((texts[0], texts[1], line, column, texts[2], texts[3]))

    def frame(self, function: int, line: int = 0, address: int = 0, inlined: bool = False) -> int:
        """A place in a function."""
        return self._frames.add((function, line, address, inlined))

    def stack(self, parent: int, frame: int) -> int:
        """A frame called from the stack `parent`, -1 for a root."""
        return self._stacks.add((parent, frame))

    def stack_of(self, frames: Sequence[int]) -> int:
        """The stack of these frames, outermost first; -1 for none."""
        at = -1
        for frame in frames:
            at = self.stack(at, frame)
        return at

    def thread(
        self, name: str = "", thread_id: int = -1, process: str = "", process_id: int = -1
    ) -> int:
        """A thread."""
        return self._threads.add((self.text(name), self.text(process), thread_id, process_id))

    def labels(self, labels: Mapping[str, str]) -> int:
        """A set of labels; -1 for none."""
        if not labels:
            return -1
        return self._sets.add(tuple((self.text(k), self.text(v)) for k, v in labels.items()))

    def sample(
        self,
        thread: int,
        stack: int,
        weights: Sequence[float],
        time_ns: int | None = None,
        label_set: int = -1,
    ) -> None:
        """A sample: a weight for each metric. Either all samples have a time or none."""
        at = -1 if time_ns is None else time_ns
        self._samples.append((thread, stack, at, label_set))
        self._weights.append(weights)

    def ends(self, thread: int, time_ns: int) -> None:
        """When a thread's last sample ends."""
        self._ends[thread] = max(time_ns, self._ends.get(thread, 0))

    def tick(self, stack: int, line: int, ticks: int) -> None:
        """Samples of a stack that fell on a line of its last function."""
        self._ticks.append((stack, line, ticks))

    def finish(self, counts: CallCounts | None = None, **about: Any) -> ProfileModel:
        """The model. `about` are further fields of `ProfileModel` (made_by, interval_ns ...)."""
        if self._samples and not self._threads.rows:
            self.thread()
        functions, frames, stacks = self._functions, self._frames, self._stacks
        samples, weight = self._sorted_samples()
        ticks = np.array(self._ticks, np.int64).reshape(-1, 3)
        names, units = [m[0] for m in self.metrics], [m[1] for m in self.metrics]
        return ProfileModel(
            strings=StringTable.of(row[0] for row in self._texts.rows),
            functions=Functions(
                name=functions.column(0, np.int32),
                file=functions.column(1, np.int32),
                line=functions.column(2, np.int32),
                column=functions.column(3, np.int32),
                module=functions.column(4, np.int32),
                category=functions.column(5, np.int32),
            ),
            frames=Frames(
                frames.column(0, np.int32),
                frames.column(1, np.int32),
                frames.column(2, np.int64),
                frames.column(3, np.bool_),
            ),
            stacks=Stacks(stacks.column(0, np.int32), stacks.column(1, np.int32)),
            samples=samples,
            threads=self._finished_threads(),
            metrics=Metrics(names, units, weight, self.default),
            labels=self._finished_labels(),
            ticks=LineTicks(
                ticks[:, 0].astype(np.int32), ticks[:, 1].astype(np.int32), ticks[:, 2].copy()
            ),
            counts=counts or CallCounts(),
            **about,
        )

    def _sorted_samples(self) -> tuple[Samples, Any]:
        table = np.array(self._samples, np.int64).reshape(-1, 4)
        weight = np.array(self._weights, np.float64).reshape(-1, len(self.metrics)).T
        timed = len(table) > 0 and bool((table[:, 2] >= 0).all())
        labelled = bool(self._sets.rows)
        return by_thread_and_time(
            thread=table[:, 0].astype(np.int32),
            stack=table[:, 1].astype(np.int32),
            time_ns=np.ascontiguousarray(table[:, 2]) if timed else np.zeros(0, np.int64),
            label_set=table[:, 3].astype(np.int32) if labelled else np.zeros(0, np.int32),
            weight=np.ascontiguousarray(weight),
            threads=len(self._threads.rows),
        )

    def _finished_threads(self) -> ProfileThreads:
        threads = self._threads
        ends = [self._ends.get(thread, 0) for thread in range(len(threads.rows))]
        return ProfileThreads(
            threads.column(0, np.int32),
            threads.column(1, np.int32),
            threads.column(2, np.int64),
            threads.column(3, np.int64),
            np.array(ends, np.int64),
        )

    def _finished_labels(self) -> Labels:
        sets = self._sets.rows
        first = np.zeros(len(sets) + 1, np.int64)
        np.cumsum([len(labels) for labels in sets], out=first[1:])
        pairs = np.array([pair for labels in sets for pair in labels], np.int32).reshape(-1, 2)
        return Labels(first, pairs[:, 0].copy(), pairs[:, 1].copy())
