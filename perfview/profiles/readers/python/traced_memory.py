"""tracemalloc's traces to a profile: who allocated what is alive."""

from __future__ import annotations

from typing import Any

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.python.pickled import PickledObject

SNAPSHOT = "tracemalloc.Snapshot"
_METRICS = (("inuse_objects", "count"), ("inuse_space", "bytes"))


class TracedMemory:
    """Traces taken one by one; `odd` is how many made no sense."""

    def __init__(self) -> None:
        self._builder = ProfileBuilder(_METRICS, default=1)
        self._thread = self._builder.thread("main")
        self._stacks: dict[int, int] = {}
        self._totals: dict[int, list[int]] = {}
        self.odd = 0
        self.traces = 0

    def add(self, trace: Any) -> None:
        """Take one trace: (domain, bytes, frames) and, since Python 3.9, how many frames there
        were. Frames are (file, line), the innermost first."""
        if not isinstance(trace, tuple) or len(trace) < 3 or not _is_traceback(trace[2]):
            self.odd += 1
            return
        size, traceback = trace[1], trace[2]
        if not isinstance(size, int) or not 0 <= size < 1 << 62:
            self.odd += 1
            return
        # Equal tracebacks are one object of a pickle, which lives as long as the list of traces.
        stack = self._stacks.get(id(traceback))
        if stack is None:
            frames = [self._frame(file, line) for file, line in reversed(traceback)]
            stack = self._stacks[id(traceback)] = self._builder.stack_of(frames)
        total = self._totals.setdefault(stack, [0, 0])
        total[0] += 1
        total[1] += size
        self.traces += 1

    def _frame(self, file: str, line: int) -> int:
        """A line as a function of its own: tracemalloc keeps no names of functions."""
        name = f"{file.replace(chr(92), '/').rsplit('/', 1)[-1]}:{line}"
        return self._builder.frame(self._builder.function(name, file, line), line)

    def finish(self, depth_limit: int) -> ProfileModel:
        """The model; one sample a stack."""
        for stack, weights in self._totals.items():
            self._builder.sample(self._thread, stack, weights)
        return self._builder.finish(made_by="tracemalloc", depth_limit=depth_limit)


def traces_of(value: Any) -> tuple[list[Any], int] | None:
    """The traces of a pickled snapshot and its limit of frames; None for anything else."""
    if not isinstance(value, PickledObject) or value.name != SNAPSHOT:
        return None
    traces, limit = value.state.get("traces"), value.state.get("traceback_limit")
    listed = traces.state.get("_traces") if isinstance(traces, PickledObject) else None
    if not isinstance(listed, (list, tuple)):
        return None
    return list(listed), limit if isinstance(limit, int) and 0 < limit < 1 << 16 else 0


def _is_traceback(frames: Any) -> bool:
    return isinstance(frames, tuple) and all(
        isinstance(each, tuple)
        and len(each) == 2
        and isinstance(each[0], str)
        and isinstance(each[1], int)
        and 0 <= each[1] < 1 << 31
        for each in frames
    )
